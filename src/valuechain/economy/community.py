"""The commons of an economy: artefacts, members, status and revisions, and what must hold of them.

One part holds every commons of the scenario. The kernels work on its arrays; institutions act through its methods.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from valuechain.randomness import stream
from valuechain.scenario import Equilibrium, ProdusageChain, Scenario
from valuechain.swarm import commons as col
from valuechain.swarm.arrays import Commons, Floats
from valuechain.swarm.entries import decide, schedule_damage
from valuechain.swarm.identities import unequal
from valuechain.swarm.status import held

from .books import CONSUMERS, OUTSIDE, Account, Books
from .offers import Offer
from .palimpsest import Palimpsest
from .part import Breach
from .rules import members_of, modules_of, rules_of, threshold
from .shelves import TOLERANCE

BLOCK = 4096
"""Events for which seeds are drawn at once."""

LOG = 4096
"""Revisions that the swarm keeps before it hands them over."""

_STREAMS = ("finding", "judging", "contributions", "damage")
"""Names of the streams of seeds, in the order of `swarm.commons`."""


class Submission(NamedTuple):
    """An edit before the board: module, author, effect on quality, kind, and the day on which it came."""

    module: int
    author: int
    change: float
    kind: int
    day: float


class Formation(NamedTuple):
    """The leaders of a topic from a day on: participants and their status earned in it, the first first."""

    day: float
    topic: int
    leaders: NDArray[np.int64]
    status: Floats
    turnover: float
    """1 - |old ∩ new|/|old ∪ new| (Jaccard); missing for the first formation."""


class Community:
    """Every commons of a scenario, as a part of the economy; they are numbered in the order of the scenario."""

    def __init__(self, scenario: Scenario, replication: int, offers: Sequence[Offer], books: Books) -> None:
        of_chain = {name: chain for name, chain in scenario.chains.items() if isinstance(chain, ProdusageChain)}
        self.names, self.chains = tuple(of_chain), tuple(of_chain.values())
        self.offers = [next(o.index for o in offers if o.chain == name) for name in self.names]
        self._books, self._sources = books, [_Sources(scenario, replication, name) for name in self.names]
        self._lines = [_open_lines(books, name) for name in self.names]
        self._posted = np.zeros((len(self.names), 4))
        self.arrays = self._open(scenario, replication, len(offers))
        self.palimpsests = [Palimpsest(quality) for quality in self.arrays.modules[:, :, col.QUALITY]]
        self.formations: list[list[Formation]] = [[] for _ in self.names]
        self.reviewing = [0 for _ in self.names]
        self._published = np.zeros((len(self.names), 3))
        self.supply()

    def _open(self, scenario: Scenario, replication: int, offers: int) -> Commons:
        size, dimensions = scenario.population.size, scenario.population.tastes.dimensions
        count, most = len(self.names), max(chain.artefact.most for chain in self.chains)
        topics = max((chain.heterarchy.topics if chain.heterarchy else 0) for chain in self.chains)
        of = np.full(offers, -1)
        of[self.offers] = np.arange(count)
        modules, centre = np.zeros((count, most, col.MODULE_COLUMNS)), np.zeros((count, most, dimensions))
        commons = Commons(
            of=of,
            rules=np.array([rules_of(chain, scenario.record.revisions) for chain in self.chains]),
            state=np.zeros((count, col.STATE_COLUMNS)),
            counts=np.zeros((count, col.COUNT_COLUMNS), np.int64),
            modules=modules,
            centre=centre,
            trails=np.zeros((count, most + 1)),
            scratch=np.zeros((count, most)),
            members=np.empty((count, size, col.MEMBER_COLUMNS)),
            tree=np.zeros((count, size + 1)),
            regional=np.zeros((count, topics, size if topics else 0)),
            leaders=np.zeros((count, topics, size if topics else 0), np.uint8),
            approvers=np.zeros((count, most, col.MOST_APPROVERS), np.int32),
            panel=np.zeros(col.MOST_APPROVERS, np.int64),
            seeds=np.zeros((count, col.PURPOSES, BLOCK), np.uint64),
            grants=np.zeros((count, BLOCK)),
            submission=np.zeros((count, col.SUBMISSION_COLUMNS)),
            log=np.zeros((count, LOG, col.LOG_COLUMNS)),
            fates=np.zeros((count, LOG, 3)),
        )
        for p, (name, chain) in enumerate(zip(self.names, self.chains, strict=True)):
            own, places = modules_of(chain, dimensions)
            modules[p, : len(own)], centre[p, : len(own)] = own, places
            commons.members[p] = members_of(scenario, replication, name, chain)
            commons.counts[p, col.MODULES] = chain.artefact.modules
            commons.counts[p, [col.NEXT_USE, col.GRANT, col.AGE]] = BLOCK
            commons.state[p, col.QUALITY_SUM] = own[:, col.QUALITY].sum()
            commons.state[p, col.LATENT_NOW] = own[: chain.artefact.modules, col.LATENT].sum()
            if isinstance(rule := chain.contribution, Equilibrium):
                able = int(np.isfinite(commons.members[p, :, col.JOINED]).sum())
                commons.rules[p, col.THRESHOLD] = threshold(rule, max(able, 1))
        return commons

    # the swarm's supplies --------------------------------------------------------------------------------------------

    def supply(self) -> None:
        """Draw new seeds and grants where a block is nearly used up, and take over what the log holds."""
        counts = self.arrays.counts
        for p, sources in enumerate(self._sources):
            if counts[p, col.NEXT_USE] >= BLOCK:
                for purpose in (col.FINDING, col.JUDGING, col.MAKING):
                    self.arrays.seeds[p, purpose] = sources.seeds(purpose)
                counts[p, col.NEXT_USE] = 0
            if counts[p, col.AGE] + 1 >= BLOCK:
                self.arrays.seeds[p, col.GROWING_OLD] = sources.seeds(col.GROWING_OLD)
                counts[p, col.AGE] = 0
            if counts[p, col.GRANT] + 2 > BLOCK:
                self.arrays.grants[p] = self.chains[p].status.grant.draw(sources.grants, BLOCK)
                counts[p, col.GRANT] = 0
            self.arrays.seeds[p, col.IDENTITY, 0] = sources.identity
            if counts[p, col.ROWS] + col.MOST_ROWS > LOG or counts[p, col.FATES] + col.MOST_ROWS > LOG:
                self._take_log(p)

    def _take_log(self, p: int) -> None:
        counts = self.arrays.counts
        self.palimpsests[p].add(self.arrays.log[p, : counts[p, col.ROWS]])
        self.palimpsests[p].end(self.arrays.fates[p, : counts[p, col.FATES]])
        counts[p, [col.ROWS, col.FATES]] = 0

    def start_ageing(self, agenda: tuple[Any, ...]) -> None:
        """Enter the first damage of every module into the agenda, which has room for them."""
        for p, chain in enumerate(self.chains):
            for m in range(chain.artefact.modules if chain.artefact.obsolescence else 0):
                schedule_damage(tuple(self.arrays), agenda, p, self.offers[p], m, 0.0)
                self.supply()

    def appointments(self) -> int:
        """Return how many appointments the artefacts have in the agenda at the start."""
        return sum(chain.artefact.modules for chain in self.chains if chain.artefact.obsolescence)

    # acts of institutions -------------------------------------------------------------------------------------------

    def number(self, chain: str) -> int:
        """Return the number of the commons of ``chain``."""
        return self.names.index(chain)

    def reputation(self, p: int) -> tuple[float, float]:
        """Return the mean quality and squared distance that users have met since the last time; if none, the artefact's."""
        state, count = self.arrays.state[p], self.arrays.counts[p, col.MODULES]
        now = state[[col.ALL_USES, col.USED_QUALITY, col.USED_DISTANCE]]
        uses, quality, distance = (now - self._published[p]).tolist()
        if not uses:
            return float(state[col.QUALITY_SUM] / count), 0.0
        self._published[p] = now
        return quality / uses, distance / uses

    def submission(self, p: int, day: float) -> Submission:
        """Take the edit that waits for the board."""
        module, author, change, kind = self.arrays.submission[p].tolist()
        self.arrays.counts[p, col.SUBMITTED] = 0
        return Submission(int(module), int(author), change, int(kind), day)

    def decide(self, p: int, edit: Submission, crowd: tuple[Any, ...], space: int, day: float) -> None:
        """Let a member of the board decide on an edit, who is right with the probability of an expert."""
        judged, source = self.chains[p].evaluation, self._sources[p].reviews
        assert judged.kind == "experts"
        right = judged.expertise
        if judged.discernment is not None:
            right = 1 / (1 + math.exp(-judged.discernment * (0.5 + judged.expertise) * abs(edit.change)))
        good = (source.random() < right) == (edit.change > 0)
        luck = source.integers(0, 2**64, dtype=np.uint64)
        decide(
            tuple(self.arrays), crowd, space, p, edit.module, edit.author, edit.day, day, edit.change, edit.kind, good, luck
        )
        self.supply()

    def form(self, p: int, day: float) -> None:
        """Form the leaders of every topic anew: those with the highest status earned in it."""
        chain, arrays = self.chains[p], self.arrays
        assert chain.heterarchy is not None
        now = self._inflation(p, day)
        for topic in range(chain.heterarchy.topics):
            earned = arrays.regional[p, topic] / now
            first = np.lexsort((np.arange(len(earned)), -earned))[: chain.heterarchy.leaders]
            first = first[earned[first] > 0]
            before = np.flatnonzero(arrays.leaders[p, topic])
            either = np.union1d(before, first)
            turnover = 1 - len(np.intersect1d(before, first)) / len(either) if len(before) else math.nan
            arrays.leaders[p, topic] = 0
            arrays.leaders[p, topic, first] = 1
            self.formations[p].append(Formation(day, topic, first, earned[first], turnover))

    # books and identities -------------------------------------------------------------------------------------------

    def settle(self, now: float) -> None:
        """Post hosting, donations, gifts of sponsors and pay since the last time, up to day ``now``."""
        state = self.arrays.state
        for p, chain in enumerate(self.chains):
            foundation, uses = chain.foundation, state[p, col.ALL_USES]
            paid = state[p, col.PAID] * self.arrays.rules[p, col.PAY]
            due = np.array([uses * foundation.hosting, uses * foundation.donations, now * foundation.sponsors, paid])
            fresh, self._posted[p] = due - self._posted[p], due
            for line, amount in zip(self._lines[p], fresh.tolist(), strict=True):
                self._books.enter(line, amount)

    def status(self, p: int, now: float) -> Floats:
        """Return everybody's status at day ``now`` (N,)."""
        status: Floats = held(self.arrays.members[p], self.arrays.rules[p, col.FADING], now)
        return status

    def _inflation(self, p: int, now: float) -> float:
        """Return what a grant of today counts in the urn (see `swarm.urn`)."""
        return math.exp(self.arrays.rules[p, col.FADING] * (now - self.arrays.state[p, col.ORIGIN]))

    def breach(self, now: float) -> Breach | None:
        """Return an identity of status, artefact or revisions that does not hold at day ``now``."""
        for p, name in enumerate(self.names):
            if breach := self._ledger(p, name, now) or self._artefact(p, name):
                return breach
        return None

    def _ledger(self, p: int, name: str, now: float) -> Breach | None:
        """Status: minted - faded - deducted = held in the urn."""
        state = self.arrays.state[p]
        fading = self.arrays.members[p, :, col.STATUS].sum() - self.status(p, now).sum()
        left = state[col.MINTED] - state[col.FADED] - fading - state[col.DEDUCTED]
        urn = state[col.MASS] / self._inflation(p, now)
        if unequal(left / max(1.0, state[col.MINTED]), urn / max(1.0, state[col.MINTED]), TOLERANCE):
            return Breach("status", name, {"minted - faded - deducted": float(left), "held": float(urn)})
        return None

    def _artefact(self, p: int, name: str) -> Breach | None:
        """Quality: the sum that is kept is the sum over modules, and the log replays to every one of them."""
        state, count = self.arrays.state[p], self.arrays.counts[p, col.MODULES]
        quality = self.arrays.modules[p, :count, col.QUALITY]
        if unequal(state[col.QUALITY_SUM], quality.sum(), TOLERANCE):
            sides = {"sum kept": float(state[col.QUALITY_SUM]), "sum over modules": float(quality.sum())}
            return Breach("quality", name, sides)
        if not self.arrays.rules[p, col.LOGGED]:
            return None
        self._take_log(p)
        if gap := self.palimpsests[p].differs_from(quality):
            return Breach("revisions", f"{name}, module {gap.module}", {"log": gap.logged, "replayed": gap.replayed})
        return None


