"""Borgonovo's δ: how far an output's density moves when one factor is known. It needs no design."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from valuechain.analysis.cells import Floats

from .estimate import LEVEL, Index, Sample

DUMMY = "(drawn at random)"
"""A factor without influence, to which the others are held."""
RESAMPLES = 100
"""Bootstrap samples behind an interval."""
PLACES = 100
"""Places at which densities are compared, from the smallest output to the largest."""
MOST_CLASSES = 48

Whole = npt.NDArray[np.intp]


def delta(sample: Sample) -> Iterator[Index]:
    """Yield δ of each factor (Borgonovo 2007; Plischke, Borgonovo & Smith 2013).

    δ is half the expected distance between the output's density and its density given the factor: 0 without influence,
    1 at most. From few points even a factor without influence seems to have some: the last index is that of one drawn
    at random, and what does not exceed it is not told from nothing. Bias is taken off and intervals are found by a
    bootstrap over points (ibid., eq. 30), in which all factors share each resample.
    """
    x = np.column_stack([sample.x, sample.generator("dummy").random(len(sample.points))])
    y, generator = sample.y, sample.generator("delta")
    places = np.linspace(y.min(), y.max(), PLACES)
    found = estimates(x, y, places)
    picks = (generator.integers(len(y), size=len(y)) for _ in range(RESAMPLES))
    drawn = np.array([estimates(x[pick], y[pick], places) for pick in picks])
    value, width = 2 * found - drawn.mean(axis=0), float(ndtri((1 + LEVEL) / 2)) * drawn.std(axis=0, ddof=1)
    for i, name in enumerate([*sample.factors, DUMMY]):
        yield Index(name, "", "delta", float(value[i]), float(width[i]))


def estimates(x: Floats, y: Floats, places: Floats) -> Floats:
    """Return δ of each column of ``x`` (points, factors), as it is found in the sample (Plischke et al. 2013, eq. 26).

    The points are put into classes by each factor: of equal size, or its levels where these are few.
    """
    whole = _densities(y, np.array([0]), places)
    found = []
    for column in x.T:
        order = np.argsort(column, kind="stable")
        starts = _classes(column[order])
        sizes = np.diff([*starts, len(y)])
        away = np.trapezoid(np.abs(_densities(y[order], starts, places) - whole), places, axis=0)
        found.append(float((sizes * away).sum()) / (2 * len(y)))
    return np.array(found)


def _classes(ascending: Floats) -> Whole:
    """Return where each class begins among the sorted values of a factor."""
    n = len(ascending)
    exponent = 2 / (7 + np.tanh((1500 - n) / 500))  # Plischke et al. 2013, section 4
    count = min(int(np.ceil(n**exponent)), MOST_CLASSES)
    levels = np.flatnonzero(np.diff(ascending, prepend=-np.inf))
    if len(levels) <= count:
        return levels
    return np.unique((np.arange(count) * n / count).astype(np.intp))


def _densities(y: Floats, starts: Whole, places: Floats) -> Floats:
    """Return the density of each class of ``y`` at ``places``: (places, classes); classes lie one by one.

    The kernel is Gaussian with Silverman's bandwidth (1986, eq. 4.14), not less than the distance of two places, for an
    output may be the same at all points of a class.
    """
    sizes = np.diff([*starts, len(y)])
    mean = np.add.reduceat(y, starts) / sizes
    squares = np.add.reduceat((y - np.repeat(mean, sizes)) ** 2, starts)
    sd = np.sqrt(squares / np.maximum(sizes - 1, 1))
    width = np.maximum(sd * (0.75 * sizes) ** -0.2, places[1] - places[0])
    each = np.repeat(width, sizes)
    heights = np.exp(-0.5 * ((places[:, None] - y) / each) ** 2) / (each * np.sqrt(2 * np.pi))
    densities: Floats = np.add.reduceat(heights, starts, axis=1) / sizes
    return densities
