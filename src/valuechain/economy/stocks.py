"""One product at one echelon: what is on hand, on order and owed, and what must hold of it.

Upstream stocks are plain Python: they change a few times a period. The stocks of retailers are shelves of the swarm.
Counts are floats and whole numbers; days are days since the start.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections import deque
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from valuechain.randomness import Law
from valuechain.scenario import BaseStock, Echelon, Newsvendor, OrderUpTo, ReorderPoint
from valuechain.swarm.arrays import Floats, Ints
from valuechain.swarm.layout import (
    AREA,
    BACKORDERED,
    BUSY,
    FILLED,
    IN_TRANSIT,
    IN_WORK,
    LOST,
    MADE,
    ON_HAND,
    OWED,
    OWED_AREA,
    OWED_SINCE,
    PIPE_AREA,
    PIPE_SINCE,
    RELEASED,
    SCRAPPED,
    SETUP_COSTS,
    SINCE,
    SOLD,
    TURNED_AWAY,
    TURNED_TO,
    UNIT_COSTS,
    WAITS,
)
from valuechain.swarm.shelf import dispatch, position, release, send_back

from .forecasts import open_forecast, order_up_to_level

MOST_ORDERED = 1_000_000
"""Units that one order may have where a rule works them out: forecasts of forecasts may grow without bound."""

STATE: Final = (
    "demand",  # units asked for, less units sent back
    "returned",  # units that customers have sent back
    "at_once",  # units asked for that were there
    "delivered",  # units sold, or shipped on
    "lost",  # units asked for and not supplied
    "filled",  # back-orders supplied
    "waits",  # sum of their waits (unit-days)
    "orders",  # units ordered, less units sent back and units that the supplier did not supply
    "received",  # units received
    "scrapped",  # units written off
    "on_hand",  # units now
    "on_order",  # units ordered and not yet shipped
    "in_transit",  # units shipped and not yet received
    "backorders",  # units owed
    "stock_days",  # time integral of on_hand
    "owed_days",  # time integral of backorders
    "pipe_days",  # time integral of on_order + in_transit
    "made",  # units made to its order
    "unit_costs",  # money
    "setup_costs",  # money
    "busy",  # line-days
)
"""What is recorded of a stock at every sample: sums since the start, and the present state."""


class Owed(NamedTuple):
    """Units that a customer of a stock waits for, and the day from which on."""

    customer: Stock
    units: float
    since: float


@dataclass(frozen=True)
class Supply:
    """How a stock is supplied: from where, by which rule, in what time; streams of its own."""

    echelon: str
    terms: Echelon
    supplier: Store | None
    """None: the producer's lines."""
    delay_source: np.random.Generator
    lead_source: np.random.Generator

    def order_delay(self) -> float:
        """Return the days that an order needs to reach the supplier."""
        return _one(self.terms.order_delay, self.delay_source)

    def lead_time(self) -> float:
        """Return the days from a shipment to its arrival."""
        return _one(self.terms.lead_time, self.lead_source)


def _one(law: Law, source: np.random.Generator) -> float:
    return law.draw_one(source)


