"""Tidy frames with declared columns; parquet in and out.

Reading a results folder of last year needs this room and nothing of the simulation.
"""

from .columns import FRAMES, Column, frame
from .summary import summarise

__all__ = ["FRAMES", "Column", "frame", "summarise"]
