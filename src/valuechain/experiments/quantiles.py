"""Quantiles of factors: from numbers in [0, 1], which designs draw, to values of a factor."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv, ndtri, pdtrik

from valuechain.randomness import Law
from valuechain.scenario.varying import Varied

Floats = npt.NDArray[np.float64]
Column = npt.NDArray[Any]
"""The values of a factor by point: numbers (float64) or words (object)."""

EDGE = 1e-12
"""How near to 0 and 1 a quantile of an unbounded law is taken."""


def values(factor: Varied, u: Floats) -> Column:
    """Return the values of a factor at quantiles ``u``; one of a few values is as likely as the others."""
    if factor.values:
        return chosen(factor, np.minimum((u * len(factor.values)).astype(np.intp), len(factor.values) - 1))
    if factor.law is not None:
        drawn = quantiles(factor.law, np.clip(u, EDGE, 1 - EDGE))
        return np.rint(drawn) if factor.whole else drawn
    return _between(factor, u)


def chosen(factor: Varied, positions: npt.NDArray[np.intp]) -> Column:
    """Return the values at positions among the factor's values."""
    kind = np.float64 if factor.numeric else object
    picked: Column = np.array(factor.values, dtype=kind)[positions]
    return picked


def _between(factor: Varied, u: Floats) -> Floats:
    low, high = factor.low, factor.high
    if factor.scale == "log":
        between = np.clip(low * (high / low) ** u, low, high)
        return np.rint(between) if factor.whole else between
    if factor.whole:  # each number as likely as the others
        return np.minimum(low + np.floor(u * (high - low + 1)), high)
    return np.clip(low + u * (high - low), low, high)


def levels(factor: Varied) -> Column:
    """Return the values that a grid takes."""
    if factor.values:
        return chosen(factor, np.arange(len(factor.values)))
    assert factor.levels is not None
    if factor.law is not None:
        return values(factor, (np.arange(factor.levels) + 0.5) / factor.levels)
    space = np.geomspace if factor.scale == "log" else np.linspace
    steps: Floats = space(factor.low, factor.high, factor.levels)
    return np.unique(np.rint(steps)) if factor.whole else steps


def quantiles(law: Law, u: Floats) -> Floats:
    """Return the quantiles ``u`` of a law, not below its floor."""
    found: Floats = np.asarray(_QUANTILES[law.kind](u, law.parameters), dtype=np.float64)
    return found if law.floor == -math.inf else np.maximum(found, law.floor)


def _lognormal(u: Floats, p: Mapping[str, float]) -> Floats:
    mu, sigma = log_parameters(p["mean"], p["cv"])
    found: Floats = np.exp(mu + sigma * ndtri(u))
    return found


def log_parameters(mean: float, cv: float) -> tuple[float, float]:
    """Return mean and standard deviation of the logarithm of a lognormal variable."""
    variance = math.log1p(cv**2)
    return math.log(mean) - variance / 2, math.sqrt(variance)


def _gamma(u: Floats, p: Mapping[str, float]) -> Floats:
    if p["cv"] == 0:
        return np.full(len(u), p["mean"])
    shape = 1 / p["cv"] ** 2
    found: Floats = gammaincinv(shape, u) * p["mean"] / shape
    return found


def _triangular(u: Floats, p: Mapping[str, float]) -> Floats:
    low, mode, high = p["low"], p["mode"], p["high"]
    width = high - low
    at_mode = (mode - low) / width if width else 0.0
    rising = low + np.sqrt(u * width * (mode - low))
    found: Floats = np.where(u < at_mode, rising, high - np.sqrt((1 - u) * width * (high - mode)))
    return found


_QUANTILES: Mapping[str, Callable[[Floats, Any], Any]] = {
    "constant": lambda u, p: np.full(len(u), p["value"]),
    "uniform": lambda u, p: p["low"] + u * (p["high"] - p["low"]),
    "normal": lambda u, p: p["mean"] + p["sd"] * ndtri(u),
    "lognormal": _lognormal,
    "gamma": _gamma,
    "exponential": lambda u, p: -p["mean"] * np.log1p(-u),
    "triangular": _triangular,
    "pareto": lambda u, p: p["minimum"] * (1 - u) ** (-1 / p["shape"]),
    "weibull": lambda u, p: p["mean"] / math.gamma(1 + 1 / p["shape"]) * (-np.log1p(-u)) ** (1 / p["shape"]),
    "poisson": lambda u, p: np.maximum(np.ceil(pdtrik(u, p["mean"]) - 1e-9), 0),
    "empirical": lambda u, p: np.sort(p["values"])[
        np.minimum((u * len(p["values"])).astype(int), len(p["values"]) - 1)
    ],
}
