"""Who got what: the frame `roles`, from the journal and the surplus of participants.

What the model creates is captured by somebody in it: as profit by roles that have an account, as surplus by consumers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from valuechain.economy import Economy
from valuechain.economy.books import CONSUMERS, OUTSIDE, Line
from valuechain.recording import Recording
from valuechain.results.column import ALL
from valuechain.results.columns import coded, frame
from valuechain.results.measures import FIRMS
from valuechain.scenario import PRODUSER, PROSUMER
from valuechain.swarm.layout import CHAIN, OUTSIDE_SURPLUS, SURPLUS
from valuechain.swarm.loop import TIER

from .commons import run_columns

ORDER = (CONSUMERS.role, *FIRMS)
"""Roles that come first; others follow in the order in which money first moved, the outside last."""


def roles_frame(economy: Economy, recording: Recording) -> pd.DataFrame:
    """Return money received and paid, profit or surplus, and the share of the value created, by chain and role."""
    names = [*economy.chain_names, ALL]
    surplus = _surplus(economy, recording)
    given = dict(zip(names, _given(economy, recording), strict=True))
    paid = recording.paid()
    moved = list(zip(recording.lines, (paid[-1] - paid[recording.warmup_sample]).tolist(), strict=True))
    status = {chain: _status(economy, recording, chain) for chain in names}
    rows = [
        row | {"status": status[chain].get(str(row["role"]), math.nan)}
        for chain in names
        for row in _rows(chain, _flows(moved, chain, status[chain]), surplus[chain], given[chain])
    ]
    columns: dict[str, Any] = {name: [row[name] for row in rows] for name in rows[0]}
    for key, known in (("chain", names), ("role", list(dict.fromkeys(columns["role"])))):
        columns[key] = coded(np.array([known.index(each) for each in columns[key]]), known)
    return frame("roles", {"scenario": economy.scenario.scenario, "replication": economy.replication, **columns})


def _status(economy: Economy, recording: Recording, chain: str) -> dict[str, float]:
    """Return the status that the roles of ``chain`` (of all chains: `all`) hold at the end."""
    status: dict[str, float] = {}
    community, shops = economy.community, economy.workshops
    for p, name in enumerate(community.names) if community is not None else ():
        if chain in (ALL, name) and community is not None:
            held = float(community.status(p, float(recording.days[-1])).sum())
            status[PRODUSER] = status.get(PRODUSER, 0.0) + held
    for w, shop in enumerate(shops.shops) if shops is not None else ():
        if chain in (ALL, shop.name) and shop.chain.tiers and shops is not None:
            status[PROSUMER] = status.get(PROSUMER, 0.0) + float(shops.loop.member[:, w, TIER].sum())
    return status


def _flows(moved: list[tuple[Line, float]], chain: str, more: Iterable[str]) -> dict[str, list[float]]:
    """Return money received and paid by each role of ``chain`` (of all chains: `all`), from what was ``moved``.

    Roles that have something ``more`` than money are there too.
    """
    flows: dict[str, list[float]] = {role: [0.0, 0.0] for role in more}
    for line, amount in moved:
        for account, side in ((line.payee, 0), (line.payer, 1)):
            if chain in (ALL, account.chain or line.chain):
                flows.setdefault(account.role, [0.0, 0.0])[side] += amount
    ordered = [role for role in ORDER if role in flows]
    rest = [role for role in flows if role not in (*ORDER, OUTSIDE.role)]
    return {role: flows[role] for role in (*ordered, *rest, OUTSIDE.role) if role in flows}


def _surplus(economy: Economy, recording: Recording) -> dict[str, float]:
    """Return consumer surplus since the warm-up by chain; that of `all` includes needs that went without."""
    change = recording.shelf[-1, :, SURPLUS] - recording.shelf[recording.warmup_sample, :, SURPLUS]
    chains = economy.market.terms[:, CHAIN]
    own = {name: float(change[chains == c].sum()) for c, name in enumerate(economy.chain_names)}
    without = recording.tally[-1, OUTSIDE_SURPLUS] - recording.tally[recording.warmup_sample, OUTSIDE_SURPLUS]
    return own | {ALL: sum(own.values()) + float(without)}


def _given(economy: Economy, recording: Recording) -> list[float]:
    """Return what users have given to commons since the warm-up, by chain and, last, to all: time and donations."""
    if economy.community is None:
        return [0.0] * (len(economy.chain_names) + 1)
    commons = run_columns(economy.community, economy.chain_names, recording)
    given: list[float] = np.nan_to_num(commons["contribution_cost"] + commons["donations"]).tolist()
    return given


def _rows(chain: str, flows: dict[str, list[float]], surplus: float, given: float) -> Iterator[dict[str, object]]:
    """Yield the row of each role; money that consumers receive adds to their surplus, which counts prices paid.

    What they have ``given`` to a commons, in time and money, is taken off.
    """
    value = {role: received - paid for role, (received, paid) in flows.items()}
    value[CONSUMERS.role] = surplus + flows.get(CONSUMERS.role, [0.0])[0] - given
    value[OUTSIDE.role] = math.nan
    created = float(np.nansum(list(value.values())))
    for role, (received, paid) in flows.items():
        is_firm = role not in (CONSUMERS.role, OUTSIDE.role)
        yield {
            "chain": chain,
            "role": role,
            "received": received,
            "paid": paid,
            "profit": received - paid if is_firm else math.nan,
            "consumer_surplus": surplus if role == CONSUMERS.role else math.nan,
            "value": value[role],
            "share": value[role] / created if created > 0 else math.nan,
        }
