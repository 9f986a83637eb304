"""One replication as a task: what a process is told, and what it tells when it is done."""

from __future__ import annotations

import gc
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from valuechain.errors import PriceError
from valuechain.results import Folder
from valuechain.scenario import Scenario

from .failures import Failure

if TYPE_CHECKING:
    from valuechain.simulation import Process

MANY = 1_000_000
"""Rows of a replication from which its memory is freed before it is written: looking for what to free takes a while."""


@dataclass(frozen=True)
class Task:
    """What every replication of a run has in common; ``folder`` is where parts go (None: frames come back)."""

    scenario: Scenario
    processes: Sequence[Process] = ()
    folder: Path | None = None


@dataclass(frozen=True)
class Outcome:
    """How a replication ended: seconds it took, and either a failure or, if they were asked for, its frames."""

    replication: int
    seconds: float = 0.0
    failure: Failure | None = None
    frames: Mapping[str, pd.DataFrame] | None = None

    done = 1
    """Number of replications that have come to an end."""

    @property
    def failed(self) -> int:
        """Number of those that failed."""
        return int(self.failure is not None)


@dataclass(frozen=True)
class Replication:
    """One replication as work for an executor."""

    task: Task
    number: int

    def do(self) -> Outcome:
        """Run it."""
        return play(self.task, self.number)

    def halves(self) -> tuple[()]:
        """Return nothing: a replication is not divided."""
        return ()

    def lost(self, error: BaseException) -> Outcome:
        """Return the outcome of a replication that took its process with it."""
        return Outcome(self.number, failure=Failure.of(self.number, error))


def play(task: Task, replication: int) -> Outcome:
    """Run one replication and keep it; what the simulation raises is the outcome, what the disk raises is raised.

    Raises:
        PriceError: the rules of the scenario lead to no prices, which is no single replication's fault.
        ResultsError: the part cannot be written.
    """
    from valuechain.simulation import simulate  # loads the compiler, which who hands out work does without

    start = time.perf_counter()
    try:
        frames = simulate(task.scenario, replication, task.processes)
    except PriceError:
        raise
    except (Exception, SystemExit) as error:  # whatever it is, the other replications go on, and this one is reported
        return Outcome(replication, time.perf_counter() - start, Failure.of(replication, error))
    if task.folder is None:
        return Outcome(replication, time.perf_counter() - start, frames=frames)
    if sum(map(len, frames.values())) > MANY:
        gc.collect()  # processes that still wait hold the economy, which takes as much again as the frames
    Folder(task.folder).keep(replication, frames)
    return Outcome(replication, time.perf_counter() - start)
