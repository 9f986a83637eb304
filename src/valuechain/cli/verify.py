"""``valuechain verify``."""

from __future__ import annotations

from pathlib import Path

from valuechain.errors import RequestError
from valuechain.experiments.verifying import CELLS, rerun
from valuechain.experiments.verifying import verify as compare


def verify(result: Path, /, *, cells: int = CELLS, seed: int = 0, cell: str | None = None) -> int:
    """Run some of what results hold again, and compare every number.

    Parameters
    ----------
    result:
        A folder that `valuechain run` or `valuechain sweep` has written.
    cells:
        How many replications or cells to run again.
    seed:
        Decides which.
    cell:
        Of a sweep, POINT:REPLICATION: run this one alone, here, and print it: to see it fail with its traceback.
    """
    if cell is not None:
        for name, value in rerun(result, *_cell(cell)).items():
            print(f"{name}: {value!r}")
        return 0
    verdict = compare(result, cells, seed)
    print(verdict)
    return 1 if verdict.deviations else 0


def _cell(text: str) -> tuple[int, int]:
    point, _, replication = text.partition(":")
    if not (point.isdecimal() and replication.isdecimal()):
        raise RequestError(f'"{text}" is no cell; write POINT:REPLICATION, such as 12:0')
    return int(point), int(replication)
