"""Fit a scenario's parameters to measured moments, and say how well that went."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import Any

import numpy as np
import pandas as pd

from valuechain.errors import RequestError
from valuechain.results.summary import half_width

from ..executors import cores
from ..request import Changes, Source, resolve
from .moments import Measure, Moment, read_moments
from .objective import Floats, Objective
from .parameters import Parameter, now
from .report import Calibration
from .search import SEARCHES, descend

PROFILE_POINTS = 9
FEWEST = 4
"""Trials for each parameter below which a descent does not leave its start."""
PAUSE = 10.0


def calibrate(
    source: Source,
    to: str | PathLike[str] | Sequence[Moment],
    fit: Sequence[str | Parameter],
    *,
    match: Sequence[str] = (),
    replications: int | None = None,
    deviation: str = "relative",
    method: str = "nelder-mead",
    trials: int = 150,
    profile: int = 12,
    settings: Sequence[str] = (),
    overrides: Sequence[str] = (),
    seed: int | None = None,
    jobs: int | None = None,
    moments: Mapping[str, Measure] | None = None,
    say: Callable[[str], None] | None = None,
) -> Calibration:
    """Return the parameters within bounds under which the scenario comes nearest to what was measured.

    The distance is the weighted mean, over moments, of squared deviations of the mean over replications from the
    target. Every trial has the same seed and replications (common random numbers). The fit, and what it was
    before, are then looked at once more with other replications, which the search has not seen.

    Args:
        source: a scenario file, a tree of plain values, or a ``Scenario``.
        to: the moments, or the CSV file of them (see `read_moments`).
        fit: what to fit, as ``path=LOW..HIGH`` with the unit behind if there is one.
        match: for a record over time, what its columns measure: ``maker.sold=produced/1000``.
        replications: how many a trial has; by default the scenario's number.
        deviation: `relative`, `log` or `absolute`.
        method: `nelder-mead` (SciPy) or `optuna`.
        trials: how many sets of parameters are tried.
        profile: how many trials each point of the profile may use to fit the other parameters anew, but at least four
            for each of these; 0 for no profile.
        settings: changes of the scenario that hold throughout.
        overrides: names of the scenario's overrides to apply.
        seed: in place of the scenario's seed.
        jobs: most processes at work; by default one for each core.
        moments: measures of one's own by name, functions from the frames of a replication to a number.
        say: who is told how it goes on; by default stderr.

    Raises:
        ScenarioError: the scenario has faults.
        RequestError: a parameter, a moment, the table or the method cannot be used.
        ReplicationsFailed: a simulation broke off.
    """
    if method not in SEARCHES:
        raise RequestError(f"there is no method {method!r}; there are {', '.join(SEARCHES)}")
    if trials < 1 or profile < 0:
        raise RequestError("a calibration needs at least one trial, and no fewer than 0 for the profile")
    changes = Changes(tuple(settings), tuple(overrides), seed)
    scenario = resolve(source, changes)
    parameters = _parameters(fit)
    wanted = list(to) if isinstance(to, Sequence) and not isinstance(to, str) else (
        read_moments(to, match, scenario.calendar_start)
    )  # fmt: skip
    objective = Objective(
        source, changes, parameters, wanted, replications or scenario.replications, deviation, jobs or cores(),
        moments or {}, told=_teller(say or _stderr, trials),
    )  # fmt: skip
    present = [now(each, source, changes) for each in parameters]
    before = objective.simulated([])
    SEARCHES[method](objective, _start(parameters, present), trials, scenario.seed)
    if not math.isfinite(objective.best[1]):
        raise RequestError(
            "no trial gave all moments; widen the bounds, or look at the scenario with one of the settings"
        )
    searched = len(objective.trials)
    refitting = max(profile, FEWEST * (len(parameters) - 1))
    along = _profile(objective, objective.best[0], refitting) if profile else _no_profile()
    best, _ = objective.best  # the profile may have come across a nearer one
    fitted, others = objective.settings(best), objective.replications
    tables = {
        "before": before,
        "after": objective.simulated(fitted),
        "fresh_before": objective.simulated([], first=others),
        "fresh_after": objective.simulated(fitted, first=others),
    }
    return Calibration(
        parameters=_parameter_table(parameters, present, best),
        moments=_moment_table(objective, tables),
        objective={name: objective.distance(table.mean(axis=0)) for name, table in tables.items()},
        trials=_trials(objective, searched),
        profile=along,
        settings=fitted,
        about={
            "scenario": scenario.scenario, "seed": scenario.seed, "replications": objective.replications,
            "deviation": deviation, "method": method, "trials": searched,
        },
    )  # fmt: skip


def _parameters(fit: Sequence[str | Parameter]) -> list[Parameter]:
    found = [each if isinstance(each, Parameter) else Parameter.parse(each) for each in fit]
    if not found:
        raise RequestError("nothing to fit; say path=LOW..HIGH")
    twice = {each.path for each in found if sum(other.path == each.path for other in found) > 1}
    if twice:
        raise RequestError(f"{min(twice)} is to be fitted twice")
    return found


def _start(parameters: Sequence[Parameter], present: Sequence[float]) -> list[float] | None:
    """Return where the scenario stands, if that is within the bounds."""
    inside = [each.low <= value <= each.high for each, value in zip(parameters, present, strict=True)]
    return [each.place(value) for each, value in zip(parameters, present, strict=True)] if all(inside) else None


def _parameter_table(parameters: Sequence[Parameter], present: Sequence[float], best: Sequence[float]) -> pd.DataFrame:
    rows = [
        [each.path, each.unit, each.low, each.high, value, found, each.at_bound(found)]
        for each, value, found in zip(parameters, present, best, strict=True)
    ]
    return pd.DataFrame(rows, columns=["parameter", "unit", "low", "high", "before", "after", "at_bound"])


def _moment_table(objective: Objective, tables: Mapping[str, Floats]) -> pd.DataFrame:
    told: dict[str, list[Any]] = {
        "moment": [each.label for each in objective.moments],
        "time": [np.nan if each.time is None else each.time for each in objective.moments],
        "target": [each.target for each in objective.moments],
        "weight": [each.weight for each in objective.moments],
    }
    for name, table in tables.items():
        told[name] = table.mean(axis=0).tolist()
        told[f"{name}_half_width"] = _widths(table).tolist()
    return pd.DataFrame(told)


def _widths(table: Floats) -> Floats:
    n = np.full(table.shape[1], len(table))
    sd = table.std(axis=0, ddof=1) if len(table) > 1 else np.full(table.shape[1], np.nan)
    return np.asarray(half_width(sd, n))


def _trials(objective: Objective, searched: int) -> pd.DataFrame:
    names = [each.path for each in objective.parameters]
    table = pd.DataFrame([values for values, _ in objective.trials], columns=names)
    table.insert(0, "trial", np.arange(len(table)))
    table.insert(1, "purpose", np.where(table["trial"] < searched, "search", "profile"))
    return table.assign(objective=[distance for _, distance in objective.trials])


PROFILE = ["parameter", "value", "held", "refitted"]


def _no_profile() -> pd.DataFrame:
    return pd.DataFrame({name: [] for name in PROFILE})


def _profile(objective: Objective, best: Sequence[float], trials: int) -> pd.DataFrame:
    """Return the distance along each parameter, the others held at the best and fitted anew.

    From the best outwards, each point starts from its neighbour's fit. With few trials the refitted distance is an
    upper bound of the true profile.
    """
    centre = [each.place(value) for each, value in zip(objective.parameters, best, strict=True)]
    rows = []
    for axis, parameter in enumerate(objective.parameters):
        for grid in _outwards(centre[axis]):
            others: Sequence[float] = [place for number, place in enumerate(centre) if number != axis]
            for place in grid:
                held = objective.at(_with(centre, axis, place))
                others, refitted = _refitted(objective, others, axis, place, trials)
                rows.append([parameter.path, parameter.at(place), held, min(held, refitted)])
        rows.append([parameter.path, best[axis], objective.best[1], objective.best[1]])
    table = pd.DataFrame(rows, columns=PROFILE)
    order = {each.path: number for number, each in enumerate(objective.parameters)}
    return table.sort_values(
        ["parameter", "value"], key=lambda column: column.map(order) if column.name == "parameter" else column
    ).reset_index(drop=True)  # fmt: skip


def _outwards(centre: float) -> tuple[list[float], list[float]]:
    """Return the places of the profile below the centre and above it, from the nearest."""
    grid = [n / (PROFILE_POINTS - 1) for n in range(PROFILE_POINTS)]
    return [each for each in grid[::-1] if each < centre - 1e-9], [each for each in grid if each > centre + 1e-9]


def _with(centre: Sequence[float], axis: int, place: float) -> list[float]:
    return [*centre[:axis], place, *centre[axis + 1 :]]


def _refitted(
    objective: Objective, others: Sequence[float], axis: int, place: float, trials: int
) -> tuple[Sequence[float], float]:
    if not others:
        return others, objective.at([place])
    return descend(lambda rest: objective.at([*rest[:axis], place, *rest[axis:]]), others, trials)


def _stderr(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _teller(say: Callable[[str], None], trials: int) -> Callable[[int, float], None]:
    """Return who says every `PAUSE` seconds how far the search is."""
    last = [time.monotonic()]

    def told(trial: int, best: float) -> None:
        if time.monotonic() - last[0] >= PAUSE:
            last[0] = time.monotonic()
            where = f"trial {trial} of {trials}" if trial <= trials else f"profile, trial {trial - trials}"
            say(f"{where}: root mean squared deviation {math.sqrt(best):.4g}")

    return told
