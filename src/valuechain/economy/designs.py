"""Where products stand in taste space, how that suits the participants, and what chains have heard of it."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from valuechain.swarm.arrays import Crowd, Floats, Market
from valuechain.swarm.choice import TORUS
from valuechain.swarm.designs import mean_mismatch, placed, votes


class Wave(NamedTuple):
    """A round of questions about one offer, on the ``day`` on which its answers came."""

    offer: int
    day: float
    answers: int
    share: float
    """Share of the answers that prefer the prototype; missing in a survey."""
    bits: float
    """Information received."""
    adopted: bool
    shift: float
    """Distance from the old design to the new one; 0 if there is none."""
    mismatch: float
    """Mean squared distance of all ideal points from the design that is decided upon."""
    floor: float
    """The same from their mean: no single design is nearer; missing on the torus, where there is no mean."""


def entropy(share: float) -> float:
    """Return the entropy in bits of an answer that is yes with probability ``share`` (Shannon 1948); at most 1."""
    return -sum(p * math.log2(p) for p in (share, 1 - share) if p > 0) + 0.0


class Designs:
    """The designs of all offers, as questions are asked about them; positions are arrays (K,)."""

    def __init__(self, crowd: Crowd, market: Market, bounded: bool) -> None:
        self._crowd, self.market, self._bounded = crowd, market, bounded
        self.waves: list[Wave] = []

    def at(self, offer: int) -> Floats:
        """Return the position of the offer."""
        position: Floats = self.market.position[offer].copy()
        return position

    def ideals(self, who: NDArray[np.integer]) -> Floats:
        """Return the ideal points of some participants (n, K)."""
        ideals: Floats = self._crowd.taste[who]
        return ideals

    def placed(self, position: Floats) -> Floats:
        """Return the position brought back into taste space."""
        inside: Floats = placed(position, self.market.space) if self._bounded else position
        return inside

    def mismatch(self, positions: Floats) -> float:
        """Return the mean squared distance of all ideal points from the nearest of ``positions`` (J, K)."""
        return float(mean_mismatch(self._crowd.taste, positions, self.market.space))

    def floor(self) -> float:
        """Return the mean squared distance of all ideal points from their mean; missing on the torus."""
        if self.market.space == TORUS:
            return math.nan
        return self.mismatch(self._crowd.taste.mean(axis=0, keepdims=True))

    def distance(self, one: Floats, other: Floats) -> float:
        """Return the distance between two positions; on the torus the shorter way."""
        gaps = np.abs(one - other)
        if self.market.space == TORUS:
            gaps = np.minimum(gaps, 1 - gaps)
        return math.sqrt(float((gaps**2).sum()))

    def votes(self, offer: int, prototype: Floats, who: NDArray[np.integer], luck: Floats) -> int:
        """Return how many of ``who`` choose a prototype over the offer, at the same price and quality."""
        market = self.market
        pair = np.stack([market.position[offer], prototype])
        return int(votes(self._crowd.taste, pair, market.mismatch, market.noise, market.space, who, luck))
