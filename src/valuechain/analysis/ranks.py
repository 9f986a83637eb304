"""Whether those who have much of one thing have much of another, two accounts that are never added up."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import kendalltau, spearmanr

from valuechain.errors import RequestError

from .inequality import KEYS

COLUMNS = ("members", "kendall", "spearman", "only_first", "only_second", "neither")


def rank_correlation(frame: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    """Return the rank correlation of two columns, such as status and money: a row by scenario and replication.

    Ranks need no common unit. `kendall` is τ_b (Kendall 1945), `spearman` ρ with mid-ranks for ties (Spearman 1904);
    both are missing where one of the columns does not vary. `only_first`, `only_second` and `neither` are the shares of
    members who have something (not 0) of one alone, or of neither: somebody with status and without money is seen
    there. Rows in which one of the two is missing do not count.

    Raises:
        RequestError: there is no such column.
    """
    for column in (first, second):
        if column not in frame:
            raise RequestError(f"there is no column {column!r}; the columns are {', '.join(map(str, frame.columns))}")
    rows: list[dict[str, Any]] = []
    for keys, own in frame.groupby(KEYS, observed=True, sort=False):
        known = own[[first, second]].dropna().to_numpy(np.float64)
        named = {**dict(zip(KEYS, keys, strict=True)), "first": first, "second": second}
        rows.append(named | _ranked(known[:, 0], known[:, 1]))
    return pd.DataFrame(rows, columns=[*KEYS, "first", "second", *COLUMNS])


def _ranked(one: np.ndarray, two: np.ndarray) -> dict[str, float]:
    n = len(one)
    varied = n > 1 and np.ptp(one) > 0 and np.ptp(two) > 0
    shares = [((one != 0) & (two == 0)), ((one == 0) & (two != 0)), ((one == 0) & (two == 0))]
    return {
        "members": n,
        "kendall": float(kendalltau(one, two).statistic) if varied else float("nan"),
        "spearman": float(spearmanr(one, two).statistic) if varied else float("nan"),
        **{name: float(has.mean()) if n else float("nan") for name, has in zip(COLUMNS[3:], shares, strict=True)},
    }
