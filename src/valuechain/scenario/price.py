"""Prices: one number, or a schedule of numbers over time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any

from pydantic import Field

from valuechain.scenario.compound import Listed, alternative, one_key_schema, read_all
from valuechain.scenario.notation import Notation, Schema, misread
from valuechain.scenario.problems import Gathering, Problem
from valuechain.scenario.quantity import DURATION, MONEY, Quantity
from valuechain.scenario.section import Block, Section

AMOUNT = Quantity(MONEY, least=0)
START = Quantity(DURATION, least=0)


class Step(Section):
    """One price of a schedule."""

    start: Annotated[float, START] = Field(alias="from")
    """When the price begins to hold; the first step begins at 0, each later one after the one before."""
    price: Annotated[float, AMOUNT]
    """The price from then on, in money."""


STEPS = Listed(Block(Step), "steps")


@dataclass(frozen=True)
class Price:
    """A price over time: ``values[k]`` holds from ``times[k]`` (days; the first is 0) to the next time."""

    times: tuple[float, ...]
    values: tuple[float, ...]


@dataclass(frozen=True)
class PriceNotation(Notation):
    """An amount of money, or ``{schedule: [{from: 0 days, price: 10}, …]}``."""

    unit = "money"

    def read(self, raw: object) -> Price:
        """Return the price over time."""
        if isinstance(raw, Price):
            return raw
        if not isinstance(raw, Mapping):
            return Price((0.0,), (AMOUNT.read(raw),))
        key = alternative(raw, ("schedule",), self.words())
        price: Price = read_all(raw.items(), lambda _: _Schedule())[key]
        return price

    def write(self, value: Price) -> Any:
        """Return the amount if it never changes, else the schedule."""
        if value.times == (0.0,):
            return value.values[0]
        steps = zip(value.times, value.values, strict=True)
        return {"schedule": [{"from": START.write(time), "price": price} for time, price in steps]}

    def words(self) -> str:
        """Return what may be written."""
        return f"{AMOUNT.words()}, or {{schedule: [{{from: 0 days, price: 10}}, …]}}"

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema."""
        return {"anyOf": [AMOUNT.schema(partial), one_key_schema("schedule", STEPS.schema(partial))]}

    def keys(self, raw: object) -> tuple[str, ...]:
        """Return the one key of a price that changes."""
        return ("schedule",)

    def child(self, key: str, raw: object) -> Notation | None:
        """Return the notation of the steps."""
        return _Schedule() if key == "schedule" else None

    def meaning(self, key: str, raw: object) -> str:
        """Return what the one key means."""
        return "Steps of a price that changes, in order of time."


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
