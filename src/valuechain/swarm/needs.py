"""Who needs something, and when: superposed Poisson clocks with an alias table."""

import numpy as np

from .compilation import allocating, kernel
from .draws import fill_units, fill_waits
from .prefetch import fetch

MANY = 50_000
"""Participants from which on the alias table does not lie in a core's own cache, and is asked for ahead of time."""


@allocating
def alias_table(rates):
    """Return Walker's alias table of ``rates`` (N): alias + probability to keep, in one number for each (N,).

    One number is one look-up in memory. Of its 53 bits the alias takes log2 N; the probability has the rest, as many as
    the uniform number has below the point after it has been multiplied by N.
    Source: Walker 1977; Vose 1991 for the linear-time construction.
    """
    n = rates.shape[0]
    total = 0.0
    for i in range(n):
        total += rates[i]
    keep = rates * (n / total)
    alias = np.arange(n)
    small = np.empty(n, np.int64)
    large = np.empty(n, np.int64)
    smalls = 0
    larges = 0
    for i in range(n):
        if keep[i] < 1.0:
            small[smalls] = i
            smalls += 1
        else:
            large[larges] = i
            larges += 1
    while smalls > 0 and larges > 0:
        smalls -= 1
        poor = small[smalls]
        rich = large[larges - 1]
        alias[poor] = rich
        keep[rich] -= 1.0 - keep[poor]
        if keep[rich] < 1.0:
            larges -= 1
            small[smalls] = rich
            smalls += 1
    for k in range(smalls):
        keep[small[k]] = 1.0
    for k in range(larges):
        keep[large[k]] = 1.0
    table = np.empty(n)
    for i in range(n):
        table[i] = alias[i] + keep[i] if keep[i] < 1.0 else i
    return table


@kernel
def name_participants(lanes, words, picks, table, who):
    """Fill ``who`` with participants drawn in proportion to their rates; ``words`` and ``picks`` are room to work in.

    One thing at a time: what has no look-up in memory is then done for eight at a time, and look-ups overlap.
    """
    fill_units(lanes, words, picks)
    n = table.shape[0]
    entries = words.view(np.float64)
    for b in range(picks.shape[0]):
        picks[b] *= n
        who[b] = int(picks[b])
    if n > MANY:
        for b in range(picks.shape[0]):
            fetch(table, who[b])
    for b in range(picks.shape[0]):
        entries[b] = table[np.uintp(who[b])]
    for b in range(picks.shape[0]):
        k = who[b]
        alias = np.int32(entries[b])
        who[b] = k if picks[b] - k < entries[b] - alias else alias


@kernel
def add_up(start, gaps, scale, times, rows, who):
    """Fill ``times`` with the running sum ``start + scale·gaps``; return the last.

    Meanwhile the processor is asked to bring the ``rows`` of the participants ``who``: each sum waits for the one
    before, and what asks for memory waits for nothing.
    """
    t = start
    for b in range(gaps.shape[0]):
        t += gaps[b] * scale
        times[b] = t
        fetch(rows, who[b])
    return t


@kernel
def add_up_waits(lanes, words, gaps, start, scale, times, rows, who):
    """Fill ``times`` with a Poisson process from ``start`` on: exponential gaps of mean ``scale``; return the last."""
    fill_waits(lanes, words, gaps)
    return add_up(start, gaps, scale, times, rows, who)
