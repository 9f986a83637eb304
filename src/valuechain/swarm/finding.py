"""Which module a use falls on: near to the user's taste, and where others have left trails."""

import math

import numpy as np

from .chance import chance
from .choice import TORUS
from .commons import (
    CENTRE,
    LEFT,
    MODULES,
    PLACE,
    PULL,
    REACH,
    RUNNING,
    SPACE,
    TASTES,
    TRAIL,
    TRAIL_FADING,
    TRAIL_MASS,
    TRAIL_MOST,
    TRAIL_ORIGIN,
    WIDTH,
)
from .compilation import inlined, inner
from .urn import deflate, find, inflation, put


@inlined
def distance2(commons, p, m, i):
    """Return the squared distance between module ``m`` and the ideal point of participant ``i``."""
    total = 0.0
    for d in range(int(commons.book[p, TASTES])):
        gap = abs(commons.members[p, i, PLACE + d] - commons.modules[p, m, CENTRE + d])
        if commons.book[p, SPACE] == TORUS and gap > 0.5:
            gap = 1.0 - gap
        total += gap * gap
    return total


@inlined
def nearness(commons, p, distance):
    """Return exp(-d²/2ℓ²), 1 where topics do not matter; ``distance`` is squared."""
    width = commons.book[p, WIDTH]
    return 1.0 if width == 0.0 else math.exp(-distance / (2.0 * width * width))


@inlined
def propose(book, modules, trees, p, now, seed, n):
    """Draw a module in proportion to (1 + trail)^pull; return (module, next number).

    Proposals in proportion to 1 + trail are kept with probability (1 + trail)^(pull - 1), of the largest if pull > 1.
    """
    own = np.uintp(p)
    count = int(book[own, MODULES])
    pull = book[own, PULL]
    m = -1
    while m < 0:
        u = chance(seed, n)
        n += 1
        if pull == 0.0:
            m = int(u * count)
        else:
            mass = book[own, TRAIL_MASS]
            if now != 1.0:
                mass /= now
            x = u * (count + mass)
            m = int(x)
            if x >= count:
                m = min(find(trees, 2 * p + 1, modules.shape[1], (x - count) * now), count - 1)
            if pull < 1.0:
                u = chance(seed, n)
                n += 1
                if u >= (1.0 + modules[own, np.uintp(m), TRAIL] / now) ** (pull - 1.0):
                    m = -1
            elif pull > 1.0:
                u = chance(seed, n)
                n += 1
                most = 1.0 + book[own, TRAIL_MOST] / now
                if u >= ((1.0 + modules[own, np.uintp(m), TRAIL] / now) / most) ** (pull - 1.0):
                    m = -1
    return m, n


@inner
def look_through(commons, p, now, i, u):
    """Draw a module by looking at all of them, with the weights of `find_module`."""
    modules = int(commons.book[p, MODULES])
    pull = commons.book[p, PULL]
    total = 0.0
    for m in range(modules):
        weight = nearness(commons, p, distance2(commons, p, m, i))
        total += weight * (1.0 + commons.modules[p, m, TRAIL] / now) ** pull
        commons.modules[p, m, RUNNING] = total
    target = u * total
    for m in range(modules):
        if commons.modules[p, m, RUNNING] > target:
            return m
    return nearest(commons, p, i)


@inner
def nearest(commons, p, i):
    """Return the module nearest to participant ``i``."""
    best = 0
    least = math.inf
    for m in range(int(commons.book[p, MODULES])):
        distance = distance2(commons, p, m, i)
        if distance < least:
            least = distance
            best = m
    return best


@inner
def find_near(commons, p, i, now, seed):
    """Draw a module with weight exp(-|x_i - c_m|²/2ℓ²)·(1 + trail_m)^pull.

    Proposals by trail are kept with the probability that nearness gives; after as many as there are modules all are
    looked at. Both give the same law, so the mixture does, and finding takes about (covered share)^-1·log M steps.
    """
    n = 0
    for _ in range(int(commons.book[p, MODULES])):
        m, n = propose(commons.book, commons.modules, commons.trees, p, now, seed, n)
        u = chance(seed, n)
        n += 1
        if u < nearness(commons, p, distance2(commons, p, m, i)):
            return m
    return look_through(commons, p, now, i, chance(seed, n))


@inlined
def leave_trail(book, modules, trees, p, m, t):
    """Let a use of module ``m`` leave its trail: an implicit contribution, which earns no status."""
    own = np.uintp(p)
    left = book[own, LEFT]
    if left > 0.0:
        inflated = left * inflation(book[own, TRAIL_FADING], t, book[own, TRAIL_ORIGIN])
        put(trees, 2 * p + 1, modules.shape[1], m, inflated)
        book[own, TRAIL_MASS] += inflated
        modules[own, np.uintp(m), TRAIL] += inflated
        if book[own, PULL] > 1.0:
            book[own, TRAIL_MOST] = max(book[own, TRAIL_MOST], modules[own, np.uintp(m), TRAIL])


@inner
def count_trails_afresh(commons, p, t):
    """Let trails count in units of day ``t`` from now on."""
    book = commons.book
    factor = 1.0 / inflation(book[p, TRAIL_FADING], t, book[p, TRAIL_ORIGIN])
    deflate(commons.trees, 2 * p + 1, factor)
    book[p, TRAIL_MASS] *= factor
    book[p, TRAIL_MOST] *= factor
    book[p, TRAIL_ORIGIN] = t
    for k in range(int(book[p, MODULES])):
        commons.modules[p, k, TRAIL] *= factor


@inner
def within_reach(commons, p, i, m):
    """Whether a module lies within reach of participant ``i``, who has found ``m``."""
    reach = commons.book[p, REACH]
    if reach == math.inf or distance2(commons, p, m, i) <= reach * reach:
        return True
    return distance2(commons, p, nearest(commons, p, i), i) <= reach * reach
