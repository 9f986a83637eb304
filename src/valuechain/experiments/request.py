"""What is asked for: a scenario with everything laid over it, and how its replications are to be run."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from os import PathLike, fspath
from typing import TYPE_CHECKING

from valuechain.scenario import Scenario, load
from valuechain.scenario.writing import explicit

from .progress import Progress

if TYPE_CHECKING:
    from valuechain.simulation import Process

Source = str | PathLike[str] | Mapping[str, object] | Scenario


@dataclass(frozen=True)
class Changes:
    """What is laid over a scenario: settings ``path=value``, names of its overrides, another seed."""

    settings: Sequence[str] = ()
    overrides: Sequence[str] = ()
    seed: int | None = None

    def words(self) -> list[str]:
        """Return the changes as words of a command line."""
        pairs = [*(("--set", each) for each in self.settings), *(("--override", each) for each in self.overrides)]
        seed = [] if self.seed is None else ["--seed", str(self.seed)]
        return [*(word for pair in pairs for word in pair), *seed]


def resolve(source: Source, changes: Changes, replications: int | None = None) -> Scenario:
    """Return the scenario that ``source`` describes with everything laid over it.

    Raises:
        ScenarioError: it has faults.
    """
    given = {"replications": replications, "seed": changes.seed}
    settings = [*changes.settings, *(f"{key}={value}" for key, value in given.items() if value is not None)]
    if isinstance(source, PathLike):
        source = fspath(source)
    tree = explicit(source) if isinstance(source, Scenario) else source
    return load(tree, settings=settings, overrides=changes.overrides)


@dataclass(frozen=True)
class Request:
    """A scenario to run, the user's processes beside it, the most jobs, who is told, and what it was made from."""

    scenario: Scenario
    processes: Sequence[Process]
    jobs: int
    progress: Progress
    source: Source
    changes: Changes = field(default_factory=Changes)

    @property
    def wanted(self) -> range:
        """The replications that are asked for."""
        return range(self.scenario.replications)

    def with_replications(self, number: int) -> Request:
        """Return the same request for another number of replications."""
        return replace(self, scenario=self.scenario.model_copy(update={"replications": number}))

    def again(self, replication: int) -> str:
        """Return what runs one replication in the foreground: a command, or Python where no command can say it."""
        if self.processes or not isinstance(self.source, str | PathLike):
            return f"valuechain.simulate(scenario, {replication}{', processes' if self.processes else ''})"
        file = fspath(self.source)
        return shlex.join(["valuechain", "run", file, *self.changes.words(), "--replication", str(replication)])
