"""Means over replications, with intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from .columns import frame
from .measures import RUNS

LEVEL = 0.95
"""Confidence level of every interval."""


def half_width(sd: np.ndarray, n: np.ndarray, level: float = LEVEL) -> np.ndarray:
    """Return the half-width of the t-interval of a mean: t(n - 1)·sd/√n; missing where n < 2."""
    with np.errstate(invalid="ignore", divide="ignore"):
        width: np.ndarray = stdtrit(np.maximum(n - 1, 1), (1 + level) / 2) * sd / np.sqrt(n)
    return np.where(n > 1, width, np.nan)


def summarise(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the frame `summary` of the frame `runs`: one row by scenario, chain and measure."""
    measures = [c for c in RUNS if c.dtype == "float64"]
    groups = runs.groupby(["scenario", "chain"], observed=True, sort=False)
    parts = []
    for (scenario, chain), group in groups:
        values = group[[c.name for c in measures]].to_numpy()
        n = (~np.isnan(values)).sum(axis=0)
        known = n > 0
        values, n = values[:, known], n[known]
        mean = np.nanmean(values, axis=0)
        sd = np.sqrt(np.nansum((values - mean) ** 2, axis=0) / np.where(n > 1, n - 1, np.nan))
        width = half_width(sd, n)
        kept = [c for c, k in zip(measures, known, strict=True) if k]
        parts.append(
            pd.DataFrame(
                {
                    "scenario": str(scenario),
                    "chain": str(chain),
                    "measure": [c.name for c in kept],
                    "unit": [c.unit for c in kept],
                    "mean": mean,
                    "sd": sd,
                    "n": n,
                    "half_width": width,
                    "low": mean - width,
                    "high": mean + width,
                }
            )
        )
    return frame("summary", {str(name): column.to_numpy() for name, column in pd.concat(parts).items()})
