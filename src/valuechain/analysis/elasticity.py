"""What one factor does when all others stay: paired differences from a base point, and elasticities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from valuechain.errors import RequestError
from valuechain.results.summary import half_width

from .cells import Floats, cells, factors_of, outputs_of

COLUMNS = [
    "output", "factor", "from", "to", "base", "value", "effect", "half_width", "low", "high", "n", "correlation",
    "elasticity", "elasticity_half_width", "elasticity_low", "elasticity_high",
]  # fmt: skip


def one_at_a_time(
    points: pd.DataFrame,
    runs: pd.DataFrame,
    *,
    base: int | None = None,
    failures: pd.DataFrame | None = None,
    outputs: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return what each factor alone does to each output: a row by output, factor and level other than the base's.

    ``base`` is a point; by default the one from which most others differ in one factor alone, of several the
    most central: in the middle of numbers, and at the first of words.

    The columns are `output`, `factor`, `from` and `to` (the factor at the base and at the other point), `base` and
    `value` (means of the output there), `effect` = value - base with its paired 95 % t-interval (`half_width`, `low`,
    `high`), `n` (replications), `correlation` (of the two over replications: what common random numbers achieved), and
    `elasticity` with its interval: the arc elasticity, (Δy/ȳ)/(Δx/x̄) with means of the two ends (Allen 1934), a ratio
    of means over replications whose interval is that of a ratio estimator (Cochran 1977, ch. 6). It is missing for
    factors that are not numbers, and where x̄ or ȳ is 0.

    Raises:
        MissingCells: cells are missing.
        RequestError: no two points differ in one factor alone, or there is no such base or output.
    """
    pairs = _pairs(points, base)
    rows = []
    for output in outputs or outputs_of(runs):
        table = cells(points, runs, output, failures=failures)
        for factor, start, end in pairs:
            ends = [points[factor].iloc[start], points[factor].iloc[end]]
            rows.append({"output": output, "factor": factor, **_compared(table[start], table[end], *ends)})
    return pd.DataFrame(rows, columns=COLUMNS)


def _pairs(points: pd.DataFrame, base: int | None) -> list[tuple[str, int, int]]:
    """Return (factor, row of the base, row of the other point) for the points that differ from it in one factor."""
    factors = factors_of(points)
    levels = np.column_stack([pd.factorize(points[name], sort=True)[0] for name in factors])
    if base is not None and base not in set(points["point"]):
        raise RequestError(f"there is no point {base}; they are numbered from 0 to {len(points) - 1}")
    words = np.array([not pd.api.types.is_numeric_dtype(points[name]) for name in factors])
    start = _central(levels, words) if base is None else int((points["point"].to_numpy() == base).argmax())
    differ = levels != levels[start]
    found = [(factors[int(differ[row].argmax())], start, int(row)) for row in np.flatnonzero(_alone(levels, start))]
    if not found:
        raise RequestError("no two points differ in one factor alone; sweep a grid, or one factor at a time")
    return sorted(found, key=lambda each: (factors.index(each[0]), each[2]))


def _central(levels: Any, words: Any) -> int:
    """Return the point with most neighbours; of several the one nearest to the middle of the levels, then the first.

    Of words the first is their middle.
    """
    count = _neighbours(levels)
    away = np.abs(levels - np.where(words, 0, levels.max(axis=0) / 2)).sum(axis=1)
    return int(np.lexsort((away, -count))[0])


def _neighbours(levels: Any) -> Any:
    """Return for each point how many others differ from it in exactly one factor."""

    def alike(columns: list[int]) -> Any:
        """Return how many points have the same levels of these factors."""
        _, group, sizes = np.unique(levels[:, columns], axis=0, return_inverse=True, return_counts=True)
        return sizes[group.reshape(-1)]

    D = levels.shape[1]
    same = alike(list(range(D)))
    rest = [[other for other in range(D) if other != factor] for factor in range(D)]
    return sum((alike(each) if each else np.full(len(levels), len(levels))) - same for each in rest)


def _alone(levels: Any, row: int) -> Any:
    """Return which points differ from that of ``row`` in exactly one factor."""
    return (levels != levels[row]).sum(axis=1) == 1


def _compared(start: Floats, end: Floats, x0: Any, x1: Any) -> Mapping[str, Any]:
    n = len(start)
    difference = end - start
    width = _half_width(difference)
    effect = float(difference.mean())
    elasticity, spread = _elasticity(start, end, x0, x1)
    return {
        "from": x0, "to": x1, "base": start.mean(), "value": end.mean(),
        "effect": effect, "half_width": width, "low": effect - width, "high": effect + width,
        "n": n, "correlation": correlation(start, end),
        "elasticity": elasticity, "elasticity_half_width": spread,
        "elasticity_low": elasticity - spread, "elasticity_high": elasticity + spread,
    }  # fmt: skip


def _elasticity(start: Floats, end: Floats, x0: Any, x1: Any) -> tuple[float, float]:
    """Return the arc elasticity and the half-width of its interval."""
    unknown = (float("nan"), float("nan"))
    if isinstance(x0, str | bool | np.bool_) or isinstance(x1, str | bool | np.bool_):
        return unknown
    middle, level = (x0 + x1) / 2, float((start + end).mean() / 2)
    if middle == 0 or level == 0 or x0 == x1:
        return unknown
    scale = middle / (x1 - x0)
    ratio = float((end - start).mean()) / level
    left_over = (end - start) - ratio * (start + end) / 2
    return scale * ratio, abs(scale) * _half_width(left_over) / abs(level)


def _half_width(values: Floats) -> float:
    sd = values.std(ddof=1) if len(values) > 1 else float("nan")
    return float(half_width(np.array([sd]), np.array([len(values)]))[0])


def correlation(one: Floats, other: Floats) -> float:
    """Return the correlation of two outputs over replications; missing where either does not vary or n < 3."""
    if len(one) < 3 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])
