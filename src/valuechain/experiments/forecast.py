"""What a sweep would do, without doing it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from valuechain.results.columns import MEASURES

from .ledger import Ledger
from .study import Study
from .trying import seconds_of_a_cell

BYTES = 5.0
"""Bytes that a number takes in the store, compressed, and as much again in the frames if it is asked for."""


@dataclass(frozen=True)
class Forecast:
    """Points and cells of a sweep, how many are there, and what the others would take (seconds, bytes)."""

    folder: Path
    factors: int
    method: str
    points: int
    left_out: int
    cells: int
    there: int
    seconds_each: float
    jobs: int
    bytes: int
    precision: bool

    @property
    def missing(self) -> int:
        """Cells that would be run."""
        return self.cells - self.there

    @property
    def seconds(self) -> float:
        """Time that they would take."""
        return self.missing * self.seconds_each / min(self.jobs, max(1, self.missing))

    def __str__(self) -> str:
        left_out = f" ({self.left_out:,} more fail a constraint)" if self.left_out else ""
        first = "; precision may ask for more" if self.precision else ""
        return "\n".join(
            [
                f"points       {self.points:,}{left_out}: {self.method} of {self.factors} factors",
                f"cells        {self.cells:,}{first}",
                f"there        {self.there:,} in {self.folder}",
                f"to run       {self.missing:,}",
                f"time         about {duration(self.seconds)} ({self.seconds_each:.2g} s a cell, {self.jobs} jobs)",
                f"disk         about {size(self.bytes)}",
            ]
        )


def foresee(study: Study, jobs: int) -> Forecast:
    """Return the forecast of a study; a few of its cells are run, and not kept."""
    ledger = Ledger(study.cells, study.ids)
    wanted = ledger.by_known(np.full(len(study.points), study.plan.replications, np.int64))
    cells, there = int(wanted.sum()), ledger.there(wanted)
    chains = len(study.plan.scenario.chains)
    numbers = len(MEASURES) * (1 + chains) + len(study.outputs)
    return Forecast(
        study.folder, len(study.points.factors), study.points.design["method"], len(study.points),
        study.points.left_out, cells, there, seconds_of_a_cell(study) if cells > there else 0.0, jobs,
        int((cells - there) * numbers * BYTES), study.plan.sweep.precision is not None,
    )  # fmt: skip


def duration(seconds: float) -> str:
    """Return a time as one says it."""
    for name, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {name}"
    return f"{seconds:.0f} seconds"


def size(number: int) -> str:
    """Return a number of bytes as one says it."""
    for name, unit in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if number >= unit:
            return f"{number / unit:.1f} {name}"
    return f"{number} bytes"
