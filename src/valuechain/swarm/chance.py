"""Sub-streams: as many uniform numbers as an event may need, from one seed that it took from its stream.

An event takes a fixed number of seeds whatever happens in it, so that streams stay in step between scenarios; number n
of a seed is output n of splitmix64 (Steele, Lea & Flood 2014), which needs no state.
"""

import math

import numpy as np

from .compilation import fused, inlined, inner

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST = np.uint64(0xBF58476D1CE4E5B9)
SECOND = np.uint64(0x94D049BB133111EB)
ELEVEN, TWENTY_SEVEN, THIRTY, THIRTY_ONE = np.uint64(11), np.uint64(27), np.uint64(30), np.uint64(31)


@inlined
def chance(seed, n):
    """Return uniform number ``n`` (from 0) of ``seed`` (64 bits), on [0, 1)."""
    z = seed + np.uint64(n + 1) * GOLDEN
    z = (z ^ (z >> THIRTY)) * FIRST
    z = (z ^ (z >> TWENTY_SEVEN)) * SECOND
    z = z ^ (z >> THIRTY_ONE)
    return float(z >> ELEVEN) * 2.0**-53


@fused
def normal(seed, n):
    """Return a standard normal number made of numbers ``n`` and ``n + 1`` of ``seed`` (Box & Muller 1958)."""
    return math.sqrt(-2.0 * math.log(1.0 - chance(seed, n))) * math.cos(2.0 * math.pi * chance(seed, n + 1))


@inner
def poisson(mean, u):
    """Return the Poisson number with ``mean`` of which ``u`` is the quantile, by inversion (for small means)."""
    term = math.exp(-mean)
    total = term
    k = 0
    while u >= total and term > 0.0:
        k += 1
        term *= mean / k
        total += term
    return k


@inner
def binomial(n, p, u):
    """Return the number of ``n`` trials that succeed with probability ``p``, ``u`` its quantile, by inversion."""
    if p >= 1.0:
        return n
    term = (1.0 - p) ** n
    total = term
    k = 0
    while u >= total and k < n:
        term *= (n - k) / (k + 1.0) * p / (1.0 - p)
        k += 1
        total += term
    return k
