"""Room for large arrays."""

import os

import numpy as np
import pytest

from valuechain.economy.memory import open_apart, open_rows


def resident():
    """Bytes of this process that lie in memory."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_rows_begin_on_cache_lines():
    rows = open_rows(5, 9)
    assert rows.shape == (5, 16)
    assert {row.ctypes.data % 64 for row in rows} == {0}


def test_apart_is_zero_until_it_is_written():
    room = open_apart(1000, np.int32)
    room[3] = 7
    assert (room.dtype, room.sum()) == (np.int32, 7)


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="the system does not tell")
def test_what_lay_apart_goes_back_to_the_system():
    rooms = [open_apart(1 << 16, np.float64) for _ in range(200)]
    for room in rooms:
        room[:] = 1.0
    full = resident()
    del room, rooms
    assert full - resident() > 90e6