class _Sources:
    """The streams of random numbers of one commons."""

    def __init__(self, scenario: Scenario, replication: int, name: str) -> None:
        def source(purpose: str) -> np.random.Generator:
            return stream(scenario.seed, replication, f"{name}/{purpose}")

        self._seeds = [source(purpose) for purpose in _STREAMS]
        self.grants, self.reviews = source("grants"), source("reviews")
        self.identity = source("values").integers(0, 2**64, dtype=np.uint64)

    def seeds(self, purpose: int) -> NDArray[np.uint64]:
        """Return the seeds of the next block of events."""
        return self._seeds[purpose].integers(0, 2**64, size=BLOCK, dtype=np.uint64)


def _open_lines(books: Books, name: str) -> tuple[Any, ...]:
    """Return the transfers that `Community.settle` posts for one commons, in its order."""
    foundation, line = Account("foundation", name), books.open_line
    return (
        line(foundation, OUTSIDE, "hosting", name),
        line(CONSUMERS, foundation, "donation", name),
        line(OUTSIDE, foundation, "sponsor", name),
        line(foundation, CONSUMERS, "pay", name),
    )


def has_commons(scenario: Scenario) -> bool:
    """Whether any chain of the scenario is a commons."""
    return any(isinstance(chain, ProdusageChain) for chain in scenario.chains.values())
