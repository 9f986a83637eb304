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


def factorial(sample: Sample) -> Iterator[Index]:
    """Yield first, total and second order shares of variance over a full grid (Fisher 1925; Sobol 1993).

    S1 is the variance of the means by level, ST what is lost when the factor is averaged out, S2 the interaction of
    two. Without replication noise they are Hays's ω² (1963): each sum has its expected noise subtracted.

    Raises:
        RequestError: the points are not a full grid.
    """
    cube = _cube(sample)
    whole = _shares(cube.mean(axis=-1), sample.factors)
    single = components(sample.table).single / sample.table.shape[1]
    clean = _shares(cube.mean(axis=-1), sample.factors, single)
    widths = _half_widths(cube, sample)
    for key, value in whole.items():
        yield Index(*key, value, widths.get(key, UNKNOWN), clean[key])


def _cube(sample: Sample) -> Floats:
    """Return the table with an axis for each factor, and the last for replications."""
    codes = [pd.factorize(sample.points[name], sort=False)[0] for name in sample.factors]
    shape = [int(code.max()) + 1 for code in codes]
    if len(sample.points) != prod(shape) or len(set(zip(*codes, strict=True))) != prod(shape):
        raise RequestError(f"the {len(sample.points)} points are no full grid of {' × '.join(map(str, shape))} levels")
    cube = np.empty((*shape, sample.table.shape[1]))
    cube[tuple(codes)] = sample.table
    return cube


def _shares(y: Floats, names: list[str], noise: float = 0.0) -> dict[Key, float]:
    """Return the indices of the means ``y``, each of which has the variance ``noise`` by chance."""
    P, levels, axes = y.size, y.shape, tuple(range(y.ndim))
    variance = y.var() - noise * (P - 1) / P
    if not variance > 0:  # nothing but noise, or, for one replication, nobody knows
        return dict.fromkeys(_keys(names), UNKNOWN)

    def of(*kept: int) -> float:
        return float(y.mean(axis=tuple(a for a in axes if a not in kept)).var())

    found: dict[Key, float] = {}
    for i, name in enumerate(names):
        found[name, "", "S1"] = (of(i) - noise * (levels[i] - 1) / P) / variance
        rest = of(*(a for a in axes if a != i)) if len(axes) > 1 else 0.0
        found[name, "", "ST"] = (float(y.var()) - rest - noise * (1 - 1 / levels[i])) / variance
    for i, j in combinations(axes, 2):
        share = of(i, j) - of(i) - of(j) - noise * (levels[i] - 1) * (levels[j] - 1) / P
        found[names[i], names[j], "S2"] = share / variance
    return found


def _keys(names: list[str]) -> list[Key]:
    return [*((n, "", i) for n in names for i in ("S1", "ST")), *((a, b, "S2") for a, b in combinations(names, 2))]


def _half_widths(cube: Floats, sample: Sample) -> dict[Key, float]:
    """Return normal half-widths from a bootstrap over replications; none for one replication."""
    R = cube.shape[-1]
    if R < 2:
        return {}
    generator = sample.generator("factorial")
    drawn = [_shares(cube[..., generator.integers(R, size=R)].mean(axis=-1), sample.factors) for _ in range(RESAMPLES)]
    z = float(ndtri((1 + LEVEL) / 2))
    return {key: z * float(np.std([each[key] for each in drawn], ddof=1)) for key in drawn[0]}
