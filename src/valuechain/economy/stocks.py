"""One product at one echelon: by which rule it orders, and what is recorded of it.

Counts are floats and whole numbers; days are days since the start. See `stores` for the upstream kind and `outlets` for
the retailers'.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from valuechain.randomness import Law
from valuechain.scenario import BaseStock, Echelon, ExponentialSmoothing, Newsvendor, OrderUpTo, ReorderPoint

from .forecasts import Smoothing, open_forecast, order_up_to_level

if TYPE_CHECKING:
    from .stores import Store

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
    "purchases",  # money: units received less those sent back, each at the wholesale price of its day
    "holding_cost",  # money: stock_days, each at the cost of its day
)
"""What is recorded of a stock at every sample: sums since the start, and the present state."""


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
        self._before = np.zeros(2)

    @property
    def name(self) -> str:
        """``chain/echelon/product``."""
        return f"{self.chain}/{self.echelon}/{self.product}"

    def renew(self, terms: Echelon, now: float) -> None:
        """Go on by other terms: what is ordered and shipped from now on; what was before keeps its prices."""
        before = self.recorded(now)[-2:]
        self.supply = replace(self.supply, terms=terms)
        self.policy = terms.policy
        rule = getattr(terms.policy, "forecast", None)
        if isinstance(self._forecast, Smoothing) and isinstance(rule, ExponentialSmoothing):
            self._forecast.renew(rule)
        self._before += np.subtract(before, self.recorded(now)[-2:])

    def recorded(self, now: float) -> list[float]:
        """Return the values of `STATE` at day ``now``."""
        flows = self.state(now)
        own = dict(zip(STATE, flows, strict=False))
        terms = self.supply.terms
        received = own["orders"] - own["on_order"] - own["in_transit"]
        amounts = received * (terms.wholesale_price or 0.0), own["stock_days"] * terms.holding_cost
        return [*flows, *(self._before + amounts).tolist()]

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
        """Return the values of `STATE` at day ``now``, but for the money at its end."""
