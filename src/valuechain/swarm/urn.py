"""Urns: draws in proportion to 1 + a number that is granted, fades exponentially, and may be taken away.

Everything in an urn fades at one rate, so nothing needs to be touched when time passes: what is put in at day t is
inflated by exp(rate·(t - origin)), which leaves all proportions as they should be. Sums are in a Fenwick tree (Fenwick
1994): O(log n) for a change and for a draw.
"""

import math

from .compilation import inlined, inner

LIMIT = 200.0
"""Exponent of the inflation at which an urn is counted afresh."""


@inlined
def put(tree, p, leaf, amount):
    """Add ``amount`` to ``leaf`` of Fenwick tree ``tree[p]`` (n + 1,), whose leaves are numbered from 0."""
    k = leaf + 1
    while k < tree.shape[1]:
        tree[p, k] += amount
        k += k & -k


@inlined
def find(tree, p, top, target):
    """Return the leaf at which the running sum of ``tree[p]`` passes ``target``; ``top`` is the largest power of 2."""
    last = tree.shape[1] - 2
    at = 0
    step = top
    while step > 0:
        ahead = at + step
        if ahead <= last and tree[p, ahead] <= target:
            at = ahead
            target -= tree[p, ahead]
        step >>= 1
    return at


@inlined
def top_of(leaves):
    """Return the largest power of 2 that is at most ``leaves``."""
    top = 1
    while 2 * top <= leaves:
        top *= 2
    return top


@inlined
def inflation(rate, t, origin):
    """Return what a grant at day ``t`` counts as much as, in units of ``origin``."""
    return math.exp(rate * (t - origin)) if rate > 0.0 else 1.0


@inner
def deflate(tree, p, factor):
    """Multiply every sum in ``tree[p]`` by ``factor``."""
    for k in range(tree.shape[1]):
        tree[p, k] *= factor
