"""What commands on sweeps share: opening one, and writing where the output goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

import pandas as pd


class Sweep(Protocol):
    """The frames of a sweep and its design."""

    points: pd.DataFrame
    runs: pd.DataFrame
    summary: pd.DataFrame
    failures: pd.DataFrame
    design: Mapping[str, Any]
    outputs: Sequence[str]


def load_sweep(folder: Path) -> Sweep:
    """Return the sweep in ``folder``."""
    return cast(Sweep, import_module("valuechain.results.sweep").load_sweep(folder))
