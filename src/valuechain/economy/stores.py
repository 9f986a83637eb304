"""Upstream stocks: plain Python, for they change a few times a period; what they owe, and what must hold of them."""

from __future__ import annotations

import math
from collections import deque
from typing import NamedTuple

from valuechain.scenario import Newsvendor

from .stocks import Stock, Supply


class Owed(NamedTuple):
    """Units that a customer of a stock waits for, and the day from which on."""

    customer: Stock
    units: float
    since: float


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
        """Return the values of `STATE`, but for the money at its end."""
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
