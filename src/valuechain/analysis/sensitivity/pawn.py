"""PAWN: how far an output's distribution moves when one factor is known to lie in a slice. It needs no design."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from valuechain.analysis.cells import Floats

from .density import DUMMY
from .estimate import LEVEL, Index, Sample

SLICES = 10
"""Slices of a factor, of equally many points each; a factor of fewer levels has one slice for each."""
RESAMPLES = 100
"""Bootstrap samples behind an interval."""

Whole = npt.NDArray[np.intp]


def pawn(sample: Sample) -> Iterator[Index]:
    """Yield PAWN's indices of each factor: median and largest of the distances over its slices.

    The distance is Kolmogorov and Smirnov's, between the distribution function of the output and that of the points
    whose factor lies in one slice (Pianosi & Wagener 2015; from any sample: 2018): 0 without influence, 1 at most. The
    median (`pawn`) ranks factors; the largest (`pawn_max`) is for screening: it misses no factor that matters in one
    slice alone. Distances between few points are never 0; the last factor is one drawn at random, and what does not
    exceed it is not told from nothing. Intervals are normal ones about the estimate, by a bootstrap over points in
    which all factors share each resample.
    """
    x = np.column_stack([sample.x, sample.generator("dummy").random(len(sample.points))])
    y, generator = sample.y, sample.generator("pawn")
    found = estimates(x, y)
    picks = (generator.integers(len(y), size=len(y)) for _ in range(RESAMPLES))
    width = float(ndtri((1 + LEVEL) / 2)) * np.std([estimates(x[pick], y[pick]) for pick in picks], axis=0, ddof=1)
    for i, name in enumerate([*sample.factors, DUMMY]):
        yield Index(name, "", "pawn", float(found[i, 0]), float(width[i, 0]))
        yield Index(name, "", "pawn_max", float(found[i, 1]), float(width[i, 1]))


def estimates(x: Floats, y: Floats) -> Floats:
    """Return median and largest distance over the slices of each column of ``x`` (points, factors): (factors, 2)."""
    whole = np.sort(y)
    found = []
    for column in x.T:
        order = np.argsort(column, kind="stable")
        slices = np.split(y[order], _starts(column[order])[1:])
        distances = [distance(np.sort(each), whole) for each in slices]
        found.append((np.median(distances), np.max(distances)))
    return np.array(found)


def distance(part: Floats, whole: Floats) -> float:
    """Return the largest difference between the distribution functions of two samples, both ascending.

    Between two values of ``part`` its own function stands still: it is furthest above at the first, and furthest below
    just before the second.
    """
    above = np.searchsorted(part, part, "right") / len(part) - np.searchsorted(whole, part, "right") / len(whole)
    below = np.searchsorted(whole, part, "left") / len(whole) - np.searchsorted(part, part, "left") / len(part)
    return float(max(above.max(), below.max()))


def _starts(ascending: Floats) -> Whole:
    """Return where each slice begins among the sorted values of a factor."""
    levels = np.flatnonzero(np.diff(ascending, prepend=-np.inf))
    if len(levels) <= SLICES:
        return levels
    return np.unique((np.arange(SLICES) * len(ascending) / SLICES).astype(np.intp))
