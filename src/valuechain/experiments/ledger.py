"""Which cells of a sweep are in its store, and which are to be run next."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from valuechain.randomness import stream
from valuechain.results.cells import Cells, Ids

LOOK = 2.0
"""Seconds after which the store is looked at again for cells that somebody else has run."""

Bits = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]


@dataclass
class Ledger:
    """The cells of points ``ids``: equal ids are one point, which is run once.

    Takes a byte for each cell, whatever the cells hold.
    """

    cells: Cells
    ids: Ids
    seen: frozenset[str] = frozenset()
    known: Ids = field(init=False)
    """The different ids, in order."""
    place: Whole = field(init=False)
    """Where the id of each point is in ``known``."""
    first: Whole = field(init=False)
    """The first point with each of the known ids."""

    def __post_init__(self) -> None:
        self.known, self.first, self.place = np.unique(self.ids, return_index=True, return_inverse=True)
        self._there: list[Bits] = []
        self._taken: list[Bits] = []
        self._looked = 0.0
        self.look()

    def _row(self, rows: list[Bits], replication: int) -> Bits:
        while len(rows) <= replication:
            rows.append(np.zeros(len(self.known), np.bool_))
        return rows[replication]

    def look(self) -> int:
        """Find what the store holds; return how many cells somebody else has put there since the last look."""
        self._looked = time.monotonic()
        keys, numbers, self.seen = self.cells.keys(self.seen)
        at = np.minimum(np.searchsorted(self.known, keys), len(self.known) - 1)
        ours = self.known[at] == keys
        fresh = 0
        for replication in np.unique(numbers[ours]).tolist():
            there, taken = self._row(self._there, replication), self._row(self._taken, replication)
            new = np.zeros(len(self.known), np.bool_)
            new[at[ours & (numbers == replication)]] = True
            fresh += int((new & ~there & ~taken).sum())
            there |= new
        return fresh

    def glance(self) -> int:
        """Look if it is time to look again."""
        return self.look() if time.monotonic() - self._looked >= LOOK else 0

    def there(self, wanted: Whole) -> int:
        """Return how many cells of the first ``wanted`` replications of each known point are there."""
        return sum(int((row & (wanted > r)).sum()) for r, row in enumerate(self._there))

    def missing(self, wanted: Whole) -> int:
        """Return how many are not."""
        return int(wanted.sum()) - self.there(wanted)

    def by_known(self, replications: Whole) -> Whole:
        """Return the most replications that any point asks for, by known id."""
        most = np.zeros(len(self.known), np.int64)
        np.maximum.at(most, self.place, replications)
        return most

    def forget(self) -> None:
        """Let cells that were handed out and are not there be handed out again."""
        self._taken = []

    def pending(self, wanted: Whole, backwards: bool) -> Iterator[tuple[int, int]]:
        """Yield point (by its first number) and replication of each cell that is neither there nor taken yet.

        Replications come one after another, so that an interrupted sweep is balanced; the points of each in an order
        drawn once for all, so that those that take longer are spread evenly. Of two at work on one sweep, one goes
        ``backwards``, and they meet in the middle.
        """
        order = stream(0, 0, "order of points").permutation(len(self.known))
        rounds: Sequence[int] = range(int(wanted.max(initial=0)))
        for replication in reversed(rounds) if backwards else rounds:
            there, taken = self._row(self._there, replication), self._row(self._taken, replication)
            for at in reversed(order) if backwards else order:
                if wanted[at] > replication and not there[at] and not taken[at]:
                    taken[at] = True
                    yield int(self.first[at]), replication
