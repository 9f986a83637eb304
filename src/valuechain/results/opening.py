"""Open a folder of results, of whatever kind."""

from __future__ import annotations

from pathlib import Path

from .results import Results, load_results
from .sweep import Sweep, is_sweep, load_sweep


def load_any(folder: str | Path) -> Results | Sweep:
    """Return the results of a run or of a sweep in ``folder``.

    Raises:
        ResultsError: there is no such folder, it holds no results, or nothing has finished yet.
    """
    return load_sweep(folder) if is_sweep(Path(folder)) else load_results(folder)
