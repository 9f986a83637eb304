"""The arrays of chains that make to order, as a scenario opens them: workshops, stages, parts, tiers, members."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from valuechain.randomness import stream
from valuechain.scenario import Part, ProsumptionChain, Scenario, Stage
from valuechain.scenario.course import course
from valuechain.swarm import loop as at
from valuechain.swarm.arrays import Floats, Ints
from valuechain.swarm.loop import Loop

from .arrivals import BLOCK as NEEDS
from .memory import open_rows
from .offers import Offer
from .population import draw_trait

BLOCK = 4096
"""Service, set-up and lead times drawn at once."""
ROOM = 256
"""Orders under way for which there is room at first."""
DIARY = 4096
"""Orders delivered that are written down before they are fetched."""
MAKING = "making"
"""Name of the stage of the cells."""
LOWEST = "normal"
"""Name of the lowest tier."""


@dataclass(frozen=True)
class Shop:
    """One workshop: its chain with the name, its offer, and its stages in the order in which an order passes them."""

    name: str
    chain: ProsumptionChain
    offer: Offer

    @property
    def stages(self) -> dict[str, Stage]:
        """The stages by name; that of the cells has the producer's role."""
        cells = self.chain.cells
        making = Stage(role="producer", cells=cells.count, time=cells.service_time)
        return (self.chain.intake or {}) | {MAKING: making} | (self.chain.delivery or {})

    @property
    def parts(self) -> dict[str, Part]:
        """The parts by name."""
        return self.chain.parts or {}

    @property
    def tiers(self) -> tuple[str, ...]:
        """The names of the tiers, the lowest first."""
        return (LOWEST, *(self.chain.tiers or {}))


def shops(scenario: Scenario, offers: Sequence[Offer]) -> tuple[Shop, ...]:
    """Return the workshops of a scenario, in its order."""
    by_chain = {offer.chain: offer for offer in offers}
    return tuple(
        Shop(name, chain, by_chain[name])
        for name, chain in scenario.chains.items()
        if isinstance(chain, ProsumptionChain)
    )


def open_loop(scenario: Scenario, replication: int, own: Sequence[Shop], offers: int) -> Loop:
    """Return the arrays of the workshops ``own`` before anything has happened; blocks of draws are used up."""
    people, dimensions = scenario.population.size, scenario.population.tastes.dimensions
    stages = [stage for shop in own for stage in shop.stages.values()]
    parts = [part for shop in own for part in shop.parts.values()]
    cells = max(shop.chain.cells.count if has_setups(shop) else 0 for shop in own)
    sample = max((shop.chain.trend_feedback.sample if shop.chain.trend_feedback else 0) for shop in own)
    of_offer = np.full(offers, -1, np.int64)
    of_offer[[shop.offer.index for shop in own]] = np.arange(len(own))
    told = dimensions + at.DESIGN
    cell = np.zeros((len(own), cells, 1 + dimensions))
    cell[:, :, 1:] = np.nan
    loop = Loop(
        of_offer,
        _plan(own),
        np.array([bench_of(shop) for shop in own]),
        _strangers(people, len(own)),
        draw_trait(scenario, replication, "time_cost"),
        ranks_of(own, people, max(len(shop.tiers) for shop in own)),
        np.zeros((len(own), *[max(len(shop.tiers) for shop in own)] * 2)),
        np.array([_stage(stage, w) for w, shop in enumerate(own) for stage in shop.stages.values()]),
        np.full((len(stages), at.LINE_COLUMNS), -1, np.int64),
        np.empty((len(stages), BLOCK)),
        np.empty((len(own), BLOCK)),
        np.full(len(stages) + len(own) + len(parts), BLOCK, np.int64),
        empty_places(ROOM),
        np.zeros((ROOM if has_lives(scenario) else 0, told)),
        np.zeros(at.ROOM_COLUMNS, np.int64),
        cell,
        np.array([_part(part) for part in parts]).reshape(len(parts), at.PART_COLUMNS),
        np.empty((len(parts), BLOCK)),
        np.zeros((NEEDS, len(own), dimensions)),
        np.zeros((len(own), at.DRAFT_DESIGN + dimensions)),
        np.zeros((len(own), sample, at.TREND_DESIGN + dimensions)),
        np.zeros(len(own), np.int64),
        np.empty((DIARY if scenario.record.orders else 0, at.DIARY_LIFE + told)),
    )
    for w, shop in enumerate(own):
        _open_members(loop, w, shop, scenario, replication)
    return loop


def empty_places(room: int) -> Floats:
    """Return ``room`` free places for orders."""
    order = open_rows(room, at.ORDER_COLUMNS)
    order[:] = 0.0
    order[:, at.AT] = -1.0
    return order


def grow(loop: Loop) -> Loop:
    """Return the arrays with twice the room for orders, if so many are under way that places are hard to find."""
    room = len(loop.order)
    if 4 * loop.room[at.UNDER_WAY] < 3 * room:
        return loop
    order, life = empty_places(2 * room), np.zeros((2 * len(loop.life), loop.life.shape[1]))
    order[:room], life[: len(loop.life)] = loop.order, loop.life
    loop.room[at.PLACE] = room
    return loop._replace(order=order, life=life)


