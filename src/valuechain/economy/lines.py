"""The production lines of every chain: which are free when, how many there are, what halts them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from valuechain.swarm.arrays import Floats


class Lines:
    """The lines of all chains; ``free`` (C, lines) holds the day from which each is free, inf: no such line.

    The array is the swarm's own: where units are made one for one its kernels read and write it. ``most`` is how many
    lines each chain plans to have at most.
    """

    def __init__(self, free: Floats, most: Sequence[int]) -> None:
        self._free = free
        self.most = tuple(most)
        self._idle: list[tuple[int, float, float]] = []
        self._closing: list[tuple[int, float, float]] = []
        self._counts = np.isfinite(free).sum(axis=1).astype(np.float64)
        self._line_days, self._since = np.zeros(len(free)), np.zeros(len(free))

    def begin(self, chain: int, work: float, now: float) -> None:
        """Occupy the line of ``chain`` that is free first for ``work`` days."""
        free = self._free[chain]
        days = free.tolist()  # a few numbers: as a list they are looked through in a tenth of the time
        free[days.index(min(days))] = now + work

    def free_from(self, chain: int) -> float:
        """Return the day from which a line of the chain is free."""
        return float(min(self._free[chain].tolist()))

    def count(self, chain: int) -> int:
        """Return the number of lines that the chain has now."""
        return int(self._counts[chain])

    def halt(self, chain: int, until: float, now: float) -> None:
        """Stop the lines of ``chain`` from starting any work before day ``until``."""
        free = self._free[chain]
        for line in np.flatnonzero(free < until):
            self._idle.append((chain, max(now, float(free[line])), until))
            free[line] = until

    def change(self, chain: int, count: int, now: float) -> None:
        """Give ``chain`` another number of lines: new ones are free at once, those that close finish their work."""
        self._line_days[chain] += self._counts[chain] * (now - self._since[chain])
        self._since[chain], before = now, self.count(chain)
        self._counts[chain] = count
        free = self._free[chain]
        if count > before:
            free[np.flatnonzero(np.isinf(free))[: count - before]] = now
            return
        open_lines = np.flatnonzero(np.isfinite(free))
        for line in open_lines[np.argsort(free[open_lines], kind="stable")][count:]:  # the busiest close first
            if free[line] > now:
                self._closing.append((chain, now, float(free[line])))
            free[line] = math.inf

    def line_days(self, now: float) -> Floats:
        """Return the days that all lines together have existed, per chain; those that close, until they are done."""
        days: Floats = self._line_days + self._counts * (now - self._since)
        for chain, start, end in self._closing:
            days[chain] += min(now, end) - start
        return days

    def work_ahead(self, now: float) -> Floats:
        """Return the line-days of work already promised beyond day ``now``, per chain; idle days of halts apart."""
        ahead = np.array([sum(day - now for day in days if now < day < math.inf) for days in self._free.tolist()])
        for chain, start, end in self._idle:
            ahead[chain] -= max(0.0, end - max(start, now))
        for chain, _, end in self._closing:
            ahead[chain] += max(0.0, end - now)
        return ahead