class Stock(ABC):
    """One product at one echelon; ``place`` is its number among all that can be ordered for: offers, then stores."""

    def __init__(self, chain: str, product: str, place: int, supply: Supply) -> None:
        self.chain, self.product, self.place = chain, product, place
        self.supply, self.echelon, self.supplier = supply, supply.echelon, supply.supplier
        self.policy = supply.terms.policy
        self._forecast = None
        if isinstance(self.policy, OrderUpTo) and self.policy.forecast is not None:
            self._forecast = open_forecast(self.policy.forecast)
        self._seen = 0.0

    @property
    def name(self) -> str:
        """``chain/echelon/product``."""
        return f"{self.chain}/{self.echelon}/{self.product}"

    # what to order -------------------------------------------------------------------------------------------------

    def lacking(self) -> float:
        """Return the units that a continuous policy orders at the present inventory position."""
        match self.policy:
            case ReorderPoint(quantity=quantity, reorder_point=point):
                short = point - self.position()
                return quantity * (math.floor(short / quantity) + 1) if short >= 0 else 0.0
            case BaseStock(level=level):
                return max(0.0, level - self.position())
        return 0.0

    def review(self) -> float:
        """Return the units that a periodic policy orders now, at the end of a period; below 0: sends back."""
        match self.policy:
            case Newsvendor(quantity=quantity):
                return float(quantity)
            case OrderUpTo() as policy:
                demand = self.demanded() - self._seen
                self._seen += demand
                if self._forecast is not None:
                    self._forecast.observe(demand)
                return self._gap(policy)
        return 0.0

    def start(self) -> float:
        """Return the units that a policy orders at time 0."""
        if isinstance(self.policy, OrderUpTo):
            return max(0.0, self._gap(self.policy))
        return self.review() or self.lacking()

    def _gap(self, policy: OrderUpTo) -> float:
        """Return what the position lacks of the level."""
        level: float | None = policy.level
        if self._forecast is not None:
            intervals = policy.intervals(self.supply.terms.mean_lead)
            level = order_up_to_level(self._forecast, intervals, policy.safety_factor)
        if level is None:
            return 0.0
        gap = min(float(round(level - self.position())), MOST_ORDERED)
        return max(gap, -MOST_ORDERED) if policy.returns else max(gap, 0.0)

    # what is there -------------------------------------------------------------------------------------------------

    @abstractmethod
    def position(self) -> float:
        """Return the inventory position: on hand, on order and in transit less owed."""

    @abstractmethod
    def demanded(self) -> float:
        """Return the units asked for so far, less those sent back."""

    @abstractmethod
    def on_hand(self) -> float:
        """Return the units on hand."""

    # what happens to it --------------------------------------------------------------------------------------------

    @abstractmethod
    def place_order(self, units: float, now: float) -> None:
        """Count ``units`` as ordered."""

    @abstractmethod
    def cancel(self, units: float, since: float, now: float) -> None:
        """Strike out ``units`` ordered on day ``since`` that the supplier will not supply."""

    @abstractmethod
    def dispatched(self, units: float, now: float) -> None:
        """Count ``units`` as shipped by the supplier."""

    @abstractmethod
    def send_back(self, units: float, now: float) -> float:
        """Take up to ``units`` from what is on hand; return how many they were."""

    @abstractmethod
    def ordered(self) -> float:
        """Return the units ordered so far, less those refused; units sent back are not taken off."""

    @abstractmethod
    def coming(self) -> float:
        """Return the units ordered and not yet shipped."""

    @abstractmethod
    def state(self, now: float) -> list[float]:
        """Return the values of `STATE` at day ``now``."""


class Shelf(Stock):
    """The stock of a retailer: row ``place`` of the swarm's shelves."""

    def __init__(self, chain: str, product: str, place: int, supply: Supply, shelf: Floats, terms: Ints) -> None:
        super().__init__(chain, product, place, supply)
        self._shelf, self._terms = shelf, terms
        self._sent_back = 0.0

    def position(self) -> float:
        """Return the inventory position."""
        return float(position(self._shelf, self.place))

    def demanded(self) -> float:
        """Return the first choices so far."""
        return _first_choices(self._shelf[self.place].tolist())

    def on_hand(self) -> float:
        """Return the units on the shelf."""
        return float(self._shelf[self.place, ON_HAND])

    def place_order(self, units: float, now: float) -> None:
        """Count ``units`` as ordered."""
        release(self._shelf, self._terms, self.place, now, units)

    def cancel(self, units: float, since: float, now: float) -> None:
        """Strike out ``units`` that were ordered."""
        release(self._shelf, self._terms, self.place, now, -units)

    def dispatched(self, units: float, now: float) -> None:
        """Count ``units`` as shipped."""
        dispatch(self._shelf, self.place, now, units)

    def send_back(self, units: float, now: float) -> float:
        """Take up to ``units`` off the shelf."""
        units = min(units, self.on_hand())
        if units > 0:
            self._sent_back += units
            send_back(self._shelf, self._terms, self.place, now, units)
        return units

    def ordered(self) -> float:
        """Return the units ordered so far, less those refused."""
        return float(self._shelf[self.place, RELEASED]) + self._sent_back

    def coming(self) -> float:
        """Return the units ordered and not yet shipped."""
        return float(self._shelf[self.place, IN_WORK])

    def state(self, now: float) -> list[float]:
        """Return the values of `STATE`."""
        row = self._shelf[self.place].tolist()
        demand, on_order, in_transit = _first_choices(row), row[IN_WORK], row[IN_TRANSIT]
        return [
            demand,
            0.0,
            demand - row[LOST] - row[BACKORDERED] - row[TURNED_AWAY],
            row[SOLD],
            row[LOST] + row[TURNED_AWAY],
            row[FILLED],
            row[WAITS],
            row[RELEASED],
            row[RELEASED] + self._sent_back - on_order - in_transit,
            row[SCRAPPED],
            row[ON_HAND],
            on_order,
            in_transit,
            row[OWED],
            row[AREA] + row[ON_HAND] * (now - row[SINCE]),
            row[OWED_AREA] + row[OWED] * (now - row[OWED_SINCE]),
            row[PIPE_AREA] + (on_order + in_transit) * (now - row[PIPE_SINCE]),
            row[MADE],
            row[UNIT_COSTS],
            row[SETUP_COSTS],
            row[BUSY],
        ]


