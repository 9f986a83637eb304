"""Which module a use falls on: near to the user's taste, and where others have left trails."""

import math

from .chance import chance
from .commons import LEFT, MODULES, PULL, REACH, TRAIL, TRAIL_FADING, TRAIL_MASS, TRAIL_ORIGIN, WIDTH
from .choice import TORUS
from .compilation import inlined, inner
from .urn import LIMIT, deflate, find, inflation, put, top_of


@inner
def distance2(commons, p, m, crowd, i, space):
    """Return the squared distance between module ``m`` and the ideal point of participant ``i``."""
    total = 0.0
    for d in range(crowd.taste.shape[1]):
        gap = abs(crowd.taste[i, d] - commons.centre[p, m, d])
        if space == TORUS and gap > 0.5:
            gap = 1.0 - gap
        total += gap * gap
    return total


@inlined
def nearness(commons, p, distance):
    """Return exp(-d²/2ℓ²), 1 where topics do not matter; ``distance`` is squared."""
    width = commons.rules[p, WIDTH]
    return 1.0 if width == 0.0 else math.exp(-distance / (2.0 * width * width))


@inner
def propose(commons, p, t, now, seed, n):
    """Draw a module in proportion to (1 + trail)^pull; return (module, next number)."""
    modules = commons.counts[p, MODULES]
    pull = commons.rules[p, PULL]
    if pull == 0.0:
        return int(chance(seed, n) * modules), n + 1
    mass = commons.state[p, TRAIL_MASS] / now
    top = top_of(commons.trails.shape[1] - 1)
    while True:
        x = chance(seed, n) * (modules + mass)
        n += 1
        m = int(x) if x < modules else min(find(commons.trails, p, top, (x - modules) * now), modules - 1)
        if pull == 1.0:
            return m, n
        u = chance(seed, n)
        n += 1
        if u < (1.0 + commons.modules[p, m, TRAIL] / now) ** (pull - 1.0):
            return m, n


@inner
def look_through(commons, p, now, crowd, i, space, u):
    """Draw a module by looking at all of them, with the weights of `find_module`."""
    modules = commons.counts[p, MODULES]
    pull = commons.rules[p, PULL]
    total = 0.0
    for m in range(modules):
        weight = nearness(commons, p, distance2(commons, p, m, crowd, i, space))
        total += weight * (1.0 + commons.modules[p, m, TRAIL] / now) ** pull
        commons.scratch[p, m] = total
    target = u * total
    for m in range(modules):
        if commons.scratch[p, m] > target:
            return m
    return nearest(commons, p, crowd, i, space)


@inner
def nearest(commons, p, crowd, i, space):
    """Return the module nearest to participant ``i``."""
    best = 0
    least = math.inf
    for m in range(commons.counts[p, MODULES]):
        distance = distance2(commons, p, m, crowd, i, space)
        if distance < least:
            least = distance
            best = m
    return best


@inner
def find_module(commons, p, crowd, i, space, t, seed):
    """Draw a module with weight exp(-|x_i - c_m|²/2ℓ²)·(1 + trail_m)^pull (model: "The commons").

    Proposals by trail are kept with the probability that nearness gives; after as many as there are modules all are
    looked at. Both give the same law, so the mixture does, and finding takes about (covered share)^-1·log M steps.
    """
    now = inflation(commons.rules[p, TRAIL_FADING], t, commons.state[p, TRAIL_ORIGIN])
    if commons.rules[p, WIDTH] == 0.0:
        m, _ = propose(commons, p, t, now, seed, 0)
        return m
    n = 0
    for _ in range(commons.counts[p, MODULES]):
        m, n = propose(commons, p, t, now, seed, n)
        u = chance(seed, n)
        n += 1
        if u < nearness(commons, p, distance2(commons, p, m, crowd, i, space)):
            return m
    return look_through(commons, p, now, crowd, i, space, chance(seed, n))


@inner
def leave_trail(commons, p, m, t):
    """Let a use of module ``m`` leave its trail: an implicit contribution, which earns no status."""
    left = commons.rules[p, LEFT]
    if left == 0.0:
        return
    rate = commons.rules[p, TRAIL_FADING]
    if rate * (t - commons.state[p, TRAIL_ORIGIN]) > LIMIT:
        factor = 1.0 / inflation(rate, t, commons.state[p, TRAIL_ORIGIN])
        deflate(commons.trails, p, factor)
        commons.state[p, TRAIL_MASS] *= factor
        commons.state[p, TRAIL_ORIGIN] = t
        for k in range(commons.counts[p, MODULES]):
            commons.modules[p, k, TRAIL] *= factor
    inflated = left * inflation(rate, t, commons.state[p, TRAIL_ORIGIN])
    put(commons.trails, p, m, inflated)
    commons.state[p, TRAIL_MASS] += inflated
    commons.modules[p, m, TRAIL] += inflated


@inner
def within_reach(commons, p, crowd, i, space, m):
    """Whether a module lies within reach of participant ``i``, who has found ``m``."""
    reach = commons.rules[p, REACH]
    if reach == math.inf or distance2(commons, p, m, crowd, i, space) <= reach * reach:
        return True
    return distance2(commons, p, nearest(commons, p, crowd, i, space), crowd, i, space) <= reach * reach
