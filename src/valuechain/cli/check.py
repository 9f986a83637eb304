"""``valuechain check``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from valuechain.errors import ScenarioError
from valuechain.results.columns import MEASURES
from valuechain.scenario import cautions, kinds, load, read_sweep

from .parameters import Overrides, Settings


def check(*files: Annotated[Path, Parameter(required=True)], settings: Settings = (), overrides: Overrides = ()) -> int:
    """Check scenario and sweep files; print every fault with its line.

    Parameters
    ----------
    files:
        The scenarios or sweeps, YAML files.
    settings:
        A change of the scenarios, as path=value; as often as you like.
    overrides:
        A name among the scenarios' own overrides to apply; as often as you like.
    """
    return max(_check(file, settings, overrides) for file in files)


def _check(file: Path, settings: tuple[str, ...], overrides: tuple[str, ...]) -> int:
    try:
        held = kinds(str(file))
        scenario = load(file, settings=settings, overrides=overrides) if "scenario" in held else None
        if "sweep" in held:
            read_sweep(file, settings=settings, overrides=overrides, measures=MEASURES)
    except ScenarioError as error:
        print(error, file=sys.stderr)
        return 2
    for caution in cautions(scenario) if scenario is not None else ():
        print(f"{file}: note: {caution}", file=sys.stderr)
    print(f"{file}: ok")
    return 0
