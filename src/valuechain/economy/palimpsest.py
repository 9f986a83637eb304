"""Every revision ever made, with its parent and fate, kept compactly; and proof that it replays to the present.

Revisions come in blocks from the swarm. Each is checked as it comes: it must begin with the quality at which the last
one left its module, and what is restored must be what its parent was.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from valuechain.swarm.arrays import Floats
from valuechain.swarm.commons import (
    AFTER,
    BEFORE,
    ENDED,
    FATE,
    FROM,
    KIND,
    OPENED,
    PROPOSED,
    REJECTED,
    RESTORED,
    WHEN,
    WHICH,
    WHO,
)

from .memory import open_apart

ROW = np.dtype(
    [
        ("time", "f8"),
        ("proposed", "f8"),
        ("before", "f8"),
        ("after", "f8"),
        ("ended", "f8"),
        ("module", "i4"),
        ("author", "i4"),
        ("parent", "i4"),
        ("kind", "i1"),
        ("fate", "i1"),
    ]
)
"""One revision; ``ended`` is the day of its fate, missing while it is live."""

COLUMNS = {
    "time": WHEN,
    "proposed": PROPOSED,
    "before": BEFORE,
    "after": AFTER,
    "module": WHICH,
    "author": WHO,
    "parent": FROM,
    "kind": KIND,
    "fate": FATE,
}
"""Where the swarm's log has them."""

PAGE = 1 << 16
"""Revisions to a page."""

Rows = NDArray[np.void]
Page = dict[str, NDArray[Any]]
"""Up to PAGE revisions, column by column."""


class Gap(NamedTuple):
    """Where the log does not replay: a module, and the two qualities that should be one."""

    module: int
    logged: float
    replayed: float


class Palimpsest:
    """The revisions of one commons, in the order in which they were made; their number is their place."""

    def __init__(self, quality: Floats) -> None:
        self.pages: list[Page] = []
        self.count = 0
        self._replayed = quality.copy()
        self.gap: Gap | None = None

    def add(self, log: Floats) -> None:
        """Take over rows of the log (n, LOG_COLUMNS): revisions, and what became of earlier ones."""
        ended = log[:, KIND] == ENDED
        made = log[~ended]
        rows = np.empty(len(made), ROW)
        for name, column in COLUMNS.items():
            rows[name] = made[:, column]
        rows["ended"] = np.where(rows["fate"] == 0, np.nan, rows["time"])
        self._append(rows)
        self._replay(rows)
        self._end(log[ended])

    def _append(self, rows: Rows) -> None:
        while len(rows):
            room = len(self.pages) * PAGE - self.count
            if room == 0:
                self.pages.append({name: open_apart(PAGE, ROW[name]) for name in ROW.fields or ()})
                room = PAGE
            part, rows = rows[:room], rows[room:]
            for name, column in self.pages[-1].items():
                column[PAGE - room : PAGE - room + len(part)] = part[name]
            self.count += len(part)

    def _end(self, fates: Floats) -> None:
        """Note what became of earlier revisions."""
        which, fate, day = fates[:, WHICH].astype(np.int64), fates[:, FATE].astype(np.int8), fates[:, WHEN]
        for page in np.unique(which // PAGE):
            here = which // PAGE == page
            self.pages[page]["fate"][which[here] % PAGE] = fate[here]
            self.pages[page]["ended"][which[here] % PAGE] = day[here]

    def _replay(self, rows: Rows) -> None:
        """Go on from the qualities replayed so far; remember the first gap."""
        made = rows[rows["fate"] != REJECTED]
        if not len(made):
            return
        order = np.argsort(made["module"], kind="stable")
        module, before, after = made["module"][order], made["before"][order], made["after"][order]
        first = np.append(True, module[1:] != module[:-1])
        expected = np.where(first, self._replayed[module], np.append(0.0, after[:-1]))
        opened = made["kind"][order] == OPENED
        restored = np.flatnonzero((made["kind"][order] == RESTORED) & (made["parent"][order] >= 0))
        truth = self._quality_of(made["parent"][order][restored])
        wrong = np.flatnonzero((before != expected) & ~opened)
        lies = restored[truth != after[restored]]
        if len(wrong) and self.gap is None:
            self.gap = Gap(int(module[wrong[0]]), float(before[wrong[0]]), float(expected[wrong[0]]))
        if len(lies) and self.gap is None:
            self.gap = Gap(int(module[lies[0]]), float(after[lies[0]]), float(truth[truth != after[restored]][0]))
        last = np.append(module[1:] != module[:-1], True)
        self._replayed[module[last]] = after[last]

    def _quality_of(self, revisions: NDArray[np.int32]) -> Floats:
        """Return the qualities that these revisions gave."""
        quality = np.empty(len(revisions))
        for page in np.unique(revisions // PAGE):
            here = revisions // PAGE == page
            quality[here] = self.pages[page]["after"][revisions[here] % PAGE]
        return quality

    def differs_from(self, quality: Floats) -> Gap | None:
        """Return where the replayed artefact is not the present one, bit for bit; None if it is."""
        wrong = np.flatnonzero(self._replayed[: len(quality)] != quality)
        if self.gap is None and len(wrong):
            m = int(wrong[0])
            return Gap(m, float(quality[m]), float(self._replayed[m]))
        return self.gap

    def hand_over(self, name: str) -> NDArray[Any]:
        """Return column ``name`` of all revisions, and keep it no longer: twice ten million would not fit."""
        parts = [page.pop(name)[: self.count - k * PAGE] for k, page in enumerate(self.pages)]
        return np.concatenate(parts) if parts else np.empty(0, ROW[name])
