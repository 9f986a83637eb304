"""The tree of exceptions; each carries its data and writes its own message.

::

    ValuechainError
    ├── UserError               a user's mistake: one clear message, exit code 2, never a traceback
    │   ├── ScenarioError       the faults of scenario files, all at once
    │   ├── ResultsError        a results folder that is missing, unfinished or not ours
    │   ├── RequestError        a command or call that asks for something that cannot be
    │   ├── MissingCells        an analysis needs every cell of a sweep, and some are missing
    │   └── PriceError          prices that a rule cannot work out, or that do not settle
    └── IdentityViolation       the books do not balance: the run stops where it happened
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


class ValuechainError(Exception):
    """Root of everything that valuechain raises on purpose."""


class UserError(ValuechainError):
    """A mistake in what was asked for; its text says where it is and what to do."""


@dataclass(frozen=True, order=True)
class Fault:
    """One fault of a scenario, at a place.

    ``file`` is the path as the user wrote it (or ``--set``), ``line`` and ``column`` count from 1 (0: no line, the
    fault is of the whole file), ``path`` is the dotted key, ``message`` says what is wrong and what is allowed.
    """

    file: str
    line: int
    column: int
    path: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.path}: {self.message}" if self.path else f"{place}: {self.message}"


class ScenarioError(UserError):
    """A scenario that cannot be used; ``faults`` lists every fault found, in the order of the file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


class ResultsError(UserError):
    """A results folder that cannot be read or written: where, what is wrong, what to do."""

    def __init__(self, folder: Path | str, problem: str, remedy: str) -> None:
        self.folder, self.problem, self.remedy = folder, problem, remedy
        super().__init__(folder, problem, remedy)

    def __str__(self) -> str:
        return f"{self.folder}: {self.problem}; {self.remedy}"


@dataclass(frozen=True, order=True)
class MissingCell:
    """A cell of a sweep without a usable value: where, why, and the command that runs it again."""

    point: int
    replication: int
    why: str
    command: str

    def __str__(self) -> str:
        return f"point {self.point}, replication {self.replication}: {self.why}; {self.command}"


class MissingCells(UserError):
    """An analysis that needs every cell of a sweep, and the ``cells`` that are missing."""

    SHOWN = 5

    def __init__(self, output: str, cells: Sequence[MissingCell]) -> None:
        self.output, self.cells = output, tuple(cells)
        super().__init__(output, self.cells)

    def __str__(self) -> str:
        n = len(self.cells)
        head = f"{self.output}: {n} cell{'s' * (n > 1)} of the sweep missing, and the analysis needs all"
        more = [f"… and {n - self.SHOWN} more"] if n > self.SHOWN else []
        return "\n".join([head, *(f"  {each}" for each in self.cells[: self.SHOWN]), *more])


class RequestError(UserError):
    """A request that cannot be met: what is wrong and what is possible instead."""


class PriceError(UserError):
    """Prices that the rules of a scenario do not lead to: what is wrong, and what would help."""

    def __init__(self, problem: str, remedy: str) -> None:
        self.problem, self.remedy = problem, remedy
        super().__init__(problem, remedy)

    def __str__(self) -> str:
        return f"{self.problem}; {self.remedy}"


class IdentityViolation(ValuechainError):
    """An accounting identity failed during a run.

    Carries the name of the identity, where it failed (chain, product or account), the simulated time in days, what
    was happening, and the balances whose two sides differ.
    """

    def __init__(self, identity: str, subject: str, time: float, event: str, balances: Mapping[str, float]) -> None:
        self.identity, self.subject, self.time, self.event = identity, subject, time, event
        self.balances = dict(balances)
        super().__init__(identity, subject, time, event, self.balances)

    def __str__(self) -> str:
        sides = ", ".join(f"{name} = {amount:.12g}" for name, amount in self.balances.items())
        return f"identity of {self.identity} violated for {self.subject} at day {self.time:.6f} ({self.event}): {sides}"
