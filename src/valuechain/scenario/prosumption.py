"""The prosumption chain: customers specify what is made for them, in one integrated loop."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any, Literal, get_args

from valuechain.scenario.chain import MarketChain
from valuechain.scenario.changeable import CHANGEABLE
from valuechain.scenario.compound import Table
from valuechain.scenario.ladder import SHARE, Effort, Expertise, Rush, Tier
from valuechain.scenario.notation import Maybe, Notation, Schema, Slug, Whole, Word, misread
from valuechain.scenario.price import Price, PriceNotation
from valuechain.scenario.problems import Problem
from valuechain.scenario.quantity import DURATION, MONEY, NUMBER, Quantity
from valuechain.scenario.section import Block, Section, said
from valuechain.scenario.sharing import ProsumptionSharing
from valuechain.scenario.stages import Cells, Part, Stage
from valuechain.scenario.tastes import POINT, Point

MOST_OPTIONS = 1_000_000

Method = Literal["mean", "k-means"]
ROLES = ("producer", "distributor", "payment", "supplier", "prosumer")
"""The roles among which a profit is shared."""


@dataclass(frozen=True)
class Quote:
    """The delivery time that is told: worked out from the ``queue``, ``promised`` (``days``), or ``none``."""

    kind: Literal["queue", "none", "promised"] = "queue"
    days: float = 0.0


class QuoteNotation(Notation):
    """``queue``, ``none`` or a duration."""

    words_of_kind = ("queue", "none")
    duration = Quantity(DURATION, least=0)

    def read(self, raw: object) -> Quote:
        """Return what is quoted."""
        if isinstance(raw, Quote):
            return raw
        if raw == "queue":
            return Quote("queue")
        if raw == "none":
            return Quote("none")
        if isinstance(raw, str) and not any(letter.isdigit() for letter in raw):
            raise misread(raw, "is not allowed", self.words())
        return Quote("promised", self.duration.read(raw))

    def write(self, value: Quote) -> Any:
        """Return the explicit form."""
        return self.duration.write(value.days) if value.kind == "promised" else value.kind

    def words(self) -> str:
        """Return what may be written."""
        return 'queue, none, or a duration such as "2 weeks"'

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema."""
        return {"anyOf": [{"enum": list(self.words_of_kind)}, self.duration.schema(partial)]}


class TrendFeedback(Section):
    """Specifications tell what is in demand: platform and mass line move towards them."""

    every: Annotated[float, Quantity(DURATION, above=0), CHANGEABLE]
    """Time between two moves; a change counts from the next move on."""
    method: Annotated[Method, Word(get_args(Method)), CHANGEABLE] = "mean"
    """Where products of the mass line go: all to the mean, or to the centres found by `k-means`."""
    memory: Annotated[float, Quantity(DURATION, above=0), CHANGEABLE] = 365.0
    """Time in which the weight of an order falls to 1/e."""
    sample: Annotated[int, Whole(1, 1_000_000)] = 1000
    """Number of latest orders that are looked at."""
    cost: Annotated[float, Quantity(MONEY, least=0), CHANGEABLE] = 0.0
    """Money of a move, paid by the producer."""
    mass_line: Annotated[str | None, Maybe(Slug())] = None
    """Name of the industrial chain that follows the trend; null: the platform alone does."""


