"""Differences between scenarios: pairs under common random numbers, intervals that hold together.

Replications of the same number under the same seed share their luck. Their differences are independent of one another,
so the t-interval of their mean is right whatever the correlation within the pairs; the more alike the scenarios, the
narrower it is (Glasserman & Yao 1992). Under different seeds nothing is shared, and the interval is Welch's (1947).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import stdtrit

from valuechain.errors import RequestError
from valuechain.results.columns import frame
from valuechain.results.measures import RUNS
from valuechain.results.summary import LEVEL, half_width

Floats = npt.NDArray[np.float64]

MEASURES = tuple(column for column in RUNS if column.dtype == "float64")
"""The columns of `runs` that are compared."""


@dataclass(frozen=True)
class Difference:
    """How two samples differ: means, half-width of the interval, and how far the pairs went together."""

    baseline_mean: float
    mean: float
    half_width: float
    correlation: float
    variance_reduction: float
    n: int
    baseline_n: int


def paired(baseline: Floats, other: Floats, level: float = LEVEL) -> Difference:
    """Return the difference of pairs (n,); pairs with a missing value do not count.

    The interval is mean ± t(n - 1)·sd/√n of the differences. The variance reduction is (s_a² + s_b²)/s_d²: the variance
    of the difference had the two been independent, over that which it has (Law 2015, section 11.2).
    """
    both = ~(np.isnan(baseline) | np.isnan(other))
    a, b = baseline[both], other[both]
    n = len(a)
    if n == 0:
        return Difference(_mean(baseline), _mean(other), math.nan, math.nan, math.nan, 0, 0)
    apart, spread = _variance(a) + _variance(b), _variance(b - a)
    width = float(half_width(np.sqrt(np.array([spread])), np.array([n]), level)[0])
    return Difference(_mean(a), _mean(b), width, _correlation(a, b), _ratio(apart, spread), n, n)


def welch(baseline: Floats, other: Floats, level: float = LEVEL) -> Difference:
    """Return the difference of independent samples; missing values do not count.

    The interval is t(ν)·√(s_a²/n_a + s_b²/n_b), ν after Welch (1947) and Satterthwaite (1946).
    """
    a, b = baseline[~np.isnan(baseline)], other[~np.isnan(other)]
    parts = np.array([_variance(a) / max(len(a), 1), _variance(b) / max(len(b), 1)])
    width = math.nan
    if len(a) > 1 and len(b) > 1:
        weights = float((parts**2 / np.array([len(a) - 1, len(b) - 1])).sum())
        freedom = float(parts.sum()) ** 2 / weights if weights > 0 else math.inf
        width = float(stdtrit(freedom, (1 + level) / 2) * math.sqrt(parts.sum())) if parts.sum() > 0 else 0.0
    return Difference(_mean(a), _mean(b), width, math.nan, math.nan, len(b), len(a))


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else math.nan


def _variance(values: Floats) -> float:
    return float(values.var(ddof=1)) if len(values) > 1 else math.nan


def _correlation(a: Floats, b: Floats) -> float:
    if len(a) < 2 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return math.nan
    return float(np.corrcoef(a, b)[0, 1])


def _ratio(apart: float, spread: float) -> float:
    if not apart > 0:  # neither varies, or there is one pair
        return math.nan
    return apart / spread if spread > 0 else math.inf


def differences(
    runs: Mapping[str, pd.DataFrame], baseline: str, apart: frozenset[str] = frozenset(), level: float = LEVEL
) -> pd.DataFrame:
    """Return the frame `comparison` of scenarios by their frames `runs`, each less that called ``baseline``.

    ``apart`` are those that share no luck with the baseline: their intervals are Welch's, all others are paired by the
    number of the replication. Where k > 1 scenarios are compared, each interval has the level 1 - (1 - ``level``)/k, so
    that the k intervals of a measure hold together with at least ``level`` whatever their dependence (Bonferroni 1936;
    Dunn 1961). A chain or measure that only one of two has is a row without difference.

    Raises:
        RequestError: there is no other scenario than the baseline.
    """
    others = [name for name in runs if name != baseline]
    if not others:
        raise RequestError("one scenario alone cannot be compared; name at least two")
    each = 1 - (1 - level) / len(others)
    rows = [
        {"scenario": other, "baseline": baseline, "level": each} | row
        for other in others
        for row in _rows(runs[baseline], runs[other], other not in apart, each)
    ]
    table = pd.DataFrame(rows)
    return frame("comparison", {str(name): column.to_numpy() for name, column in table.items()})


def _rows(baseline: pd.DataFrame, other: pd.DataFrame, pairs: bool, level: float) -> Iterator[dict[str, object]]:
    """Yield a row for each chain and measure that at least one of the two has."""
    left, right = _by_chain(baseline), _by_chain(other)
    numbers = sorted(set(baseline["replication"]) & set(other["replication"]))
    for chain in dict.fromkeys([*left, *right]):
        a, b = left.get(chain), right.get(chain)
        for column in MEASURES:
            one, two = (_values(each, column.name, numbers if pairs else None) for each in (a, b))
            found = paired(one, two, level) if pairs and len(one) == len(two) else welch(one, two, level)
            if math.isnan(found.baseline_mean) and math.isnan(found.mean):
                continue
            gap = found.mean - found.baseline_mean if found.n and found.baseline_n else math.nan
            yield {
                "chain": chain, "measure": column.name, "unit": column.unit,
                "baseline_mean": found.baseline_mean, "mean": found.mean, "difference": gap,
                "half_width": found.half_width, "low": gap - found.half_width, "high": gap + found.half_width,
                "interval": "paired" if pairs else "welch", "correlation": found.correlation,
                "variance_reduction": found.variance_reduction, "n": found.n, "baseline_n": found.baseline_n,
            }  # fmt: skip


def _by_chain(runs: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the rows of each chain by replication, the whole market first."""
    names = [str(name) for name in runs["chain"].unique()]
    ordered = sorted(names, key=lambda name: name != "all")
    return {name: runs[runs["chain"] == name].set_index("replication") for name in ordered}


def _values(chain: pd.DataFrame | None, measure: str, numbers: list[int] | None) -> Floats:
    """Return the measure by replication, of the ``numbers`` or of all; nothing where there is no such chain."""
    if chain is None or measure not in chain:
        return np.empty(0)
    rows = chain[measure] if numbers is None else chain[measure].loc[numbers]
    return rows.to_numpy(np.float64)
