"""The consumers of the Market workload, for the entries written in Python."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from market import Market


class Population(NamedTuple):
    """One list per attribute, one entry per consumer: plain Python numbers, which plain Python code reads fastest."""

    rate: list[float]
    """Opportunities per day."""
    thresholds: list[list[float]]
    """Cumulative probabilities of choosing products 1, …, 4; what lies above the last is the outside option."""
    surplus: list[float]
    """Expected surplus of an opportunity that is served, or preferred outside."""
    regret: list[float]
    """Expected surplus of an opportunity lost to an empty shelf."""


def draw(market: Market, rng: np.random.Generator) -> Population:
    """Draw rates, tastes and willingness to pay; work out each consumer's choice probabilities and surplus."""
    rate = rng.gamma(market.rate_shape, market.rate_mean / market.rate_shape, market.n)
    weights = np.exp(_utilities(market, rng) / market.noise)
    total = weights.sum(axis=1)
    surplus = market.noise * np.log1p(total)
    thresholds = weights.cumsum(axis=1) / (1 + total)[:, None]
    # μ·P₀·ln P₀ / (1 − P₀) with P₀ = 1 / (1 + total)
    return Population(rate.tolist(), thresholds.tolist(), surplus.tolist(), (-surplus / total).tolist())


def _utilities(market: Market, rng: np.random.Generator) -> np.ndarray:
    """Return the utility of each product to each consumer, before noise."""
    variance = math.log1p(market.value_cv**2)
    value = rng.lognormal(math.log(market.value_mean) - variance / 2, math.sqrt(variance), market.n)
    ideal = rng.random((market.n, 2))
    distance = ((ideal[:, None, :] - np.array(market.places)) ** 2).sum(axis=2)
    return value[:, None] - market.mismatch * distance - market.price
