"""Means over replications with t-intervals."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_1samp

from valuechain.analysis import over_replications


def test_the_interval_is_students_at_95_percent() -> None:
    values = [3.0, 5.0, 4.0, 9.0]
    frame = pd.DataFrame({"time": 7.0, "replication": range(4), "sold": values})
    row = over_replications(frame, ["time"], "sold").iloc[0]
    low, high = ttest_1samp(values, 0.0).confidence_interval(0.95)
    assert (row["mean"], row["n"]) == (np.mean(values), 4)
    assert (row["low"], row["high"]) == (pytest.approx(low), pytest.approx(high))
    assert row["half_width"] == pytest.approx((high - low) / 2)


def test_one_replication_has_a_mean_and_no_interval() -> None:
    row = over_replications(pd.DataFrame({"time": [7.0], "sold": [3.0]}), ["time"], "sold").iloc[0]
    assert row["mean"] == 3.0
    assert row[["half_width", "low", "high"]].isna().all()


def test_groups_keep_the_order_in_which_they_appear() -> None:
    frame = pd.DataFrame({"line": ["b", "a", "b", "a"], "sold": [1.0, 2.0, 3.0, 4.0]})
    assert over_replications(frame, ["line"], "sold")["line"].tolist() == ["b", "a"]


def test_a_missing_value_does_not_count() -> None:
    row = over_replications(pd.DataFrame({"all": 0, "x": [1.0, np.nan, 3.0]}), ["all"], "x").iloc[0]
    assert (row["mean"], row["n"]) == (2.0, 2)
