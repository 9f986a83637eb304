"""Contributions to a commons: who makes them, which law they follow, how long they last. Frames in, frames out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from valuechain.errors import RequestError
from valuechain.results.history import COMMUNITY, MADE


def survival(revisions: pd.DataFrame, ends: tuple[str, ...] = ("reverted",)) -> pd.DataFrame:
    """Return the share of contributions not yet ended so many days after they went live (Kaplan & Meier 1958).

    A contribution ends by one of ``ends``; those that end otherwise, or are still live, are censored then. Columns
    ``days``, ``at_risk``, ``ended`` and ``surviving``, one row for each day count at which some ended.
    """
    made = revisions[revisions["kind"].isin(MADE) & (revisions["fate"] != "rejected")]
    horizon = float(revisions["time"].max())
    parts = []
    for names, community in made.groupby(COMMUNITY, observed=True, sort=False):
        event = community["fate"].isin(ends).to_numpy()
        days = community["ended"].fillna(horizon).to_numpy() - community["time"].to_numpy()
        curve = _kaplan_meier(days, event)
        keys: dict[str, Any] = dict(zip(COMMUNITY, names, strict=True))
        parts.append(curve.assign(**keys))
    if not parts:
        return pd.DataFrame(columns=[*COMMUNITY, "days", "at_risk", "ended", "surviving"])
    return pd.concat(parts, ignore_index=True)[[*COMMUNITY, "days", "at_risk", "ended", "surviving"]]


def _kaplan_meier(days: np.ndarray, event: np.ndarray) -> pd.DataFrame:
    times, position = np.unique(days, return_inverse=True)
    ended = np.bincount(position, event, len(times))
    at_risk = len(days) - np.concatenate([[0], np.cumsum(np.bincount(position, minlength=len(times)))[:-1]])
    surviving = np.cumprod(1 - ended / at_risk)
    table = pd.DataFrame({"days": times, "at_risk": at_risk, "ended": ended, "surviving": surviving})
    return table[table["ended"] > 0]


# laws ----------------------------------------------------------------------------------------------------------------


def compare_laws(counts: np.ndarray) -> pd.DataFrame:
    """Return how well four laws describe numbers of contributions (whole numbers ≥ 1), the best first.

    Power law k^-a, power law with an exponential cut-off, Yule-Simon, and lognormal (in whole numbers ≥ 1), each
    fitted by maximum likelihood: ``parameters``, ``log_likelihood``, ``aic`` and the Akaike ``weight``. Which law
    fits best is a question for the data: none is taken for granted.

    Raises:
        RequestError: there are fewer than 10 contributors, or a count is no whole number above 0.
    """
    from scipy.optimize import minimize

    values, times = np.unique(np.asarray(counts, dtype=np.float64), return_counts=True)
    if times.sum() < 10 or values[0] < 1 or (values != np.floor(values)).any():
        raise RequestError("laws can be compared for 10 or more contributors with whole numbers of contributions only")
    rows = []
    for name, (law, start) in LAWS.items():
        found = minimize(lambda x, law=law: -float((times * law(values, x)).sum()), start, method="Nelder-Mead")
        rows.append((name, tuple(found.x.tolist()), -found.fun, 2 * len(start) + 2 * found.fun))
    table = pd.DataFrame(rows, columns=["law", "parameters", "log_likelihood", "aic"]).sort_values("aic", kind="stable")
    relative = np.exp(-(table["aic"] - table["aic"].min()) / 2)
    return table.assign(weight=relative / relative.sum()).reset_index(drop=True)


def _power_law(k: np.ndarray, x: np.ndarray) -> Any:
    from scipy.special import zeta

    return -x[0] * np.log(k) - np.log(zeta(x[0])) if x[0] > 1 else np.full(len(k), -1e9)


def _cut_off(k: np.ndarray, x: np.ndarray) -> Any:
    if x[1] <= 0:
        return np.full(len(k), -1e9)
    support = np.arange(1.0, max(k[-1], 40 / x[1]) + 1) if 40 / x[1] < 1e6 else np.arange(1.0, 1e6)
    return -x[0] * np.log(k) - x[1] * k - np.log(np.exp(-x[0] * np.log(support) - x[1] * support).sum())


def _yule_simon(k: np.ndarray, x: np.ndarray) -> Any:
    from scipy.special import betaln

    return np.log(x[0]) + betaln(k, x[0] + 1) if x[0] > 0 else np.full(len(k), -1e9)


def _lognormal(k: np.ndarray, x: np.ndarray) -> Any:
    from scipy.special import log_ndtr, ndtr

    if x[1] <= 0.01:
        return np.full(len(k), -1e9)
    low, high = (np.log(k - 0.5) - x[0]) / x[1], (np.log(k + 0.5) - x[0]) / x[1]
    mirrored = low > 0  # the upper tail from its own side, where differences keep their digits
    mass = np.where(mirrored, ndtr(-low) - ndtr(-high), ndtr(high) - ndtr(low))
    return np.log(np.maximum(mass, 1e-300)) - log_ndtr((x[0] - np.log(0.5)) / x[1])


LAWS: Mapping[str, tuple[Callable[[np.ndarray, np.ndarray], Any], tuple[float, ...]]] = {
    "power law": (_power_law, (2.0,)),
    "power law with cut-off": (_cut_off, (1.5, 0.01)),
    "Yule-Simon": (_yule_simon, (1.0,)),
    "lognormal": (_lognormal, (0.0, 1.5)),
}
"""Logarithms of the probabilities of each law, and where its fit starts."""
