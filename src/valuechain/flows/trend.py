"""Trend feedback: what the professional customers order moves the platform, and the mass line after it.

Source of the idea: Bruns 2010, section 1: buying trends of the high end are "useful impulses" for the wider market.
"""

from __future__ import annotations

import numpy as np
from scipy.cluster.vq import kmeans2

from valuechain.clock import Clock, Flow
from valuechain.economy import Economy
from valuechain.economy.books import OUTSIDE, Account
from valuechain.economy.workshops import Workshops
from valuechain.scenario import TrendFeedback
from valuechain.swarm.arrays import Floats

RESAMPLED = 1000
"""Specifications, in proportion to their weights, that k-means looks at."""


def follow_trend(clock: Clock, shops: Workshops, w: int) -> Flow:
    """Move platform and mass line towards recent specifications at every interval, for ever."""
    economy, shop = clock.economy, shops.shops[w]
    while (terms := shops.shops[w].chain.trend_feedback) is not None:
        yield clock.timeout(terms.every)
        terms = shops.shops[w].chain.trend_feedback or terms  # an intervention may have changed them
        points, weights = shops.trend(w, terms.memory, clock.now)
        if not weights.sum() > 0:
            continue
        economy.books.post(Account("producer", shop.name), OUTSIDE, "trend feedback", terms.cost, shop.name)
        economy.set_position(shop.offer.index, mean_near(economy, points, weights, shop.offer.index))
        if terms.mass_line is not None:
            lead_mass_line(economy, terms, points, weights)


def lead_mass_line(economy: Economy, terms: TrendFeedback, points: Floats, weights: Floats) -> None:
    """Move every product of the mass line: to the mean, or to the centre that k-means finds from where it stands."""
    line = [offer.index for offer in economy.offers if offer.chain == terms.mass_line]
    if terms.method == "mean":
        places = [mean_near(economy, points, weights, j) for j in line]
    else:
        chosen = resampled(points, weights, RESAMPLED)
        places = list(kmeans2(chosen, np.array([economy.position(j) for j in line]), minit="matrix", missing="warn")[0])
    for j, place in zip(line, places, strict=True):
        economy.set_position(j, place)


def mean_near(economy: Economy, points: Floats, weights: Floats, j: int) -> Floats:
    """Return the weighted mean of ``points``; on a torus of their images nearest to where offer ``j`` stands."""
    start = economy.position(j)
    gaps = points - start
    if economy.scenario.population.tastes.space == "torus":
        gaps -= np.floor(gaps + 0.5)
    mean: Floats = start + (weights[:, None] * gaps).sum(axis=0) / weights.sum()
    return mean % 1.0 if economy.scenario.population.tastes.space == "torus" else mean


def resampled(points: Floats, weights: Floats, count: int) -> Floats:
    """Return ``count`` of ``points`` in proportion to their weights, without chance (systematic: Kitagawa 1996)."""
    steps = (np.arange(count) + 0.5) / count * weights.sum()
    which = np.searchsorted(np.cumsum(weights), steps).clip(max=len(points) - 1)
    chosen: Floats = points[which]
    return chosen
