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
from valuechain.scenario import Award, ProdusageChain, Scenario
from valuechain.swarm import commons as col
from valuechain.swarm.arrays import Commons, Crowd, Floats
from valuechain.swarm.entries import award, decide, patch, schedule_damage
from valuechain.swarm.identities import unequal
from valuechain.swarm.sfc64 import fill_seeds
from valuechain.swarm.status import held
from valuechain.swarm.urn import clear, room_of

from .books import CONSUMERS, OUTSIDE, Account, Books
from .memory import open_rows
from .offers import Offer
from .palimpsest import Palimpsest
from .part import Breach
from .presence import Presence
from .rules import members_of, modules_of, rules_of
from .shelves import TOLERANCE

BLOCK = 16384
"""Events for which seeds are drawn at once."""

LOG = 4096
"""Revisions that the swarm keeps before it hands them over."""

HELD = col.BOOK_COLUMNS  # status held by all
EFFECTIVE = HELD + 1  # effective number of leaders: 1/Σ shares² of status
DEVELOPED = HELD + 2  # modules with any quality
TAKING_PART = HELD + 3  # participants who may contribute and judge
REVIEWING = HELD + 4  # contributions before the board
STALENESS = HELD + 5  # quality of the artefact less that of the latest snapshot
SNAPSHOT_COLUMNS = HELD + 6

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

    def __init__(
        self,
        scenario: Scenario,
        replication: int,
        offers: Sequence[Offer],
        books: Books,
        crowd: Crowd,
        presence: Presence,
    ) -> None:
        of_chain = {name: chain for name, chain in scenario.chains.items() if isinstance(chain, ProdusageChain)}
        self.names, self.chains = tuple(of_chain), tuple(of_chain.values())
        self.offers = [next(o.index for o in offers if o.chain == name) for name in self.names]
        self._books, self._presence, self.replication = books, presence, replication
        self.sources = [_Sources(scenario, replication, name) for name in self.names]
        self._lines = [_open_lines(books, name) for name in self.names]
        self.entered = np.array([0.0 if chain.enters == 0 else math.inf for chain in self.chains])
        self._posted = np.zeros((len(self.names), 4))
        self.arrays = self._open(scenario, replication, crowd.taste, crowd.value)
        self.palimpsests = [Palimpsest(quality) for quality in self.arrays.modules[:, :, col.QUALITY]]
        self.formations: list[list[Formation]] = [[] for _ in self.names]
        self.reviewing = [0 for _ in self.names]
        self._published = np.zeros((len(self.names), 3))
        self.snapshots = np.full(len(self.names), np.nan)
        self.samples: list[Floats] = []
        """Snapshots (P, SNAPSHOT_COLUMNS) at the sampling days so far."""
        self.supply()

    def _open(self, scenario: Scenario, replication: int, taste: Floats, value: Floats) -> Commons:
        size, dimensions = taste.shape
        self.waits = np.empty((len(self.names), size))
        """Days from the entry of a commons until participants may take part in it (P, N)."""
        count, most = len(self.names), max(chain.artefact.most for chain in self.chains)
        topics = max((chain.heterarchy.topics if chain.heterarchy else 0) for chain in self.chains)
        commons = Commons(
            book=np.zeros((count, col.BOOK_COLUMNS)),
            modules=np.zeros((count, most, col.CENTRE + dimensions + col.MOST_APPROVERS)),
            members=open_rows(count * size, col.PLACE + dimensions).reshape(count, size, -1),
            trees=open_rows(2 * count, room_of(max(most, size))),
            topics=np.zeros((count, topics, size if topics else 0, col.TOPIC_COLUMNS)),
            seeds=np.zeros((count, col.PURPOSES, BLOCK), np.uint64),
            grants=np.zeros((count, BLOCK)),
            log=np.zeros((count, LOG, col.LOG_COLUMNS)),
        )
        for p, (name, chain) in enumerate(zip(self.names, self.chains, strict=True)):
            clear(commons.trees[2 * p], size)
            clear(commons.trees[2 * p + 1], most)
            commons.members[p, :, : col.PLACE] = members_of(scenario, replication, name, chain)
            commons.members[p, :, col.VALUE] = value
            commons.members[p, :, col.PLACE : col.PLACE + dimensions] = taste
            modules = modules_of(chain, dimensions)
            commons.modules[p, : len(modules), : modules.shape[1]] = modules
            self.waits[p] = commons.members[p, :, col.JOINED]
            able = int(np.isfinite(self.waits[p]).sum())
            commons.book[p] = rules_of(chain, scenario, able)
            if chain.enters > 0:
                commons.members[p, :, col.JOINED] = math.inf
                commons.book[p, [col.QUALITY_SINCE, col.KNOWN_SINCE]] = math.inf
            commons.book[p, [col.NEXT_USE, col.GRANT, col.AGE]] = BLOCK
            commons.book[p, col.QUALITY_SUM] = modules[:, col.QUALITY].sum()
            commons.book[p, col.LATENT_NOW] = modules[:, col.LATENT].sum()
        return commons

    # the swarm's supplies --------------------------------------------------------------------------------------------

    def supply(self) -> None:
        """Draw new seeds and grants where a block is nearly used up, and take over what the log holds."""
        book = self.arrays.book
        for p, sources in enumerate(self.sources):
            if book[p, col.NEXT_USE] >= BLOCK:
                sources.fill(self.arrays.seeds[p], col.FINDING, col.MAKING)
                book[p, col.NEXT_USE] = 0
            if book[p, col.AGE] + 1 >= BLOCK:
                sources.fill(self.arrays.seeds[p], col.GROWING_OLD, col.GROWING_OLD)
                book[p, col.AGE] = 0
            if book[p, col.GRANT] + 2 > BLOCK:
                self.arrays.grants[p] = self.chains[p].status.grant.draw(sources.grants, BLOCK)
                book[p, col.GRANT] = 0
            self.arrays.seeds[p, col.IDENTITY, 0] = sources.identity
            if book[p, col.ROWS] + col.MOST_ROWS > LOG:
                self._take_log(p)

    def _take_log(self, p: int) -> None:
        book = self.arrays.book
        self.palimpsests[p].add(self.arrays.log[p, : int(book[p, col.ROWS])])
        book[p, col.ROWS] = 0.0

    def start_ageing(self, p: int, agenda: tuple[Any, ...], now: float) -> None:
        """Enter the first damage of every module into the agenda, which has room for them."""
        for m in range(self.appointments(p)):
            schedule_damage(tuple(self.arrays), agenda, p, self.offers[p], m, now)
            self.supply()

    def appointments(self, p: int) -> int:
        """Return how many appointments the artefact has in the agenda at the start."""
        artefact = self.chains[p].artefact
        return artefact.modules if artefact.obsolescence else 0

    def enter(self, p: int, now: float) -> None:
        """Let a commons that was awaited begin: members join from day ``now`` on, and time is counted."""
        self.entered[p] = now
        self.arrays.members[p, :, col.JOINED] = self.waits[p] + now
        self.arrays.book[p, [col.QUALITY_SINCE, col.KNOWN_SINCE]] = now

    # acts of institutions -------------------------------------------------------------------------------------------

    def number(self, chain: str) -> int:
        """Return the number of the commons of ``chain``."""
        return self.names.index(chain)

    def number_of(self, chain: str) -> int:
        """Return the number of the commons of ``chain``, 0 if it is none."""
        return self.names.index(chain) if chain in self.names else 0

    def reputation(self, p: int) -> tuple[float, float]:
        """Return the mean quality and squared distance that users have met since the last time.

        If nobody has used it, the quality is that of the artefact.
        """
        book, count = self.arrays.book[p], int(self.arrays.book[p, col.MODULES])
        now = book[[col.ALL_USES, col.USED_QUALITY, col.USED_DISTANCE]]
        uses, quality, distance = (now - self._published[p]).tolist()
        if not uses:
            return float(book[col.QUALITY_SUM] / count), 0.0
        self._published[p] = now
        return quality / uses, distance / uses

    def submission(self, p: int, day: float) -> Submission:
        """Take the edit that waits for the board."""
        module, author, change, kind = self.arrays.book[p, col.OF_MODULE : col.SORT + 1].tolist()
        self.arrays.book[p, col.SUBMITTED] = 0.0
        return Submission(int(module), int(author), change, int(kind), day)

    def decide(self, p: int, edit: Submission, day: float) -> None:
        """Let a member of the board decide on an edit, who is right with the probability of an expert."""
        judged, source = self.chains[p].evaluation, self.sources[p].reviews
        assert judged.kind == "experts"
        right = judged.expertise
        if judged.discernment is not None:
            right = 1 / (1 + math.exp(-judged.discernment * (0.5 + judged.expertise) * abs(edit.change)))
        good = (source.random() < right) == (edit.change > 0)
        luck = source.integers(0, 2**64, dtype=np.uint64)
        decide(tuple(self.arrays), p, edit.module, edit.author, edit.day, day, edit.change, edit.kind, good, luck)
        self.supply()

    def patch(self, p: int, share: float, day: float) -> None:
        """Let a vendor's developers add a share of what is missing to every module."""
        for m in range(int(self.arrays.book[p, col.MODULES])):
            luck = self.sources[p].patches.integers(0, 2**64, dtype=np.uint64)
            patch(tuple(self.arrays), p, m, day, share, luck)
            self.supply()

    def award(self, p: int, terms: Award, day: float) -> None:
        """Grant an award to some, chosen at random, of those with the most contributions."""
        members, source = self.arrays.members[p], self.sources[p].awards
        made = members[:, col.MADE]
        best = np.lexsort((np.arange(len(made)), -made))[: max(1, round(terms.top * int((made > 0).sum())))]
        luck = source.random(len(best))
        for i in best[(luck < terms.chance) & (made[best] > 0)].tolist():
            minted = self.arrays.book[p, col.MINTED]
            award(tuple(self.arrays), p, i, day, terms.amount)
            members[i, col.AWARDED] += self.arrays.book[p, col.MINTED] - minted

    def freeze(self, p: int) -> float:
        """Return the mean quality of the modules, of which a vendor takes a snapshot."""
        self.snapshots[p] = self.arrays.book[p, col.QUALITY_SUM] / self.arrays.book[p, col.MODULES]
        return float(self.snapshots[p])

    def form(self, p: int, day: float) -> None:
        """Form the leaders of every topic anew: those with the highest status earned in it."""
        chain, arrays = self.chains[p], self.arrays
        assert chain.heterarchy is not None
        now = self._inflation(p, day)
        for topic in range(chain.heterarchy.topics):
            earned = arrays.topics[p, topic, :, col.EARNED] / now
            first = np.lexsort((np.arange(len(earned)), -earned))[: chain.heterarchy.leaders]
            first = first[earned[first] > 0]
            before = np.flatnonzero(arrays.topics[p, topic, :, col.LEADS])
            either = np.union1d(before, first)
            turnover = 1 - len(np.intersect1d(before, first)) / len(either) if len(before) else math.nan
            arrays.topics[p, topic, :, col.LEADS] = 0.0
            arrays.topics[p, topic, first, col.LEADS] = 1.0
            self.formations[p].append(Formation(day, topic, first, earned[first], turnover))

    # books and identities -------------------------------------------------------------------------------------------

    def settle(self, now: float) -> None:
        """Post hosting, donations, gifts of sponsors and pay since the last time, up to day ``now``."""
        book = self.arrays.book
        for p, chain in enumerate(self.chains):
            foundation, uses = chain.foundation, book[p, col.ALL_USES]
            paid = book[p, col.PAID] * book[p, col.PAY]
            sponsored = self._presence.days(self.names[p], now) * foundation.sponsors
            due = np.array([uses * foundation.hosting, uses * foundation.donations, sponsored, paid])
            fresh, self._posted[p] = due - self._posted[p], due
            for line, amount in zip(self._lines[p], fresh.tolist(), strict=True):
                self._books.enter(line, amount)

    def status(self, p: int, now: float) -> Floats:
        """Return everybody's status at day ``now`` (N,)."""
        status = np.empty(self.arrays.members.shape[1])
        held(self.arrays.members[p], self.arrays.book[p, col.FADING], now, status)
        return status

    def trails(self, p: int, now: float) -> Floats:
        """Return the trails of all modules at day ``now`` (M,)."""
        book, modules = self.arrays.book[p], self.arrays.modules[p]
        trails: Floats = modules[:, col.TRAIL] * math.exp(-book[col.TRAIL_FADING] * (now - book[col.TRAIL_ORIGIN]))
        return trails

    def _inflation(self, p: int, now: float) -> float:
        """Return what a grant of today counts in the urn (see `swarm.urn`)."""
        return math.exp(self.arrays.book[p, col.FADING] * (now - self.arrays.book[p, col.ORIGIN]))

    def snapshot(self, now: float) -> Floats:
        """Return the state of every commons at day ``now``: its book, integrals up to date, and then what is held."""
        snapshot = np.empty((len(self.names), SNAPSHOT_COLUMNS))
        for p in range(len(self.names)):
            book = self.arrays.book[p].copy()
            days, known = np.maximum(0.0, now - book[[col.QUALITY_SINCE, col.KNOWN_SINCE]])
            book[col.QUALITY_AREA] += book[col.QUALITY_SUM] * days
            book[col.MODULE_AREA] += book[col.MODULES] * days
            book[col.KNOWN_AREA] += book[col.KNOWN_NOW] * known
            book[[col.QUALITY_SINCE, col.KNOWN_SINCE]] = now
            status = self.status(p, now)
            modules = self.arrays.modules[p, : int(book[col.MODULES])]
            members = self.arrays.members[p]
            squares = float((status**2).sum())
            snapshot[p, : col.BOOK_COLUMNS] = book
            snapshot[p, : col.QUALITY_SUM] = 0.0  # rules, some of them infinite: nothing to take differences of
            snapshot[p, HELD] = status.sum()
            snapshot[p, EFFECTIVE] = status.sum() ** 2 / squares if squares else np.nan
            snapshot[p, DEVELOPED] = (modules[:, col.QUALITY] > 0).sum()
            snapshot[p, TAKING_PART] = ((members[:, col.JOINED] <= now) & (members[:, col.GONE] == 0)).sum()
            snapshot[p, REVIEWING] = self.reviewing[p]
            snapshot[p, STALENESS] = book[col.QUALITY_SUM] / book[col.MODULES] - self.snapshots[p]
        return snapshot

    def sample(self, now: float) -> None:
        """Keep the state of every commons at day ``now``."""
        self.samples.append(self.snapshot(now))

    def breach(self, now: float) -> Breach | None:
        """Return an identity of status, artefact or revisions that does not hold at day ``now``."""
        for p, name in enumerate(self.names):
            if breach := self._ledger(p, name, now) or self._artefact(p, name):
                return breach
        return None

    def _ledger(self, p: int, name: str, now: float) -> Breach | None:
        """Status: minted - faded - deducted = held in the urn."""
        book = self.arrays.book[p]
        status = np.empty(self.arrays.members.shape[1])
        fading = held(self.arrays.members[p], book[col.FADING], now, status)
        left = book[col.MINTED] - book[col.FADED] - fading - book[col.DEDUCTED]
        urn = book[col.MASS] / self._inflation(p, now)
        if unequal(left / max(1.0, book[col.MINTED]), urn / max(1.0, book[col.MINTED]), TOLERANCE):
            return Breach("status", name, {"minted - faded - deducted": float(left), "held": float(urn)})
        return None

    def _artefact(self, p: int, name: str) -> Breach | None:
        """Quality: the sum that is kept is the sum over modules, and the log replays to every one of them."""
        book, count = self.arrays.book[p], int(self.arrays.book[p, col.MODULES])
        quality = self.arrays.modules[p, :count, col.QUALITY]
        if unequal(book[col.QUALITY_SUM], quality.sum(), TOLERANCE):
            sides = {"sum kept": float(book[col.QUALITY_SUM]), "sum over modules": float(quality.sum())}
            return Breach("quality", name, sides)
        if not self.arrays.book[p, col.LOGGED]:
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

        states = [source(purpose).bit_generator.state["state"]["state"] for purpose in _STREAMS]
        self._states = np.array(states, dtype=np.uint64)
        self.grants, self.reviews = source("grants"), source("reviews")
        self.patches, self.awards = source("patches"), source("awards")
        self.identity = source("values").integers(0, 2**64, dtype=np.uint64)

    def fill(self, seeds: NDArray[np.uint64], first: int, last: int) -> None:
        """Fill the rows of ``seeds`` (PURPOSES, BLOCK) from the first to the last purpose for the next events."""
        fill_seeds(self._states[first : last + 1], seeds[first : last + 1])


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
