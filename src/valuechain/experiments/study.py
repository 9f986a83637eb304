"""A sweep at work: its points, its store, and the rounds in which cells are run until all that is wanted is there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from valuechain.errors import ResultsError
from valuechain.results.cells import ID, MANY, Cells, Ids
from valuechain.results.disk import beside, locked, replace_text, take_place, writing
from valuechain.results.sweep import Sweep, load_sweep
from valuechain.results.sweep_tables import Wanted, ordered, write_tables
from valuechain.scenario import dump
from valuechain.scenario.planning import Plan
from valuechain.scenario.writing import frame_digest
from valuechain.swarm.cache import is_cold

from .batches import Batch, Cell, Ran
from .design import Points
from .executors import AHEAD, Place, Processes, scattered
from .identity import LENGTH, model_version
from .ledger import Ledger
from .playing import COMPILING, worthwhile
from .progress import Progress
from .resolving import point_ids
from .stopping import enough

SECONDS = 2.0
"""Seconds that a batch is meant to take: long against what it costs to send and write it, short against a loss."""
LEAST = 0.2
"""Seconds that a batch is meant to take at least, so that writing it does not cost more than a few percent."""
MOST = 1_000
"""Cells of a batch."""
SURE = 1_000
"""Cells that are worth other processes without asking how long one takes; this one then loads no kernels."""
RUNNING = ".running"
"""Lock that whoever is at work on a sweep first holds."""

Whole = npt.NDArray[np.int64]


@dataclass
class Study:
    """A plan with its points and the folder of its store."""

    plan: Plan
    points: Points
    folder: Path
    outputs: tuple[str, ...]
    ids: Ids
    model: str
    test_model: str = ""
    """Name of the function that stands in for the simulation, if one does."""
    seconds: float = field(default=0.0)
    """Seconds that a cell takes, as far as is known."""

    @classmethod
    def of(
        cls, plan: Plan, points: Points, out: Path, outputs: tuple[str, ...], test_model: str = "", jobs: int = 1
    ) -> Study:
        """Return the study of a plan in a folder of ``out``; ``jobs`` is the most processes that check its points.

        Raises:
            ScenarioError: the values of a point do not go together.
        """
        model = model_version()
        keys = [keys for factor in plan.factors for keys in factor.places or ((factor.path,),)]
        name = sha256(f"{frame_digest(plan.scenario, keys)} {model}".encode()).hexdigest()[:LENGTH]
        ids = point_ids(plan, points, model, jobs)
        return cls(plan, points, out / f"{plan.name}-{name}", outputs, ids, model, test_model)

    @property
    def cells(self) -> Cells:
        """The store."""
        return Cells(self.folder / "cells")

    def batch(self, places: Sequence[tuple[int, int]]) -> Batch:
        """Return cells, told by point and replication, as work."""
        cells = tuple(Cell(bytes(self._id(p)), self.points.written(p), r) for p, r in places)
        return Batch(self.plan.template, self.cells.path, self.model, cells, self.test_model)

    def _id(self, point: int) -> bytes:
        return bytes(self.ids[point]).ljust(ID, b"\0")  # numpy strips zeros at the end


# rounds --------------------------------------------------------------------------------------------------------------


def run_study(study: Study, place: Place | None, jobs: int, progress: Progress) -> Sweep:
    """Run what is missing, round by round, and write the frames.

    Raises:
        ResultsError: the folder cannot be written.
    """
    with writing(study.folder):
        study.cells.parts.mkdir(parents=True, exist_ok=True)
    with _at_work(study.folder) as first:
        if first and (lost := study.cells.repair()):
            progress.say(f"damaged in {study.cells.path}: {', '.join(lost)}; what they held is simulated again")
        ledger = Ledger(study.cells, study.ids)
        replications = np.full(len(study.points), study.plan.replications, np.int64)
        _tell(study, ledger, ledger.by_known(replications), progress)
        try:
            replications = _rounds(study, ledger, replications, place, jobs, not first, progress)
        except KeyboardInterrupt:
            wanted = ledger.by_known(replications)
            progress.say(
                f"interrupted: {ledger.there(wanted):,} of {wanted.sum():,} cells have finished and are kept in "
                f"{study.folder}; the same command goes on from there"
            )
            _write(study, replications)  # they can be looked at meanwhile
            raise
        _write(study, replications)
    return load_sweep(study.folder)


def run_anew(study: Study, place: Place | None, jobs: int, progress: Progress) -> Sweep:
    """Run every cell beside the old results, and put the new ones in their place when all have come to an end.

    If that is interrupted, the next time goes on with it.

    Raises:
        ResultsError: the folder cannot be written, or another sweep is at work there.
    """
    with locked(study.folder, RUNNING):
        run_study(replace(study, folder=beside(study.folder)), place, jobs, progress)
        take_place(study.folder)
    return load_sweep(study.folder)


@contextmanager
def _at_work(folder: Path) -> Iterator[bool]:
    """Give whether nobody else is at work on the sweep; both may go on."""
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(folder, RUNNING))
            first = True
        except ResultsError:  # somebody is; where the folder cannot be written, the first batch will say so
            first = False
        yield first


def _tell(study: Study, ledger: Ledger, wanted: Whole, progress: Progress) -> None:
    if study.points.left_out:
        progress.say(f"{study.points.left_out:,} points fail a constraint and are left out")
    if reused := ledger.there(wanted):
        progress.say(f"reused {reused:,} finished cell{'s' * (reused != 1)}")


def _rounds(
    study: Study,
    ledger: Ledger,
    replications: Whole,
    place: Place | None,
    jobs: int,
    backwards: bool,
    progress: Progress,
) -> Whole:
    """Run rounds until every point has as many replications as it needs; return how many that are."""
    while True:
        wanted = ledger.by_known(replications)
        if total := ledger.missing(wanted):
            progress.begin(total)
            try:
                for outcome in _outcomes(study, ledger, wanted, place, jobs, backwards, progress):
                    progress.finished(outcome)
                    study.cells.gather(MANY)
            finally:
                progress.end()
                ledger.look()
        more = _needed(study, replications)
        if (more == replications).all():
            return replications
        replications = more


def _needed(study: Study, replications: Whole) -> Whole:
    """Return how many replications each point is to have, as far as those that are there tell."""
    precision = study.plan.sweep.precision
    if precision is None:
        return replications
    wanted = Wanted(study.points.frame(), study.ids, replications, (precision.output,))
    values: list[npt.NDArray[np.float64]] = []
    for start, stop in wanted.chunks():
        chunk = ordered(study.cells, wanted, start, stop)
        values += np.split(chunk.outputs[:, 0], np.cumsum(replications[start:stop])[:-1])
    if precision.versus_first:
        differences = [each[: len(values[0])] - values[0][: len(each)] for each in values[1:]]
        needed = [enough(each, len(each), precision) for each in differences]
        return np.array([max([*needed, len(values[0])]), *needed], np.int64)
    return np.array([enough(each, len(each), precision) for each in values], np.int64)


def _outcomes(
    study: Study, ledger: Ledger, wanted: Whole, place: Place | None, jobs: int, backwards: bool, progress: Progress
) -> Iterator[Ran]:
    """Yield outcomes as they come; without a place, cells run here until other processes are worth their start."""
    ledger.forget()
    pending = ledger.pending(wanted, backwards)
    left = ledger.missing(wanted)
    cold = is_cold()
    if place is None and jobs > 1 and left >= SURE and not cold:
        place = Processes(jobs)
    if place is None:
        if cold:
            progress.say(COMPILING)
        for outcome in _here(study, ledger, pending, left, jobs, cold):
            left -= outcome.done
            yield outcome
        place = Processes(min(jobs, max(left, 1)))
    if (first := next(pending, None)) is None:
        return
    works = _batches(study, chain([first], pending), left, place)
    for outcome in scattered(works, place):
        if outcome.name and not study.cells.names():
            told = "does not hold what a worker has written there"
            raise ResultsError(study.cells.path, told, "choose a folder (--out) that all workers share")
        if outcome.done > outcome.failed:
            study.seconds = outcome.seconds / outcome.done
        yield outcome
        if elsewhere := ledger.glance():
            yield Ran(elsewhere, 0, 0.0, "")


def _here(
    study: Study, ledger: Ledger, pending: Iterator[tuple[int, int]], left: int, jobs: int, cold: bool
) -> Iterator[Ran]:
    """Run cells in this process, until none is left or other processes are worth their start."""
    seconds: list[float] = []
    while not worthwhile(seconds, left, jobs, cold):
        size = 1 if len(seconds) < 2 else max(1, min(MOST, int((SECONDS if jobs == 1 else 0.5) / min(seconds))))
        places = list(islice(pending, size))
        if not places:
            return
        outcome = study.batch(places).do()
        left -= outcome.done
        if outcome.done > outcome.failed:
            seconds.append(outcome.seconds / outcome.done)
            study.seconds = min(seconds)
        yield outcome
        if elsewhere := ledger.glance():
            yield Ran(elsewhere, 0, 0.0, "")


def _batches(study: Study, pending: Iterator[tuple[int, int]], left: int, place: Place) -> Iterator[Batch]:
    """Yield batches that take about `SECONDS`; towards the end smaller ones, so that all processes end together."""
    while True:
        each = study.seconds or SECONDS
        share = max(math.ceil(left / (AHEAD * place.width())), int(LEAST / each))
        size = max(1, min(int(SECONDS / each), share, MOST))
        places = list(islice(pending, size))
        if not places:
            return
        left -= len(places)
        yield study.batch(places)


# frames --------------------------------------------------------------------------------------------------------------


def _write(study: Study, replications: Whole) -> None:
    """Write the frames of the cells that are there; nobody gathers meanwhile, and nobody else writes."""
    from .telling import about, again, sample

    study.cells.gather()
    wanted = Wanted(study.points.frame(), study.ids, replications, study.outputs)
    with locked(study.cells.path, wait=True):
        with writing(study.folder):
            replace_text(study.folder / "scenario.yaml", dump(study.plan.scenario))
        told = about(study, wanted)
        write_tables(study.folder, study.cells, wanted, told, sample(study.points), lambda p, r: again(study, p, r))
