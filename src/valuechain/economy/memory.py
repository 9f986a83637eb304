"""Room for arrays whose rows kernels jump to: every row begins on a cache line."""

from __future__ import annotations

import numpy as np

from valuechain.swarm.arrays import Floats

CACHE_LINE = 8
"""Doubles in a cache line of 64 bytes."""


def open_rows(count: int, columns: int) -> Floats:
    """Return unset rows (count, at least ``columns``), as wide as whole cache lines, each beginning on one."""
    width = -(-columns // CACHE_LINE) * CACHE_LINE
    raw = np.empty(count * width + CACHE_LINE)  # unlike zeros, NumPy asks for huge pages here: fewer address look-ups
    skip = (-raw.ctypes.data // raw.itemsize) % CACHE_LINE
    return raw[skip : skip + count * width].reshape(count, width)
