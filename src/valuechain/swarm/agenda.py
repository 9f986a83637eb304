"""Appointments of the swarm: completion times that were known when the work began, as a binary heap.

Ordered by time, then by the order in which they were made. Columns of ``when`` (capacity, 3): time, day of the order
that it serves, sequence number; ``what`` (capacity, 2): kind, offer.
"""

from .compilation import inner, kernel
from .layout import PENDING, SEQUENCE


@inner
def _before(when, a, b):
    return when[a, 0] < when[b, 0] or (when[a, 0] == when[b, 0] and when[a, 2] < when[b, 2])


@inner
def _swap(when, what, a, b):
    for c in range(3):
        when[a, c], when[b, c] = when[b, c], when[a, c]
    for c in range(2):
        what[a, c], what[b, c] = what[b, c], what[a, c]


@kernel
def push(when, what, marks, time, since, kind, offer):
    """Enter an appointment; the caller sees to it that there is room."""
    k = marks[PENDING]
    when[k, 0] = time
    when[k, 1] = since
    when[k, 2] = marks[SEQUENCE]
    what[k, 0] = kind
    what[k, 1] = offer
    marks[PENDING] += 1
    marks[SEQUENCE] += 1
    while k > 0 and _before(when, k, (k - 1) // 2):
        _swap(when, what, k, (k - 1) // 2)
        k = (k - 1) // 2


@kernel
def pop(when, what, marks):
    """Take the earliest appointment off; return (time, day of the order, kind, offer)."""
    time, since, kind, offer = when[0, 0], when[0, 1], what[0, 0], what[0, 1]
    marks[PENDING] -= 1
    n = marks[PENDING]
    _swap(when, what, 0, n)
    k = 0
    while True:
        child = 2 * k + 1
        if child >= n:
            break
        if child + 1 < n and _before(when, child + 1, child):
            child += 1
        if not _before(when, child, k):
            break
        _swap(when, what, k, child)
        k = child
    return time, since, kind, offer
