"""How contributions are spread: among those who make them, and among everybody."""

import math

import numpy as np
import pytest

from valuechain.tabulation.participation import MEASURES, participation


def test_shares_of_all_participants_count_those_who_contributed_nothing():
    made = np.zeros(1000)
    made[:200] = 1.0
    made[500:510] = 80.0
    shares = participation(made)
    assert shares["top_1_percent_all"] == pytest.approx(0.8)
    assert shares["next_9_percent_all"] == pytest.approx(0.09)
    assert shares["bottom_90_percent_all"] == pytest.approx(0.11)


def test_where_nine_of_ten_are_silent_they_made_nothing():
    made = np.zeros(100)
    made[3], made[70] = 5.0, 15.0
    shares = participation(made)
    assert shares["top_1_percent_all"] == pytest.approx(0.75)
    assert shares["bottom_90_percent_all"] == 0.0


def test_where_all_contribute_shares_of_contributors_and_of_all_are_the_same():
    shares = participation(np.arange(1.0, 251.0))
    for part in ("top_1_percent", "next_9_percent", "bottom_90_percent"):
        assert shares[f"{part}_all"] == shares[part]


def test_where_nobody_contributed_shares_are_missing_but_names_are_there():
    shares = participation(np.zeros(7))
    assert set(shares) == {*MEASURES, "no_contribution"}
    assert math.isnan(shares["top_1_percent_all"])
