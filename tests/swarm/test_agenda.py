import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from valuechain.swarm.agenda import pop, push
from valuechain.swarm.layout import MARKS_COLUMNS, PENDING


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.5, 8.0]), min_size=1, max_size=40))
def test_appointments_come_off_by_time_and_those_of_one_instant_in_the_order_in_which_they_were_made(times):
    when, what, marks = np.empty((64, 3)), np.empty((64, 2), np.int64), np.zeros(MARKS_COLUMNS, np.int64)
    for n, time in enumerate(times):
        push(when, what, marks, time, 0.0, 0, n)
    taken = [pop(when, what, marks) for _ in times]
    assert [(t, n) for t, _, _, n in taken] == sorted(zip(times, range(len(times)), strict=True))
    assert marks[PENDING] == 0
