"""What went wrong in a replication, and how to see it again."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from valuechain.errors import ValuechainError

if TYPE_CHECKING:
    from valuechain.results import Results

SHOWN = 5
"""Failures that a message names one by one."""


@dataclass(frozen=True)
class Failure:
    """A replication that raised: its number, the error in a line, and the traceback."""

    replication: int
    error: str
    traceback: str

    @classmethod
    def of(cls, replication: int, error: BaseException) -> Failure:
        """Return the failure that ``error`` is."""
        line = "".join(traceback.format_exception_only(error)).strip()
        return cls(replication, line, "".join(traceback.format_exception(error)))

    def __str__(self) -> str:
        return f"replication {self.replication}: {self.error}"

    def as_dict(self) -> dict[str, object]:
        """Return the failure as plain values."""
        return asdict(self)


class ReplicationsFailed(ValuechainError):  # noqa: N818 (it says what has happened)
    """Some replications raised; the others went on and are kept.

    Carries the ``failures`` in the order of replications, the ``results`` of the others (None if there are none), and
    how to run a failed one again in the foreground.
    """

    def __init__(self, failures: Sequence[Failure], results: Results | None, again: str) -> None:
        self.failures, self.results, self.again = tuple(failures), results, again
        super().__init__(self.failures, results, again)
        self.add_note(self.failures[0].traceback)

    def __str__(self) -> str:
        n = len(self.failures)
        lines = [f"{n} replication{'s' * (n > 1)} failed", *map(str, self.failures[:SHOWN])]
        if n > SHOWN:
            lines.append(f"… and {n - SHOWN} more")
        if self.results is not None:
            lines.append(f"the others are kept: {', '.join(self.results.heading[-2:])}")
        return "\n".join([*lines, f"to see one fail: {self.again}"])
