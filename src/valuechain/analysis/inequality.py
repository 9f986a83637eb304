"""How unequally a measure is spread over participants.

Shares are of the total, quantiles are of participants from the lowest to the highest. Index values are pure numbers.
Where an index or a curve is not defined, for a total of 0 and, but for the Gini coefficient, with negative values, it
is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from valuechain.results.gini import gini

Floats = npt.NDArray[np.float64]

KEYS = ["scenario", "replication"]
POINTS = 201
"""Points of a Lorenz curve: every half percent of participants."""


def gini_active(values: Floats) -> float:
    """Return the Gini coefficient of those above 0; with Z the share of zeros, G = Z + (1 - Z)·G_active."""
    return gini(values[values > 0]) if _positive(values) else float("nan")


def zeros(values: Floats) -> float:
    """Return the share of participants who have nothing, Z."""
    return float((values == 0).mean()) if len(values) else float("nan")


def theil(values: Floats) -> float:
    """Return the Theil index T = mean of (x/μ)·ln(x/μ), where 0·ln 0 = 0 (Theil 1967)."""
    if not _positive(values):
        return float("nan")
    ratios = values / values.mean()
    return float((ratios * np.log(np.where(ratios > 0, ratios, 1.0))).mean())


def palma(values: Floats) -> float:
    """Return the share of the top 10 % over that of the bottom 40 % (Palma 2011); missing where the latter is 0."""
    bottom, rest = lorenz_curve(values, np.array([0.4, 0.9]))
    return float((1 - rest) / bottom) if bottom > 0 else float("nan")


def top_share(values: Floats, top: float) -> float:
    """Return the share of the total that the ``top`` (0 … 1) of participants have."""
    return float(1 - lorenz_curve(values, np.array([1 - top]))[0])


def bottom_share(values: Floats, bottom: float) -> float:
    """Return the share of the total that the ``bottom`` (0 … 1) of participants have."""
    return float(lorenz_curve(values, np.array([bottom]))[0])


def lorenz_curve(values: Floats, quantiles: Floats) -> Floats:
    """Return the Lorenz curve at ``quantiles`` (Lorenz 1905): straight lines between (k/n, Σ_{i≤k} x_(i) / Σ x)."""
    if not _positive(values):
        return np.full(len(quantiles), np.nan)
    held = np.concatenate(([0.0], np.cumsum(np.sort(values))))
    curve: Floats = np.interp(quantiles, np.linspace(0, 1, len(held)), held / held[-1])
    return curve


def _positive(values: Floats) -> bool:
    return len(values) > 0 and bool(values.min() >= 0) and float(values.sum()) > 0


INDICES: Mapping[str, Callable[[Floats], float]] = {
    "total": lambda values: float(values.sum()),
    "zeros": zeros,
    "gini": gini,
    "gini_active": gini_active,
    "theil": theil,
    "palma": palma,
    "top_1": lambda values: top_share(values, 0.01),
    "top_10": lambda values: top_share(values, 0.10),
    "bottom_50": lambda values: bottom_share(values, 0.50),
}
"""The columns of `inequality`."""


def inequality(participants: pd.DataFrame, measures: Sequence[str] = ("surplus", "spent")) -> pd.DataFrame:
    """Return the indices of inequality of the frame ``participants``: a row by scenario, replication and measure.

    The columns are the keys, `measure`, `participants` (their number), `total` (in the measure's unit), `zeros` (share
    of participants with 0), `gini` (zeros included), `gini_active` (zeros left out), `theil`, `palma` and the shares
    `top_1`, `top_10` and `bottom_50`.
    """
    rows: list[dict[str, Any]] = [
        {**keys, "measure": measure, "participants": len(values)}
        | {name: index(values) for name, index in INDICES.items()}
        for measure in measures
        for keys, values in _groups(participants, measure)
    ]
    return pd.DataFrame(rows, columns=[*KEYS, "measure", "participants", *INDICES])


def lorenz(participants: pd.DataFrame, measure: str = "surplus", points: int = POINTS) -> pd.DataFrame:
    """Return Lorenz curves of the frame ``participants``: `quantile` and `share` by scenario and replication."""
    quantiles = np.linspace(0, 1, points)
    curves = [
        pd.DataFrame({**keys, "measure": measure, "quantile": quantiles, "share": lorenz_curve(values, quantiles)})
        for keys, values in _groups(participants, measure)
    ]
    empty = pd.DataFrame(columns=[*KEYS, "measure", "quantile", "share"])
    return pd.concat(curves, ignore_index=True) if curves else empty


def _groups(participants: pd.DataFrame, measure: str) -> list[tuple[dict[str, Any], Floats]]:
    groups = participants.groupby(KEYS, observed=True, sort=False)[measure]
    return [(dict(zip(KEYS, keys, strict=True)), group.to_numpy(np.float64)) for keys, group in groups]
