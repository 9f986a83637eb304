import numpy as np
import pytest
from scipy import stats

from valuechain.analysis import bootstrap_interval, paired, t_interval
from valuechain.errors import RequestError

VALUES = [3.0, 5.0, 4.0, 9.0, 2.0, 7.0, 7.5, 1.0, 6.0, 4.0, 3.5, 8.0]


def test_the_t_interval_is_students() -> None:
    theirs = stats.ttest_1samp(VALUES, 0.0).confidence_interval(0.9)
    found = t_interval(VALUES, level=0.9)
    assert (found.estimate, found.n) == (pytest.approx(np.mean(VALUES)), 12)
    assert (found.low, found.high) == (pytest.approx(theirs.low), pytest.approx(theirs.high))


def test_one_value_has_no_interval() -> None:
    found = t_interval([4.0])
    assert found.estimate == 4.0
    assert np.isnan([found.low, found.high, found.half_width]).all()
    assert np.isnan(bootstrap_interval([4.0]).low)


@pytest.mark.parametrize("statistic", [np.mean, np.std, np.var])
def test_the_bootstrap_interval_is_that_of_scipys_bca_but_for_the_draws(statistic) -> None:
    values = np.random.default_rng(8).lognormal(0, 1, 60)
    theirs = stats.bootstrap((values,), statistic, n_resamples=20_000, method="BCa", rng=np.random.default_rng(2))
    ours = bootstrap_interval(values, statistic, resamples=20_000)
    width = theirs.confidence_interval.high - theirs.confidence_interval.low
    assert ours.low == pytest.approx(theirs.confidence_interval.low, abs=0.025 * width)
    assert ours.high == pytest.approx(theirs.confidence_interval.high, abs=0.025 * width)


def test_the_bootstrap_interval_covers_a_skewed_mean_nearly_as_often_as_it_says() -> None:
    generator = np.random.default_rng(12)
    inside = 0
    for _ in range(400):
        found = bootstrap_interval(generator.exponential(1.0, 40), resamples=400)
        inside += found.low <= 1.0 <= found.high
    assert 0.90 <= inside / 400 <= 0.98


def test_the_same_seed_gives_the_same_bootstrap_interval() -> None:
    assert bootstrap_interval(VALUES, seed=4) == bootstrap_interval(VALUES, seed=4)
    assert bootstrap_interval(VALUES, seed=4) != bootstrap_interval(VALUES, seed=5)


def test_values_that_are_all_equal_have_an_interval_of_width_nought() -> None:
    assert bootstrap_interval([2.0, 2.0, 2.0])[:3] == (2.0, 2.0, 2.0)


def test_a_paired_difference_has_the_interval_of_the_differences() -> None:
    other = [value + 1 + 0.1 * number for number, value in enumerate(VALUES)]
    found = paired(other, VALUES)
    theirs = stats.ttest_rel(other, VALUES).confidence_interval(0.95)
    assert (found.difference.low, found.difference.high) == (pytest.approx(theirs.low), pytest.approx(theirs.high))
    assert found.correlation == pytest.approx(np.corrcoef(other, VALUES)[0, 1])
    spread = np.var(other, ddof=1) + np.var(VALUES, ddof=1)
    assert found.variance_reduction == pytest.approx(spread / np.var(np.subtract(other, VALUES), ddof=1))


def test_pairs_that_differ_by_a_constant_need_no_replications_at_all() -> None:
    assert paired([1.0, 2.0, 4.0], [0.0, 1.0, 3.0]).variance_reduction == np.inf


def test_what_is_not_of_one_length_cannot_be_paired() -> None:
    with pytest.raises(RequestError, match="3 and 2 replications cannot be paired"):
        paired([1.0, 2.0, 3.0], [1.0, 2.0])


@pytest.mark.parametrize("interval", [t_interval, bootstrap_interval])
def test_a_missing_value_is_refused(interval) -> None:
    with pytest.raises(RequestError, match="1 of 3 values are missing"):
        interval([1.0, np.nan, 2.0])
    with pytest.raises(RequestError, match="needs a list of values"):
        interval([])
