"""``valuechain show``."""

from __future__ import annotations

from pathlib import Path
from shutil import get_terminal_size

from valuechain.results import load_results

ROWS = 40
"""Rows of a frame that are printed: the first and last of a longer one."""


def show(result: Path, /, *, frame: str | None = None) -> None:
    """Print results as a table.

    Parameters
    ----------
    result:
        A folder that `valuechain run` has written.
    frame:
        Instead of the headline: runs, summary, series, participants, products, ledger, roles, chains or events.
    """
    results = load_results(result)
    if frame is None:
        print(results)
        return
    print(results.frame(frame).to_string(max_rows=ROWS, line_width=get_terminal_size((120, 0)).columns, index=False))
