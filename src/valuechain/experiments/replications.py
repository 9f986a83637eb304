"""Run the replications of a scenario, in memory or into a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path

import pandas as pd

from valuechain.errors import RequestError
from valuechain.results import Results
from valuechain.results.parquet import united
from valuechain.simulation import Process, simulate

from .executors import cores
from .keeping import failures, judged, run_in_folder
from .playing import played
from .progress import Progress, telling
from .provenance import ending, provenance
from .request import Changes, Request, Source, resolve
from .stopping import needed
from .worker import Outcome, Task


def run(
    source: Source,
    *,
    replications: int | None = None,
    jobs: int | None = None,
    seed: int | None = None,
    settings: Sequence[str] = (),
    overrides: Sequence[str] = (),
    processes: Sequence[Process] = (),
    out: str | PathLike[str] | None = None,
    progress: Progress | None = None,
    fresh: bool = False,
) -> Results:
    """Run a scenario's replications and return their results, which do not depend on ``jobs``.

    Args:
        source: a scenario file, a tree of plain values, or a ``Scenario``.
        replications: how many, in place of the scenario's number.
        jobs: most processes at work; by default one for each core.
        seed: in place of the scenario's seed.
        settings: changes of the scenario such as ``"population.size=500"``.
        overrides: names of the scenario's own ``overrides`` to apply.
        processes: functions that take the clock and yield SimPy events; they run beside the scenario's flows. What they
            write into outer variables is lost where a replication runs in another process.
        out: folder in which results are kept, as ``<scenario>-<id>``; None keeps them in memory. Replications that are
            there already are not run again.
        progress: who is told how it goes on; by default stderr.
        fresh: run all replications again; the old results are replaced when all have finished.

    Raises:
        ScenarioError: the scenario has faults.
        RequestError: the number of jobs is not possible, or a process cannot be sent to other processes.
        ResultsError: the folder cannot be written, or another run is writing there.
        ReplicationsFailed: some replications raised; the others are in its ``results``.
    """
    changes = Changes(tuple(settings), tuple(overrides), seed)
    scenario = resolve(source, changes, replications)
    request = Request(scenario, tuple(processes), _jobs(jobs), progress or telling(), source, changes)
    return _in_memory(request) if out is None else run_in_folder(request, Path(out), fresh)


def run_one(
    source: Source,
    replication: int,
    *,
    seed: int | None = None,
    settings: Sequence[str] = (),
    overrides: Sequence[str] = (),
    processes: Sequence[Process] = (),
) -> Results:
    """Run one replication in this process and keep it in memory; whatever it raises is raised.

    Raises:
        ScenarioError: the scenario has faults.
        RequestError: there is no such replication.
    """
    if replication < 0:
        raise RequestError(f"there is no replication {replication}; they are numbered from 0")
    scenario = resolve(source, Changes(tuple(settings), tuple(overrides), seed), 1)
    told = provenance(scenario, processes)
    return Results.of(scenario, {replication: simulate(scenario, replication, processes)}, told)


def _jobs(jobs: int | None) -> int:
    if jobs is not None and jobs < 1:
        raise RequestError(f"{jobs} jobs are not possible; give at least 1")
    return jobs or cores()


def _needed(request: Request, kept: Mapping[int, Mapping[str, pd.DataFrame]]) -> int:
    """Return how many replications it takes: those that are asked for, unless precision asks for more."""
    if request.scenario.precision is None:
        return len(request.wanted)
    return needed(united({number: frames["runs"] for number, frames in kept.items()}), request.scenario)


def _in_memory(request: Request) -> Results:
    told = provenance(request.scenario, request.processes)
    task = Task(request.scenario, request.processes)
    outcomes: list[Outcome] = []
    while True:
        missing = request.wanted[len(outcomes) :]
        outcomes += played(task, missing, request.jobs, request.progress)
        kept = {each.replication: each.frames for each in outcomes if each.frames is not None}
        if failures(outcomes) or (more := _needed(request, kept)) == len(request.wanted):
            break
        request = request.with_replications(more)
    told |= ending(failures(outcomes))
    told["replications"] = {"requested": len(request.wanted), "finished": len(kept)}
    return judged(request, outcomes, Results.of(request.scenario, kept, told) if kept else None)
