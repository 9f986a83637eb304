"""``valuechain show``."""

from __future__ import annotations

from pathlib import Path
from shutil import get_terminal_size

from valuechain.results import load_any

ROWS = 40
"""Rows of a frame that are printed: the first and last of a longer one."""


def show(result: Path, /, *, frame: str | None = None) -> None:
    """Print results as a table.

    Parameters
    ----------
    result:
        A folder that `valuechain run` or `valuechain sweep` has written.
    frame:
        Instead of the headline: runs, summary, series, participants, products, ledger, roles, chains or events, or
        what only some scenarios have; of a sweep points, runs, summary or failures.
    """
    results = load_any(result)
    if frame is None:
        print(results)
        return
    print(results.frame(frame).to_string(max_rows=ROWS, line_width=get_terminal_size((120, 0)).columns, index=False))
