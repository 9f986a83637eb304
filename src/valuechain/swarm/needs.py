"""Who needs something, and when: superposed Poisson clocks with an alias table."""

import numpy as np

from .compilation import kernel
from .draws import fill_units, fill_waits
from .prefetch import fetch


@kernel
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
def name_participants(lanes, words, picks, table, rows, who):
    """Fill ``who`` with participants drawn in proportion to their rates; ``words`` and ``picks`` are room to work in.

    What will be read next, places of ``table`` and then of ``rows``, is asked for ahead of time.
    """
    fill_units(lanes, words, picks)
    n = table.shape[0]
    for b in range(picks.shape[0]):
        picks[b] *= n
        who[b] = int(picks[b])
        fetch(table, who[b])
    for b in range(picks.shape[0]):
        k = who[b]
        alias = int(table[k])  # worked out whether needed or not: a branch that nobody can foresee costs more
        who[b] = k if picks[b] - k < table[k] - alias else alias
    for b in range(picks.shape[0]):  # apart: beside other work it would bring that branch back
        fetch(rows, who[b])


@kernel
def add_up(start, gaps, scale, times):
    """Fill ``times`` with the running sum ``start + scale·gaps``; return the last."""
    t = start
    for b in range(gaps.shape[0]):
        t += gaps[b] * scale
        times[b] = t
    return t


@kernel
def add_up_waits(lanes, words, gaps, start, scale, times):
    """Fill ``times`` with a Poisson process from ``start`` on: exponential gaps of mean ``scale``; return the last."""
    fill_waits(lanes, words, gaps)
    return add_up(start, gaps, scale, times)
