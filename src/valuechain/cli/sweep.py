"""``valuechain sweep``."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from valuechain.experiments.sweeping import forecast
from valuechain.experiments.sweeping import sweep as run_sweep
from valuechain.results.sweep import Sweep

from .parameters import Flag, Overrides, Settings

SOME_FAILED = 3
SHOWN = 5


def sweep(
    file: Path,
    /,
    *,
    replications: int | None = None,
    jobs: int | None = None,
    cluster: str | None = None,
    seed: int | None = None,
    settings: Settings = (),
    overrides: Overrides = (),
    out: Path = Path("results/sweeps"),
    fresh: Flag = False,
    dry_run: Flag = False,
) -> int:
    """Run many points of a scenario; what has finished before is not run again.

    Parameters
    ----------
    file:
        The sweep, a YAML file that names its scenario; or a scenario with a block `sweep`.
    replications:
        Replications of each point, in place of the sweep's number.
    jobs:
        Most processes at work; by default one for each core. The results do not depend on it.
    cluster:
        Address of a Dask scheduler, such as tcp://127.0.0.1:8786, in place of processes here.
    seed:
        In place of the scenario's seed.
    settings:
        A change of the scenario, as path=value; as often as you like.
    overrides:
        A name among the scenario's own overrides to apply; as often as you like.
    out:
        Where results are kept, as NAME-ID.
    fresh:
        Run all cells again; the old results are replaced when all have come to an end.
    dry_run:
        Say what would be run, how long it would take and how much it would write; run no more than a few cells to see.
    """
    changes = {"replications": replications, "seed": seed, "settings": settings, "overrides": overrides, "out": out}
    if dry_run:
        print(forecast(file, jobs=jobs, **changes))  # type: ignore[arg-type]
        return 0
    found = run_sweep(file, jobs=jobs, cluster=cluster, fresh=fresh, **changes)  # type: ignore[arg-type]
    print(found)
    folder = shlex.quote(str(found.folder))
    print(f"\nnext:  valuechain show {folder} --frame summary\n       valuechain plot {folder} -o figures")
    return _failures(found)


def _failures(found: Sweep) -> int:
    """Say which cells failed, if any, and return the exit code."""
    failed = found.failures
    if failed.empty:
        return 0
    n = len(failed)
    print(f"{n} cell{'s' * (n > 1)} failed; the others are kept", file=sys.stderr)
    for _, row in failed.head(SHOWN).iterrows():
        print(f"point {row['point']}, replication {row['replication']}: {row['error']}", file=sys.stderr)
    if n > SHOWN:
        print(f"… and {n - SHOWN} more: valuechain show {found.folder} --frame failures", file=sys.stderr)
    print(f"to see one fail: {failed['command'].iloc[0]}", file=sys.stderr)
    return SOME_FAILED
