import numpy as np
import pandas as pd
import pytest

from valuechain.results import columns


@pytest.fixture
def data():
    made = {
        "kind": columns.coded(np.array([0, 1, 0], np.int8), ["a", "b"]),
        "number": np.arange(3),
        "raw": np.array([True, False, True]),
        "name": np.array([1.5, np.nan, 2.5]),
        **{f"other {i}": np.full(3, float(i)) for i in range(100)},
    }
    return made


def test_a_short_frame_is_the_one_that_the_public_constructor_gives(data):
    quick = columns.assembled(data, 3)
    pd.testing.assert_frame_equal(quick, pd.DataFrame(data), check_column_type="exact", check_index_type="exact")


def test_without_the_quick_constructor_the_frame_is_the_same(data, monkeypatch):
    quick = columns.assembled(data, 3)
    monkeypatch.setattr(pd.DataFrame, "_from_arrays", None)
    pd.testing.assert_frame_equal(columns.assembled(data, 3), quick, check_column_type="exact")


def test_a_column_may_be_added_to_a_short_frame_and_changed_without_touching_what_it_was_made_of(data):
    frame = columns.assembled(data, 3)
    frame["more"] = 1.0
    frame.loc[0, "name"] = 9.0
    assert data["name"][0] == 1.5
    assert frame["more"].sum() == 3


def test_a_missing_column_is_named():
    with pytest.raises(KeyError, match="chain"):
        columns.frame("ledger", {"scenario": "a", "replication": 0})
