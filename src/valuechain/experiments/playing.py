"""Run replications as fast as it pays: here first, in other processes when enough work is left."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from valuechain.scenario import cautions
from valuechain.swarm.cache import is_cold

from .executors import parallel
from .progress import Progress
from .worker import Outcome, Task, play

COMPILING = "compiling the simulation kernels once for this machine (about 15 s; kept for next time)"

START = 5.0
"""Seconds that other processes take to start, and so must save."""
TELLING = 5.0
"""Seconds from which the first replication tells how long one takes; below, loading the kernels may be most of it."""


def played(task: Task, replications: Sequence[int], jobs: int, progress: Progress) -> list[Outcome]:
    """Run ``replications`` with at most ``jobs`` processes and return their outcomes in the order of their numbers.

    Raises:
        RequestError: a process of the user's cannot be sent to other processes.
        ResultsError: a part cannot be written.
    """
    progress.begin(len(replications))
    try:
        return sorted(_told(task, replications, jobs, progress), key=lambda outcome: outcome.replication)
    finally:
        progress.end()


def _told(task: Task, replications: Sequence[int], jobs: int, progress: Progress) -> Iterator[Outcome]:
    for caution in cautions(task.scenario) if replications else ():
        progress.say(f"note: {caution}")
    if replications and (cold := is_cold()):
        progress.say(COMPILING)
    for outcome in _outcomes(task, deque(replications), jobs, bool(replications) and cold):
        progress.finished(outcome)
        yield outcome


def _outcomes(task: Task, waiting: deque[int], jobs: int, cold: bool) -> Iterator[Outcome]:
    """Yield outcomes as they come; nothing changes place before one replication has told how long one takes."""
    seconds: list[float] = []
    while waiting and not worthwhile(seconds, len(waiting), jobs, cold):
        outcome = play(task, waiting.popleft())
        if outcome.failure is None:
            seconds.append(outcome.seconds)
        yield outcome
    if waiting:
        yield from parallel(task, waiting, min(jobs, len(waiting)))


def worthwhile(seconds: Sequence[float], left: int, jobs: int, cold: bool) -> bool:
    """Whether other processes save more time than their start takes, judged by the replications that have run."""
    known = len(seconds) > 1 or (len(seconds) == 1 and not cold and seconds[0] >= TELLING)
    return known and jobs > 1 and left > 1 and min(seconds) * left * (1 - 1 / min(jobs, left)) >= START
