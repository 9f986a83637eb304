"""Where work is done: in this process, or in several beside it.

The processes are loky's: they start clean (no fork), take functions from notebooks, and a pool that has lost one is
replaced by a new one.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from multiprocessing import resource_tracker
from pickle import PicklingError
from typing import Protocol, TypeVar

import loky

from valuechain.errors import RequestError

from .work import Work, do
from .worker import Outcome, Replication, Task, play

AHEAD = 2
"""Pieces of work handed out for each process: one at work, one waiting."""

T = TypeVar("T")


class Place(Protocol):
    """A place with processes that do work."""

    @property
    def lost(self) -> tuple[type[Exception], ...]:
        """What is raised in place of an outcome when a process dies at work."""

    def pool(self) -> AbstractContextManager[Executor]:
        """Give an executor for all processes."""

    def alone(self) -> AbstractContextManager[Executor]:
        """Give an executor for one process."""

    def width(self) -> int:
        """Return the number of processes that are there now."""


@dataclass(frozen=True)
class Processes:
    """``jobs`` processes of this machine."""

    jobs: int
    lost: tuple[type[Exception], ...] = (BrokenExecutor,)

    def pool(self) -> AbstractContextManager[Executor]:
        """Give an executor for all processes."""
        return _pool(self.jobs)

    def alone(self) -> AbstractContextManager[Executor]:
        """Give an executor for one process."""
        return _pool(1)

    def width(self) -> int:
        """Return the number of processes."""
        return self.jobs


def cores() -> int:
    """Return the number of cores that this process may use."""
    return int(loky.cpu_count())


def serial(task: Task, replications: Sequence[int]) -> Iterator[Outcome]:
    """Run replications in this process, one after another."""
    for each in replications:
        yield play(task, each)


def parallel(task: Task, replications: Sequence[int], jobs: int) -> Iterator[Outcome]:
    """Run replications in ``jobs`` processes, as `scattered` does."""
    yield from scattered((Replication(task, each) for each in replications), Processes(jobs))


def scattered(works: Iterator[Work[T]], place: Place) -> Iterator[T]:
    """Do works in the processes of a place; outcomes come as they finish.

    A work is taken from the iterator when there is a process for it soon, so its size may follow from outcomes so far.
    What was handed out when a process died is done again, each alone and in ever smaller pieces, so that a piece that
    kills its process (memory, as a rule) fails by itself. Closing the iterator ends what is under way.

    Raises:
        RequestError: a process of the user's cannot be sent to other processes.
        ResultsError: a part cannot be written.
    """
    left = True
    while left:
        left, suspects = yield from _until_lost(works, place)
        for each in suspects:
            yield from _alone(each, place)


def _until_lost(works: Iterator[Work[T]], place: Place) -> Generator[T, None, tuple[bool, list[Work[T]]]]:
    """Yield outcomes until none is left or a process has died; return whether any may be left, and what it had."""
    flying: dict[Future[T], Work[T]] = {}
    suspects: list[Work[T]] = []
    left = True
    with place.pool() as pool:
        while left or flying:
            while left and not suspects and len(flying) < AHEAD * place.width():
                work = next(works, None)
                left = work is not None
                if work is not None:
                    try:
                        flying[_submit(pool, work)] = work
                    except place.lost:
                        suspects.append(work)
            for future in wait(flying, return_when=FIRST_COMPLETED).done:
                work = flying.pop(future)
                try:
                    outcome = _result(future)
                except place.lost:
                    suspects.append(work)
                    continue
                yield outcome
            if suspects and not flying:
                break
    return left, suspects


def _alone(work: Work[T], place: Place) -> Iterator[T]:
    try:
        with place.alone() as pool:
            outcome = _result(_submit(pool, work))
    except place.lost as error:
        halves = work.halves()
        if not halves:
            yield work.lost(error)
        for each in halves:
            yield from _alone(each, place)
        return
    yield outcome


@contextmanager
def _pool(jobs: int) -> Iterator[Executor]:
    """Give an executor; kill its processes unless the work is done, else let them wait a moment for more."""
    resource_tracker.ensure_running()  # else it starts with the first task, and opens the ears that `_submit` closes
    executor = loky.get_reusable_executor(jobs, initializer=_follow, initargs=(os.getpid(),))
    try:
        yield executor
    except BaseException:
        executor.shutdown(wait=True, kill_workers=True)
        raise


def _follow(parent: int) -> None:
    """End this process soon after its parent, however that ended; loky's own processes may wait for ever."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _submit(pool: Executor, work: Work[T]) -> Future[T]:
    """Hand out work; processes that start on it inherit deaf ears for Ctrl-C, which is this process's to answer."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        call: Callable[[Work[T]], T] = do
        return pool.submit(call, work)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _result(future: Future[T]) -> T:
    try:
        return future.result()
    except PicklingError as error:
        problem = "a process of yours holds something that cannot be sent to other processes"
        raise RequestError(f"{problem}; use jobs=1") from error