def _first_choices(row: list[float]) -> float:
    return row[SOLD] - row[TURNED_TO] - row[FILLED] + row[LOST] + row[BACKORDERED] + row[TURNED_AWAY]


class Store(Stock):
    """An upstream stock: its customers are the stocks that it supplies."""

    def __init__(self, chain: str, product: str, place: int, supply: Supply) -> None:
        super().__init__(chain, product, place, supply)
        terms = supply.terms
        self._waits_for_nobody = terms.shortage == "lost"
        self.initial = 0.0 if isinstance(self.policy, Newsvendor) else float(terms.initial_stock)
        self._on_hand, self._owed, self._on_order, self._in_transit = self.initial, 0.0, 0.0, 0.0
        self._queue: deque[Owed] = deque()
        self._stock_days = self._owed_days = self._pipe_days = self._since = 0.0
        self._demand = self._taken_back = self._at_once = self._shipped = self._lost = 0.0
        self._accepted = self._filled = self._waits = 0.0
        self._ordered = self._sent_back = self._received = self._scrapped = 0.0
        self._pipe_times = self._orders_since = 0.0
        self.made = self.unit_costs = self.setup_costs = self.busy = 0.0

    def position(self) -> float:
        """Return the inventory position."""
        return self._on_hand + self._on_order + self._in_transit - self._owed

    def demanded(self) -> float:
        """Return the units that customers have ordered less those that they have sent back."""
        return self._demand - self._taken_back

    def on_hand(self) -> float:
        """Return the units on hand."""
        return self._on_hand

    def _pass(self, now: float) -> None:
        """Bring the time integrals up to day ``now``; to be called before anything changes."""
        days = now - self._since
        if days > 0:
            self._stock_days += self._on_hand * days
            self._owed_days += self._owed * days
            self._pipe_days += (self._on_order + self._in_transit) * days
            self._since = now

    # towards the supplier ------------------------------------------------------------------------------------------

    def place_order(self, units: float, now: float) -> None:
        """Count ``units`` as ordered."""
        self._pass(now)
        self._ordered += units
        self._on_order += units
        self._orders_since += units * now

    def cancel(self, units: float, since: float, now: float) -> None:
        """Strike out ``units`` ordered on day ``since``; they have been on order until now."""
        self._pass(now)
        self._ordered -= units
        self._on_order -= units
        self._orders_since -= units * since
        self._pipe_times += units * (now - since)

    def dispatched(self, units: float, now: float) -> None:
        """Count ``units`` as shipped by the supplier."""
        self._pass(now)
        self._on_order -= units
        self._in_transit += units

    def send_back(self, units: float, now: float) -> float:
        """Take up to ``units`` from what is on hand."""
        self._pass(now)
        units = min(units, self._on_hand)
        self._on_hand -= units
        self._sent_back += units
        return units

    def receive(self, units: float, since: float, now: float) -> list[Owed]:
        """Take in ``units`` ordered on day ``since``; return what is shipped on at once to those who waited."""
        self._pass(now)
        self._in_transit -= units
        self._received += units
        self._orders_since -= units * since
        self._pipe_times += units * (now - since)
        return self._put(units, now)

    # towards the customers -----------------------------------------------------------------------------------------

    def meet(self, customer: Stock, units: float, since: float, now: float) -> tuple[float, float]:
        """Meet an order of day ``since`` for ``units``; return (units shipped at once, units not supplied at all)."""
        self._pass(now)
        self._demand += units
        there = min(units, self._on_hand)
        self._on_hand -= there
        self._at_once += there
        self._shipped += there
        short = units - there
        if short > 0 and self._waits_for_nobody:
            self._lost += short
            return there, short
        if short > 0:
            self._accepted += short
            self._owed += short
            self._queue.append(Owed(customer, short, now))
        return there, 0.0

    def take_back(self, units: float, now: float) -> list[Owed]:
        """Take in ``units`` that a customer sends back; return what is shipped on at once to those who waited."""
        self._pass(now)
        self._taken_back += units
        return self._put(units, now)

    def _put(self, units: float, now: float) -> list[Owed]:
        """Serve those who wait, the oldest first, and keep the rest."""
        served = []
        while units > 0 and self._queue:
            oldest = self._queue.popleft()
            given = min(units, oldest.units)
            if given < oldest.units:
                self._queue.appendleft(oldest._replace(units=oldest.units - given))
            units -= given
            self._owed -= given
            self._filled += given
            self._shipped += given
            self._waits += given * (now - oldest.since)
            served.append(oldest._replace(units=given))
        self._on_hand += units
        return served

    def clear(self, now: float) -> float:
        """Write off what is on hand; return the units."""
        self._pass(now)
        units, self._on_hand = self._on_hand, 0.0
        self._scrapped += units
        return units

    # the books -----------------------------------------------------------------------------------------------------

    def stock_days(self, now: float) -> float:
        """Return the time integral of the stock on hand."""
        return self._stock_days + self._on_hand * (now - self._since)

    def bought(self) -> float:
        """Return the units received less those sent back."""
        return self._received - self._sent_back

    def booked(self) -> float:
        """Return the units that customers have ordered and that have arrived here, less those refused."""
        return self._demand - self._lost

    def owed(self) -> float:
        """Return the units owed to customers."""
        return self._owed

    def ordered(self) -> float:
        """Return the units ordered so far, less those refused."""
        return self._ordered

    def coming(self) -> float:
        """Return the units ordered and not yet shipped."""
        return self._on_order

    def state(self, now: float) -> list[float]:
        """Return the values of `STATE`."""
        days = now - self._since
        return [
            self._demand - self._taken_back,
            self._taken_back,
            self._at_once,
            self._shipped,
            self._lost,
            self._filled,
            self._waits,
            self._ordered - self._sent_back,
            self._received,
            self._scrapped,
            self._on_hand,
            self._on_order,
            self._in_transit,
            self._owed,
            self._stock_days + self._on_hand * days,
            self._owed_days + self._owed * days,
            self._pipe_days + (self._on_order + self._in_transit) * days,
            self.made,
            self.unit_costs,
            self.setup_costs,
            self.busy,
        ]

    def sides(self, now: float) -> list[tuple[str, float, float]]:
        """Return the identities of this stock: name, left side, right side. See the model page, "Echelons"."""
        days = now - self._since
        in_goods = self.initial + self._received + self._taken_back
        out_goods = self._on_hand + self._shipped + self._sent_back + self._scrapped
        ordered = self._on_order + self._in_transit + self._received
        owed = math.fsum(each.units for each in self._queue)
        running = math.fsum(each.units * (now - each.since) for each in self._queue)
        coming = self._on_order + self._in_transit
        return [
            ("goods", in_goods, out_goods),
            ("orders", self._ordered, ordered),
            ("back-orders", self._accepted, self._filled + owed),
            ("back-orders owed", self._owed, owed),
            ("Little's law (back-orders)", self._owed_days + self._owed * days, self._waits + running),
            (
                "Little's law (orders)",
                self._pipe_days + coming * days,
                self._pipe_times + coming * now - self._orders_since,
            ),
            ("goods below zero", min(0.0, self._on_hand, self._on_order, self._in_transit, self._owed), 0.0),
        ]
