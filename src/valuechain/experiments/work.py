"""What an executor is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar


class Ended(Protocol):
    """What is told of work that has come to an end: how many replications, how many of them failed, and the time."""

    @property
    def done(self) -> int: ...  # noqa: D102

    @property
    def failed(self) -> int: ...  # noqa: D102

    @property
    def seconds(self) -> float: ...  # noqa: D102


Outcome = TypeVar("Outcome", covariant=True)


class Work(Protocol[Outcome]):
    """Something to do that can be sent to another process."""

    def do(self) -> Outcome:
        """Do it here."""

    def halves(self) -> Sequence[Work[Outcome]]:
        """Return the same work in two pieces, or nothing if it cannot be divided."""

    def lost(self, error: BaseException) -> Outcome:
        """Return the outcome of work that cannot be divided and takes its process with it whenever it is tried."""


def do(work: Work[Outcome]) -> Outcome:
    """Do the work: what an executor is told to call."""
    return work.do()
