"""Probes: what is sampled, when, into arrays allocated beforehand.

A sample is the state of every shelf (its counters are cumulative), of the market's sums and of the journal at one
instant. Counts over a period are differences of samples.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from valuechain.economy import Economy
from valuechain.economy.books import Line
from valuechain.economy.community import Community
from valuechain.swarm.arrays import Floats
from valuechain.swarm.commons import ACCEPTED, MADE, REVIEWS, USED
from valuechain.swarm.layout import BOUGHT, NEEDS, NOW, SHELF_COLUMNS, SPENT, TALLY_COLUMNS
from valuechain.swarm.shelf import copy_up_to


def sample_times(horizon: float, every: float) -> Floats:
    """Return 0, every, 2·every, … and the horizon, in days."""
    count = math.ceil(horizon / every - 1e-9)
    return np.append(np.arange(count) * every, horizon)


@dataclass(frozen=True)
class Totals:
    """What each participant has met, bought (units), paid and gained (money) by some day; each (N,).

    ``paid`` is what each has paid each chain (N, C), where a part in a profit depends on it; else (N, 0).
    """

    needs: Floats
    bought: Floats
    spent: Floats
    surplus: Floats
    paid: Floats


class Deeds(NamedTuple):
    """How often each member of each commons has used it, contributed, been accepted, and judged by some day.

    Each (P, N).
    """

    used: Floats
    made: Floats
    accepted: Floats
    judged: Floats


@dataclass
class Recording:
    """The samples of one replication: T sampling days, J offers.

    ``days`` (T,), ``shelf`` (T, J, SHELF_COLUMNS), ``tally`` (T, TALLY_COLUMNS), ``journal`` T arrays of amounts by
    ``lines``, ``stocks`` T arrays of the `STATE` of every stock of an echelon (empty where there are none),
    ``written_off`` T arrays of what the producers wrote off of it, per chain, ``knowers`` T counts of who knows each
    chain (C,). ``warmup_sample`` and ``totals_at_warmup`` describe the end of the warm-up, and so does
    ``members_at_warmup`` of each commons and ``prosumers_at_warmup`` of each workshop. ``deeds`` are T of each commons'
    members, if the scenario records them.
    """

    days: Floats
    shelf: Floats
    tally: Floats
    journal: list[Floats] = field(default_factory=list)
    busy: list[Floats] = field(default_factory=list)
    line_days: list[Floats] = field(default_factory=list)
    stocks: list[Floats] = field(default_factory=list)
    written_off: list[Floats] = field(default_factory=list)
    knowers: list[Floats] = field(default_factory=list)
    lines: tuple[Line, ...] = ()
    warmup_sample: int = 0
    totals_at_warmup: Totals | None = None
    members_at_warmup: Deeds | None = None
    prosumers_at_warmup: Floats | None = None
    deeds: list[Deeds] = field(default_factory=list)

    @classmethod
    def of(cls, economy: Economy) -> Recording:
        """Return an empty recording that fits the scenario; the end of the warm-up is always a sample."""
        scenario = economy.scenario
        days = sample_times(scenario.horizon, scenario.sample_every)
        nearest = int(np.abs(days - scenario.warmup).argmin())
        if abs(days[nearest] - scenario.warmup) > 1e-9 * scenario.sample_every:
            days = np.union1d(days, [scenario.warmup])
        shelf = np.empty((len(days), len(economy.offers), SHELF_COLUMNS))
        return cls(
            days,
            shelf,
            np.empty((len(days), TALLY_COLUMNS)),
            warmup_sample=int(np.abs(days - scenario.warmup).argmin()),
        )

    def take(self, economy: Economy, now: float) -> None:
        """Settle and check the books, then record the next sample."""
        t = len(self.journal)
        economy.settle(now)
        economy.check(now, f"sample of day {self.days[t]:g}")
        copy_up_to(economy.market.shelf, now, self.shelf[t])
        self.tally[t] = economy.market.tally
        self.tally[t, NOW] = now
        self.journal.append(economy.books.amounts())
        self.busy.append(economy.work_ahead(now))
        self.line_days.append(economy.line_days(now))
        self.knowers.append(economy.knowers())
        if economy.echelons.stocks:
            self.stocks.append(economy.echelons.states(now))
            self.written_off.append(np.array([*economy.echelons.written_off.values()]))
        for part in economy.parts:
            part.sample(now)
        if economy.scenario.record.produsers and economy.community is not None:
            self.deeds.append(deeds(economy.community))
        self.lines = economy.books.lines
        if t == self.warmup_sample:
            economy.check_participants(now, "end of the warm-up")
            self.totals_at_warmup = totals(economy) if now > 0 else None
            if economy.community is not None and now > 0:
                self.members_at_warmup = deeds(economy.community)
            if economy.workshops is not None:
                self.prosumers_at_warmup = economy.workshops.loop.member.copy()

    def since_warmup(self, economy: Economy) -> Totals:
        """Return what each participant has met, bought, paid and gained since the warm-up."""
        now, then = totals(economy), self.totals_at_warmup
        return now if then is None else Totals(*(getattr(now, each) - getattr(then, each) for each in vars(now)))

    def deeds_since_warmup(self, community: Community) -> Deeds:
        """Return what each member of each commons has done since the warm-up."""
        now, then = deeds(community), self.members_at_warmup
        return now if then is None else Deeds(*(a - b for a, b in zip(now, then, strict=True)))

    def paid(self) -> Floats:
        """Return the amounts transferred up to each sample, by `lines` (T, lines): 0 where a line did not exist yet."""
        table = np.zeros((len(self.journal), len(self.lines)))
        for t, amounts in enumerate(self.journal):
            table[t, : len(amounts)] = amounts
        return table


def totals(economy: Economy) -> Totals:
    """Return what each participant has met, bought, paid and gained so far."""
    rows = economy.crowd.rows
    needs, bought, spent = (rows[:, column].copy() for column in (NEEDS, BOUGHT, SPENT))
    return Totals(needs, bought, spent, economy.crowd.surplus.copy(), economy.paid().copy())


def deeds(community: Community) -> Deeds:
    """Return what each member of each commons has done so far."""
    members = community.arrays.members
    return Deeds(*(members[:, :, column].copy() for column in (USED, MADE, ACCEPTED, REVIEWS)))
