"""The participants: who they are, what they like, what they would pay. Drawn once, from streams of their own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from valuechain.randomness import Law, stream
from valuechain.scenario import Needs, ProsumptionChain, Scenario, Tastes
from valuechain.scenario.course import course
from valuechain.swarm.arrays import Crowd, Floats
from valuechain.swarm.layout import BEYOND, CDF
from valuechain.swarm.needs import alias_table

from .awareness import spreads
from .memory import open_rows


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

    rates = _draw_rates(source("rates"), people.size, people.needs)
    afresh = chooses_afresh(scenario)
    crowd = Crowd(
        rows=_open_rows(people.size, offers + afresh, len(scenario.chains) if keeps_purchases(scenario) else 0),
        surplus=np.zeros(people.size),
        settled=np.zeros(people.size),
        taste=_draw_tastes(source("tastes"), people.size, people.tastes, source("centre of tastes")),
        value=draw_trait(scenario, replication, "willingness_to_pay"),
        impatience=draw_trait(scenario, replication, "waiting_cost"),
        last=np.full(people.size if looks_back(scenario) else 0, -1, np.int32),
        aware=np.ones((people.size if spreads(scenario) else 0, len(scenario.chains)), np.uint8),
    )
    return Population(rates, alias_table(rates), crowd)


def draw_trait(scenario: Scenario, replication: int, trait: str) -> Floats:
    """Return ``willingness_to_pay``, ``waiting_cost`` or ``time_cost`` of all participants (N,), by its present law."""
    people = scenario.population
    source = stream(scenario.seed, replication, f"population/{trait.replace('_', ' ')}")
    law: Law = getattr(people, trait)
    return law.draw(source, people.size)


def _draw_rates(generator: np.random.Generator, size: int, needs: Needs) -> Floats:
    if needs.activity is not None:
        return needs.activity.draw(generator, size) * (needs.rate / needs.activity.mean())
    if needs.spread == 0:
        return np.full(size, needs.rate)
    shape = 1 / needs.spread**2
    return generator.gamma(shape, needs.rate / shape, size)


def _draw_tastes(generator: np.random.Generator, size: int, tastes: Tastes, of_centre: np.random.Generator) -> Floats:
    law, dimensions = tastes.distribution, tastes.dimensions
    if law.kind == "uniform":
        return generator.random((size, dimensions))
    centres = np.asarray(law.centers, dtype=np.float64)
    if law.center_sd > 0:
        centres = centres + law.center_sd * of_centre.standard_normal(centres.shape)
    which = generator.choice(len(centres), size=size, p=np.asarray(law.weights))
    points: Floats = centres[which] + law.sd * generator.standard_normal((size, dimensions))
    if tastes.space == "box":
        return np.clip(points, 0.0, 1.0)
    return np.mod(points, 1.0) if tastes.space == "torus" else points


def chooses_afresh(scenario: Scenario) -> bool:
    """Whether utilities change from need to need, so that choice cannot be prepared."""
    to_order = any(isinstance(chain, ProsumptionChain) for chain in scenario.chains.values())
    return to_order or spreads(scenario) or looks_back(scenario) or keeps_purchases(scenario)


def keeps_purchases(scenario: Scenario) -> bool:
    """Whether a part in a profit depends on what each participant has paid each chain."""
    chains = any(chain.sharing.by_purchases for chain in scenario.chains.values())
    return chains or (scenario.sharing is not None and scenario.sharing.by_purchases)


def purse(scenario: Scenario, offers: int) -> int:
    """Return the column of the rows from which on stands what each has paid, chain by chain; 0: it is not kept."""
    return CDF + offers + 1 if keeps_purchases(scenario) else 0


def looks_back(scenario: Scenario) -> bool:
    """Whether choices ever depend on what has been bought before: by oneself, or by everybody."""
    return any(
        choice.network_effect != 0 or choice.switching_cost != 0
        for choice in (scenario.population.choice, *(turn.scenario.population.choice for turn in course(scenario)))
    )


def _open_rows(size: int, columns: int, chains: int) -> Floats:
    """Return rows with ``columns`` for choice, nothing in them, and after these what is paid to ``chains``."""
    rows = open_rows(size, CDF + columns + chains)
    rows[:, :CDF], rows[:, CDF:] = 0.0, BEYOND
    rows[:, CDF + columns : CDF + columns + chains] = 0.0
    return rows