class OffNotation(Notation):
    """``off``, or a section."""

    def __init__(self, of: Block) -> None:
        self.of = of

    def read(self, raw: object) -> Any:
        """Return the section, or None for ``off``."""
        return None if raw is None or raw == "off" else self.of.read(raw)

    def write(self, value: Any) -> Any:
        """Return the explicit form."""
        return "off" if value is None else self.of.write(value)

    def words(self) -> str:
        """Return what may be written."""
        return f"off, or {self.of.words()}"

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema."""
        return {"anyOf": [{"enum": ["off"]}, self.of.schema(partial), {"type": "null"}]}

    def inner(self, raw: object) -> Notation:
        """Return the notation of the section."""
        return self.of

    def keys(self, raw: object) -> tuple[str, ...]:
        """Return the keys of the section."""
        return self.of.keys(raw)

    def child(self, key: str, raw: object) -> Notation | None:
        """Return the notation of a key of the section."""
        return self.of.child(key, raw)

    def meaning(self, key: str, raw: object) -> str:
        """Return what a key of the section means."""
        return self.of.meaning(key, raw)


class ProsumptionChain(MarketChain):
    """Customer → producer → intermediaries → payment → customer; each order is made to its own specification."""

    paradigm: Annotated[Literal["prosumption"], Word(("prosumption",))]
    """How the chain creates value."""
    price: Annotated[Price, PriceNotation(), CHANGEABLE]
    """Price of an order, in money: a number, or a schedule over time."""
    quality: Annotated[float, Quantity(NUMBER, above=0), CHANGEABLE] = 1.0
    """Factor on every participant's willingness to pay."""
    platform: Annotated[Point | None, Maybe(POINT), CHANGEABLE] = None
    """Design about which customers may specify; null: the middle, 0.5 in each dimension."""
    frame: Annotated[float, SHARE, CHANGEABLE] = 1.0
    """Side of the box about the platform in which specifications must lie."""
    options: Annotated[int, Whole(1, MOST_OPTIONS), CHANGEABLE] = 5
    """Levels per attribute, evenly spread over the frame; 1: the platform as it is."""
    articulation_error: Annotated[float, Quantity(NUMBER, least=0), CHANGEABLE] = 0.0
    """Standard deviation, per attribute, of what a customer without expertise says from what the customer wants."""
    effort: Effort = Effort()
    """Own time for specifying."""
    authorship: Annotated[float, Quantity(NUMBER, least=0), CHANGEABLE] = 0.0
    """Share by which willingness to pay rises because one designed it oneself."""
    quote: Annotated[Quote, QuoteNotation(), CHANGEABLE] = Quote()
    """Delivery time told before ordering: worked out from the `queue`, a fixed duration, or `none`. From the queue it
    is the mean times of all stages and of the orders ahead; set-ups, parts out of stock, breakdowns and customers who
    are served first are left out of it, so that it is too short where they matter (compare `quoted_time` with
    `order_to_delivery`)."""
    cells: Cells
    """Where orders are made."""
    parts: Annotated[dict[str, Part] | None, Maybe(Table(Block(Part), "part"))] = None
    """Parts that an order takes, by name; null: none."""
    intake: Annotated[dict[str, Stage] | None, Maybe(Table(Block(Stage), "stage"))] = None
    """Stages between the customer's order and the cells, by name, in their order."""
    delivery: Annotated[dict[str, Stage] | None, Maybe(Table(Block(Stage), "stage"))] = None
    """Stages between the cells and the customer, by name, in their order."""
    expertise: Expertise = Expertise()
    """What customers know, and how they come to know it."""
    tiers: Annotated[dict[str, Tier] | None, Maybe(Table(Block(Tier), "tier"))] = None
    """Tiers above the lowest, which is called normal, in ascending order; null: none."""
    rush: Annotated[Rush | None, Maybe(Block(Rush))] = None
    """Being served first for a fee, for customers above the lowest tier; null: not offered."""
    trend_feedback: Annotated[TrendFeedback | None, OffNotation(Block(TrendFeedback))] = None
    """Whether designs follow the specifications; `off`: they stay."""
    sharing: ProsumptionSharing = ProsumptionSharing()
    """Who gets what of the profit."""

    @classmethod
    def roles(cls, raw: Mapping[str, object]) -> tuple[str, ...]:
        """Return the roles of the loop."""
        return ROLES

    @property
    def players(self) -> tuple[str, ...]:
        """The producer, the others that have a part in the loop, and whoever is promised a share."""
        stages = (*(self.intake or {}).values(), *(self.delivery or {}).values())
        there = {stage.role for stage in stages} | ({"supplier"} if self.parts else set()) | {"prosumer"}
        promised = {role for role, share in self.sharing.fractions_by_role.items() if share > 0}
        return ("producer", *(role for role in ROLES[1:] if role in there | promised))

    @classmethod
    def conflicts(cls, raw: Mapping[str, object]) -> Iterator[Problem]:
        """Yield a problem for tiers out of order, and for what asks for tiers where there are none."""
        yield from super().conflicts(raw)
        tiers = said(Block(cls), raw, "tiers")
        yield from _tier_conflicts(tiers or {})
        if not tiers and said(Block(cls), raw, "rush") is not None:
            yield Problem("wrong", ("rush",), "is given without tiers, whose members alone may take it; add tiers")
        if not tiers and said(Block(cls), raw, "cells", "priority") == "tiers":
            message = "tiers come first, and there are none; write fifo, or add tiers"
            yield Problem("wrong", ("cells", "priority"), message)
        yield from _stage_conflicts(cls, raw)


def _tier_conflicts(tiers: Mapping[str, Tier]) -> Iterator[Problem]:
    if "normal" in tiers:
        yield Problem(
            "wrong", ("tiers", "normal"), '"normal" is the lowest tier, which needs no entry; write another name'
        )
    for (before, low), (name, high) in pairwise(tiers.items()):
        for key in ("spending", "expertise"):
            one, other = getattr(low, key), getattr(high, key)
            if other < one:
                message = (
                    f"{other:g} is below that of the tier before, {before}: {one:g}; write tiers in ascending order"
                )
                yield Problem("wrong", ("tiers", name, key), message)


def _stage_conflicts(chain: type[ProsumptionChain], raw: Mapping[str, object]) -> Iterator[Problem]:
    intake, delivery = said(Block(chain), raw, "intake") or {}, said(Block(chain), raw, "delivery") or {}
    for name in delivery:
        if name in intake:
            yield Problem("wrong", ("delivery", name), f'"{name}" is a stage of the intake too; write another name')
    kept = math.fsum(stage.commission for stage in (*intake.values(), *delivery.values()))
    if kept > 1 + 1e-12:
        place = "delivery" if delivery else "intake"
        yield Problem(
            "wrong",
            (place,),
            f"all stages together keep {kept:.10g} of the price; write commissions of at most 1 in all",
        )
