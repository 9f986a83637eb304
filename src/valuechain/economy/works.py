"""Set-up, unit and lead times of every chain, each from streams of its own, and the arrays of one-for-one making."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import singledispatch

import numpy as np

from valuechain.randomness import Law, stream
from valuechain.scenario import Breakdowns, Chain, IndustrialChain, Production, ProsumptionChain, Scenario
from valuechain.scenario.course import course
from valuechain.swarm.arrays import Works
from valuechain.swarm.layout import (
    CRAFT_COLUMNS,
    EXPONENT,
    FIRST_COST,
    FORGETTING,
    MINIMUM_COST,
    OUTPUT,
    SETUP_COST,
)

BLOCK = 1024
"""Times drawn at once for one-for-one making and shipping."""


@dataclass(frozen=True)
class Times:
    """The duration laws of one chain with their streams; all draws in days."""

    setup: Law
    unit: Law
    lead: Law
    setup_source: np.random.Generator
    unit_source: np.random.Generator
    lead_source: np.random.Generator
    breakdowns: Breakdowns | None = None
    failure_source: np.random.Generator | None = None
    repair_source: np.random.Generator | None = None

    def uptime(self) -> float:
        """Return the working days of a line until its next failure."""
        if self.breakdowns is None or self.failure_source is None:
            return math.inf
        return self.breakdowns.uptime.draw_one(self.failure_source)

    def repair(self) -> float:
        """Return the days that a repair takes."""
        if self.breakdowns is None or self.repair_source is None:
            return 0.0
        return self.breakdowns.repair_time.draw_one(self.repair_source)

    def batch(self, units: int) -> float:
        """Return the time that a line needs for a batch: one set-up and ``units`` unit times."""
        if self.unit.is_constant:
            return self.setup.draw_one(self.setup_source) + units * self.unit.mean()
        return self.setup.draw_one(self.setup_source) + float(self.unit.draw(self.unit_source, units).sum())

    def shipment(self) -> float:
        """Return one lead time."""
        return self.lead.draw_one(self.lead_source)


@singledispatch
def making_of(chain: Chain) -> tuple[Production, Law]:
    """Return how a chain makes its products, and the law of the time from the line to the shelf.

    Chains without lines of this kind need not register: theirs stand idle.
    """
    return Production(), Law.constant(0.0)


@making_of.register
def _(chain: IndustrialChain) -> tuple[Production, Law]:
    alone = None if chain.stations else chain.distribution
    return chain.production, alone.lead_time if alone else Law.constant(0.0)


@making_of.register
def _(chain: ProsumptionChain) -> tuple[Production, Law]:
    """Return what an order costs; its cells and stages are those of the workshop, and no line is ever busy."""
    return Production(unit_cost=chain.cells.unit_cost, experience=chain.cells.experience), Law.constant(0.0)


def draw_times(scenario: Scenario, replication: int) -> tuple[Times, ...]:
    """Return the times of every chain, in the order of the scenario."""

    def of_chain(name: str, chain: Chain) -> Times:
        made, lead_time = making_of(chain)
        return Times(
            made.setup_time,
            made.unit_time,
            lead_time,
            stream(scenario.seed, replication, f"{name}/set-up times"),
            stream(scenario.seed, replication, f"{name}/unit times"),
            stream(scenario.seed, replication, f"{name}/lead times"),
            made.breakdowns,
            stream(scenario.seed, replication, f"{name}/failures") if made.breakdowns else None,
            stream(scenario.seed, replication, f"{name}/repairs") if made.breakdowns else None,
        )

    return tuple(of_chain(name, chain) for name, chain in scenario.chains.items())


def planned_lines(scenario: Scenario) -> list[int]:
    """Return the most lines that each chain plans to have at any time, interventions included."""
    states = [scenario, *(turn.scenario for turn in course(scenario))]
    return [max(making_of(each.chains[name])[0].most_lines for each in states) for name in scenario.chains]


def renew_times(works: Works, times: list[Times], c: int, chain: Chain) -> None:
    """Give chain number ``c`` the laws of its present terms; times drawn ahead by another law are dropped."""
    made, lead = making_of(chain)
    before = times[c]
    times[c] = replace(before, setup=made.setup_time, unit=made.unit_time, lead=lead, breakdowns=made.breakdowns)
    if (before.setup, before.unit) != (times[c].setup, times[c].unit):
        works.used[c, 0] = BLOCK
    if before.lead != lead:
        works.used[c, 1] = BLOCK


def open_works(scenario: Scenario) -> Works:
    """Return the arrays of all chains, every block of times used up."""
    chains = tuple(making_of(chain)[0] for chain in scenario.chains.values())
    free = np.full((len(chains), max(planned_lines(scenario))), math.inf)
    craft = np.zeros((len(chains), CRAFT_COLUMNS))
    for c, made in enumerate(chains):
        free[c, : made.lines] = 0.0
        craft[c, FIRST_COST], craft[c, SETUP_COST] = made.unit_cost, made.setup_cost
        if made.experience is not None:
            craft[c, EXPONENT] = math.log2(made.experience.progress_ratio)
            craft[c, MINIMUM_COST] = made.experience.minimum_cost
            craft[c, OUTPUT] = made.experience.prior_output
            craft[c, FORGETTING] = made.experience.forgetting
    block = np.empty((len(chains), BLOCK))
    return Works(free, block, block.copy(), np.full((len(chains), 2), BLOCK), craft)


def refill(works: Works, times: Sequence[Times], one_for_one: list[bool]) -> None:
    """Draw new times for every chain that makes one for one and has used its block up."""
    for c, own in enumerate(times):
        if one_for_one[c] and works.used[c, 0] >= BLOCK:
            works.work[c] = own.setup.draw(own.setup_source, BLOCK) + own.unit.draw(own.unit_source, BLOCK)
            works.used[c, 0] = 0
        if one_for_one[c] and works.used[c, 1] >= BLOCK:
            works.lead[c] = own.lead.draw(own.lead_source, BLOCK)
            works.used[c, 1] = 0
