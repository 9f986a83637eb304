"""The cells of a sweep as a table, point by replication: none missing, or all that are missing named.

A cell is one replication of one point. Cells are expected up to the design's ``replications``, or else up to the last
replication that is known of the point, for a sweep that runs to a precision has not as many everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from valuechain.errors import MissingCell, MissingCells, RequestError

Floats = npt.NDArray[np.float64]

KEYS = ["point", "replication"]
RESUME = "run the sweep again: what has finished is kept"
ELSEWHERE = "it does not apply there: choose another output, or other points"


def outputs_of(runs: pd.DataFrame) -> list[str]:
    """Return the names of the outputs, in order."""
    return [str(name) for name in runs.columns if name not in KEYS]


def telling_outputs(runs: pd.DataFrame) -> list[str]:
    """Return the outputs that have a value in every cell that has finished, and not everywhere the same."""
    values = {name: runs[name].to_numpy(np.float64) for name in outputs_of(runs)}
    return [name for name, each in values.items() if len(each) and np.isfinite(each).all() and np.ptp(each) > 0]


def factors_of(points: pd.DataFrame) -> list[str]:
    """Return the names of the factors, in order."""
    return [str(name) for name in points.columns if name != "point"]


def cells(
    points: pd.DataFrame,
    runs: pd.DataFrame,
    output: str,
    *,
    failures: pd.DataFrame | None = None,
    design: Mapping[str, Any] | None = None,
) -> Floats:
    """Return ``output`` as an array of points (in the order of ``points``) × replications (from 0).

    Where points have different numbers of replications, those beyond the smallest number are left out, so that every
    point has met the same random numbers.

    Raises:
        RequestError: there is no such output.
        MissingCells: a cell failed, was not run, or has no value; each is named with the command that runs it again.
    """
    if output not in runs:
        raise RequestError(f"there is no output {output!r}; the outputs are {', '.join(outputs_of(runs))}")
    order = points["point"].to_numpy()
    expected = _expected(order, runs, failures, (design or {}).get("replications"))
    usable = runs[np.isfinite(runs[output].to_numpy(np.float64))]
    finished = usable.groupby("point").size().reindex(order, fill_value=0)
    lacking = expected[finished.to_numpy() < expected.to_numpy()]
    if len(lacking):
        raise MissingCells(output, tuple(_missing(lacking, usable, runs, failures)))
    table = usable.set_index(KEYS)[output].unstack("replication")  # noqa: PD010 (a pivot_table would average twins)
    values: Floats = table.reindex(index=order, columns=range(int(expected.min()))).to_numpy(np.float64)
    return values


def _expected(
    order: npt.NDArray[Any], runs: pd.DataFrame, failures: pd.DataFrame | None, replications: int | None
) -> pd.Series[int]:
    """Return how many replications each point should have."""
    if replications is not None:
        return pd.Series(int(replications), index=order)
    known = [each[KEYS] for each in (runs, failures) if each is not None and not each.empty]
    if not known:
        return pd.Series(1, index=order)
    return pd.concat(known).groupby("point")["replication"].max().reindex(order, fill_value=0).astype(int) + 1


def _missing(
    lacking: pd.Series[int], usable: pd.DataFrame, runs: pd.DataFrame, failures: pd.DataFrame | None
) -> Iterator[MissingCell]:
    failed = _failed(failures)
    done, told = (set(map(tuple, each[KEYS].to_numpy().tolist())) for each in (usable, runs))
    for point, replications in lacking.items():
        for cell in ((int(str(point)), replication) for replication in range(replications)):
            if cell in failed:
                yield MissingCell(*cell, *failed[cell])
            elif cell not in done:
                why = ("has no value of it (NaN)", ELSEWHERE) if cell in told else ("not run", RESUME)
                yield MissingCell(*cell, *why)


def _failed(failures: pd.DataFrame | None) -> dict[tuple[int, int], tuple[str, str]]:
    """Return error and command of each cell that failed."""
    if failures is None or failures.empty:
        return {}
    rows = failures[[*KEYS, "error", "command"]].itertuples(index=False)
    return {(int(p), int(r)): (str(error), f"again: {command}") for p, r, error, command in rows}
