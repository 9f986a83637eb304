"""Indices of a full grid: the analysis of variance itself, not an estimate of it.

On a grid, every level of a factor weighs the same. The intervals cover the luck of the replications alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import prod

import numpy as np
import pandas as pd
from scipy.special import ndtri

from valuechain.analysis.cells import Floats
from valuechain.analysis.noise import components
from valuechain.errors import RequestError

from .estimate import LEVEL, RESAMPLES, UNKNOWN, Index, Sample

Key = tuple[str, str, str]

MEMORY = 4_000_000
"""Means that are resampled at a time."""


def factorial(sample: Sample) -> Iterator[Index]:
    """Yield first, total and second order shares of variance over a full grid (Fisher 1925; Sobol 1993).

    S1 is the variance of the means by level, ST what is lost when the factor is averaged out, S2 the interaction of
    two. Without replication noise they are Hays's ω² (1963): each sum has its expected noise subtracted.

    Raises:
        RequestError: the points are not a full grid.
    """
    cube = _cube(sample)
    whole = _shares(cube.mean(axis=-1)[None], sample.factors)
    single = components(sample.table).single / sample.table.shape[1]
    clean = _shares(cube.mean(axis=-1)[None], sample.factors, single)
    widths = _half_widths(cube, sample)
    for key, value in whole.items():
        yield Index(*key, float(value[0]), widths.get(key, UNKNOWN), float(clean[key][0]))


def _cube(sample: Sample) -> Floats:
    """Return the table with an axis for each factor, and the last for replications."""
    codes = [pd.factorize(sample.points[name], sort=False)[0] for name in sample.factors]
    shape = [int(code.max()) + 1 for code in codes]
    if len(sample.points) != prod(shape) or len(set(zip(*codes, strict=True))) != prod(shape):
        raise RequestError(f"the {len(sample.points)} points are no full grid of {' × '.join(map(str, shape))} levels")
    cube = np.empty((*shape, sample.table.shape[1]))
    cube[tuple(codes)] = sample.table
    return cube


def _shares(y: Floats, names: list[str], noise: float = 0.0) -> dict[Key, Floats]:
    """Return the indices of arrays of means ``y`` (arrays, levels …), each mean of which has the variance ``noise``.

    They are missing where nothing but noise is left, or, for one replication, nobody knows.
    """
    P, levels, axes = y[0].size, y.shape[1:], tuple(range(1, y.ndim))
    whole = y.reshape(len(y), -1).var(axis=1)
    variance = whole - noise * (P - 1) / P
    variance = np.where(variance > 0, variance, UNKNOWN)

    def of(*kept: int) -> Floats:
        means = y.mean(axis=tuple(a for a in axes if a not in kept))
        return np.asarray(means.reshape(len(y), -1).var(axis=1))

    found: dict[Key, Floats] = {}
    for a, name in zip(axes, names, strict=True):
        n = levels[a - 1]
        found[name, "", "S1"] = (of(a) - noise * (n - 1) / P) / variance
        rest = of(*(other for other in axes if other != a))
        found[name, "", "ST"] = (whole - rest - noise * (1 - 1 / n)) / variance
    for a, b in combinations(axes, 2):
        share = of(a, b) - of(a) - of(b) - noise * (levels[a - 1] - 1) * (levels[b - 1] - 1) / P
        found[names[a - 1], names[b - 1], "S2"] = share / variance
    return found


def _half_widths(cube: Floats, sample: Sample) -> dict[Key, float]:
    """Return normal half-widths from a bootstrap over replications; none for one replication."""
    R = cube.shape[-1]
    if R < 2:
        return {}
    picks = sample.generator("factorial").integers(R, size=(RESAMPLES, R))
    weights = np.stack([np.bincount(pick, minlength=R) for pick in picks]) / R
    parts = np.array_split(weights, -(-RESAMPLES * cube[..., 0].size // MEMORY))
    means = (np.moveaxis(np.tensordot(cube, part, axes=(-1, 1)), -1, 0) for part in parts)
    drawn = [_shares(each, sample.factors) for each in means]
    z = float(ndtri((1 + LEVEL) / 2))
    return {key: z * float(np.std(np.concatenate([each[key] for each in drawn]), ddof=1)) for key in drawn[0]}
