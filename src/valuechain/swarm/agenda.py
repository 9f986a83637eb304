"""Appointments of the swarm: completion times that were known when the work began, as a binary heap.

Ordered by time, then by the order in which they were made. Columns of ``when`` (capacity, 3): time, day of the order
that it serves, sequence number; ``what`` (capacity, 2): kind, offer.
"""

import numpy as np

from .compilation import inlined, kernel
from .layout import PENDING, SEQUENCE

# Indices without a sign: Numba would else look whether they count from the end.
_0, _1 = np.uintp(0), np.uintp(1)


@inlined
def _before(when, a, b):
    return when[a, 0] < when[b, 0] or (when[a, 0] == when[b, 0] and when[a, 2] < when[b, 2])


@inlined
def _move(when, what, a, b):
    """Put at ``b`` what is at ``a``."""
    when[b, 0], when[b, 1], when[b, 2] = when[a, 0], when[a, 1], when[a, 2]
    what[b, 0], what[b, 1] = what[a, 0], what[a, 1]


@kernel
def push(when, what, marks, time, since, kind, offer):
    """Enter an appointment; the caller sees to it that there is room."""
    k = np.uintp(marks[PENDING])
    marks[PENDING] += 1
    while k > _0:
        parent = (k - _1) >> _1
        if when[parent, 0] <= time:  # of equal ones the younger stays behind
            break
        _move(when, what, parent, k)
        k = parent
    when[k, 0] = time
    when[k, 1] = since
    when[k, 2] = marks[SEQUENCE]
    what[k, 0] = kind
    what[k, 1] = offer
    marks[SEQUENCE] += 1


@kernel
def pop(when, what, marks):
    """Take the earliest appointment off; return (time, day of the order, kind, offer)."""
    time, since, kind, offer = when[0, 0], when[0, 1], what[0, 0], what[0, 1]
    marks[PENDING] -= 1
    n = np.uintp(marks[PENDING])
    k = _0
    while True:
        child = k + k + _1
        if child >= n:
            break
        if child + _1 < n and _before(when, child + _1, child):
            child += _1
        if not _before(when, child, n):
            break
        _move(when, what, child, k)
        k = child
    _move(when, what, n, k)
    return time, since, kind, offer
