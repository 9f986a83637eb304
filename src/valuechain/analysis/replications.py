"""Means over replications, with intervals, of any column of any frame."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from valuechain.results.summary import half_width


def over_replications(frame: pd.DataFrame, by: Sequence[str], measure: str) -> pd.DataFrame:
    """Return mean and 95 % t-interval of ``measure`` over the rows of each group of ``by``, in order of appearance.

    ``frame`` has one row by group and replication; missing values do not count. The columns are those of ``by`` and
    `mean`, `n`, `half_width`, `low` and `high`; the last three are missing where n < 2.
    """
    groups = frame.groupby(list(by), observed=True, sort=False)[measure]
    table = groups.agg(["mean", "std", "count"]).reset_index()
    width = half_width(table["std"].to_numpy(float), table["count"].to_numpy(float))
    mean = table["mean"].to_numpy(float)
    spread = {"n": table["count"].to_numpy(np.int64), "half_width": width, "low": mean - width, "high": mean + width}
    return table[[*by, "mean"]].assign(**spread)