def has_lives(scenario: Scenario) -> bool:
    """Whether anything is ever asked of orders beyond what every order needs: a diary, set-ups, ranks."""
    courses = [scenario, *(turn.scenario for turn in course(scenario))]
    chains = [chain for each in courses for chain in each.chains.values() if isinstance(chain, ProsumptionChain)]
    return scenario.record.orders or any(chain.tiers or setups_of(chain) for chain in chains)


def has_setups(shop: Shop) -> bool:
    """Whether a change of specification takes time or money."""
    return setups_of(shop.chain)


def setups_of(chain: ProsumptionChain) -> bool:
    """Whether a change of specification takes time or money in ``chain``."""
    cells = chain.cells
    return cells.setup_cost > 0 or not (cells.setup_time.is_constant and cells.setup_time.mean() == 0)


def _plan(own: Sequence[Shop]) -> Ints:
    plan = np.zeros((len(own), at.PLAN_COLUMNS), np.int64)
    stage = part = 0
    for w, shop in enumerate(own):
        names = list(shop.stages)
        plan[w] = (
            shop.offer.index,
            stage,
            stage + names.index(MAKING),
            stage + len(names) - 1,
            part,
            part + len(shop.parts),
        )
        stage, part = stage + len(names), part + len(shop.parts)
    return plan


def bench_of(shop: Shop) -> Floats:
    """Return the row of a workshop: its parameters, and sums before anything has happened."""
    chain, bench = shop.chain, np.zeros(at.BENCH_COLUMNS)
    bench[at.ERROR], bench[at.FRAME], bench[at.OPTIONS] = chain.articulation_error, chain.frame, chain.options
    bench[at.EFFORT], bench[at.SAVING] = chain.effort.time, chain.effort.saving
    bench[at.AUTHORSHIP] = chain.authorship
    bench[at.LEARN], bench[at.FORGET] = chain.expertise.learn, chain.expertise.forget
    bench[at.QUOTING] = chain.quote.kind == "queue"
    bench[at.UNQUEUED] = math.fsum(stage.time.mean() for stage in shop.stages.values() if stage.cells is None)
    bench[at.TIERED] = chain.cells.priority == "tiers"
    bench[at.RUSH] = -1.0 if chain.rush is None else chain.rush.fee
    bench[at.SETUP], bench[at.SETUP_MONEY] = has_setups(shop), chain.cells.setup_cost
    return bench


def ranks_of(own: Sequence[Shop], people: int, most: int) -> Floats:
    """Return the tiers of workshops, ``most`` rows each, with everybody in the lowest."""
    rank = np.zeros((len(own), most, at.RANK_COLUMNS))
    rank[:, :, [at.AT_SPENDING, at.AT_EXPERTISE]] = math.inf  # tiers that a workshop does not have
    rank[:, :, [at.PRESTIGE, at.WEIGHT]] = 1.0
    rank[:, 0, [at.AT_SPENDING, at.AT_EXPERTISE]] = 0.0
    rank[:, 0, at.HEADS] = people
    for w, shop in enumerate(own):
        for t, tier in enumerate((shop.chain.tiers or {}).values(), 1):
            rank[w, t] = tier.spending, tier.expertise, tier.prestige, tier.weight, 0
    return rank


def _stage(stage: Stage, w: int) -> Floats:
    row = np.zeros(at.STAGE_COLUMNS)
    row[at.SHOP] = w
    row[at.SERVERS] = at.UNLIMITED if stage.cells is None else stage.cells
    row[at.MEAN], row[at.CONSTANT] = stage.time.mean(), stage.time.is_constant
    return row


def _part(part: Part) -> Floats:
    row = np.zeros(at.PART_COLUMNS)
    row[[at.CARDS, at.PART_ON_HAND]] = part.cards
    return row


def _strangers(people: int, workshops: int) -> Floats:
    """Return the rows of participants who have had nothing to do with the workshops; each is a cache line."""
    rows = open_rows(people * workshops, at.MEMBER_COLUMNS)
    rows[:] = 0.0
    return rows.reshape(people, workshops, at.MEMBER_COLUMNS)


def _open_members(loop: Loop, w: int, shop: Shop, scenario: Scenario, replication: int) -> None:
    """Draw what customers know at first and who is an enthusiast, and put them into their tiers."""

    def source(name: str) -> np.random.Generator:
        return stream(scenario.seed, replication, f"{shop.name}/{name}")

    people, told = loop.member[:, w], shop.chain.expertise
    people[:, at.EXPERTISE] = np.clip(told.initial.draw(source("expertise"), len(people)), 0, 1)
    share = told.study.share if told.study else 0.0
    people[:, at.STUDENT] = source("enthusiasts").random(len(people)) < share
    for t in range(1, len(shop.tiers)):
        rises = (loop.rank[w, t, at.AT_SPENDING] <= 0) & (loop.rank[w, t, at.AT_EXPERTISE] <= people[:, at.EXPERTISE])
        people[rises, at.TIER] = t
    loop.rank[w, :, at.HEADS] = np.bincount(people[:, at.TIER].astype(np.int64), minlength=loop.rank.shape[1])
