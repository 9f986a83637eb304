import numpy as np
import pandas as pd
import pytest

from valuechain.analysis import one_at_a_time
from valuechain.analysis.elasticity import _alone, _neighbours
from valuechain.errors import RequestError

STAR = [[10.0, 2.0], [11.0, 2.0], [10.0, 3.0], [11.0, 3.0], [9.0, 2.0]]
NAMES = ["price", "rate"]


def test_each_point_is_compared_with_the_base_from_which_most_differ_in_one_factor(sweep) -> None:
    table = one_at_a_time(*sweep(STAR, lambda x: {"y": x["price"] + 10 * x["rate"]}, NAMES)[:2])
    assert table[["factor", "from", "to", "effect"]].to_numpy().tolist() == [
        ["price", 10, 11, 1],
        ["price", 10, 9, -1],
        ["rate", 2, 3, 10],
    ]


def test_a_base_can_be_chosen(sweep) -> None:
    table = one_at_a_time(*sweep(STAR, lambda x: {"y": x["price"]}, NAMES)[:2], base=3)
    assert table[["factor", "from", "to"]].to_numpy().tolist() == [["price", 11, 10], ["rate", 3, 2]]


def test_the_elasticity_of_a_power_is_its_exponent_for_small_steps(sweep) -> None:
    made = sweep([[100.0], [101.0]], lambda x: {"demand": 7 * x["price"] ** -1.8}, ["price"])
    assert one_at_a_time(made.points, made.runs)["elasticity"][0] == pytest.approx(-1.8, rel=1e-4)


def test_the_arc_elasticity_of_a_product_is_one_whatever_the_step(sweep) -> None:
    made = sweep([[2.0], [8.0]], lambda x: {"revenue": 5 * x["price"]}, ["price"])
    assert one_at_a_time(made.points, made.runs)["elasticity"][0] == pytest.approx(1)


def test_the_interval_of_an_effect_is_that_of_the_pairs(sweep) -> None:
    points, runs, _ = sweep([[1.0], [2.0]], lambda x: {"y": 0.0}, ["a"], replications=4)
    runs["y"] = [10.0, 11.0, 20.0, 22.0, 30.0, 33.0, 40.0, 44.0]  # differences 1, 2, 3, 4
    row = one_at_a_time(points, runs).iloc[0]
    assert row["effect"] == 2.5
    assert row["half_width"] == pytest.approx(3.182446 * 1.290994 / 2, rel=1e-6)  # t(3) times s over root n
    assert row["correlation"] == pytest.approx(1.0)
    assert row["n"] == 4


def test_noise_that_both_ends_share_widens_no_interval_of_an_effect(sweep) -> None:
    made = sweep([[1.0], [2.0]], lambda x: {"y": x["a"]}, ["a"], replications=5, common=100.0)
    assert one_at_a_time(made.points, made.runs)["half_width"][0] == pytest.approx(0, abs=1e-9)


def test_95_of_100_intervals_cover_the_elasticity() -> None:
    generator, covered = np.random.default_rng(4), 0
    points = pd.DataFrame({"point": [0, 1], "a": [9.0, 11.0]})
    for _ in range(1000):
        luck = generator.normal(100, 30, 12)  # a replication scales both ends
        y = np.concatenate([luck * 1.1 + generator.normal(0, 1, 12), luck * 0.9 + generator.normal(0, 1, 12)])
        runs = pd.DataFrame({"point": np.repeat([0, 1], 12), "replication": np.tile(np.arange(12), 2), "y": y})
        row = one_at_a_time(points, runs).iloc[0]
        covered += row["elasticity_low"] <= -1.0 <= row["elasticity_high"]
    assert 0.93 <= covered / 1000 <= 0.97


def test_a_word_has_an_effect_but_no_elasticity() -> None:
    points = pd.DataFrame({"point": [0, 1], "policy": ["lost", "waits"]})
    runs = pd.DataFrame({"point": [0, 1], "replication": 0, "y": [1.0, 3.0]})
    row = one_at_a_time(points, runs).iloc[0]
    assert row["effect"] == 2
    assert np.isnan(row["elasticity"])


@pytest.mark.parametrize(("x", "y"), [([-1.0, 1.0], [1.0, 2.0]), ([1.0, 2.0], [-1.0, 1.0])])
def test_an_elasticity_around_nought_is_missing(x: list[float], y: list[float]) -> None:
    runs = pd.DataFrame({"point": [0, 1], "replication": 0, "y": y})
    assert one_at_a_time(pd.DataFrame({"point": [0, 1], "a": x}), runs)["elasticity"].isna().all()


def test_points_of_which_no_two_differ_in_one_factor_alone_are_refused(sweep) -> None:
    made = sweep([[1.0, 1.0], [2.0, 2.0]], lambda x: {"y": 1.0}, NAMES)
    with pytest.raises(RequestError, match="no two points differ in one factor alone"):
        one_at_a_time(made.points, made.runs)
    with pytest.raises(RequestError, match="no point 7; they are numbered from 0 to 1"):
        one_at_a_time(made.points, made.runs, base=7)


@pytest.mark.parametrize("factors", [1, 3])
def test_neighbours_are_counted_as_comparing_all_pairs_does(factors: int) -> None:
    levels = np.random.default_rng(0).integers(0, 3, (60, factors))
    assert _neighbours(levels).tolist() == [_alone(levels, row).sum() for row in range(60)]
