"""A person's whole account: money, surplus, hours and status, by chain and role. Money and status are never added up.

A role of people (`prosumer`, `patron`, `produser`) gets money as one account of the books; here it is allotted to
persons: a patronage in equal parts or by what was paid, a royalty by what was spent, other shares by orders placed, by
accepted contributions or by status held. What a role gets is what its persons get together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from valuechain.economy import Economy
from valuechain.economy.sharing import among
from valuechain.recording import Recording
from valuechain.results.column import ALL
from valuechain.results.columns import coded, frame
from valuechain.scenario import PATRON, PEOPLE, PRODUSER, PROSUMER, ProdusageChain, Rules, meant
from valuechain.swarm import commons as col
from valuechain.swarm import loop as at
from valuechain.swarm.arrays import Floats

from .labels import keys

HOURS = 24.0
CONSUMER = "consumer"


class Holding(NamedTuple):
    """What all participants have in one role of one chain, each (N,): money, surplus (money), hours and status."""

    chain: str
    role: str
    money: Floats
    surplus: Floats
    hours: Floats
    status: Floats


def holdings(economy: Economy, recording: Recording) -> list[Holding]:
    """Return what everybody has got since the warm-up, consumers of the whole market first; status as of the end."""
    size = economy.scenario.population.size
    people, none = recording.since_warmup(economy), np.zeros(size)
    spent, own = people.spent.copy(), []
    for holding, given in (*_prosumers(economy, recording), *_produsers(economy, recording)):
        own.append(holding)
        spent += given
    shares = list(_shares(economy, recording))
    for chain, role, money in shares:
        same = [k for k, each in enumerate(own) if (each.chain, each.role) == (chain, role)]
        if same:
            own[same[0]] = own[same[0]]._replace(money=own[same[0]].money + money)
        else:
            own.append(Holding(chain, role, money, none, none, none))
    return [Holding(ALL, CONSUMER, -spent, people.surplus, none, none), *own]


def _prosumers(economy: Economy, recording: Recording) -> Iterator[tuple[Holding, Floats]]:
    """Yield what customers of workshops have spent in time, and their tiers; with what each paid for study."""
    shops, none = economy.workshops, np.zeros(economy.scenario.population.size)
    if shops is None:
        return
    for w, shop in enumerate(shops.shops):
        change = _prosumer_change(economy, recording, w)
        tier = shops.loop.member[:, w, at.TIER].copy()
        yield Holding(shop.name, PROSUMER, none, none, HOURS * change[:, at.OWN_TIME], tier), change[:, at.STUDY_MONEY]


def _prosumer_change(economy: Economy, recording: Recording, w: int) -> Floats:
    """Return by how much the columns of customers of workshop ``w`` have grown since the warm-up."""
    assert economy.workshops is not None
    before = recording.prosumers_at_warmup
    now: Floats = economy.workshops.loop.member[:, w]
    return now if before is None else now - before[:, w]


def _produsers(economy: Economy, recording: Recording) -> Iterator[tuple[Holding, Floats]]:
    """Yield what contributors have been paid, their hours and status; with what each user gave in donations."""
    community, none = economy.community, np.zeros(economy.scenario.population.size)
    if community is None:
        return
    done = recording.deeds_since_warmup(community)
    for p, name in enumerate(community.names):
        book = community.arrays.book[p]
        pay = done.accepted[p] * book[col.PAY]
        hours = done.made[p] * book[col.EFFORT]
        given = done.used[p] * community.chains[p].foundation.donations
        yield Holding(name, PRODUSER, pay, none, hours, community.status(p, float(recording.days[-1]))), given


def _shares(economy: Economy, recording: Recording) -> Iterator[tuple[str, str, Floats]]:
    """Yield chain, role and what each participant gets of a profit, for every kind of payment to people."""
    paid = recording.paid()
    moved = paid[-1] - paid[recording.warmup_sample]
    for line, amount in zip(recording.lines, moved.tolist(), strict=True):
        if line.payee.role in PEOPLE and amount != 0.0:
            measure = _measure(economy, recording, line.payee.role, line.payee.chain, line.category == "pool")
            yield line.payee.chain, line.payee.role, among(amount, measure)


def _measure(economy: Economy, recording: Recording, role: str, chain: str, of_all: bool) -> Floats:
    """Return by what a role's money is allotted to participants (N,)."""
    scenario = economy.scenario
    told: Rules = scenario.sharing if of_all and scenario.sharing is not None else scenario.chains[chain].sharing
    if role == PATRON:
        if not told.by_purchases:
            return np.ones(scenario.population.size)
        paid = recording.since_warmup(economy).paid
        return paid.sum(axis=1) if of_all else paid[:, economy.chain_names.index(chain)]
    if role == PROSUMER:
        assert economy.workshops is not None
        change = _prosumer_change(economy, recording, economy.workshops.number(chain))
        return change[:, at.PAID if told.rule == "royalty" else at.PLACED_ORDERS]
    commons = [name for name, each in scenario.chains.items() if isinstance(each, ProdusageChain)]
    name, community = meant(told, "" if of_all else chain, commons), economy.community
    assert name is not None
    assert community is not None
    p = community.number(name)
    if told.merit == "status":
        return community.status(p, float(recording.days[-1]))
    accepted: Floats = recording.deeds_since_warmup(community).accepted[p]
    return accepted


