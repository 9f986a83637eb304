"""Production: lines that make batches, fail and are repaired, are added and taken away; what making costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Annotated

from valuechain.randomness import Law
from valuechain.scenario.changeable import CHANGEABLE
from valuechain.scenario.compound import Listed
from valuechain.scenario.laws import LawOf
from valuechain.scenario.notation import Maybe, Whole
from valuechain.scenario.problems import Problem
from valuechain.scenario.quantity import DURATION, MONEY, NUMBER, RATE, UNITS, Quantity
from valuechain.scenario.section import Block, Section, said

MOST_LINES = 1_000_000
START = Quantity(DURATION, above=0)


class Experience(Section):
    """Unit cost falls with the number of units made (Wright 1936): c_n = max(c_min, c_1 · n^log2(r))."""

    progress_ratio: Annotated[float, Quantity(NUMBER, above=0, most=1)]
    """What remains of the unit cost after each doubling of output, r; 1: nothing is learnt."""
    minimum_cost: Annotated[float, Quantity(MONEY, least=0), CHANGEABLE] = 0.0
    """Unit cost below which learning does not lead, c_min, in money."""
    prior_output: Annotated[float, Quantity(UNITS, least=0)] = 0.0
    """Units made before time 0."""
    forgetting: Annotated[float, Quantity(RATE, least=0)] = 0.0
    """Rate at which the experience n depreciates, so that it loses a share 1 - exp(-rate · time) of itself (Argote,
    Beckman & Epple 1990)."""


class Breakdowns(Section):
    """A line fails after working for a time, and is repaired; what it was making is finished afterwards."""

    uptime: Annotated[Law, LawOf(Quantity(DURATION, least=0), positive_mean=True), CHANGEABLE]
    """Working time of a line between two failures; a line at rest does not fail."""
    repair_time: Annotated[Law, LawOf(Quantity(DURATION, least=0)), CHANGEABLE]
    """Time to repair it."""
    repair_cost: Annotated[float, Quantity(MONEY, least=0), CHANGEABLE] = 0.0
    """Money for each repair."""


class Retooling(Section):
    """What it takes to change the design of a product."""

    cost: Annotated[float, Quantity(MONEY, least=0), CHANGEABLE] = 0.0
    """Money for each change of design."""
    downtime: Annotated[float, Quantity(DURATION, least=0), CHANGEABLE] = 0.0
    """Time during which the lines of the chain start no work."""


class CapacityStep(Section):
    """A number of lines from some date on."""

    at: Annotated[float, START]
    """When the number changes."""
    lines: Annotated[int, Whole(1, MOST_LINES)]
    """Number of production lines from then on; lines that close finish what they have begun."""


class Production(Section):
    """Makes batches of the products that are ordered."""

    lines: Annotated[int, Whole(1, MOST_LINES), CHANGEABLE] = 1
    """Number of production lines; each makes one batch at a time."""
    setup_time: Annotated[Law, LawOf(Quantity(DURATION, least=0)), CHANGEABLE] = Law.constant(0.0)
    """Time to prepare a line for a batch."""
    unit_time: Annotated[Law, LawOf(Quantity(DURATION, least=0)), CHANGEABLE] = Law.constant(0.0)
    """Time to make one unit."""
    unit_cost: Annotated[float, Quantity(MONEY, least=0), CHANGEABLE] = 0.0
    """Money to make one unit; with `experience`, the cost of the very first unit."""
    setup_cost: Annotated[float, Quantity(MONEY, least=0), CHANGEABLE] = 0.0
    """Money to prepare a line for a batch."""
    experience: Annotated[Experience | None, Maybe(Block(Experience))] = None
    """Learning by doing; null: unit cost stays as it is."""
    capacity: Annotated[tuple[CapacityStep, ...], Listed(Block(CapacityStep), "changes", 0)] = ()
    """Changes of the number of lines, in order of time."""
    breakdowns: Annotated[Breakdowns | None, Maybe(Block(Breakdowns))] = None
    """Failures of lines; null: they never fail."""
    retooling: Retooling = Retooling()
    """What a change of design costs."""

    @property
    def is_steady(self) -> bool:
        """Whether lines neither fail nor change in number, so that completion times are known in advance."""
        return not self.capacity and self.breakdowns is None

    @property
    def most_lines(self) -> int:
        """Largest number of lines at any time."""
        return max(self.lines, *(step.lines for step in self.capacity), 0)

    @classmethod
    def conflicts(cls, raw: Mapping[str, object]) -> Iterator[Problem]:
        """Yield a problem for each change of the number of lines that is not after the one before."""
        steps = said(Block(cls), raw, "capacity") or ()
        for index, (before, after) in enumerate(pairwise(steps), start=1):
            if after.at <= before.at:
                told = f"{START.told(after.at)} is not after the change before, {START.told(before.at)}"
                yield Problem("wrong", ("capacity", index, "at"), f"{told}; write the changes in order of time")
