"""Intervals of a mean or of any statistic, and differences of pairs."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from valuechain.errors import RequestError
from valuechain.randomness import stream
from valuechain.results.summary import LEVEL, half_width

from .cells import Floats
from .elasticity import correlation

RESAMPLES = 2000


class Interval(NamedTuple):
    """An estimate from ``n`` replications and the ends of its interval (missing where there is none)."""

    estimate: float
    low: float
    high: float
    n: int

    @property
    def half_width(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2


def t_interval(values: npt.ArrayLike, level: float = LEVEL) -> Interval:
    """Return the mean and its t-interval (Student 1908); without ends for fewer than two values.

    Raises:
        RequestError: there is no value, or one is missing.
    """
    known = _known(values)
    mean = float(known.mean())
    sd = float(known.std(ddof=1)) if len(known) > 1 else math.nan
    width = float(half_width(np.array([sd]), np.array([len(known)]), level)[0])
    return Interval(mean, mean - width, mean + width, len(known))


def bootstrap_interval(
    values: npt.ArrayLike,
    statistic: Callable[..., Any] = np.mean,
    level: float = LEVEL,
    *,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> Interval:
    """Return any statistic and its bias-corrected and accelerated bootstrap interval (Efron 1987).

    ``statistic`` takes an array and ``axis``. The same values and seed give the same interval. For n < 10 prefer
    `t_interval`: a bootstrap of so few values is too narrow.

    Raises:
        RequestError: there is no value, or one is missing.
    """
    known = _known(values)
    n = len(known)
    found = float(statistic(known, axis=-1))
    if n < 2 or np.ptp(known) == 0:
        end = found if n > 1 else math.nan
        return Interval(found, end, end, n)
    picks = stream(seed, 0, "bootstrap").integers(n, size=(resamples, n))
    drawn = np.sort(np.asarray(statistic(known[picks], axis=-1), dtype=np.float64))
    below = ((drawn < found).sum() + (drawn == found).sum() / 2) / resamples
    bias = float(ndtri(np.clip(below, 1 / resamples, 1 - 1 / resamples)))
    left_out = np.array([float(statistic(np.delete(known, i), axis=-1)) for i in range(n)])
    away = left_out.mean() - left_out
    spread = float((away**2).sum())
    acceleration = float((away**3).sum()) / (6 * spread**1.5) if spread > 0 else 0.0
    z = bias + ndtri(np.array([(1 - level) / 2, (1 + level) / 2]))
    low, high = np.quantile(drawn, ndtr(bias + z / (1 - acceleration * z)))
    return Interval(found, float(low), float(high), n)


class Paired(NamedTuple):
    """The difference of two outputs that met the same random numbers.

    ``correlation`` is that over replications, ``variance_reduction`` by how many times fewer replications the pairs
    need than independent runs: (Var x + Var y)/Var(x - y).
    """

    difference: Interval
    correlation: float
    variance_reduction: float


def paired(values: npt.ArrayLike, minus: npt.ArrayLike, level: float = LEVEL) -> Paired:
    """Return the mean of ``values`` - ``minus``, replication by replication, with its t-interval.

    Raises:
        RequestError: the two are not of one length, or a value is missing.
    """
    one, other = _known(values), _known(minus)
    if len(one) != len(other):
        raise RequestError(f"{len(one)} and {len(other)} replications cannot be paired; run the same number of each")
    difference = one - other
    apart = float(one.var(ddof=1) + other.var(ddof=1)) if len(one) > 1 else math.nan
    together = float(difference.var(ddof=1)) if len(one) > 1 else math.nan
    gain = apart / together if together > 0 else (math.nan if math.isnan(together) or apart == 0 else math.inf)
    return Paired(t_interval(difference, level), correlation(one, other), gain)


def _known(values: npt.ArrayLike) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1 or len(array) == 0:
        raise RequestError("an interval needs a list of values, one for each replication")
    if not np.isfinite(array).all():
        raise RequestError(f"{int((~np.isfinite(array)).sum())} of {len(array)} values are missing; run them again")
    return array
