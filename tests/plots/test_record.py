"""Simulated means beside the record."""

import numpy as np
import pandas as pd
import pytest

from valuechain.errors import RequestError
from valuechain.plots import beside_the_record

FOUND = pd.DataFrame(
    {"case": ["before", "after", "unknown"], "mean": [31.0, 7.5, 3.0], "half_width": [0.5, 0.2, 0.1], "n": 20,
     "recorded": [32.0, 7.0, np.nan]}
)  # fmt: skip


def test_each_case_has_its_mean_its_interval_and_its_record():
    axes = beside_the_record(FOUND, quantity="days of supply", unit="days").axes[0]
    simulated, recorded = (next(line for line in axes.lines if line.get_marker() == mark) for mark in "oD")
    assert list(simulated.get_xdata()) == [31.0, 7.5, 3.0]
    assert list(recorded.get_xdata()) == [32.0, 7.0]
    assert list(recorded.get_ydata()) == [0, 1]
    ends = [tuple(path[:, 0]) for path in axes.collections[0].get_segments()]
    assert ends == [(30.5, 31.5), (7.3, 7.7), (2.9, 3.1)]


def test_the_title_says_how_far_from_the_record_the_furthest_case_is(title):
    said = title(beside_the_record(FOUND, quantity="days of supply"))
    assert said == "Simulated days of supply are within 7.1 % of the record in all 2 cases (furthest: after)"


def test_one_recorded_case_is_above_or_below_the_record(title):
    ratio = beside_the_record(FOUND.drop(1), quantity="the ratio")
    assert title(ratio) == "Simulated the ratio is 3.1 % below the record (before)"


def test_a_frame_without_a_record_is_refused():
    with pytest.raises(RequestError, match="recorded"):
        beside_the_record(FOUND.drop(columns="recorded"), quantity="days of supply")
