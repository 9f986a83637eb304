"""The history of who contributes to a commons: year by year, and in eight numbers. Frames in, frames out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .gini import gini

YEAR = 365.0
MADE = ("edit", "vandalism")
"""Kinds of revision that are contributions."""

COMMUNITY = ["scenario", "replication", "chain"]
"""Columns that tell one community in one replication."""


def contributions_by_period(revisions: pd.DataFrame, period: float = YEAR) -> pd.DataFrame:
    """Return contributions by community, period (days, counted from day 0) and author: a column ``contributions``."""
    made = revisions[revisions["kind"].isin(MADE)]
    when = (made["proposed"] // period).astype("int64").rename("period")
    groups = made.groupby([*COMMUNITY, when, "author"], observed=True, sort=True).size()
    return groups.rename("contributions").reset_index()


def persistence(revisions: pd.DataFrame, top: int = 15, lags: tuple[int, ...] = (1, 3, 5)) -> pd.DataFrame:
    """Return what share of a year's most active authors is among the most active again after so many years.

    One row by community and lag (years), the mean ``share`` over all years that have one so much later; years that the
    run cuts short do not count. Ties are broken by the author's number.
    """
    counts = contributions_by_period(revisions)
    whole = int(revisions["time"].max() // YEAR)
    rows = []
    for names, community in counts[counts["period"] < whole].groupby(COMMUNITY, observed=True, sort=False):
        ranked = community.sort_values(["period", "contributions", "author"], ascending=[True, False, True])
        years = ranked.groupby("period")["author"]
        best = {int(str(year)): set(authors.head(top)) for year, authors in years}
        for lag in lags:
            shares = [len(best[y] & best[y + lag]) / len(best[y]) for y in best if y + lag in best]
            rows.append([*names, lag, float(np.mean(shares)) if shares else np.nan])
    return pd.DataFrame(rows, columns=[*COMMUNITY, "lag", "share"])


def yearly_gini(revisions: pd.DataFrame) -> pd.DataFrame:
    """Return the mean over whole years of the Gini coefficient of contributions among the authors of the year."""
    counts = contributions_by_period(revisions)
    whole = int(revisions["time"].max() // YEAR)
    by_year = counts[counts["period"] < whole].groupby([*COMMUNITY, "period"], observed=True)["contributions"]
    yearly = by_year.agg(lambda values: gini(values.to_numpy(dtype=np.float64))).rename("gini")
    return yearly.groupby(COMMUNITY, observed=True).mean().reset_index()


def history_moments(revisions: pd.DataFrame, top: int = 15) -> pd.DataFrame:
    """Return eight moments of who contributes to a commons, and for how long, one row by community.

    Gini coefficient of contributions among authors, share of authors with ``one`` contribution only, share of the
    ``top`` authors in all contributions, exponent of a power law (`power_law_exponent`); what share of a year's most
    active is so again after 1, 3 and 5 years (`persistence`); and the mean Gini coefficient of a year (`yearly_gini`).
    """
    made = revisions[revisions["kind"].isin(MADE)]
    counts = made.groupby([*COMMUNITY, "author"], observed=True).size().groupby(COMMUNITY, observed=True)
    rows = [(*names, *_spread(own.to_numpy(dtype=np.float64), top)) for names, own in counts]
    moments = pd.DataFrame(rows, columns=[*COMMUNITY, "gini", "one", "top", "exponent"])
    lasting = persistence(revisions, top).pivot_table(index=COMMUNITY, columns="lag", values="share", observed=True)
    lasting = lasting.rename(columns=lambda lag: f"after_{lag}").reset_index()
    yearly = yearly_gini(revisions).rename(columns={"gini": "yearly_gini"})
    return moments.merge(lasting, on=COMMUNITY).merge(yearly, on=COMMUNITY)


def _spread(counts: np.ndarray, top: int) -> tuple[float, float, float, float]:
    """Return Gini coefficient, share of ones, share of the ``top`` and exponent of numbers of contributions."""
    most = np.sort(counts)[-top:].sum() / counts.sum()
    return gini(counts), float((counts == 1).mean()), float(most), power_law_exponent(counts)


def power_law_exponent(counts: np.ndarray) -> float:
    """Return the exponent of a discrete power law on 1, 2, … by maximum likelihood (Clauset, Shalizi & Newman 2009)."""
    from scipy.optimize import minimize_scalar
    from scipy.special import zeta

    logs = float(np.log(counts).mean())
    found = minimize_scalar(lambda a: a * logs + np.log(zeta(a)), bounds=(1.01, 8), method="bounded")
    return float(found.x)
