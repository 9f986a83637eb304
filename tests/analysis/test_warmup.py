import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuechain.analysis import mser5, suggest_warmup
from valuechain.analysis.warmup import measured
from valuechain.errors import RequestError


def slowly(values: np.ndarray) -> tuple[int, np.ndarray]:
    """MSER-5 as its definition says, one truncation after the other."""
    batches = [values[i : i + 5].mean() for i in range(0, len(values) - 4, 5)]
    m = len(batches)
    statistic = []
    for d in range(m - 1):
        left = batches[d:]
        mean = sum(left) / len(left)
        statistic.append(sum((z - mean) ** 2 for z in left) / len(left) ** 2)
    return 5 * int(np.argmin(statistic[: m // 2 + 1])), np.array(statistic)


@given(st.lists(st.floats(-1e3, 1e3), min_size=15, max_size=120), st.floats(-1e6, 1e6))
def test_mser5_is_its_definition(values: list[float], level: float) -> None:
    array = np.array(values) + level
    found = mser5(array)
    where, statistic = slowly(array)
    scale = 1 + statistic.max()
    assert found.statistic[: len(statistic)] == pytest.approx(statistic, abs=1e-9 * scale + 1e-14 * level**2)
    if np.ptp(statistic) > 1e-6 * scale and len(set(np.round(statistic / scale, 9))) == len(statistic):
        assert found.observations == where


def autoregressive(length: int, start: float, rho: float, seed: int) -> np.ndarray:
    """x_t = ρ·x_{t-1} + e_t from a start far away: the expected transient is start·ρ^t."""
    noise = np.random.default_rng(seed).normal(0, 1, length)
    values = np.empty(length)
    values[0] = start
    for t in range(1, length):
        values[t] = rho * values[t - 1] + noise[t]
    return values


def test_what_mser5_leaves_out_of_an_autoregressive_process_is_its_transient() -> None:
    rho, start, cuts = 0.9, 60.0, []
    for seed in range(40):
        found = mser5(autoregressive(2000, start, rho, seed))
        assert found.trusted
        cuts.append(found.observations)
    falls_to_a_tenth_of_sd = np.log(0.1 / np.sqrt(1 - rho**2) / start) / np.log(rho)  # 53 steps
    gone = np.log(1 / np.sqrt(1 - rho**2) / start) / np.log(rho)  # 31 steps: as large as one standard deviation
    assert gone / 2 <= np.median(cuts) <= 3 * falls_to_a_tenth_of_sd


def test_the_mean_after_the_cut_is_nearer_the_truth_than_the_mean_of_everything() -> None:
    with_it, without = [], []
    for seed in range(40):
        values = autoregressive(1000, 60.0, 0.9, seed)
        with_it.append(values.mean())
        without.append(values[mser5(values).observations :].mean())
    assert np.mean(with_it) > 0.5  # the transient biases by 60/(1 - 0.9)/1000
    assert abs(np.mean(without)) <= 3 * np.std(without) / np.sqrt(40) + 0.05


def test_a_series_without_a_beginning_of_its_own_keeps_nearly_everything() -> None:
    cuts = [mser5(np.random.default_rng(seed).normal(5, 1, 1000)).observations for seed in range(40)]
    assert np.median(cuts) <= 100


def test_a_series_that_never_settles_is_not_trusted() -> None:
    assert not mser5(np.linspace(0, 1, 400)).trusted


@pytest.mark.parametrize("values", [[1.0] * 9, [1.0] * 20 + [np.nan] * 5])
def test_a_series_that_is_too_short_or_has_gaps_is_refused(values: list[float]) -> None:
    with pytest.raises(RequestError):
        mser5(values)


def series(samples: int = 400, replications: int = 3, settle: float = 20.0, step: float = 1.0) -> pd.DataFrame:
    """Two products of two chains that start with many sales and settle after ``settle`` days."""
    generator, parts = np.random.default_rng(6), []
    time = step * np.arange(samples + 1)
    for replication in range(replications):
        for chain, product in (("maker", "a"), ("maker", "b"), ("guild", "c")):
            sold = 5 + 50 * np.exp(-time / settle * 3) + generator.normal(0, 1, samples + 1)
            sold[0] = 0.0
            parts.append(pd.DataFrame({
                "scenario": "s", "replication": replication, "chain": chain, "product": product, "time": time,
                "warmup": time <= 30.0, "sold": sold, "on_hand": 1.0,
            }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def test_products_are_added_up_and_the_sample_of_day_0_is_left_out() -> None:
    frame = series(10, 2)
    table = measured(frame, "on_hand")
    assert table.shape == (10, 2)
    assert (table == 3).all(axis=None)
    assert (measured(frame, "on_hand", "maker") == 2).all(axis=None)


def test_a_last_sample_that_comes_early_is_left_out() -> None:
    frame = series(10, 1)
    early = frame[frame["time"] != 9.0]
    early = early.assign(time=early["time"].where(early["time"] != 10.0, 8.5))
    assert measured(early, "sold").index.tolist() == [1, 2, 3, 4, 5, 6, 7, 8]


def test_the_suggestion_is_in_days_and_says_what_to_write() -> None:
    found = suggest_warmup(series(settle=60.0), "sold")
    assert 30 < found["suggested"] <= 100
    assert found["suggested"] % 5 == 0
    assert found["now"] == 30.0
    assert found["verdict"] == f"leave out {found['suggested']:g} days (warmup: {found['suggested']:g} days)"
    assert found["latest"] >= 20
    assert found["curve"]["statistic"].notna().sum() > 50


def test_a_warm_up_that_is_long_enough_is_said_to_be() -> None:
    found = suggest_warmup(series(settle=10.0))
    assert found["suggested"] <= 30
    assert found["verdict"] == f"the warm-up is long enough (MSER-5: {found['suggested']:g} days)"


def test_what_never_varies_needs_no_warm_up() -> None:
    found = suggest_warmup(series(), "on_hand")
    assert (found["suggested"], found["verdict"]) == (0.0, "it never varies")


def test_samples_are_turned_into_days_by_their_own_times() -> None:
    fine, coarse = suggest_warmup(series(settle=60.0)), suggest_warmup(series(settle=420.0, step=7.0))
    assert coarse["suggested"] == pytest.approx(7 * fine["suggested"])


def test_few_samples_are_said_to_be_too_few() -> None:
    found = suggest_warmup(series(99))
    assert np.isnan(found["suggested"])
    assert found["verdict"].startswith("99 samples are too few, 100 are needed: sample more often")


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(RequestError, match="no measure over time; there are sold"):
        suggest_warmup(series(10), "profit")
    with pytest.raises(RequestError, match="no chain 'shop'; there are all, maker, guild"):
        suggest_warmup(series(10), "sold", "shop")
