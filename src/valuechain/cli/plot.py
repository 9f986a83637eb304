"""``valuechain plot``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from valuechain.plots import save_all, save_sweep
from valuechain.results import Sweep, load_any
from valuechain.results.disk import writing


def plot(result: Path, /, *, out: Annotated[Path, Parameter(("--out", "-o"))]) -> None:
    """Draw results into a folder.

    Parameters
    ----------
    result:
        A folder that `valuechain run` or `valuechain sweep` has written.
    out:
        Folder for the figures.
    """
    results = load_any(result)
    left_out: list[str] = []
    with writing(out):
        figures = save_sweep(results, out, left_out=left_out) if isinstance(results, Sweep) else save_all(results, out)
    print(*figures, *left_out, sep="\n")
