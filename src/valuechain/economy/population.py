"""The participants: who they are, what they like, what they would pay. Drawn once, from streams of their own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from valuechain.randomness import stream
from valuechain.scenario import Scenario, Tastes
from valuechain.swarm.arrays import Crowd, Floats
from valuechain.swarm.layout import BEYOND, CDF
from valuechain.swarm.needs import alias_table

CACHE_LINE = 8
"""Doubles in a cache line of 64 bytes."""


@dataclass(frozen=True)
class Population:
    """N participants: ``rates`` of needs per day (N,), their alias ``table`` (N,) and their ``crowd`` arrays."""

    rates: Floats
    table: Floats
    crowd: Crowd


def draw_population(scenario: Scenario, replication: int, offers: int) -> Population:
    """Draw the participants of one replication.

    They depend on the population of the scenario, its seed and the replication alone, so every chain and every
    paradigm meets the same people.
    """
    people = scenario.population

    def source(name: str) -> np.random.Generator:
        return stream(scenario.seed, replication, f"population/{name}")

    rates = _draw_rates(source("rates"), people.size, people.needs.rate, people.needs.spread)
    afresh = chooses_afresh(scenario)
    who = people.size if afresh else 0
    crowd = Crowd(
        rows=_open_rows(people.size, offers + afresh),
        surplus=np.zeros(people.size),
        settled=np.zeros(people.size),
        taste=_draw_tastes(source("tastes"), people.size, people.tastes),
        value=people.willingness_to_pay.draw(source("willingness to pay"), people.size),
        impatience=people.waiting_cost.draw(source("waiting cost"), people.size),
        last=np.full(who, -1, np.int32),
        aware=np.ones((who, len(scenario.chains) if afresh else 0), np.uint8),
    )
    return Population(rates, alias_table(rates), crowd)


def _draw_rates(generator: np.random.Generator, size: int, mean: float, spread: float) -> Floats:
    if spread == 0:
        return np.full(size, mean)
    shape = 1 / spread**2
    return generator.gamma(shape, mean / shape, size)


def _draw_tastes(generator: np.random.Generator, size: int, tastes: Tastes) -> Floats:
    law, dimensions = tastes.distribution, tastes.dimensions
    if law.kind == "uniform":
        return generator.random((size, dimensions))
    centres = np.asarray(law.centers, dtype=np.float64)
    which = generator.choice(len(centres), size=size, p=np.asarray(law.weights))
    points: Floats = centres[which] + law.sd * generator.standard_normal((size, dimensions))
    if tastes.space == "box":
        return np.clip(points, 0.0, 1.0)
    return np.mod(points, 1.0) if tastes.space == "torus" else points


def chooses_afresh(scenario: Scenario) -> bool:
    """Whether utilities change from need to need, so that choice cannot be prepared."""
    choice = scenario.population.choice
    return choice.network_effect != 0 or choice.switching_cost != 0


def _open_rows(size: int, columns: int) -> Floats:
    """Return empty rows with ``columns`` for choice, as wide as whole cache lines, each beginning on one."""
    width = -(-(CDF + columns) // CACHE_LINE) * CACHE_LINE
    raw = np.empty(size * width + CACHE_LINE)  # unlike zeros, NumPy asks for huge pages here: fewer address look-ups
    skip = (-raw.ctypes.data // raw.itemsize) % CACHE_LINE
    rows = raw[skip : skip + size * width].reshape(size, width)
    rows[:, :CDF], rows[:, CDF:] = 0.0, BEYOND
    return rows
