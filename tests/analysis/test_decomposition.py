"""Inequality within and between groups."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuechain.analysis import decomposition
from valuechain.analysis.inequality import theil
from valuechain.errors import RequestError

members = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from([0.0, 0.0, 0.5, 1.0, 2.0, 7.0, 100.0])), min_size=1, max_size=30
)


def people(*rows: tuple[str, float], replication: int = 0) -> pd.DataFrame:
    groups, values = zip(*rows, strict=True)
    return pd.DataFrame({"scenario": "s", "replication": replication, "group": groups, "money": values})


def parts(table: pd.DataFrame) -> pd.DataFrame:
    return table.set_index("group")


@given(members.filter(lambda rows: sum(value for _, value in rows) > 0))
def test_within_and_between_add_up_to_the_whole_exactly(rows) -> None:
    whole = parts(decomposition(people(*rows), "money", "group")).loc["all"]
    assert whole["within"] + whole["between"] == pytest.approx(whole["theil"], abs=1e-9)
    assert whole["theil"] == pytest.approx(theil(np.array([value for _, value in rows])))
    assert whole["members"] == pytest.approx(1)
    assert whole["share"] == pytest.approx(1)


@given(members.filter(lambda rows: sum(value for _, value in rows) > 0))
def test_neither_part_is_negative(rows) -> None:
    whole = parts(decomposition(people(*rows), "money", "group")).loc["all"]
    assert whole["within"] >= -1e-12
    assert whole["between"] >= -1e-12


def test_groups_that_are_alike_differ_only_within() -> None:
    whole = parts(decomposition(people(("a", 1), ("a", 3), ("b", 1), ("b", 3)), "money", "group")).loc["all"]
    assert whole["between"] == pytest.approx(0)
    assert whole["within"] == pytest.approx(theil(np.array([1.0, 3.0])))


def test_groups_of_equals_differ_only_between() -> None:
    """Two groups of equal size with means 1 and 3: Σ s·ln(s/m) = ¼·ln ½ + ¾·ln 3/2."""
    whole = parts(decomposition(people(("a", 1), ("a", 1), ("b", 3), ("b", 3)), "money", "group")).loc["all"]
    assert whole["within"] == pytest.approx(0)
    assert whole["between"] == pytest.approx(0.25 * np.log(0.5) + 0.75 * np.log(1.5))


def test_a_group_that_has_nothing_adds_nothing_of_its_own_and_counts_between() -> None:
    table = parts(decomposition(people(("a", 0), ("b", 2)), "money", "group"))
    assert table.loc["a", ["share", "within", "between"]].tolist() == [0, 0, 0]
    assert table.loc["all", "between"] == pytest.approx(np.log(2))


def test_where_the_index_is_not_defined_so_are_its_parts() -> None:
    table = parts(decomposition(people(("a", -1), ("b", 2)), "money", "group"))
    assert table[["theil", "within", "between"]].isna().all(axis=None)


def test_each_replication_is_decomposed_by_itself() -> None:
    both = pd.concat([people(("a", 1), ("b", 1)), people(("a", 1), ("b", 3), replication=1)])
    table = decomposition(both, "money", "group").query("group == 'all'").set_index("replication")
    assert table["theil"].tolist() == pytest.approx([0, theil(np.array([1.0, 3.0]))])


def test_a_column_that_is_not_there_is_a_mistake() -> None:
    with pytest.raises(RequestError, match="there is no column 'status'; the columns are scenario"):
        decomposition(people(("a", 1)), "status", "group")
