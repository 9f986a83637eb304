"""The workshops of chains that make to order, as a part of the economy: draws, acts, books and identities."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from valuechain.errors import RequestError
from valuechain.randomness import Law, stream
from valuechain.scenario import ProsumptionChain, Scenario
from valuechain.scenario.course import course
from valuechain.swarm import loop as at
from valuechain.swarm import order_identities
from valuechain.swarm.arrays import Floats, Market
from valuechain.swarm.entries import begin_next, orders_violated, review, study
from valuechain.swarm.layout import APPEAL, FILLED, PRICE, QUOTE

from .books import OUTSIDE, Account, Books
from .loops import BLOCK, MAKING, Shop, bench_of, grow, open_loop, ranks_of
from .part import Breach
from .proceeds import Proceeds
from .shelves import TOLERANCE

_IDENTITIES = {
    order_identities.UNDER_WAY: ("orders", "placed", "delivered + at the stages"),
    order_identities.LOOP: ("Little's law", "time integral of all orders", "sum of their times"),
    order_identities.QUEUE: ("Little's law", "time integral of the queue", "sum of the times in it"),
    order_identities.WORK: ("Little's law", "time integral of the work", "sum of the times in work"),
    order_identities.KANBAN: ("kanban", "cards", "parts on hand + on order"),
}


@dataclass(frozen=True)
class Sample:
    """The workshops at one instant, time integrals up to it; shapes as in `Loop`."""

    bench: Floats
    stage: Floats
    part: Floats
    heads: Floats
    moves: Floats


class Swarm(Protocol):
    """What the economy lets a part of it do with the swarm."""

    def doors(self) -> tuple[Any, ...]:
        """Return the arrays as `swarm.entries` takes them."""

    def moved(self) -> None:
        """Take note that arrays have been replaced or appointments made."""

    def make_room(self, bits: int) -> None:
        """Do what stop bits ask for."""

    def settle(self, now: float) -> None:
        """Bring the books up to day ``now``."""

    def judge_anew(self) -> None:
        """Let participants see what has changed."""


class Workshops:
    """All workshops of a scenario, numbered in its order; ``loop`` are the swarm's own arrays."""

    def __init__(
        self, scenario: Scenario, replication: int, own: tuple[Shop, ...], books: Books, market: Market, swarm: Swarm
    ) -> None:
        self.shops, self._books, self._market, self._swarm = list(own), books, market, swarm
        self.loop = open_loop(scenario, replication, own, len(market.shelf))
        self._identity, self._replication = scenario.seed, replication
        self.samples: list[Sample] = []
        self.diary: list[Floats] = []
        self._laws = _laws(scenario, replication, own)
        self._said = [stream(scenario.seed, replication, f"{shop.name}/articulation") for shop in own]
        self._proceeds = Proceeds(self.shops, books, market.shelf, self.loop)
        self._seen = np.zeros((len(own), 2))
        self._cells = np.array([shop.chain.cells.count for shop in own])
        self._cell_days, self._cells_since = np.zeros(len(own)), np.zeros(len(own))
        self._failed = [np.zeros(most, np.bool_) for most in _most_cells(scenario, own)]
        self._campaigns = [stream(scenario.seed, replication, f"{shop.name}/advertising") for shop in own]
        self._space = scenario.population.tastes.space
        self.fit_frames()
        for w in range(len(own)):
            self._tell_quote(w)
        self.refill()

    @property
    def spare(self) -> int:
        """Appointments that one event makes at most."""
        return 4 + len(self.loop.part)

    # draws ----------------------------------------------------------------------------------------------------------

    def articulate(self) -> None:
        """Draw what customers fail to say at the needs of the next block, whether they will order or not."""
        for w, generator in enumerate(self._said):
            if self.shops[w].chain.articulation_error > 0:
                self.loop.articulation[:, w] = generator.standard_normal(self.loop.articulation[:, w].shape)

    def refill(self) -> None:
        """Draw new times where they are used up, and fetch the diary if it is full."""
        blocks = (*self.loop.times, *self.loop.setups, *self.loop.leads)
        for u, (law, generator) in enumerate(self._laws):
            if self.loop.used[u] >= BLOCK:
                blocks[u][:] = law.draw(generator, BLOCK)
                self.loop.used[u] = 0
        if self.loop.room[at.WRITTEN] >= len(self.loop.diary):
            self.fetch_diary()

    def fetch_diary(self) -> None:
        """Keep what is written of orders delivered."""
        written = self.loop.room[at.WRITTEN]
        if written:
            self.diary.append(self.loop.diary[:written].copy())
            self.loop.room[at.WRITTEN] = 0

    def under_way(self) -> Floats:
        """Return orders not delivered yet, as rows of the diary without a day of delivery."""
        loop = self.loop
        places = np.flatnonzero(loop.order[:, at.AT] >= 0)
        rows = np.full((len(places), loop.diary.shape[1]), np.nan)
        rows[:, at.DIARY_WORKSHOP] = loop.stage[loop.order[places, at.AT].astype(np.int64), at.SHOP]
        rows[:, at.DIARY_ORDER : at.DIARY_LIFE] = loop.order[places]
        rows[:, at.DIARY_LIFE :] = loop.life[places]
        return rows

    def grow(self) -> None:
        """Make room for more orders if there could be too little."""
        self.loop = grow(self.loop)

    # acts of institutions -------------------------------------------------------------------------------------------

    def number(self, chain: str) -> int:
        """Return the number of the workshop of ``chain``.

        Raises:
            RequestError: no chain of this name makes to order.
        """
        names = [shop.name for shop in self.shops]
        if chain not in names:
            raise RequestError(f"no chain {chain!r} makes to order; {', '.join(names)} does")
        return names.index(chain)

    def _tell_quote(self, w: int) -> None:
        """Tell the delivery time of an empty workshop, or the promised one."""
        shop, told = self.shops[w], self.shops[w].chain.quote
        empty = math.fsum(stage.time.mean() for stage in shop.stages.values())
        days = {"queue": empty, "none": 0.0}.get(told.kind, told.days)
        self._market.shelf[shop.offer.index, QUOTE] = days

    def fit_frames(self) -> None:
        """Move every platform so far that its frame lies within taste space, where that has an end."""
        if self._space == "box":
            for shop in self.shops:
                half = shop.chain.frame / 2
                np.clip(
                    self._market.position[shop.offer.index], half, 1 - half, self._market.position[shop.offer.index]
                )

    def set_capacity(self, chain: str, cells: int, now: float) -> None:
        """Change the number of cells of ``chain``; orders in work are finished, and new cells begin at once.

        Raises:
            RequestError: no such chain makes to order, or ``cells`` is no whole number from 0 on.
        """
        if cells != int(cells) or cells < 0:
            raise RequestError(f"{cells!r} cells are not possible; it must be a whole number from 0 on")
        w = self.number(chain)
        self._cell_days[w], self._cells_since[w] = self.cell_days(w, now), now
        self._cells[w] = cells
        self._staff(w, now)

    def cell_days(self, w: int, now: float) -> float:
        """Return the days that all cells of workshop ``w`` together have existed, failed ones included."""
        return float(self._cell_days[w] + self._cells[w] * (now - self._cells_since[w]))

    def failures(self, w: int) -> list[np.random.Generator]:
        """Return a stream for the failures of each cell that workshop ``w`` ever plans to have."""
        seed, replication, name = self._identity, self._replication, self.shops[w].name
        return [stream(seed, replication, f"{name}/failures of cell {c}") for c in range(len(self._failed[w]))]

    def fail(self, w: int, cell: int, now: float) -> None:
        """Take a cell out of use: what it works on is finished, and then it begins no more."""
        self._failed[w][cell] = True
        self._staff(w, now)

    def repair(self, w: int, cell: int, now: float) -> None:
        """Bring a cell that failed back into use; the producer pays for it if the cell is one of the present ones."""
        law, name = self.shops[w].chain.cells.breakdowns, self.shops[w].name
        if law is not None and law.repair_cost and cell < self._cells[w]:
            self._books.post(Account("producer", name), OUTSIDE, "repair", law.repair_cost, name)
        self._failed[w][cell] = False
        self._staff(w, now)

    def _staff(self, w: int, now: float) -> None:
        """Let as many cells work as there are and have not failed."""
        failed = int(self._failed[w][: self._cells[w]].sum())
        self._add_cells(w, int(self._cells[w]))
        self._man(w, int(self.loop.plan[w, at.MAKING]), self._cells[w] - failed, now)

    def _man(self, w: int, s: int, servers: float, now: float) -> None:
        """Give stage ``s`` so many servers, and begin what has waited for them."""
        self.loop.stage[s, at.SERVERS] = servers
        begun = -1.0
        while begun != self.loop.stage[s, at.BEGUN]:
            begun = self.loop.stage[s, at.BEGUN]
            _, _, stalls, _, agenda, loop, *_ = self._swarm.doors()
            self._swarm.make_room(begin_next(stalls, agenda, loop, w, s, now))
        self._swarm.moved()

    def _add_cells(self, w: int, cells: int) -> None:
        """Make room for cells that remember their last design, where set-ups are."""
        lacking = cells - self.loop.cell.shape[1]
        if lacking > 0 and self.loop.bench[w, at.SETUP]:
            fresh = np.full((len(self.shops), lacking, self.loop.cell.shape[2]), np.nan)
            fresh[:, :, 0] = 0.0
            self.loop = self.loop._replace(cell=np.concatenate([self.loop.cell, fresh], axis=1))
            self._swarm.moved()

    def renew(self, chain: str, terms: ProsumptionChain, now: float) -> None:
        """Put other ``terms`` of ``chain`` into force from day ``now`` on; what was before is settled by the old ones.

        Work in progress ends when it would have; goods and orders of before stay what they are.
        """
        w = self.number(chain)
        before, fresh = self.shops[w], replace(self.shops[w], chain=terms)
        if fresh == before:
            return
        self._swarm.settle(now)
        self.shops[w] = fresh
        self._proceeds.renew(w, now)
        self._renew_bench(w, before, now)
        self._renew_times(w, before, now)
        if terms.quote != before.chain.quote:
            self._tell_quote(w)
        if terms.cells.count != before.chain.cells.count:
            self.set_capacity(chain, terms.cells.count, now)
        self.fit_frames()
        self._staff(w, now)
        self._swarm.judge_anew()

    def _renew_bench(self, w: int, before: Shop, now: float) -> None:
        """Enter the parameters of a workshop anew, and what depends on them."""
        shop, loop, bench = self.shops[w], self.loop, bench_of(self.shops[w])
        had_setups, rebate = loop.bench[w, at.SETUP], loop.bench[w, at.REBATE]
        if bench[at.FORGET] != loop.bench[w, at.FORGET]:
            member = loop.member[:, w]
            member[:, at.EXPERTISE] *= np.exp(-loop.bench[w, at.FORGET] * (now - member[:, at.AS_OF]))
            member[:, at.AS_OF] = now
        loop.bench[w, : at.ORDERS] = bench[: at.ORDERS]
        loop.bench[w, at.REBATE] = rebate
        loop.rank[w, :, : at.HEADS] = ranks_of([shop], 0, loop.rank.shape[1])[0, :, : at.HEADS]
        if shop.chain.articulation_error > 0 and before.chain.articulation_error == 0:
            loop.articulation[:, w] = self._said[w].standard_normal(loop.articulation[:, w].shape)
        if loop.bench[w, at.SETUP] > had_setups:
            self._begin_setups(w)

    def _begin_setups(self, w: int) -> None:
        """Let cells remember their designs from now on: each order in work has one of them, the others none yet."""
        making = self.loop.plan[w, at.MAKING]
        at_work = (self.loop.order[:, at.AT] == making) & ~np.isnan(self.loop.order[:, at.DUE])
        orders = np.flatnonzero(at_work)
        self._add_cells(w, max(len(orders), int(self._cells[w])))
        cell = self.loop.cell[w]
        cell[:, 0], cell[:, 1:] = 0.0, np.nan
        cell[: len(orders), 0], cell[: len(orders), 1:] = 1.0, self.loop.life[orders, at.DESIGN :]
        self.loop.life[orders, at.CELL] = np.arange(len(orders))

    def _renew_times(self, w: int, before: Shop, now: float) -> None:
        """Give stages, set-ups and parts the laws of the present terms: from the next time that is drawn on."""
        shop, plan, stages = self.shops[w], self.loop.plan[w], self.loop.stage
        names = list(shop.stages)
        laws = {int(plan[at.FIRST_STAGE]) + n: shop.stages[name].time for n, name in enumerate(names)}
        laws[len(stages) + w] = shop.chain.cells.setup_time
        first = len(stages) + len(self.shops) + int(plan[at.FIRST_PART])
        laws |= {first + n: part.lead_time for n, part in enumerate(shop.parts.values())}
        for u, law in laws.items():
            if law != self._laws[u][0]:
                self._laws[u], self.loop.used[u] = (law, self._laws[u][1]), BLOCK
                if u < len(stages):  # without a queue, orders of before must not be overtaken unseen: an entry each
                    limited = stages[u, at.SERVERS] < at.UNLIMITED
                    stages[u, at.MEAN], stages[u, at.CONSTANT] = law.mean(), law.is_constant and limited
        self.refill()
        for s, name in enumerate(names, int(plan[at.FIRST_STAGE])):
            cells = shop.stages[name].cells
            if name != MAKING and cells is not None and cells != before.stages[name].cells:
                self._man(w, s, cells, now)

    def study(self, w: int, now: float) -> None:
        """Let every enthusiast take an instalment, where there is study."""
        if (terms := self.shops[w].chain.expertise.study) is None:
            return
        _, crowd, stalls, _, _, loop, *_ = self._swarm.doors()
        study(crowd, stalls, loop, w, now, terms.learn, terms.money, terms.time)

    def advertise(self, w: int) -> None:
        """Make enthusiasts of a share of the others; one uniform number for each participant, whoever is one."""
        if (terms := self.shops[w].chain.expertise.advertising) is None:
            return
        name, students = self.shops[w].name, self.loop.member[:, w, at.STUDENT]
        students[self._campaigns[w].random(len(students)) < terms.reach] = 1.0
        self._books.post(Account("producer", name), OUTSIDE, "advertising", terms.cost, name)

    def review(self, w: int, now: float) -> None:
        """Put everybody into the tier that is open."""
        _, crowd, stalls, _, _, loop, *_ = self._swarm.doors()
        review(crowd, stalls, loop, w, now)

    def trend(self, w: int, memory: float, now: float) -> tuple[Floats, Floats]:
        """Return the latest specifications (M, K) and their weights (M,): by tier, and by age, exp(-age/memory)."""
        own = self.shops[w].chain.trend_feedback
        count = min(int(self.loop.trended[w]), self.loop.trend.shape[1])
        order = np.arange(self.loop.trended[w] - count, self.loop.trended[w]) % max(1, self.loop.trend.shape[1])
        rows = self.loop.trend[w, order[-(own.sample if own else count) :]]
        weights = rows[:, at.TREND_WEIGHT] * np.exp((rows[:, at.TREND_DAY] - now) / memory)
        return rows[:, at.TREND_DESIGN :], weights

    def promises(self, w: int) -> bool:
        """Whether customers get something of the profit, or still expect to."""
        return self.shops[w].chain.sharing.pays_prosumers or bool(self.loop.bench[w, at.REBATE])

    def expect(self, w: int, now: float) -> None:
        """Let customers expect of the profit, per order, what orders delivered since the last time have brought."""
        shop = self.shops[w]
        j, rule = shop.offer.index, shop.chain.sharing
        if rule.rule == "royalty":
            rebate = rule.royalty * float(self._market.shelf[j, PRICE])
        else:
            seen = np.array([self._gained(w, now), float(self._market.shelf[j, FILLED])])
            gained, delivered = seen - self._seen[w]
            rebate = gained / delivered if delivered > 0 else float(self.loop.bench[w, at.REBATE])
            self._seen[w] = seen
        self._market.shelf[j, APPEAL] += rebate - self.loop.bench[w, at.REBATE]
        self.loop.bench[w, at.REBATE] = rebate

    def _gained(self, w: int, now: float) -> float:
        """Return what prosumers are due of the profit up to day ``now``."""
        self._swarm.settle(now)
        return self._books.balance(Account("prosumer", self.shops[w].name))

    # books ----------------------------------------------------------------------------------------------------------

    def settle(self, now: float) -> None:
        """Post what orders, parts and stages have moved since the last time, up to day ``now``."""
        self._proceeds.settle(now)

    def sample(self, now: float) -> None:
        """Keep the state at day ``now``, time integrals up to it."""
        loop = self.loop
        stage, part = loop.stage.copy(), loop.part.copy()
        days = now - stage[:, at.SINCE]
        stage[:, at.QUEUE_AREA] += stage[:, at.WAITING] * days
        stage[:, at.WORK_AREA] += stage[:, at.WORKING] * days
        part[:, at.PART_AREA] += part[:, at.PART_ON_HAND] * (now - part[:, at.PART_SINCE])
        self.samples.append(Sample(loop.bench.copy(), stage, part, loop.rank[:, :, at.HEADS].copy(), loop.moves.copy()))

    def work_ahead(self, now: float, chains: tuple[str, ...]) -> Floats:
        """Return the cell-days of work begun that lie beyond day ``now``, by chain."""
        ahead, loop = np.zeros(len(chains)), self.loop
        for w, shop in enumerate(self.shops):
            making = (loop.order[:, at.AT] == loop.plan[w, at.MAKING]) & ~np.isnan(loop.order[:, at.DUE])
            ahead[chains.index(shop.name)] = (loop.order[making, at.DUE] - now).sum()
        return ahead

    # identities -----------------------------------------------------------------------------------------------------

    def breach(self, now: float) -> Breach | None:
        """Return an identity of orders, stages, parts or tiers that does not hold at day ``now``."""
        which, w, place, left, right = orders_violated(tuple(self._market), tuple(self.loop), now, TOLERANCE)
        if which != order_identities.NONE:
            name, one, other = _IDENTITIES[which]
            return Breach(name, f"{self.shops[w].name}, number {place}", {one: left, other: right})
        for w, shop in enumerate(self.shops):
            heads, people = float(self.loop.rank[w, :, at.HEADS].sum()), float(len(self.loop.member))
            if heads != people:
                return Breach("tiers", shop.name, {"in all tiers": heads, "participants": people})
        return None


def _most_cells(scenario: Scenario, own: Sequence[Shop]) -> list[int]:
    """Return how many cells each workshop has at most, interventions included."""
    courses = [scenario, *(turn.scenario for turn in course(scenario))]
    return [max(getattr(each.chains[shop.name], "cells").count for each in courses) for shop in own]  # noqa: B009


def _laws(scenario: Scenario, replication: int, own: tuple[Shop, ...]) -> list[tuple[Law, np.random.Generator]]:
    """Return laws and streams of service times by stage, set-up times by workshop, lead times by part."""

    def source(name: str) -> np.random.Generator:
        return stream(scenario.seed, replication, name)

    service = [(s.time, source(f"{shop.name}/{name}/times")) for shop in own for name, s in shop.stages.items()]
    setups = [(shop.chain.cells.setup_time, source(f"{shop.name}/set-up times")) for shop in own]
    leads = [(p.lead_time, source(f"{shop.name}/{name}/lead times")) for shop in own for name, p in shop.parts.items()]
    return [*service, *setups, *leads]
