"""How much of an output's variance is the parameters' doing, and how much is the luck of the draw.

Every point meets the same random numbers (common random numbers), so a sweep is a two-way layout of points and
replications without repetition: Y_pr = μ + a_p + b_r + e_pr, where a is the effect of the parameters, b what a
replication does to all points alike, and e what it does to one point alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .cells import Floats, cells, outputs_of


@dataclass(frozen=True)
class Components:
    """Variances of Y_pr = μ + a_p + b_r + e_pr, and the number of replications; missing for one replication."""

    parameters: float
    common: float
    single: float
    replications: int

    @property
    def share_in_means(self) -> float:
        """Share of noise in the variance of the points' means over replications: σ_e²/R of σ_a² + σ_e²/R.

        What a replication does to all points alike moves all means together, and is not in it.
        """
        noise = self.single / self.replications
        whole = self.parameters + noise
        return noise / whole if whole > 0 else float("nan")


def components(table: Floats) -> Components:
    """Return the variance components of an array of points × replications by the analysis of variance.

    The estimators are the unbiased ones from expected mean squares, set to 0 where they fall below (Searle, Casella &
    McCulloch 1992, ch. 4): σ_e² = MS_e, σ_a² = (MS_a - MS_e)/R, σ_b² = (MS_b - MS_e)/P.
    """
    P, R = table.shape
    if P < 2 or R < 2:
        return Components(float("nan"), float("nan"), float("nan"), R)
    mean, by_point, by_replication = table.mean(), table.mean(axis=1), table.mean(axis=0)
    rest = table - by_point[:, None] - by_replication[None, :] + mean
    single = float((rest**2).sum() / ((P - 1) * (R - 1)))
    parameters = float(by_point.var(ddof=1)) - single / R
    common = float(by_replication.var(ddof=1)) - single / P
    return Components(max(parameters, 0.0), max(common, 0.0), single, R)


def noise(
    points: pd.DataFrame,
    runs: pd.DataFrame,
    *,
    failures: pd.DataFrame | None = None,
    design: Mapping[str, Any] | None = None,
    outputs: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return, for each output, the shares of variance: a row by output.

    The columns are `output`, `points`, `replications`; of the variance of single runs the shares `parameters`, `common`
    (the same for all points) and `single` (of one point alone); and `noise_in_means`, the share of noise in the
    variance of the points' means, by which sensitivity indices are diluted. Missing for one replication.

    Raises:
        MissingCells: cells are missing; see `cells`.
    """
    rows = []
    for output in outputs or outputs_of(runs):
        table = cells(points, runs, output, failures=failures, design=design)
        found = components(table)
        parts = np.array([found.parameters, found.common, found.single])
        with np.errstate(invalid="ignore"):
            shares = parts / parts.sum()
        rows.append([output, *table.shape, *shares, found.share_in_means])
    names = ["output", "points", "replications", "parameters", "common", "single", "noise_in_means"]
    return pd.DataFrame(rows, columns=names)
