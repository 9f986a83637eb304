"""``valuechain audit``."""

from __future__ import annotations

from pathlib import Path

from valuechain.experiments.audit import audit as check_streams

from .parameters import Overrides, Settings


def audit(
    file: Path,
    /,
    *,
    replications: int = 10,
    seed: int | None = None,
    settings: Settings = (),
    overrides: Overrides = (),
) -> int:
    """Check that the streams of random numbers of a scenario are independent.

    Parameters
    ----------
    file:
        The scenario, a YAML file.
    replications:
        How many replications' streams are held against one another.
    seed:
        In place of the scenario's seed.
    settings:
        A change of the scenario, as path=value; as often as you like.
    overrides:
        A name among the scenario's own overrides to apply; as often as you like.
    """
    table, ok = check_streams(file, replications=replications, seed=seed, settings=settings, overrides=overrides)
    print(table.round(3).to_string(index=False))
    return 0 if ok else 1
