"""Urns: draws in proportion to 1 + a number that is granted, fades exponentially, and may be taken away.

Everything in an urn fades at one rate, so nothing needs to be touched when time passes: what is put in at day t is
inflated by exp(rate·(t - origin)), which leaves all proportions as they should be. Sums are in a tree of which each
node has sixteen branches: O(log n) for a change and for a draw. A node holds, for each of its branches, what hangs on
those before it; so a draw compares sixteen numbers at a time, without a branch for the processor to guess, and a change
adds to sixteen at a time. Both are several times faster than in a binary tree of sums (Fenwick 1994).
"""

import math

import numpy as np

from .compilation import inlined, inner, python
from .sixteen import count_up_to

LIMIT = 200.0
"""Exponent of the inflation at which an urn is counted afresh."""

FAN = 16
"""Branches of a node; a level has four bits of the number of a leaf."""


@inlined
def depth_of(leaves):
    """Return the number of levels that ``leaves`` need."""
    depth = 1
    while (1 << (4 * depth)) < leaves:
        depth += 1
    return depth


def room_of(leaves: int) -> int:
    """Return the numbers that a tree of ``leaves`` takes: whole levels but for the last."""
    return sum(1 << 4 * level for level in range(1, _levels(leaves))) + -(-leaves // FAN) * FAN


def clear(tree: np.ndarray, leaves: int) -> None:
    """Make ``tree`` (at least room_of(leaves),) an empty one; branches without leaves are never reached."""
    tree[:] = 0.0
    depth, first = _levels(leaves), 0
    for level in range(1, depth + 1):
        used = -(-leaves // (1 << 4 * (depth - level)))
        end = first + (1 << 4 * level)
        tree[first + used : end] = math.inf  # the last level ends with the array
        first = end


def _levels(leaves: int) -> int:
    return int(python(depth_of)(leaves))


@inlined
def put(tree, p, leaves, leaf, amount):
    """Add ``amount`` to ``leaf`` (from 0) of the tree ``tree[p]`` with ``leaves``."""
    fan = FAN if leaves > 0 else 0  # always 16, but a loop that LLVM does not unroll, so that it does four at a time
    shift = 4 * (depth_of(leaves) - 1)
    base = 0
    nodes = 1
    while shift >= 0:
        first = base + FAN * (leaf >> (shift + 4))
        slot = (leaf >> shift) & (FAN - 1)
        for s in range(fan):
            tree[np.uintp(p), np.uintp(first + s)] += amount if s > slot else 0.0
        base += FAN * nodes
        nodes *= FAN
        shift -= 4


@inlined
def find(tree, p, leaves, target):
    """Return the leaf at which the running sum of ``tree[p]``, which has ``leaves``, passes ``target``, at least 0."""
    at = 0
    base = 0
    nodes = 1
    for _ in range(depth_of(leaves)):
        first = base + FAN * at
        branch = count_up_to(tree, p, first, target) - 1
        target -= tree[np.uintp(p), np.uintp(first + branch)]
        at = FAN * at + branch
        base += FAN * nodes
        nodes *= FAN
    return at


@inlined
def inflation(rate, t, origin):
    """Return what a grant at day ``t`` counts as much as, in units of ``origin``."""
    return math.exp(rate * (t - origin)) if rate > 0.0 else 1.0


@inner
def deflate(tree, p, factor):
    """Multiply every sum in ``tree[p]`` by ``factor``."""
    for k in range(tree.shape[1]):
        tree[p, k] *= factor
