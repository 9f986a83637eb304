"""How sensitivity indices settle as the sample grows: the same sweep, of which only the first part is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from valuechain.analysis.cells import outputs_of
from valuechain.errors import RequestError

from .estimate import Sample
from .indices import COLUMNS, indices, must_suit
from .methods import sobol_block

FEWEST = {"sobol": 16, "morris": 4}
"""Base samples or trajectories below which an index says nothing."""
FEWEST_POINTS = 64
"""Points below which δ says nothing."""


def convergence(
    points: pd.DataFrame,
    runs: pd.DataFrame,
    design: Mapping[str, Any],
    *,
    failures: pd.DataFrame | None = None,
    outputs: Sequence[str] | None = None,
    sample: pd.DataFrame | None = None,
    method: str | None = None,
) -> pd.DataFrame:
    """Return the columns of `sensitivity` and `n` before them, for n, n/2, n/4 … base samples, trajectories or points.

    Raises:
        MissingCells: cells are missing.
        RequestError: there is no such output, or the design has no meaning in part (fast, grid).
    """
    must_suit(method, design)
    if design.get("method") in ("fast", "grid"):
        raise RequestError(f"the first part of a {design['method']} design is no design; sweep it with another n")
    parts = []
    for name in outputs or outputs_of(runs):
        whole = Sample.of(points, runs, design, failures, name, sample)
        block = _block(whole)
        for n in _sizes(len(points) // block, FEWEST.get(str(design.get("method")), FEWEST_POINTS)):
            part = whole.first(n * block)
            parts.append(indices(_resized(part, n), method).assign(n=n))
    return pd.concat(parts, ignore_index=True)[["n", *COLUMNS]]


def _block(sample: Sample) -> int:
    """Return how many points in a row belong together."""
    match sample.design.get("method"):
        case "sobol":
            return sobol_block(sample)
        case "morris":
            return len(sample.problem["names"]) + 1
    return 1


def _sizes(n: int, fewest: int) -> list[int]:
    """Return n, n/2, n/4 … from the smallest that is not below ``fewest``; at least n itself."""
    sizes = [n]
    while sizes[-1] // 2 >= fewest:
        sizes.append(sizes[-1] // 2)
    return sizes[::-1]


def _resized(sample: Sample, n: int) -> Sample:
    return replace(sample, design={**sample.design, "n": n})
