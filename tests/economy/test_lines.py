import numpy as np
import pytest

from valuechain.economy.lines import Lines


def lines(count: int, most: int) -> Lines:
    free = np.full((1, most), np.inf)
    free[0, :count] = 0.0
    return Lines(free, [most])


def test_new_lines_are_free_at_once():
    own = lines(1, 3)
    own.begin(0, 10.0, 0.0)
    own.change(0, 2, 4.0)
    assert (own.count(0), own.free_from(0)) == (2, 4.0)


def test_lines_that_close_finish_what_they_have_begun_and_the_busiest_close_first():
    own = lines(2, 2)
    own.begin(0, 10.0, 0.0)
    own.change(0, 1, 4.0)
    assert own.free_from(0) == 0.0
    assert own.work_ahead(6.0) == [4.0]


def test_line_days_count_each_line_from_its_opening_to_the_end_of_its_work():
    own = lines(2, 3)
    own.begin(0, 10.0, 0.0)
    own.begin(0, 12.0, 0.0)
    own.change(0, 1, 5.0)
    own.change(0, 3, 8.0)
    assert own.line_days(20.0) == pytest.approx([2 * 5 + 3 + 3 * 12 + (12 - 5)])


def test_halts_are_no_work():
    own = lines(1, 1)
    own.begin(0, 2.0, 0.0)
    own.halt(0, 9.0, 1.0)
    assert own.free_from(0) == 9.0
    assert own.work_ahead(1.0) == [1.0]
