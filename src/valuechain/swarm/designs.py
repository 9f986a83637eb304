"""How far products are from what people would like, and which of two designs they prefer."""

import math

import numpy as np

from .choice import TORUS
from .compilation import allocating, inner, kernel


@inner
def _squared_distance(taste, i, position, j, space):
    distance = 0.0
    for d in range(taste.shape[1]):
        gap = abs(taste[i, d] - position[j, d])
        if space == TORUS and gap > 0.5:
            gap = 1.0 - gap
        distance += gap * gap
    return distance


STRETCH = 512
"""Participants whose distances are worked out at a time, coordinate by coordinate: several in one instruction."""


@allocating
def mean_mismatch(taste, positions, space):
    """Return the mean squared distance of the ideal points (N, K) from the nearest of ``positions`` (J, K)."""
    total = 0.0
    n = taste.shape[0]
    nearest = np.empty(STRETCH)
    distance = np.empty(STRETCH)
    for start in range(0, n, STRETCH):
        size = min(STRETCH, n - start)
        nearest[:] = math.inf
        for j in range(positions.shape[0]):
            distance[:] = 0.0
            for d in range(taste.shape[1]):
                place = positions[j, d]
                for b in range(size):
                    gap = abs(taste[start + b, d] - place)
                    gap = 1.0 - gap if space == TORUS and gap > 0.5 else gap
                    distance[b] += gap * gap
            for b in range(size):
                nearest[b] = min(nearest[b], distance[b])
        for b in range(size):
            total += nearest[b]
    return total / n


@kernel
def votes(taste, designs, mismatch, noise, space, who, luck):
    """Return how many of ``who`` (n,) choose the second of two ``designs`` (2, K) of one price and quality.

    A logit choice, with utilities -τ·|x - p|² and scale ``noise`` (0: the nearer one; a tie goes to the first);
    ``luck`` (n,) are uniform numbers.
    """
    count = 0
    for k in range(who.shape[0]):
        gain = _squared_distance(taste, who[k], designs, 0, space) - _squared_distance(taste, who[k], designs, 1, space)
        gain *= mismatch
        if noise == 0.0:
            count += int(gain > 0.0)
        else:
            count += int(luck[k] < 1.0 / (1.0 + math.exp(-gain / noise)))
    return count


@allocating
def placed(position, space):
    """Return a position (K,) brought back into the unit box: cut off at its sides, or wrapped on the torus."""
    inside = np.empty_like(position)
    for d in range(position.shape[0]):
        inside[d] = position[d] - math.floor(position[d]) if space == TORUS else min(max(position[d], 0.0), 1.0)
    return inside
