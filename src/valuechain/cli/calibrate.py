"""``valuechain calibrate``."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from valuechain.experiments.calibration import calibrate as fit_parameters
from valuechain.results.disk import writing

from .parameters import Many, Overrides, Settings


def calibrate(
    file: Path,
    /,
    *,
    to: Path,
    fit: Annotated[tuple[str, ...], Many],
    match: Annotated[tuple[str, ...], Many] = (),
    replications: int | None = None,
    deviation: str = "relative",
    method: str = "nelder-mead",
    trials: int = 150,
    profile: int = 12,
    jobs: int | None = None,
    seed: int | None = None,
    settings: Settings = (),
    overrides: Overrides = (),
    out: Annotated[Path | None, Parameter(("--out", "-o"))] = None,
) -> None:
    """Fit parameters of a scenario to measured moments.

    Parameters
    ----------
    file:
        The scenario, a YAML file.
    to:
        What was measured, a CSV table: columns moment and target (and weight, time), or a record by year with --match.
    fit:
        A parameter with its bounds, as path=LOW..HIGH or "path=LOW..HIGH / year"; as often as you like.
    match:
        What a column of a record measures, as maker.sold=COLUMN or maker.sold=COLUMN/1000; as often as you like.
    replications:
        How many each trial has, in place of the scenario's number.
    deviation:
        How a moment is held against its target: relative, log or absolute.
    method:
        nelder-mead, or optuna if that is installed.
    trials:
        How many sets of parameters are tried.
    profile:
        How many trials each point of the objective's profile may use, at least four for each parameter; 0: no profile.
    jobs:
        Most processes at work; by default one for each core. The result does not depend on it.
    seed:
        In place of the scenario's seed.
    settings:
        A change of the scenario, as path=value; as often as you like.
    overrides:
        A name among the scenario's own overrides to apply; as often as you like.
    out:
        Folder for the tables, as CSV, and the figures.
    """
    found = fit_parameters(
        file, to, fit, match=match, replications=replications, deviation=deviation, method=method, trials=trials,
        profile=profile, jobs=jobs, seed=seed, settings=settings, overrides=overrides,
    )  # fmt: skip
    print(found)
    if out is not None:
        from valuechain.plots import save_calibration  # slow to load

        with writing(out):
            for path in (*found.write(out), *save_calibration(found, out)):
                print(path)
    words = " ".join(f"--set {shlex.quote(each)}" for each in found.settings)
    print(f"\nnext:  valuechain run {shlex.quote(str(file))} {words}")
