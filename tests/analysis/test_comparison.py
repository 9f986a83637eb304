"""Differences between scenarios against SciPy's tests and closed forms."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.stats import ttest_ind, ttest_rel

from valuechain.analysis.comparison import differences, paired, welch
from valuechain.errors import RequestError
from valuechain.results.columns import COMPARISON

A = np.array([3.0, 5.0, 4.0, 9.0, 6.0])
B = np.array([4.0, 5.5, 6.0, 11.0, 6.0])
pairs = arrays.arrays(np.float64, st.tuples(st.just(2), st.integers(2, 8)), elements=st.integers(-50, 50).map(float))


def runs(values: list[float], chains: tuple[str, ...] = ("maker",), start: int = 0) -> pd.DataFrame:
    parts = [
        pd.DataFrame({"scenario": "s", "replication": [start + r], "chain": chain, "profit": value, "sold": 7.0})
        for r, value in enumerate(values)
        for chain in (*chains, "all")
    ]
    return pd.concat(parts, ignore_index=True)


def row(table: pd.DataFrame, measure: str = "profit", chain: str = "all", scenario: str = "other") -> pd.Series:
    found = table[(table["measure"] == measure) & (table["chain"] == chain) & (table["scenario"] == scenario)]
    assert len(found) == 1
    return found.iloc[0]


def test_the_interval_of_pairs_is_students_of_their_differences() -> None:
    low, high = ttest_rel(B, A).confidence_interval(0.95)
    found = paired(A, B)
    assert found.half_width == pytest.approx((high - low) / 2)
    assert found.mean - found.baseline_mean == pytest.approx((high + low) / 2)


def test_the_interval_of_independent_means_is_welchs() -> None:
    other = np.array([1.0, 7.0, 2.0])
    low, high = ttest_ind(other, A, equal_var=False).confidence_interval(0.95)
    found = welch(A, other)
    assert found.half_width == pytest.approx((high - low) / 2)
    assert (found.n, found.baseline_n) == (3, 5)


def test_pairs_of_equal_spread_reduce_the_variance_by_one_over_one_less_their_correlation() -> None:
    found = paired(A, np.array([5.0, 3.0, 4.0, 9.0, 6.0]))
    assert found.variance_reduction == pytest.approx(1 / (1 - found.correlation))


def test_pairs_that_go_apart_have_a_factor_below_1() -> None:
    found = paired(A, -A)
    assert found.correlation == pytest.approx(-1)
    assert found.variance_reduction == pytest.approx(0.5)


def test_a_difference_that_is_always_the_same_is_exact() -> None:
    found = paired(A, A + 2)
    assert (found.half_width, found.variance_reduction) == (0.0, np.inf)


def test_pairs_with_a_missing_value_do_not_count() -> None:
    holed = np.where(A == 4.0, np.nan, A)
    found = paired(holed, B)
    whole = ~np.isnan(holed)
    assert found == paired(A[whole], B[whole])
    assert found.n == 4


def test_one_pair_has_a_difference_and_no_interval() -> None:
    found = paired(A[:1], B[:1])
    assert found.mean - found.baseline_mean == 1.0
    assert np.isnan([found.half_width, found.correlation, found.variance_reduction]).all()


@given(pairs)
def test_changing_sides_turns_the_difference_round_and_leaves_the_interval(values: np.ndarray) -> None:
    there, back = paired(values[0], values[1]), paired(values[1], values[0])
    assert there.mean - there.baseline_mean == -(back.mean - back.baseline_mean)
    assert there.half_width == back.half_width


@given(pairs)
def test_the_factor_says_how_much_the_interval_shrinks(values: np.ndarray) -> None:
    found = paired(values[0], values[1])
    spread = (values[1] - values[0]).var(ddof=1)
    if spread > 0:
        assert found.variance_reduction * spread == pytest.approx(values.var(axis=1, ddof=1).sum())


def test_several_intervals_share_the_error_between_them() -> None:
    table = differences({"base": runs(list(A)), "other": runs(list(B)), "third": runs(list(2 * B))}, "base")
    found = row(table)
    low, high = ttest_rel(B, A).confidence_interval(0.975)
    assert found["level"] == pytest.approx(0.975)
    assert (found["low"], found["high"]) == (pytest.approx(low), pytest.approx(high))


def test_together_three_intervals_hold_at_least_as_often_as_they_say() -> None:
    generator = np.random.default_rng(3)
    trials, held = 10_000, 0
    for _ in range(trials):
        base, *others = generator.normal(size=(4, 6)) + generator.normal(size=6)
        held += all(abs((b - base).mean()) <= paired(base, b, 1 - 0.05 / 3).half_width for b in others)
    error = (0.95 * 0.05 / trials) ** 0.5
    assert held / trials >= 0.95 - 3 * error
    assert held / trials <= 0.97  # bounds that hardly ever fail would tell nothing


def test_replications_are_paired_by_their_number() -> None:
    left, right = runs([1.0, 2.0, 4.0]), runs([9.0, 12.0, 14.0, 90.0], start=1)
    found = row(differences({"base": left, "other": right}, "base"))
    assert (found["n"], found["baseline_n"], found["difference"]) == (2, 2, (9 + 12) / 2 - 3)


def test_scenarios_that_share_no_luck_use_all_replications_apart() -> None:
    left, right = runs([1.0, 2.0, 4.0]), runs([9.0, 12.0, 14.0, 90.0])
    found = row(differences({"base": left, "other": right}, "base", frozenset({"other"})))
    assert (found["interval"], found["n"], found["baseline_n"]) == ("welch", 4, 3)
    assert np.isnan(found["correlation"])


def test_a_chain_that_one_side_lacks_is_a_row_without_difference() -> None:
    table = differences({"base": runs([1.0, 2.0]), "other": runs([3.0, 5.0], ("maker", "rival"))}, "base")
    found = row(table, chain="rival")
    assert (found["mean"], found["n"], found["baseline_n"]) == (4.0, 2, 0)
    assert found[["baseline_mean", "difference", "half_width"]].isna().all()


def test_the_frame_has_the_declared_columns() -> None:
    table = differences({"base": runs([1.0, 2.0]), "other": runs([3.0, 5.0])}, "base")
    assert list(table.columns) == [column.name for column in COMPARISON]
    assert row(table)["unit"] == "money"


def test_one_scenario_alone_is_a_mistake() -> None:
    with pytest.raises(RequestError, match="name at least two"):
        differences({"base": runs([1.0])}, "base")
