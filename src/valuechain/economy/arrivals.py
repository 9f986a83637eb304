"""When needs arise and whose they are: blocks drawn from three streams of their own.

The stream of needs depends on the population and the seed alone. The block length changes no draw.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np

from valuechain.randomness import stream
from valuechain.scenario import Scenario
from valuechain.swarm.arrays import Floats, Needs
from valuechain.swarm.layout import CURSOR, FORESEEN
from valuechain.swarm.needs import add_up, name_participants

from .population import Population

BLOCK = 4096
"""Needs drawn at once: large enough to spread the cost of a call, small enough for a core's own cache."""


class Arrivals:
    """The stream of needs of one replication, ready to be played block by block."""

    def __init__(self, scenario: Scenario, replication: int, population: Population) -> None:
        def source(name: str) -> np.random.Generator:
            return stream(scenario.seed, replication, f"needs/{name}")

        self._population = population
        self._who, self._luck = source("participants"), stream(scenario.seed, replication, "choice")
        self._fill_times = _clock_of_needs(scenario, source("times"), float(population.rates.sum()))
        self._picks = np.empty(BLOCK)
        self.block = Needs(
            times=np.empty(BLOCK),
            who=np.empty(BLOCK, np.int32),
            luck=np.empty(BLOCK),
            choice=np.empty(BLOCK, np.int32),
            outcome=np.empty(BLOCK, np.int64),
        )

    def draw(self, marks: np.ndarray) -> None:
        """Replace the block by the next one and point ``marks`` at its first need."""
        people = self._population
        self._fill_times(self.block.times)
        self._who.random(out=self._picks)
        self._luck.random(out=self.block.luck)
        name_participants(self._picks, people.table, self.block.who)
        marks[CURSOR] = marks[FORESEEN] = 0


def _clock_of_needs(scenario: Scenario, generator: np.random.Generator, rate: float) -> Callable[[Floats], None]:
    arrivals = scenario.population.needs.arrivals
    if arrivals.kind == "season":
        return _Seasons(scenario, generator)
    return _Renewals(generator, 1 / rate, regular=arrivals.kind == "regular")


class _Renewals:
    """Needs at exponential (Poisson process) or constant intervals with mean ``scale`` days."""

    def __init__(self, generator: np.random.Generator, scale: float, *, regular: bool) -> None:
        self._generator, self._scale, self._last = generator, scale, 0.0
        self._gaps, self._regular = np.ones(BLOCK), regular

    def __call__(self, times: Floats) -> None:
        if not self._regular:
            self._generator.standard_exponential(out=self._gaps)
        self._last = add_up(self._last, self._gaps, self._scale, times)


class _Seasons:
    """Seasons of equal length with a random number of needs each, spread evenly at random over the season."""

    def __init__(self, scenario: Scenario, generator: np.random.Generator) -> None:
        arrivals = scenario.population.needs.arrivals
        assert arrivals.every is not None
        assert arrivals.size is not None
        self._every, self._size, self._generator = arrivals.every, arrivals.size, generator
        self._horizon = scenario.horizon
        self._times = self._all_times()
        self._left = np.empty(0)

    def _all_times(self) -> Iterator[Floats]:
        season = 0
        while season < math.ceil(self._horizon / self._every - 1e-9):
            count = max(0, round(float(self._size.draw(self._generator, 1)[0])))
            within = np.sort(self._generator.random(count))
            yield (season + within) * self._every
            season += 1

    def __call__(self, times: Floats) -> None:
        parts, have = [self._left], len(self._left)
        while have < len(times):
            season = next(self._times, np.full(len(times), np.inf))
            parts.append(season)
            have += len(season)
        drawn = np.concatenate(parts)
        times[:] = drawn[: len(times)]
        self._left = drawn[len(times) :]
