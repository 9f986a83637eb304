"""``valuechain check``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from valuechain.errors import ScenarioError
from valuechain.scenario import cautions, load

from .parameters import Overrides, Settings


def check(*files: Annotated[Path, Parameter(required=True)], settings: Settings = (), overrides: Overrides = ()) -> int:
    """Check scenario files; print every fault with its line.

    Parameters
    ----------
    files:
        The scenarios, YAML files.
    settings:
        A change of the scenarios, as path=value; as often as you like.
    overrides:
        A name among the scenarios' own overrides to apply; as often as you like.
    """
    return max(_check(file, settings, overrides) for file in files)


def _check(file: Path, settings: tuple[str, ...], overrides: tuple[str, ...]) -> int:
    try:
        scenario = load(file, settings=settings, overrides=overrides)
    except ScenarioError as error:
        print(error, file=sys.stderr)
        return 2
    for caution in cautions(scenario):
        print(f"{file}: note: {caution}", file=sys.stderr)
    print(f"{file}: ok")
    return 0
