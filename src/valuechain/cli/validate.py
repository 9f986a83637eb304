"""``valuechain validate``."""

from __future__ import annotations

from valuechain.experiments.validation import validate as compare

from .parameters import Flag


def validate(*rows: str, full: Flag = False) -> int:
    """Hold the simulation against theory.

    Parameters
    ----------
    rows:
        Numbers of the rows to run; by default all.
    full:
        Ten times more replications, and the long cases too.
    """
    table, ok = compare(rows, full)
    print(table.to_string(index=False))
    return 0 if ok else 1
