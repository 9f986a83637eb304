"""The workshops of chains that make to order, as a part of the economy: draws, acts, books and identities."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any, Protocol

import numpy as np

from valuechain.errors import RequestError
from valuechain.randomness import Law, stream
from valuechain.scenario import Advertising, Scenario, Stage, Study
from valuechain.swarm import loop as at
from valuechain.swarm import order_identities
from valuechain.swarm.arrays import Floats, Market
from valuechain.swarm.entries import begin_next, orders_violated, review, study
from valuechain.swarm.layout import APPEAL, FILLED, PRICE, QUOTE

from .books import CONSUMERS, OUTSIDE, Account, Books, Line
from .loops import BLOCK, Shop, grow, open_loop
from .offers import collectors
from .part import Breach
from .shelves import TOLERANCE

_IDENTITIES = {
    order_identities.UNDER_WAY: ("orders", "placed", "delivered + at the stages"),
    order_identities.LOOP: ("Little's law", "time integral of all orders", "sum of their times"),
    order_identities.QUEUE: ("Little's law", "time integral of the queue", "sum of the times in it"),
    order_identities.WORK: ("Little's law", "time integral of the work", "sum of the times in work"),
    order_identities.KANBAN: ("kanban", "cards", "parts on hand + on order"),
}


Due = Callable[[float], float]
"""What is due since the start, in money, by some day."""


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


class Workshops:
    """All workshops of a scenario, numbered in its order; ``loop`` are the swarm's own arrays."""

    def __init__(
        self, scenario: Scenario, replication: int, own: tuple[Shop, ...], books: Books, market: Market, swarm: Swarm
    ) -> None:
        self.shops, self._books, self._market, self._swarm = own, books, market, swarm
        self.loop = open_loop(scenario, replication, own, len(market.shelf))
        self._identity, self._replication = scenario.seed, replication
        self.samples: list[Sample] = []
        self.diary: list[Floats] = []
        self._laws = _laws(scenario, replication, own)
        self._said = [stream(scenario.seed, replication, f"{shop.name}/articulation") for shop in own]
        self._dues = [list(self._open_dues(w)) for w in range(len(own))]
        self._posted = [[0.0] * len(dues) for dues in self._dues]
        self._seen = np.zeros((len(own), 2))
        self._cells = np.array([shop.chain.cells.count for shop in own])
        self._failed = np.zeros(len(own), np.int64)
        self._campaigns = [stream(scenario.seed, replication, f"{shop.name}/advertising") for shop in own]
        self._space = scenario.population.tastes.space
        self.fit_frames()
        self._open_quotes()
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
        places = np.flatnonzero(self.loop.ticket[:, at.AT] >= 0)
        ticket, rows = self.loop.ticket[places], np.full((len(places), self.loop.diary.shape[1]), np.nan)
        kept = {at.DIARY_WORKSHOP: at.WORKSHOP, at.DIARY_WHO: at.WHO, at.DIARY_RANK: at.RANK, at.DIARY_CLASS: at.CLASS}
        rows[:, list(kept)] = ticket[:, list(kept.values())]
        rows[:, at.DIARY_ORDER : at.DIARY_ORDER + at.ORDER_COLUMNS] = self.loop.order[places]
        rows[:, at.DIARY_ORDER + at.ORDER_COLUMNS :] = self.loop.design[places]
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

    def _open_quotes(self) -> None:
        """Tell the delivery time of an empty workshop, or the promised one."""
        for shop in self.shops:
            told = shop.chain.quote
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
        self._cells[w] = cells
        self._staff(w, now)

    def failures(self, w: int) -> list[np.random.Generator]:
        """Return a stream for the failures of each cell of workshop ``w``."""
        seed, replication, name = self._identity, self._replication, self.shops[w].name
        return [stream(seed, replication, f"{name}/failures of cell {c}") for c in range(self._cells[w])]

    def change_failed(self, w: int, cells: int, now: float) -> None:
        """Count so many more cells (below 0: fewer) as failed."""
        self._failed[w] += cells
        self._staff(w, now)

    def _staff(self, w: int, now: float) -> None:
        """Let as many cells work as there are and have not failed; begin what waits for them."""
        making = self.loop.plan[w, at.MAKING]
        self._add_cells(w, int(self._cells[w]))
        self.loop.stage[making, at.SERVERS] = max(0, self._cells[w] - self._failed[w])
        begun = -1.0
        while begun != self.loop.stage[making, at.BEGUN]:
            begun = self.loop.stage[making, at.BEGUN]
            _, _, stalls, _, agenda, loop, *_ = self._swarm.doors()
            self._swarm.make_room(begin_next(stalls, agenda, loop, w, making, now))
        self._swarm.moved()

    def _add_cells(self, w: int, cells: int) -> None:
        """Make room for cells that remember their last design, where set-ups are."""
        lacking = cells - self.loop.cell.shape[1]
        if lacking > 0 and self.loop.bench[w, at.SETUP]:
            fresh = np.full((len(self.shops), lacking, self.loop.cell.shape[2]), np.nan)
            fresh[:, :, 0] = 0.0
            self.loop = self.loop._replace(cell=np.concatenate([self.loop.cell, fresh], axis=1))
            self._swarm.moved()

    def study(self, w: int, terms: Study, now: float) -> None:
        """Let every enthusiast take an instalment."""
        _, crowd, stalls, _, _, loop, *_ = self._swarm.doors()
        study(crowd, stalls, loop, w, now, terms.learn, terms.money, terms.time)

    def advertise(self, w: int, terms: Advertising, now: float) -> None:
        """Make enthusiasts of a share of the others; one uniform number for each participant, whoever is one."""
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
        for w, dues in enumerate(self._dues):
            for n, (line, due) in enumerate(dues):
                amount = due(now)
                self._books.enter(line, amount - self._posted[w][n])
                self._posted[w][n] = amount

    def _open_dues(self, w: int) -> Iterator[tuple[Line, Due]]:
        """Yield the transfers of one workshop, each with what is due since the start; only those that there may be."""
        shop, books = self.shops[w], self._books
        name, firm = shop.name, Account("producer", shop.name)
        plan = self.loop.plan[w]
        hands = [Account(role, name) for role in collectors(shop.chain)]
        for payer, payee in pairwise(hands):
            yield books.open_line(payer, payee, "proceeds", name), lambda now: self._paid(w)
        for s, (title, stage) in enumerate(shop.stages.items(), plan[at.FIRST_STAGE]):
            keeper = Account(stage.role, name)
            if keeper != firm and (stage.fee or stage.commission):
                yield books.open_line(firm, keeper, f"{title} fee", name), partial(self._fee, w, stage)
            if stage.cost:
                yield books.open_line(keeper, OUTSIDE, f"{title} cost", name), partial(self._handling, s, stage)
        for q, (title, part) in enumerate(shop.parts.items(), plan[at.FIRST_PART]):
            supplier = Account("supplier", name)
            if part.price:
                kind = books.open_line(firm, supplier, f"{title} from {part.supplier}", name)
                yield kind, partial(self._parts, q, part.price)
            if part.cost:
                yield books.open_line(supplier, OUTSIDE, f"{title} cost", name), partial(self._parts, q, part.cost)
            if part.holding_cost:
                yield (
                    books.open_line(firm, OUTSIDE, f"{title} holding", name),
                    partial(self._held, q, part.holding_cost),
                )
        if shop.chain.expertise.study is not None:
            yield books.open_line(CONSUMERS, OUTSIDE, "study", name), lambda now: float(self.loop.bench[w, at.STUDIED])

    def _paid(self, w: int) -> float:
        """Return what customers have paid for orders delivered."""
        return float(self.loop.bench[w, at.DELIVERED_PRICES])

    def _fee(self, w: int, stage: Stage, now: float) -> float:
        delivered = float(self._market.shelf[self.loop.plan[w, at.OFFER], FILLED])
        return stage.fee * delivered + stage.commission * self._paid(w)

    def _handling(self, s: int, stage: Stage, now: float) -> float:
        return stage.cost * float(self.loop.stage[s, at.DONE])

    def _parts(self, q: int, money: float, now: float) -> float:
        return money * float(self.loop.part[q, at.PART_ARRIVED])

    def _held(self, q: int, money: float, now: float) -> float:
        row = self.loop.part[q]
        return money * float(row[at.PART_AREA] + row[at.PART_ON_HAND] * (now - row[at.PART_SINCE]))

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
            making = (loop.ticket[:, at.AT] == loop.plan[w, at.MAKING]) & ~np.isnan(loop.order[:, at.STARTED_STAGE])
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


def _laws(scenario: Scenario, replication: int, own: tuple[Shop, ...]) -> list[tuple[Law, np.random.Generator]]:
    """Return laws and streams of service times by stage, set-up times by workshop, lead times by part."""

    def source(name: str) -> np.random.Generator:
        return stream(scenario.seed, replication, name)

    service = [(s.time, source(f"{shop.name}/{name}/times")) for shop in own for name, s in shop.stages.items()]
    setups = [(shop.chain.cells.setup_time, source(f"{shop.name}/set-up times")) for shop in own]
    leads = [(p.lead_time, source(f"{shop.name}/{name}/lead times")) for shop in own for name, p in shop.parts.items()]
    return [*service, *setups, *leads]
