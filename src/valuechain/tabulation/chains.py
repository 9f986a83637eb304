"""How chains fared over time: the frame `chains`."""

from __future__ import annotations

import numpy as np
import pandas as pd

from valuechain.economy import Economy
from valuechain.recording import Recording
from valuechain.results.column import ALL
from valuechain.results.columns import coded, frame
from valuechain.results.measures import FIRMS
from valuechain.swarm.arrays import Floats
from valuechain.swarm.layout import (
    ABSENCE,
    BACKORDERED,
    CHAIN,
    FILLED,
    LOST,
    OUTSIDE,
    OUTSIDE_SURPLUS,
    PRESENT,
    SOLD,
    SURPLUS,
    TURNED_AWAY,
    TURNED_TO,
)

FIRST_CHOICES = {SOLD: 1.0, TURNED_TO: -1.0, FILLED: -1.0, LOST: 1.0, BACKORDERED: 1.0, TURNED_AWAY: 1.0}
"""How the counters of an offer add up to the needs whose first choice it was."""


def chains_frame(economy: Economy, recording: Recording) -> pd.DataFrame:
    """Return market share, surplus and profit by chain and, last, of the whole market, sample by sample."""
    names = [*economy.chain_names, ALL]
    samples = len(recording.days)
    change = np.diff(recording.shelf, axis=0, prepend=recording.shelf[:1])
    tally = np.diff(recording.tally, axis=0, prepend=recording.tally[:1])
    sold, surplus = _by_chain(economy, change[:, :, SOLD]), _by_chain(economy, change[:, :, SURPLUS])
    surplus[:, -1] += tally[:, OUTSIDE_SURPLUS]
    needs = tally[:, OUTSIDE] + sum(sign * change[:, :, c].sum(axis=1) for c, sign in FIRST_CHOICES.items())
    share = np.divide(sold.T, needs, out=np.full(sold.T.shape, np.nan), where=needs > 0).T
    only_all = np.append(np.full(len(names) - 1, np.nan), 1.0)
    present = _by_chain(economy, (recording.shelf[:, :, ABSENCE] == PRESENT).astype(np.float64)) > 0
    columns = {
        "needs": needs[:, None] * only_all,
        "sold": sold,
        "market_share": share,
        "consumer_surplus": surplus,
        "profit": _profits(economy, recording),
        "in_market": present,
    }
    return frame(
        "chains",
        {
            "scenario": economy.scenario.scenario,
            "replication": economy.replication,
            "chain": coded(np.tile(np.arange(len(names)), samples), names),
            "time": np.repeat(recording.days, len(names)),
            "warmup": np.repeat(np.arange(samples) <= (recording.warmup_sample or -1), len(names)),
            **{name: values.reshape(-1) for name, values in columns.items()},
        },
    )


def _by_chain(economy: Economy, of_offers: Floats) -> Floats:
    """Return sums over the offers of each chain and, last, over all (T, chains + 1), of values (T, J)."""
    chains = economy.market.terms[:, CHAIN]
    sums = [of_offers[:, chains == c].sum(axis=1) for c in range(len(economy.chain_names))]
    return np.stack([*sums, np.sum(sums, axis=0)], axis=1)


def _profits(economy: Economy, recording: Recording) -> Floats:
    """Return what the firms of each chain and, last, of all chains earned since the sample before (T, chains + 1)."""
    paid = recording.paid()
    earned = np.diff(paid, axis=0, prepend=paid[:1])
    names = economy.chain_names
    profit = np.zeros((len(earned), len(names) + 1))
    for line, amounts in zip(recording.lines, earned.T, strict=True):
        for account, sign in ((line.payer, -1.0), (line.payee, 1.0)):
            if account.role in FIRMS and account.chain in names:
                profit[:, names.index(account.chain)] += sign * amounts
    profit[:, -1] = profit[:, :-1].sum(axis=1)
    return profit
