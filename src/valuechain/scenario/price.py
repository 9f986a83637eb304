"""Prices: one number, a schedule of numbers over time, or a rule by which they follow from something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Annotated, Any

from pydantic import Field

from valuechain.scenario.compound import Listed, alternative, one_key_schema, read_all
from valuechain.scenario.notation import Maybe, Notation, Schema, Text, Word, misread
from valuechain.scenario.problems import Gathering, Problem, listing, wrong
from valuechain.scenario.quantity import DURATION, MONEY, NUMBER, Quantity
from valuechain.scenario.rules import BestResponse, LinearMonopolies, LinearMonopoly, Markup, NashBargain, Rule
from valuechain.scenario.section import Block, Section

AMOUNT = Quantity(MONEY, least=0)
START = Quantity(DURATION, least=0)
UNITS_OF_TIME = ("days", "weeks", "months", "years")


class Step(Section):
    """One price of a schedule."""

    start: Annotated[float, START] = Field(alias="from")
    """When the price begins to hold; the first step begins at 0, each later one after the one before."""
    price: Annotated[float, AMOUNT]
    """The price from then on, in money."""


STEPS = Listed(Block(Step), "steps")


class PriceTable(Section):
    """Prices and their dates from a CSV file; the resolved scenario holds them as a schedule."""

    file: Annotated[str, Text()]
    """Path of the file, from the folder of the scenario file."""
    start: Annotated[str, Text()] = Field(alias="from")
    """Name of the column of dates: numbers, from when on each price holds, in `unit`."""
    price: Annotated[str, Text()]
    """Name of the column of prices, in money."""
    unit: Annotated[str, Word(UNITS_OF_TIME)] = "days"
    """Unit of the dates."""
    origin: Annotated[float, Quantity(NUMBER)] = 0.0
    """Date that is time 0, such as 1909 where the dates are years."""
    until: Annotated[float | None, Maybe(Quantity(DURATION, above=0))] = None
    """Time up to which the prices are known, at least the horizon; null: the last one holds for good."""


TABLE = Block(PriceTable)


@dataclass(frozen=True)
class Price:
    """A price over time: ``values[k]`` holds from ``times[k]`` (days; the first is 0) to the next time."""

    times: tuple[float, ...]
    values: tuple[float, ...]


@dataclass(frozen=True)
class PriceNotation(Notation):
    """An amount of money, ``{schedule: [{from: 0 days, price: 10}, …]}``, or one of the ``rules``.

    A ``csv`` of dates and prices has been turned into a schedule before a price is read (see
    `valuechain.scenario.price_tables`).
    """

    rules: Mapping[str, type[Rule]] = field(default_factory=dict)
    dated: bool = True
    """Whether a schedule may be written."""

    unit = "money"

    def _members(self) -> dict[str, Notation]:
        dated: dict[str, Notation] = {"schedule": _Schedule(), "csv": TABLE} if self.dated else {}
        return dated | {name: Block(rule) for name, rule in self.rules.items()}

    def read(self, raw: object) -> Price | Rule:
        """Return the price over time, or the rule."""
        if isinstance(raw, Price | Rule):
            return raw
        if not isinstance(raw, Mapping):
            return Price((0.0,), (AMOUNT.read(raw),))
        members = self._members()
        key = alternative(raw, tuple(members), self.words())
        price: Price | PriceTable | Rule = read_all(raw.items(), members.__getitem__)[key]
        if isinstance(price, PriceTable):
            raise wrong("names a file that has not been read; load the scenario from its own file")
        return price

    def write(self, value: Price | Rule) -> Any:
        """Return the amount if it never changes, else the schedule or the rule."""
        if isinstance(value, Rule):
            kind: str = value.kind  # type: ignore[attr-defined]
            return {kind: Block(type(value)).write(value)}
        if value.times == (0.0,):
            return value.values[0]
        steps = zip(value.times, value.values, strict=True)
        return {"schedule": [{"from": START.write(time), "price": price} for time, price in steps]}

    def words(self) -> str:
        """Return what may be written."""
        dated = ["{schedule: [{from: 0 days, price: 10}, …]}", "{csv: {…}}"] if self.dated else []
        others = [*dated, *(f"{{{rule}: {{…}}}}" for rule in self.rules)]
        return f"{AMOUNT.words()}, or {listing(others)}" if others else AMOUNT.words()

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema."""
        members = [one_key_schema(name, member.schema(partial)) for name, member in self._members().items()]
        return {"anyOf": [AMOUNT.schema(partial), *members]}

    def keys(self, raw: object) -> tuple[str, ...]:
        """Return the ways to write a price that changes."""
        return tuple(self._members())

    def child(self, key: str, raw: object) -> Notation | None:
        """Return the notation of the steps, or of a rule."""
        return self._members().get(key)

    def meaning(self, key: str, raw: object) -> str:
        """Return what one of the ways means."""
        if key == "schedule":
            return "Steps of a price that changes, in order of time."
        return self._members()[key].meaning("", raw)

    def rivals(self, key: str) -> frozenset[str]:
        """Return all other ways: a later layer replaces one by another."""
        return frozenset(self._members()) - {key}


class _Schedule(Listed):
    """Steps in order of time, read as a price."""

    def __init__(self) -> None:
        super().__init__(STEPS.of, STEPS.noun)

    def read(self, raw: object) -> Any:
        if not isinstance(raw, list | tuple) or not raw:
            raise misread(raw, "is not a schedule", "a list of steps such as [{from: 0 days, price: 10}]")
        steps = super().read(raw)
        Gathering([*_disorder([step.start for step in steps])]).finish()
        return Price(tuple(step.start for step in steps), tuple(step.price for step in steps))


def _disorder(starts: Sequence[float]) -> Iterator[Problem]:
    if starts[0] != 0:
        yield Problem("wrong", (0, "from"), f"the first step starts at {START.told(starts[0])}; write from: 0 days")
    for index, (before, after) in enumerate(pairwise(starts), start=1):
        if after <= before:
            told = f"{START.told(after)} is not after the step before, {START.told(before)}"
            yield Problem("wrong", (index, "from"), f"{told}; write the steps in order of time")


RETAIL = PriceNotation({"markup": Markup, "linear_monopoly": LinearMonopoly, "best_response": BestResponse})
"""What a seller may ask of its customers."""

WHOLESALE = PriceNotation({"nash": NashBargain, "linear_monopoly": LinearMonopolies}, dated=False)
"""What a producer may ask of its distributor."""