def accounts_frame(economy: Economy, own: list[Holding]) -> pd.DataFrame:
    """Return a row for each participant as consumer, and for each in another role that has anything in it."""
    whose = [np.arange(len(own[0].money)), *(np.flatnonzero(_has_any(each)) for each in own[1:])]
    chains, roles = [*economy.chain_names, ALL], [CONSUMER, *PEOPLE]
    lengths = [len(each) for each in whose]
    pairs = list(zip(own, whose, strict=True))
    return frame(
        "accounts",
        {
            **keys(economy),
            "participant": np.concatenate(whose),
            "chain": coded(np.repeat([chains.index(each.chain) for each in own], lengths), chains),
            "role": coded(np.repeat([roles.index(each.role) for each in own], lengths), roles),
            **{
                name: np.concatenate([getattr(each, name)[who] for each, who in pairs])
                for name in ("money", "surplus", "hours", "status")
            },
        },
    )


def _has_any(own: Holding) -> Floats:
    has: Floats = (own.money != 0) | (own.surplus != 0) | (own.hours != 0) | (own.status != 0)
    return has


def status_and_money(economy: Economy, recording: Recording) -> dict[str, float]:
    """Return rank correlations of status with money received and with surplus, and who has status and no money.

    Status is that in all commons together; correlations are Spearman's, with mid-ranks (Spearman 1904).
    """
    names = ("status_money", "status_surplus", "status_unpaid")
    if economy.community is None:
        return dict.fromkeys(names, np.nan)
    own = holdings(economy, recording)
    produsers = [each for each in own if each.role == PRODUSER and each.hours.size]
    status = np.sum([each.status for each in produsers], axis=0)
    money = np.sum([each.money for each in own[1:]], axis=0)
    holds = status > 0
    unpaid = float((money[holds] == 0).mean()) if holds.any() else np.nan
    return dict(zip(names, (spearman(status, money), spearman(status, own[0].surplus), unpaid), strict=True))


def spearman(one: Floats, two: Floats) -> float:
    """Return Spearman's rank correlation with mid-ranks for ties; missing where one does not vary."""
    ranks = [_mid_ranks(each) for each in (one, two)]
    if any(float(np.ptp(each)) == 0 for each in ranks):
        return float("nan")
    x, y = (each - each.mean() for each in ranks)
    return float((x * y).sum() / np.sqrt((x * x).sum() * (y * y).sum()))


def _mid_ranks(values: Floats) -> Floats:
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    middle = np.asarray(np.cumsum(counts) - (counts - 1) / 2, dtype=np.float64)
    ranks: Floats = np.take(middle, which)
    return ranks
