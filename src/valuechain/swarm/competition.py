"""What a firm's price does to its demand: sums over the population, for firms that answer one another."""

import math

import numpy as np

from .choice import passing, utility
from .compilation import allocating
from .layout import CHAIN


@allocating
def demand_and_slope(rates, crowd, market, c):
    """Return the units per day that chain ``c`` would sell at the present prices, and how fast they would fall.

    With P_i the probability that participant i, whose needs arise at ``rates`` (N,) per day, chooses one of its offers:
    Σ λ_i·P_i, and μ times its fall per unit of money by which all prices of the chain rise, Σ λ_i·P_i·(1 - P_i). P_i is
    that of a need now: among the offers of which i knows, at today's waits, shares of users and habits.
    """
    offers = market.shelf.shape[0]
    u = np.empty(offers)
    demand = 0.0
    slope = 0.0
    for i in range(rates.shape[0]):
        best = 0.0
        for j in range(offers):
            u[j] = utility(i, j, crowd, market) + passing(crowd, market, i, j)
            best = max(best, u[j])
        total = math.exp(-best / market.noise)
        own = 0.0
        for j in range(offers):
            weight = math.exp((u[j] - best) / market.noise)
            total += weight
            if market.terms[j, CHAIN] == c:
                own += weight
        share = own / total
        demand += rates[i] * share
        slope += rates[i] * share * (1.0 - share)
    return demand, slope
