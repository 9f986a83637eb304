"""``valuechain run``."""

from __future__ import annotations

import shlex
from pathlib import Path

from valuechain.experiments.replications import run as run_replications
from valuechain.experiments.replications import run_one

from .parameters import Flag, Overrides, Settings


def run(
    file: Path,
    /,
    *,
    replications: int | None = None,
    jobs: int | None = None,
    seed: int | None = None,
    settings: Settings = (),
    overrides: Overrides = (),
    out: Path = Path("results"),
    replication: int | None = None,
    fresh: Flag = False,
) -> None:
    """Run a scenario's replications; what has finished before is not run again.

    Parameters
    ----------
    file:
        The scenario, a YAML file.
    replications:
        How many, in place of the scenario's number.
    jobs:
        Most processes at work; by default one for each core. The results do not depend on it.
    seed:
        In place of the scenario's seed.
    settings:
        A change of the scenario, as path=value; as often as you like.
    overrides:
        A name among the scenario's own overrides to apply; as often as you like.
    out:
        Where results are kept, as SCENARIO-ID.
    replication:
        Run this one alone, here, and keep nothing: to see it fail with its traceback.
    fresh:
        Run all replications again; the old results are replaced when all have finished.
    """
    if replication is not None:
        print(run_one(file, replication, seed=seed, settings=settings, overrides=overrides))
        return
    results = run_replications(
        file, replications=replications, jobs=jobs, seed=seed, settings=settings, overrides=overrides, out=out,
        fresh=fresh,
    )  # fmt: skip
    print(results)
    folder = shlex.quote(str(results.folder))
    print(f"\nnext:  valuechain show {folder}\n       valuechain plot {folder} -o figures")
