"""The distance between what a scenario gives and what was measured, as a function of parameters alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from valuechain.errors import RequestError, ScenarioError
from valuechain.scenario import Scenario

from ..executors import parallel, serial
from ..failures import ReplicationsFailed
from ..request import Changes, Source, resolve
from ..worker import Task
from .moments import Frames, Measure, Moment
from .parameters import Parameter

Floats = npt.NDArray[np.float64]
Deviation = Callable[[Floats, Floats], Floats]


def _logarithmic(value: Floats, target: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log(value / target))


DEVIATIONS: Mapping[str, Deviation] = {
    "relative": lambda value, target: np.asarray((value - target) / np.abs(target)),
    "log": _logarithmic,
    "absolute": lambda value, target: np.asarray(value - target),
}
"""How far a value is from its target."""


@dataclass
class Objective:
    """The weighted mean of squared deviations of mean simulated moments from their targets.

    ``values`` is called with a parameter vector; each trial is kept in ``trials`` as (values, distance), and none is
    played twice. A trial that the scenario does not allow, or whose moments are missing, is infinitely far.
    """

    source: Source
    changes: Changes
    parameters: Sequence[Parameter]
    moments: Sequence[Moment]
    replications: int
    deviation: str
    jobs: int
    own: Mapping[str, Measure] = field(default_factory=dict)
    trials: list[tuple[tuple[float, ...], float]] = field(default_factory=list)
    told: Callable[[int, float], None] = lambda trial, best: None

    def __post_init__(self) -> None:
        self._known: dict[tuple[float, ...], float] = {}
        if self.deviation not in DEVIATIONS:
            raise RequestError(f"there is no deviation {self.deviation!r}; there are {', '.join(DEVIATIONS)}")
        positive = self.deviation == "log"
        for each in self.moments:
            if self.deviation != "absolute" and (each.target == 0 or (positive and each.target < 0)):
                raise RequestError(f"{each.label}: a target of {each.target:g} has no {self.deviation} deviation")
        if not sum(each.weight for each in self.moments) > 0:
            raise RequestError("all weights are 0; nothing would be fitted")

    @property
    def best(self) -> tuple[tuple[float, ...], float]:
        """The nearest trial so far, the first of several."""
        return min(self.trials, key=lambda trial: trial[1])

    def at(self, places: Sequence[float]) -> float:
        """Return the distance at places in 0 … 1 between the bounds of each parameter."""
        return self(tuple(each.at(float(place)) for each, place in zip(self.parameters, places, strict=True)))

    def __call__(self, values: tuple[float, ...]) -> float:
        """Return the distance of a trial."""
        if values not in self._known:
            self._known[values] = self._distance(values)
            self.trials.append((values, self._known[values]))
            self.told(len(self.trials), self.best[1])
        return self._known[values]

    def _distance(self, values: tuple[float, ...]) -> float:
        try:
            table = self.simulated(self.settings(values))
        except ScenarioError:
            return math.inf
        return self.distance(table.mean(axis=0))

    def settings(self, values: Sequence[float]) -> list[str]:
        """Return the trial as settings of the scenario."""
        return [each.setting(value) for each, value in zip(self.parameters, values, strict=True)]

    def distance(self, means: Floats) -> float:
        """Return the distance of mean moments from their targets; infinite where one is missing."""
        targets, weights = (np.array([getattr(each, name) for each in self.moments]) for name in ("target", "weight"))
        squared = DEVIATIONS[self.deviation](means, targets) ** 2
        found = float((weights * squared)[weights > 0].sum() / weights.sum())
        return found if math.isfinite(found) else math.inf

    def simulated(self, settings: Sequence[str], first: int = 0) -> Floats:
        """Return the moments of `replications` replications from number ``first``: replications × moments.

        Raises:
            ScenarioError: the scenario has faults with these settings.
            ReplicationsFailed: a simulation broke off.
        """
        scenario = resolve(
            self.source, Changes([*self.changes.settings, *settings], self.changes.overrides, self.changes.seed)
        )
        return np.array(
            [[each.of(frames, self.own) for each in self.moments] for frames in self._played(scenario, first)]
        )

    def _played(self, scenario: Scenario, first: int) -> list[Frames]:
        task, wanted = Task(scenario), range(first, first + self.replications)
        outcomes = list(serial(task, wanted) if self.jobs == 1 else parallel(task, wanted, min(self.jobs, len(wanted))))
        failures = [each.failure for each in outcomes if each.failure is not None]
        if failures:
            raise ReplicationsFailed(failures, None, "run the scenario with these settings and --replication")
        in_order = sorted(outcomes, key=lambda each: each.replication)
        return [each.frames for each in in_order if each.frames is not None]
