"""Replications kept in a folder: what has finished stays and is not run again, whatever happens meanwhile."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from valuechain.errors import ResultsError
from valuechain.results import Folder, Results, load_results
from valuechain.results.disk import beside, locked, take_place, writing
from valuechain.results.folder import recorded
from valuechain.scenario import dump

from .failures import SHOWN, Failure, ReplicationsFailed
from .identity import run_name
from .playing import played
from .provenance import ending, labels, provenance
from .request import Request
from .stopping import needed
from .worker import Outcome, Task


def run_in_folder(request: Request, out: Path, fresh: bool) -> Results:
    """Bring the results of ``request`` in ``out`` up to what is asked for, or make them anew, and return them.

    Raises:
        ResultsError: the folder cannot be written, or another run is writing there.
        ReplicationsFailed: some replications raised.
    """
    home = out / run_name(request.scenario, request.processes)
    with writing(home):
        home.mkdir(parents=True, exist_ok=True)
    with locked(home):
        return _anew(request, home) if fresh and Folder(home).names() else _complete(request, Folder(home))


def _anew(request: Request, home: Path) -> Results:
    """Run everything beside the old results, and put it in their place only when all has gone well.

    If that is interrupted, the next time goes on with it.
    """
    _complete(request, Folder(beside(home)))
    take_place(home)
    return load_results(home, request.wanted)


def _complete(request: Request, folder: Folder) -> Results:
    """Run what is missing in ``folder`` and return what is asked for."""
    frames = recorded(request.scenario)
    if lost := folder.repair(frames):
        request.progress.say(_again(folder, lost))
    finished = folder.complete(frames)
    told = _open(request, folder, not finished.issuperset(request.wanted))
    if finished:
        request.progress.say(_reused(request, finished))
    outcomes: list[Outcome] = []
    while True:
        there = folder.complete(frames)
        missing = [each for each in request.wanted if each not in there]
        outcomes += _play(request, folder, missing)
        if failures(outcomes) or (more := _needed(request, folder)) == len(request.wanted):
            break
        request = request.with_replications(more)
    folder.compact()
    _close(request, folder, told, outcomes)
    there = folder.complete(frames).intersection(request.wanted)
    return judged(request, outcomes, load_results(folder.path, there) if there else None)


def _needed(request: Request, folder: Folder) -> int:
    """Return how many replications it takes: those that are asked for, unless precision asks for more."""
    if request.scenario.precision is None:
        return len(request.wanted)
    return needed(folder.read("runs", request.wanted), request.scenario)


def _again(folder: Folder, lost: Sequence[str]) -> str:
    more = f" and {len(lost) - SHOWN} more" if len(lost) > SHOWN else ""
    return f"damaged or missing in {folder.path}: {', '.join(lost[:SHOWN])}{more}; what they held is simulated again"


def _play(request: Request, folder: Folder, missing: Sequence[int]) -> list[Outcome]:
    task = Task(request.scenario, request.processes, folder.path)
    try:
        return played(task, missing, request.jobs, request.progress)
    except KeyboardInterrupt:
        done = len(folder.complete(recorded(request.scenario)).intersection(request.wanted))
        request.progress.say(
            f"interrupted: {done} of {len(request.wanted)} replications have finished and are kept in {folder.path}; "
            "the same command goes on from there"
        )
        raise


def _reused(request: Request, finished: frozenset[int]) -> str:
    n = len(finished.intersection(request.wanted))
    words = f"reused {n} finished replication{'s' * (n != 1)}"
    return words if n == len(finished) else f"{words}; the folder keeps {len(finished)}"


def _open(request: Request, folder: Folder, running: bool) -> dict[str, Any]:
    """Write what is asked for into the folder before anything runs; return the provenance so far."""
    known = _known(request, folder)
    fresh = provenance(request.scenario, request.processes)
    told = fresh if running or not known else known | labels(request.scenario)
    if running and known:
        told["earlier"] = [*known.pop("earlier", []), known]
    told["replications"] = _counts(request, folder)
    folder.write_text("scenario.yaml", dump(request.scenario))
    _write(folder, told)
    return told


def _known(request: Request, folder: Folder) -> dict[str, Any]:
    """Return the provenance that is there; nothing if there is none or it is damaged."""
    if not (folder.path / "provenance.json").exists():
        return {}
    try:
        return folder.read_provenance()
    except ResultsError:
        request.progress.say(f"damaged in {folder.path}: provenance.json; it is written anew")
        return {}


def _close(request: Request, folder: Folder, told: Mapping[str, Any], outcomes: Sequence[Outcome]) -> None:
    """Write how it went; where nothing ran, how it went before stays."""
    end = ending(failures(outcomes)) if outcomes else {}
    _write(folder, {**told, **end, "replications": _counts(request, folder)})


def _counts(request: Request, folder: Folder) -> dict[str, int]:
    return {"requested": len(request.wanted), "finished": len(folder.complete(recorded(request.scenario)))}


def _write(folder: Folder, told: Mapping[str, Any]) -> None:
    folder.write_text("provenance.json", json.dumps(told, indent=2, ensure_ascii=False) + "\n")


def failures(outcomes: Sequence[Outcome]) -> list[Failure]:
    """Return the failures among outcomes."""
    return [each.failure for each in outcomes if each.failure is not None]


def judged(request: Request, outcomes: Sequence[Outcome], results: Results | None) -> Results:
    """Return the results if there are any and nothing has failed.

    Raises:
        ReplicationsFailed: some replications raised.
    """
    failed = failures(outcomes)
    if failed or results is None:
        raise ReplicationsFailed(failed, results, request.again(failed[0].replication))
    return results
