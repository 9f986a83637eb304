"""A Dask cluster as a place where work is done: the same interface, other machines.

Work travels as ids and plain values and its results stay on the disk, so the scheduler moves a few kilobytes for some
seconds of work. A task that has killed its worker several times makes Dask give up on it, and now and then on innocent
neighbours; `scattered` tries all of them again, each alone.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from valuechain.errors import RequestError

ANSWER = 20.0
"""Seconds in which a scheduler must answer."""
CHATTER = ("distributed", "distributed.client", "distributed.utils", "distributed.core")
"""Loggers that would tell with a traceback what the user is told in a line."""
COUNT = 5.0
"""Seconds for which the number of workers is taken to be what it was."""


class Cluster:
    """The workers of the scheduler at ``address``; they must see the results folder under the same path.

    Raises:
        RequestError: Dask is not installed, or no scheduler answers.
    """

    def __init__(self, address: str) -> None:
        try:
            distributed: Any = import_module("distributed")  # slow to load, and not everybody has it
        except ImportError:
            raise RequestError("a cluster needs Dask; install it: pip install 'valuechain[distributed]'") from None
        self.lost: tuple[type[Exception], ...] = (distributed.KilledWorker,)
        self._levels = {name: logging.getLogger(name).level for name in CHATTER}
        for name in CHATTER:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            self._client = distributed.Client(address, timeout=ANSWER, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            self._speak()
            told = f"no Dask scheduler answers at {address} ({error})"
            raise RequestError(f"{told}; start one with `dask scheduler`, and workers with `dask worker`") from error
        self._width, self._counted = 1, -COUNT

    @contextmanager
    def pool(self) -> Iterator[Executor]:
        """Give an executor for all workers; what is under way ends with it."""
        executor: Executor = self._client.get_executor(pure=False, retries=0)
        try:
            yield executor
        finally:
            executor.shutdown(wait=False)

    alone = pool

    def is_empty(self) -> bool:
        """Return whether no worker has come yet."""
        return not self._client.nthreads()

    def width(self) -> int:
        """Return the number of threads of all workers, which may come and go."""
        if time.monotonic() - self._counted >= COUNT:
            self._width = max(1, sum(self._client.nthreads().values()))
            self._counted = time.monotonic()
        return self._width

    def close(self) -> None:
        """Leave the cluster; it goes on without us."""
        self._client.close(timeout=ANSWER)
        self._speak()

    def _speak(self) -> None:
        for name, level in self._levels.items():
            logging.getLogger(name).setLevel(level)
