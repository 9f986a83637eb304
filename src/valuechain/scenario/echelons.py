"""Echelons: stocking points between the producer and the customers, each supplied by another one: a tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from valuechain.randomness import Law
from valuechain.scenario.changeable import CHANGEABLE
from valuechain.scenario.distribution import (
    POLICIES,
    Newsvendor,
    Policy,
    Shortage,
    lead_conflicts,
    natural_start,
    shortage_conflicts,
)
from valuechain.scenario.laws import LawOf
from valuechain.scenario.notation import Maybe, Slug, Whole, Word
from valuechain.scenario.ordering import MOST_UNITS, OrderUpTo
from valuechain.scenario.price import Price, PriceNotation
from valuechain.scenario.problems import Problem, listing, suggestion
from valuechain.scenario.quantity import DURATION, MONEY, MONEY_RATE, Quantity
from valuechain.scenario.section import Block, Section, said

PRODUCER = "producer"
"""The supplier of those that are supplied by nobody else in the chain."""

MOST_ECHELONS = 100
"""Stocking points that a chain may have."""

Role = Literal["distributor", "wholesaler", "retailer"]


class Echelon(Section):
    """A stocking point: keeps the chain's products, orders them from its supplier, sells or ships them on."""

    supplier: Annotated[str, Slug()]
    """Who supplies it: the name of another echelon, or `producer`."""
    role: Annotated[Role | None, Maybe(Word(get_args(Role)))] = None
    """Whose account it has where it pays a wholesale price; null: `retailer` if it sells to customers, else
    `wholesaler`."""
    policy: Annotated[Policy, POLICIES]
    """When and how much to order, for each product separately."""
    order_delay: Annotated[Law, LawOf(Quantity(DURATION, least=0)), CHANGEABLE] = Law.constant(0.0)
    """Time from an order to its arrival at the supplier."""
    lead_time: Annotated[Law, LawOf(Quantity(DURATION, least=0)), CHANGEABLE] = Law.constant(0.0)
    """Time from the supplier's shipment (the producer's finished batch) to the shelf."""
    holding_cost: Annotated[float, Quantity(MONEY_RATE, least=0), CHANGEABLE] = 0.0
    """Money per unit on hand and time."""
    wholesale_price: Annotated[float | None, Maybe(Quantity(MONEY, least=0)), CHANGEABLE] = None
    """Money that it pays its supplier per unit received; null: it belongs to its supplier."""
    price: Annotated[Price | None, Maybe(PriceNotation()), CHANGEABLE] = None
    """Price of every product at this retailer, in money; null: that of the product."""
    shortage: Annotated[Shortage, Word(get_args(Shortage))] = "backorder"
    """When nothing is on hand, demand waits (`backorder`) or is `lost`; customers may also take another product
    (`substitute`)."""
    initial_stock: Annotated[int, Whole(0, MOST_UNITS)] = Field(
        default_factory=natural_start, json_schema_extra={"default": "a shelf just filled, as the policy would"}
    )
    """Units of each product on hand at time 0; not given with `newsvendor`."""

    @classmethod
    def conflicts(cls, raw: Mapping[str, object]) -> Iterator[Problem]:
        """Yield a problem for what cannot work at one stocking point."""
        policy, shortage = said(Block(cls), raw, "policy"), said(Block(cls), raw, "shortage")
        yield from shortage_conflicts(raw, policy, shortage)
        yield from lead_conflicts(policy, {key: said(Block(cls), raw, key) for key in ("order_delay", "lead_time")})

    def silent(self) -> tuple[str, ...]:
        """Return ``initial_stock`` where the policy fills the shelf itself."""
        return ("initial_stock",) if isinstance(self.policy, Newsvendor) else ()

    @property
    def mean_lead(self) -> float:
        """Mean days from an order to the goods when the supplier has them on hand."""
        return self.order_delay.mean() + self.lead_time.mean()


def tree_conflicts(raw: object) -> Iterator[Problem]:
    """Yield what is wrong among the echelons of a chain, below ``echelons``: suppliers, loops, shortages, prices."""
    if not isinstance(raw, Mapping):
        return
    if len(raw) > MOST_ECHELONS:
        yield Problem("wrong", (), f"has {len(raw)} echelons, and at most {MOST_ECHELONS} are possible")
    if PRODUCER in raw:
        yield Problem("wrong", (PRODUCER,), f'"{PRODUCER}" is the name of the maker of the goods; write another name')
    suppliers = {name: each.get("supplier") for name, each in raw.items() if isinstance(each, Mapping)}
    for name, supplier in suppliers.items():
        yield from _supplier_conflicts(str(name), supplier, suppliers)
    for name, each in raw.items():
        if isinstance(each, Mapping):
            yield from _place_conflicts(str(name), each, raw, suppliers)


def _supplier_conflicts(name: str, supplier: object, suppliers: Mapping[Any, object]) -> Iterator[Problem]:
    if not isinstance(supplier, str) or name == PRODUCER:
        return
    place = (name, "supplier")
    known = [PRODUCER, *(other for other in suppliers if other != name)]
    if supplier == name:
        yield Problem("wrong", place, f"{name} supplies itself; write {listing(known)}")
    elif supplier not in known:
        message = f'there is no echelon "{supplier}"; write {listing(known)}{suggestion(supplier, known)}'
        yield Problem("wrong", place, message)
    elif loop := _loop(name, suppliers):
        message = f"suppliers go round in a loop ({' ← '.join(loop)}); one of them must be supplied by {PRODUCER}"
        yield Problem("wrong", place, message)


def _loop(name: str, suppliers: Mapping[Any, object]) -> list[str]:
    """Return the loop of suppliers on which ``name`` lies, if it is the first of it in the file."""
    path, at = [name], suppliers[name]
    while isinstance(at, str) and at in suppliers and at not in path:
        path.append(at)
        at = suppliers[at]
    order = list(suppliers)
    return [*path, name] if at == name and name == min(path, key=order.index) and len(path) > 1 else []


def _place_conflicts(
    name: str, each: Mapping[str, object], raw: Mapping[Any, object], suppliers: Mapping[Any, object]
) -> Iterator[Problem]:
    """Yield a problem for what is only possible where customers buy, or only where orders are reviewed periodically."""
    customers = [other for other, supplier in suppliers.items() if supplier == name and other != name]
    if not customers:
        return
    shortage = said(Block(Echelon), each, "shortage")
    if each.get("price") is not None:
        yield Problem(
            "wrong", (name, "price"), f"{name} sells to no customer but to {listing(customers, 'and')}; leave it out"
        )
    if shortage == "substitute":
        message = (
            f"substitute is for customers, and {name} supplies {listing(customers, 'and')}; write backorder or lost"
        )
        yield Problem("wrong", (name, "shortage"), message)
    if shortage != "lost":
        return
    for other in customers:
        policy = said(Block(Echelon), raw[other], "policy")
        if policy is not None and not isinstance(policy, OrderUpTo | Newsvendor):
            message = (
                f"lost is not possible where a customer orders at any moment, as {other} does ({policy.kind}); "
                "write backorder, or let it review by order_up_to"
            )
            yield Problem("wrong", (name, "shortage"), message)
