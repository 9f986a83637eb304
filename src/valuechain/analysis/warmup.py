"""Where a run's beginning ends: the truncation that MSER-5 suggests. It is never applied by itself."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from valuechain.errors import RequestError
from valuechain.results.column import ALL

from .cells import Floats

BATCH = 5
FEWEST_BATCHES = 20
"""Batches below which MSER-5 tells nothing: 100 samples."""
FLOWS = ("sold", "lost", "ordered", "made", "received", "revenue", "consumer_surplus")
LEVELS = ("on_hand", "in_work", "in_transit", "backorders")
KEYS = ["scenario", "measure", "chain"]


class Truncation(NamedTuple):
    """What MSER-5 finds: observations to leave out, the statistic for every truncation, whether it may be trusted.

    ``statistic[d]`` is that of leaving out d batches; it is missing beyond the last but one. ``trusted`` is false where
    the minimum lies at the end of the first half: then the run is too short, and what is left out is no suggestion.
    """

    observations: int
    statistic: Floats
    trusted: bool


def mser5(values: npt.ArrayLike, batch: int = BATCH) -> Truncation:
    """Return the truncation that minimises the squared standard error of the mean of what is left.

    Marginal standard error rule on means of batches of 5 (White 1997; White, Cobb & Spratt 2000): of m batch means,
    leave out the first d that minimise Σ_{j>d} (z_j - z̄_d)²/(m - d)², for d in the first half. A minimum at the very
    end of it says that the run is too short (Franklin & White 2008).

    Raises:
        RequestError: there are fewer than two batches, or a value is missing.
    """
    array = np.asarray(values, dtype=np.float64)
    m = len(array) // batch
    if m < 2:
        raise RequestError(f"{len(array)} observations are too few for two batches of {batch}")
    if not np.isfinite(array).all():
        raise RequestError("the series has missing values; a warm-up cannot be judged from it")
    z = array[: m * batch].reshape(m, batch).mean(axis=1)
    z = z - z.mean()  # sums of squares lose digits beside a large mean
    left = np.arange(m, 0, -1)
    sums, squares = np.cumsum(z[::-1])[::-1], np.cumsum(z[::-1] ** 2)[::-1]
    statistic = np.maximum(squares - sums**2 / left, 0.0) / left**2
    half = m // 2
    d = int(np.argmin(statistic[: half + 1]))
    return Truncation(d * batch, np.where(left > 1, statistic, np.nan), d < half)


def measured(series: pd.DataFrame, measure: str, chain: str = ALL) -> pd.DataFrame:
    """Return a measure of the frame `series` over time, summed over products: a row by sample, a column by replication.

    The sample of day 0, before anything has happened, is left out, and so is a last sample that comes early.

    Raises:
        RequestError: there is no such measure or chain.
    """
    if measure not in (*FLOWS, *LEVELS):
        raise RequestError(f"{measure!r} is no measure over time; there are {', '.join((*FLOWS, *LEVELS))}")
    names = [str(each) for each in series["chain"].unique()]
    if chain not in (ALL, *names):
        raise RequestError(f"there is no chain {chain!r}; there are {', '.join((ALL, *names))}")
    rows = series if chain == ALL else series[series["chain"] == chain]
    table = rows.pivot_table(measure, index="time", columns="replication", aggfunc="sum", observed=True)
    table = table[table.index > 0]
    steps = np.diff(np.concatenate(([0.0], table.index.to_numpy(np.float64))))
    early = len(steps) > 1 and steps[-1] < 0.999 * steps[0]
    return table.iloc[:-1] if early else table


def suggest_warmup(series: pd.DataFrame, measure: str = "sold", chain: str = ALL) -> dict[str, Any]:
    """Return what MSER-5 suggests for one measure, from the mean over replications at each sample.

    The keys are `measure`, `chain`, `samples`, `replications`, `suggested` (days to leave out), `latest` (the largest
    suggestion that a single replication gives, in days), `now` (the warm-up of the scenario, in days), `verdict` and
    `curve`: a frame of `time`, `mean` and `statistic` (missing where none is).

    The mean over replications is smoother than each of them and shows the common transient (Welch 1983).
    """
    table = measured(series, measure, chain)
    marked = series.loc[series["warmup"], "time"]
    told: dict[str, Any] = {
        "measure": measure, "chain": chain, "samples": len(table), "replications": table.shape[1],
        "now": float(marked.max()) if len(marked) else 0.0,
    }  # fmt: skip
    times, mean = table.index.to_numpy(np.float64), table.mean(axis=1).to_numpy(np.float64)
    unknown = np.full(len(times), np.nan)
    if len(times) < FEWEST_BATCHES * BATCH:
        curve = pd.DataFrame({"time": times, "mean": mean, "statistic": unknown})
        return {**told, "suggested": np.nan, "latest": np.nan, "verdict": _too_few(len(times)), "curve": curve}
    if np.ptp(mean) == 0:
        curve = pd.DataFrame({"time": times, "mean": mean, "statistic": unknown})
        return {**told, "suggested": 0.0, "latest": 0.0, "verdict": "it never varies", "curve": curve}
    found = mser5(mean)
    single = [mser5(table[name].to_numpy(np.float64)).observations for name in table]
    at = np.concatenate(([0.0], times))
    statistic = unknown.copy()
    statistic[::BATCH][: len(found.statistic)] = found.statistic
    return {
        **told, "suggested": float(at[found.observations]), "latest": float(at[max(single)]),
        "verdict": _verdict(float(at[found.observations]), told["now"], found.trusted),
        "curve": pd.DataFrame({"time": times, "mean": mean, "statistic": statistic}),
    }  # fmt: skip


def _too_few(samples: int) -> str:
    return f"{samples} samples are too few, {FEWEST_BATCHES * BATCH} are needed: sample more often (sample_every)"


def _verdict(suggested: float, now: float, trusted: bool) -> str:
    if not trusted:
        return "no steady state in sight: the run is too short, or never settles"
    if now >= suggested:
        return f"the warm-up is long enough (MSER-5: {suggested:g} days)"
    return f"leave out {suggested:g} days (warmup: {suggested:g} days)"
