import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuechain.randomness import lanes
from valuechain.swarm.draws import fill_units
from valuechain.swarm.needs import add_up, alias_table, name_participants


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=60))
def test_the_alias_table_gives_every_participant_exactly_the_share_of_the_rate(rates):
    keep, alias = np.modf(alias_table(np.array(rates)))
    share = keep.copy()
    for i, other in enumerate(alias.astype(int)):
        share[other] += 1 - keep[i]
    assert share / len(rates) == pytest.approx(np.array(rates) / sum(rates), rel=1e-9)
    assert np.all((keep >= 0) & (keep <= 1 + 1e-12))


def test_a_uniform_number_below_the_threshold_keeps_the_participant_and_above_it_names_the_alias():
    table, who, room = np.array([1.25, 1.0]), np.empty(64, np.int32), np.empty(64, np.uint64)
    picks, numbers = np.empty(64), np.empty(64)
    name_participants(lanes(1, 0, "who"), room, picks, table, who)
    fill_units(lanes(1, 0, "who"), room, numbers)
    assert who.tolist() == [0 if number < 0.125 else 1 for number in numbers]
    assert 0 in who


def test_times_are_the_running_sum_of_the_scaled_gaps():
    times = np.empty(3)
    assert add_up(1.0, np.array([1.0, 2.0, 3.0]), 0.5, times, np.zeros((1, 8)), np.zeros(3, np.int32)) == 4.0
    assert times.tolist() == [1.5, 2.5, 4.0]
