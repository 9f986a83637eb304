"""Tidy frames with declared columns; parquet in and out.

Reading a results folder of last year needs this room and nothing of the simulation.
"""

from .columns import FRAMES, Column, frame
from .folder import Folder
from .reference import reference
from .results import Results, load_results
from .summary import summarise

__all__ = ["FRAMES", "Column", "Folder", "Results", "frame", "load_results", "reference", "summarise"]
