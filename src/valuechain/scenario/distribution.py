"""The distributor: what is ordered, when it arrives, what happens when the shelf is empty."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from valuechain.randomness import Law
from valuechain.scenario.changeable import CHANGEABLE
from valuechain.scenario.compound import OneKey
from valuechain.scenario.laws import LawOf
from valuechain.scenario.notation import Maybe, Whole, Word
from valuechain.scenario.ordering import MOST_UNITS, OrderUpTo
from valuechain.scenario.price import WHOLESALE, Price
from valuechain.scenario.problems import Problem
from valuechain.scenario.quantity import DURATION, MONEY, MONEY_RATE, Quantity
from valuechain.scenario.rules import Wholesale
from valuechain.scenario.section import Block, Section, said

Shortage = Literal["lost", "backorder", "substitute"]


class ReorderPoint(Section):
    """Continuous review, (Q,R): order Q whenever the inventory position falls to R."""

    kind: Literal["reorder_point"] = "reorder_point"
    quantity: Annotated[int, Whole(1, MOST_UNITS), CHANGEABLE]
    """Units ordered at a time, Q."""
    reorder_point: Annotated[int, Whole(-MOST_UNITS, MOST_UNITS), CHANGEABLE]
    """Inventory position at which to order, R (below 0 only with backorders)."""

    @property
    def natural_start(self) -> int:
        """Stock of a shelf that has just been filled."""
        return self.quantity + max(self.reorder_point, 0)


class BaseStock(Section):
    """Base stock: each unit that leaves is ordered anew, so that the inventory position stays at the level."""

    kind: Literal["base_stock"] = "base_stock"
    level: Annotated[int, Whole(0, MOST_UNITS), CHANGEABLE]
    """Inventory position to keep, S (0 only with backorders: make to order)."""

    @property
    def natural_start(self) -> int:
        """Stock of a shelf that has just been filled."""
        return self.level


class Newsvendor(Section):
    """Single period: a fresh quantity at the start of each period, leftovers salvaged at its end."""

    kind: Literal["newsvendor"] = "newsvendor"
    quantity: Annotated[int, Whole(0, MOST_UNITS), CHANGEABLE]
    """Units put on the shelf at the start of each period."""
    every: Annotated[float, Quantity(DURATION, above=0)]
    """Length of a period."""
    salvage: Annotated[float, Quantity(MONEY), CHANGEABLE] = 0.0
    """Money got for each unit left over (negative: disposal costs)."""

    @property
    def natural_start(self) -> int:
        """Stock of a shelf that has just been filled."""
        return self.quantity


Policy = ReorderPoint | BaseStock | OrderUpTo | Newsvendor


class PolicyNotation(OneKey):
    """``{reorder_point: …}``, ``{base_stock: …}``, ``{order_up_to: …}`` or ``{newsvendor: …}``."""

    def read(self, raw: object) -> Any:
        """Return the policy."""
        return raw if isinstance(raw, Policy) else super().read(raw)[1]

    def write(self, value: Policy) -> Any:
        """Return the explicit form."""
        return {value.kind: self.members[value.kind].write(value)}


POLICIES = PolicyNotation(
    {
        "reorder_point": Block(ReorderPoint),
        "base_stock": Block(BaseStock),
        "order_up_to": Block(OrderUpTo),
        "newsvendor": Block(Newsvendor),
    }
)


def natural_start(data: dict[str, Any]) -> int:
    """Return the stock of a shelf that has just been filled, from the fields read so far."""
    policy: Policy | None = data.get("policy")
    if isinstance(policy, OrderUpTo):
        lead = sum(data[key].mean() for key in ("lead_time", "order_delay") if key in data)
        return policy.start_level(lead) if math.isfinite(lead) else 0
    return policy.natural_start if policy else 0


class Distributor(Section):
    """Keeps the chain's products on a shelf, orders them from the producer, sells them."""

    policy: Annotated[Policy, POLICIES]
    """When and how much to order, for each product separately."""
    lead_time: Annotated[Law, LawOf(Quantity(DURATION, least=0)), CHANGEABLE] = Law.constant(0.0)
    """Time from the producer's finished batch to the shelf."""
    holding_cost: Annotated[float, Quantity(MONEY_RATE, least=0), CHANGEABLE] = 0.0
    """Money per unit on the shelf and time."""
    wholesale_price: Annotated[Price | Wholesale | None, Maybe(WHOLESALE), CHANGEABLE] = None
    """Money that the distributor pays per unit: a number or a rule; null: the producer owns the shelf."""
    shortage: Annotated[Shortage, Word(get_args(Shortage))] = "lost"
    """At an empty shelf the customer goes without (`lost`), waits (`backorder`) or takes another (`substitute`)."""
    initial_stock: Annotated[int, Whole(0, MOST_UNITS)] = Field(
        default_factory=natural_start, json_schema_extra={"default": "a shelf just filled, as the policy would"}
    )
    """Units of each product on the shelf at time 0; not given with `newsvendor`."""

    @classmethod
    def conflicts(cls, raw: Mapping[str, object]) -> Iterator[Problem]:
        """Yield a problem for each pair of policy and shortage that cannot work."""
        policy, shortage = said(Block(cls), raw, "policy"), said(Block(cls), raw, "shortage")
        yield from shortage_conflicts(raw, policy, shortage)
        yield from lead_conflicts(policy, {"lead_time": said(Block(cls), raw, "lead_time")})

    def silent(self) -> tuple[str, ...]:
        """Return ``initial_stock`` where the policy fills the shelf itself."""
        return ("initial_stock",) if isinstance(self.policy, Newsvendor) else ()


def shortage_conflicts(raw: Mapping[str, object], policy: Policy | None, shortage: str | None) -> Iterator[Problem]:
    """Yield a problem where ``policy`` and ``shortage`` of a shelf cannot work together."""
    if isinstance(policy, Newsvendor):
        yield from _newsvendor_conflicts(raw, shortage)
    elif shortage in ("lost", "substitute"):
        yield from _needs_backorder(policy)


def lead_conflicts(policy: Policy | None, times: Mapping[str, Law | None]) -> Iterator[Problem]:
    """Yield a problem for each of ``times`` without a finite mean that a forecast would have to cover."""
    if isinstance(policy, OrderUpTo) and policy.forecast is not None and policy.cover is None:
        for key, law in times.items():
            if law is not None and not math.isfinite(law.mean()):
                message = "has no finite mean, which the forecast must cover; write cover in the policy, or another law"
                yield Problem("wrong", (key,), message)


def _newsvendor_conflicts(raw: Mapping[str, object], shortage: str | None) -> Iterator[Problem]:
    if shortage == "backorder":
        yield Problem("wrong", ("shortage",), "backorder is not possible with newsvendor; write lost or substitute")
    if "initial_stock" in raw:
        message = "is given beside newsvendor, which fills the shelf itself; leave it out"
        yield Problem("wrong", ("initial_stock",), message)


def _needs_backorder(policy: Policy | None) -> Iterator[Problem]:
    match policy:
        case ReorderPoint(reorder_point=point) if point < 0:
            place = ("policy", "reorder_point", "reorder_point")
            message = f"{point} is below 0, which needs backorders; write 0 or more, or shortage: backorder"
            yield Problem("wrong", place, message)
        case BaseStock(level=0) | OrderUpTo(level=0):
            place = ("policy", policy.kind, "level")
            message = "0 sells nothing without backorders; write 1 or more, or shortage: backorder"
            yield Problem("wrong", place, message)
