"""Cells of a sweep as work: a few replications of points, run one after another and kept together."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from valuechain.errors import RequestError
from valuechain.results.cells import ID, Cells, Row
from valuechain.scenario.template import Template

from .failures import Failure
from .identity import model_version
from .testmodels import measuring


class Cell(NamedTuple):
    """One replication of a point: the point's id, its values as the scenario writes them, the replication."""

    point: bytes
    values: tuple[object, ...]
    replication: int


@dataclass(frozen=True)
class Ran:
    """What has become of a batch: cells that have come to an end, how many failed, the time, the name of its file."""

    done: int
    failed: int
    seconds: float
    name: str


@dataclass(frozen=True)
class Batch:
    """Cells of one sweep: ``template`` with their values is their scenario; ``folder`` is the store.

    ``model`` is the version of the model that asked for them; another one gives other numbers and refuses.
    """

    template: Template
    folder: Path
    model: str
    cells: tuple[Cell, ...]
    test_model: str = ""
    """Name of the function that stands in for the simulation, if one does."""

    def do(self) -> Ran:
        """Run all cells and keep them; what a simulation raises is a row, what the disk raises is raised.

        Raises:
            ResultsError: the batch cannot be written.
            RequestError: this process has another version of the model.
        """
        if self.model != model_version():
            told = f"a worker runs valuechain {model_version()}, and the sweep {self.model}"
            raise RequestError(f"{told}; install the same version on all machines")
        start = time.perf_counter()
        rows = [self._row(cell) for cell in self.cells]
        name = Cells(self.folder).keep(rows)
        failed = sum(row.error is not None for row in rows)
        return Ran(len(rows), failed, time.perf_counter() - start, name)

    def _row(self, cell: Cell) -> Row:
        try:
            scenario = self.template.at(cell.values)
            measures = measuring(self.test_model)(scenario, cell.replication)
        except (Exception, SystemExit) as error:  # whatever it is, the other cells go on, and this one is a row
            failure = Failure.of(cell.replication, error)
            return Row(cell.point, cell.replication, {}, failure.error, failure.traceback)
        return Row(cell.point, cell.replication, measures)

    def halves(self) -> Sequence[Batch]:
        """Return the batch in two, unless it is one cell."""
        middle = len(self.cells) // 2
        pieces = (self.cells[:middle], self.cells[middle:])
        return [replace(self, cells=piece) for piece in pieces] if middle else []

    def lost(self, error: BaseException) -> Ran:
        """Keep the one cell that takes its process with it as a failure."""
        (cell,) = self.cells
        told = f"the process that ran it died ({type(error).__name__}); most often memory ran out"
        name = Cells(self.folder).keep([Row(cell.point, cell.replication, {}, told, told)])
        return Ran(1, 1, 0.0, name)


def point_id(digest: str, model: str) -> bytes:
    """Return the id of a point from the digest of its scenario: equal only for what gives equal replications."""
    return sha256(f"{digest} {model}".encode()).digest()[:ID]
