"""Where replications run: in this process, or in several beside it.

The processes are loky's: they start clean (no fork), take functions from notebooks, and a pool that has lost one is
replaced by a new one.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import contextmanager
from multiprocessing import resource_tracker
from pickle import PicklingError

import loky

from valuechain.errors import RequestError

from .failures import Failure
from .worker import Outcome, Task, play

AHEAD = 2
"""Tasks handed out for each process: one at work, one waiting."""


def cores() -> int:
    """Return the number of cores that this process may use."""
    return int(loky.cpu_count())


def serial(task: Task, replications: Sequence[int]) -> Iterator[Outcome]:
    """Run replications in this process, one after another."""
    for each in replications:
        yield play(task, each)


def parallel(task: Task, replications: Sequence[int], jobs: int) -> Iterator[Outcome]:
    """Run replications in ``jobs`` processes; outcomes come as they finish.

    A process that dies takes its pool with it. What was handed out is then run again, each alone, so that a
    replication that kills its process (memory, as a rule) fails by itself. Closing the iterator kills the processes.

    Raises:
        RequestError: a process of the user's cannot be sent to other processes.
        ResultsError: a part cannot be written.
    """
    waiting = deque(replications)
    while waiting:
        suspects = yield from _until_broken(task, waiting, jobs)
        for each in suspects:
            yield _alone(task, each)


def _until_broken(task: Task, waiting: deque[int], jobs: int) -> Generator[Outcome, None, list[int]]:
    """Yield outcomes until none is left or a process has died; return what was handed out then."""
    flying: dict[Future[Outcome], int] = {}
    with _pool(jobs) as pool:
        try:
            while waiting or flying:
                while waiting and len(flying) < AHEAD * jobs:
                    flying[_submit(pool, task, waiting[0])] = waiting[0]
                    waiting.popleft()
                for future in wait(flying, return_when=FIRST_COMPLETED).done:
                    outcome = _result(future)
                    del flying[future]
                    yield outcome
        except BrokenExecutor:
            return list(flying.values())
    return []


def _alone(task: Task, replication: int) -> Outcome:
    try:
        with _pool(1) as pool:
            return _result(_submit(pool, task, replication))
    except BrokenExecutor as error:
        return Outcome(replication, failure=Failure.of(replication, error))


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


def _submit(pool: Executor, task: Task, replication: int) -> Future[Outcome]:
    """Hand out a task; processes that start on it inherit deaf ears for Ctrl-C, which is this process's to answer."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        return pool.submit(play, task, replication)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _result(future: Future[Outcome]) -> Outcome:
    try:
        return future.result()
    except PicklingError as error:
        problem = "a process of yours holds something that cannot be sent to other processes"
        raise RequestError(f"{problem}; use jobs=1") from error
