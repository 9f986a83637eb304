"""How much of an inequality lies within groups, and how much between them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from valuechain.errors import RequestError

from .inequality import KEYS, theil

Floats = npt.NDArray[np.float64]

ALL_GROUPS = "all"
COLUMNS = ("members", "share", "theil", "within", "between")


def decomposition(frame: pd.DataFrame, measure: str, by: str) -> pd.DataFrame:
    """Return the Theil index of ``measure``, decomposed by the groups in the column ``by``.

    T = Σ_g s_g·T_g + Σ_g s_g·ln(μ_g/μ): s_g is the group's share of the total, T_g the index within it, μ_g its mean
    (Theil 1967; Shorrocks 1980). The first sum is the inequality that would be left if all groups had the same
    mean; the second is that between the means.

    ``frame`` has one row by scenario, replication and member. The result has a row for each group and, last of each
    replication, for `all`: `members` and `share` (of all members, and of the total), `theil`, and what the group adds
    `within` and `between`; in the row `all` these add up to `theil`. Where the index is not defined (negative values,
    a total of 0) the row is missing values.

    Raises:
        RequestError: there is no such column.
    """
    for column in (measure, by):
        if column not in frame:
            raise RequestError(f"there is no column {column!r}; the columns are {', '.join(map(str, frame.columns))}")
    rows: list[dict[str, Any]] = []
    for keys, own in frame.groupby(KEYS, observed=True, sort=False):
        named = dict(zip(KEYS, keys, strict=True)) | {"measure": measure}
        groups = [(name, group[measure].to_numpy(np.float64)) for name, group in own.groupby(by, observed=True)]
        rows += [named | row for row in _parts(groups, own[measure].to_numpy(np.float64))]
    return pd.DataFrame(rows, columns=[*KEYS, "measure", "group", *COLUMNS])


def _parts(groups: list[tuple[Any, Floats]], everybody: Floats) -> list[dict[str, Any]]:
    """Return a row for each group, and one for all."""
    whole = theil(everybody)
    rows = [{"group": name, **_part(values, everybody, not math.isnan(whole))} for name, values in groups]
    sums = {column: sum(row[column] for row in rows) for column in ("members", "share", "within", "between")}
    return [*rows, {"group": ALL_GROUPS, **sums, "theil": whole}]


def _part(values: Floats, everybody: Floats, defined: bool) -> dict[str, float]:
    members = len(values) / len(everybody)
    if not defined:
        return {"members": members, **dict.fromkeys(COLUMNS[1:], math.nan)}
    share, inside = float(values.sum() / everybody.sum()), theil(values)
    if share == 0:  # nobody in the group has anything: it adds nothing, for s·ln s goes to 0
        return {"members": members, "share": 0.0, "theil": inside, "within": 0.0, "between": 0.0}
    between = share * math.log(share / members)
    return {"members": members, "share": share, "theil": inside, "within": share * inside, "between": between}
