"""Room for large arrays: rows that begin on a cache line, for kernels jump to them; memory that is given back."""

from __future__ import annotations

from mmap import mmap
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from valuechain.swarm.arrays import Floats

CACHE_LINE = 8
"""Doubles in a cache line of 64 bytes."""


def open_rows(count: int, columns: int) -> Floats:
    """Return unset rows (count, at least ``columns``), as wide as whole cache lines, each beginning on one."""
    width = -(-columns // CACHE_LINE) * CACHE_LINE
    raw = np.empty(count * width + CACHE_LINE)  # unlike zeros, NumPy asks for huge pages here: fewer address look-ups
    skip = (-raw.ctypes.data // raw.itemsize) % CACHE_LINE
    return raw[skip : skip + count * width].reshape(count, width)


def open_apart(count: int, dtype: DTypeLike) -> NDArray[Any]:
    """Return zeros (count,) whose memory the system has back as soon as they are let go of.

    What NumPy frees in small pieces stays with the process: copies of it, in one piece, would need as much again.
    """
    return np.frombuffer(mmap(-1, count * np.dtype(dtype).itemsize), dtype)
