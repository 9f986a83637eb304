"""``valuechain plot``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from valuechain.plots import save_all
from valuechain.results import load_results
from valuechain.results.disk import writing


def plot(result: Path, /, *, out: Annotated[Path, Parameter(("--out", "-o"))]) -> None:
    """Draw results into a folder.

    Parameters
    ----------
    result:
        A folder that `valuechain run` has written.
    out:
        Folder for the figures.
    """
    results = load_results(result)
    with writing(out):
        for file in save_all(results, out):
            print(file)
