"""Tidy frames with declared columns; parquet in and out.

Reading a results folder of last year needs this room and nothing of the simulation.
"""

from .column import Column
from .columns import FRAMES, frame
from .folder import Folder
from .opening import load_any
from .reference import reference
from .results import Results, load_results
from .summary import summarise
from .sweep import Sweep, load_sweep

__all__ = [
    "FRAMES",
    "Column",
    "Folder",
    "Results",
    "Sweep",
    "frame",
    "load_any",
    "load_results",
    "load_sweep",
    "reference",
    "summarise",
]
