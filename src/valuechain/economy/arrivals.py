"""When needs arise and whose they are: blocks drawn from three streams of their own.

The stream of needs depends on the population and the seed alone. The block length changes no draw.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from valuechain.randomness import lanes, stream
from valuechain.scenario import Scenario
from valuechain.swarm.arrays import Floats, Needs
from valuechain.swarm.compilation import door
from valuechain.swarm.draws import fill_units
from valuechain.swarm.layout import CURSOR, FORESEEN
from valuechain.swarm.needs import add_up, add_up_waits, name_participants

from .population import Population

BLOCK = 4096
"""Needs drawn at once: large enough to spread the cost of a call, small enough for a core's own cache."""


class Arrivals:
    """The stream of needs of one replication, ready to be played block by block."""

    def __init__(self, scenario: Scenario, replication: int, population: Population) -> None:
        self._population, self._rate = population, scenario.population.needs.rate
        who = lanes(scenario.seed, replication, "needs/participants")
        luck = lanes(scenario.seed, replication, "choice")
        words = np.empty(BLOCK, np.uint64)
        self.block = Needs(
            times=np.empty(BLOCK),
            who=np.empty(BLOCK, np.int32),
            luck=np.empty(BLOCK),
            choice=np.empty(BLOCK, np.int32),
            outcome=np.empty(BLOCK, np.int64),
        )
        self._fill_times = _clock_of_needs(scenario, replication, population, self.block)
        self._names = (who, words, np.empty(BLOCK), population.table, self.block.who)
        self._chances = (luck, words, self.block.luck)
        self._name: Any = door(name_participants, *self._names)
        self._try: Any = door(fill_units, *self._chances)

    def draw(self, marks: np.ndarray) -> None:
        """Replace the block by the next one and point ``marks`` at its first need."""
        self._name(*self._names)
        self._try(*self._chances)
        self._fill_times(self.block.times)
        marks[CURSOR] = marks[FORESEEN] = 0

    def set_rate(self, rate: float, now: float, cursor: int) -> None:
        """Let needs arise at another mean rate (per participant and day) from day ``now``, before need ``cursor``.

        What is still to come is moved nearer to ``now`` or away from it, in proportion: a Poisson process of another
        rate is the same process on another time scale (Çinlar 1975, chapter 4).
        """
        if rate == self._rate:
            return
        factor = self._rate / rate
        self._rate = rate
        left = self.block.times[cursor:]
        left[:] = now + (left - now) * factor
        self._fill_times.stretch(now, factor)
        self._population.rates[:] /= factor


def _clock_of_needs(scenario: Scenario, replication: int, population: Population, block: Needs) -> _Seasons | _Regular:
    kind, name = scenario.population.needs.arrivals.kind, "needs/times"
    if kind == "season":
        return _Seasons(scenario, stream(scenario.seed, replication, name))
    scale, whose = 1 / float(population.rates.sum()), (population.crowd.rows, block.who)
    return (
        _Regular(scale, *whose)
        if kind == "regular"
        else _Poisson(scale, *whose, lanes(scenario.seed, replication, name))
    )


class _Regular:
    """Needs at constant intervals of ``scale`` days; ``rows`` of the participants ``who`` will be read next."""

    def __init__(self, scale: float, rows: Floats, who: NDArray[np.int32]) -> None:
        self._scale, self._last, self._gaps = scale, 0.0, np.ones(BLOCK)
        self._whose = rows, who

    def __call__(self, times: Floats) -> None:
        self._last = add_up(self._last, self._gaps, self._scale, times, *self._whose)

    def stretch(self, now: float, factor: float) -> None:
        """Multiply the time from ``now`` to every need still to come by ``factor``."""
        self._last, self._scale = now + (self._last - now) * factor, self._scale * factor


class _Poisson(_Regular):
    """A Poisson process: exponential intervals of mean ``scale`` days."""

    def __init__(self, scale: float, rows: Floats, who: NDArray[np.int32], source: NDArray[np.uint64]) -> None:
        super().__init__(scale, rows, who)
        self._source = source, np.empty(BLOCK, np.uint64), self._gaps
        self._draw: Any = door(add_up_waits, *self._source, 0.0, scale, self._gaps, *self._whose)

    def __call__(self, times: Floats) -> None:
        self._last = self._draw(*self._source, self._last, self._scale, times, *self._whose)


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

    def stretch(self, now: float, factor: float) -> None:
        """Refuse: the calendar says how many needs arise."""
        raise AssertionError("seasonal needs have no rate that could change")

    def __call__(self, times: Floats) -> None:
        parts, have = [self._left], len(self._left)
        while have < len(times):
            season = next(self._times, np.full(len(times), np.inf))
            parts.append(season)
            have += len(season)
        drawn = np.concatenate(parts)
        times[:] = drawn[: len(times)]
        self._left = drawn[len(times) :]
