"""Points: their number, their place and their law."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from valuechain.errors import RequestError, ScenarioError
from valuechain.experiments.design import Points, points
from valuechain.experiments.quantiles import quantiles
from valuechain.randomness import Law, stream
from valuechain.scenario import read_sweep

Tree = dict[str, Any]
PRICE, LEVEL = "chains.shop.variants.price", "chains.shop.distribution.policy.base_stock.level"


def drawn(tree: Tree, factors: Tree, design: object = "grid", **more: Any) -> Points:
    return points(read_sweep({"scenario": tree, "factors": factors, "design": design, **more}))


def test_a_grid_is_every_combination_and_the_last_factor_varies_fastest(tree: Tree) -> None:
    frame = drawn(tree, {PRICE: [30, 40], LEVEL: {"range": [1, 5], "levels": 3}}).frame()
    assert frame[[PRICE, LEVEL]].to_numpy().tolist() == [[30, 1], [30, 3], [30, 5], [40, 1], [40, 3], [40, 5]]


def test_a_grid_on_a_log_scale_has_equal_ratios(tree: Tree) -> None:
    frame = drawn(tree, {PRICE: {"range": [10, 1000], "levels": 3, "scale": "log"}}).frame()
    assert frame[PRICE].tolist() == pytest.approx([10, 100, 1000])


def test_whole_numbers_of_a_grid_are_whole_and_come_once(tree: Tree) -> None:
    assert drawn(tree, {LEVEL: {"range": [1, 3], "levels": 9}}).frame()[LEVEL].tolist() == [1, 2, 3]


def test_a_latin_hypercube_has_one_point_in_each_slice(tree: Tree) -> None:
    found = drawn(tree, {PRICE: {"range": [30, 40]}}, {"latin-hypercube": {"points": 20}})
    assert sorted(((found.columns[0] - 30) / 10 * 20).astype(int).tolist()) == list(range(20))


@pytest.mark.parametrize(
    ("design", "number"),
    [
        ({"sobol": {"points": 8}}, 8 * (3 + 2)),
        ({"sobol": {"points": 8, "second_order": True}}, 8 * (2 * 3 + 2)),
        ({"morris": {"trajectories": 5}}, 5 * (3 + 1)),
        ({"fast": {"points": 65}}, 65 * 3),
    ],
)
def test_designs_for_sensitivity_have_the_points_that_their_analysis_needs(
    tree: Tree, design: Tree, number: int
) -> None:
    factors = {PRICE: {"range": [30, 40]}, LEVEL: {"range": [1, 9]}, "population.size": {"range": [40, 50]}}
    found = drawn(tree, factors, design)
    assert len(found) == number
    assert found.sample is not None
    assert found.sample.shape == (number, 3)
    assert found.design["problem"]["names"] == [PRICE, LEVEL, "population.size"]


def test_a_sobol_sample_contains_the_smaller_ones(tree: Tree) -> None:
    factors = {PRICE: {"range": [30, 40]}, LEVEL: {"range": [1, 9]}}
    small, large = (drawn(tree, factors, {"sobol": {"points": n}}).frame() for n in (8, 16))
    assert large.iloc[: len(small)].equals(small)


def test_the_same_seed_gives_the_same_points_and_another_seed_others(tree: Tree) -> None:
    factors = {PRICE: {"range": [30, 40]}}
    for method, size in (("latin-hypercube", "points"), ("sobol", "points"), ("morris", "trajectories")):
        a, b, c = (drawn(tree, factors, {method: {size: 64, "seed": seed}}).columns[0] for seed in (1, 1, 2))
        assert (a == b).all()
        assert (a != c).any()


def test_each_of_a_few_values_and_whole_numbers_is_as_likely_as_the_others(tree: Tree) -> None:
    factors = {"chains.shop.distribution.shortage": ["lost", "backorder", "substitute"], LEVEL: {"range": [1, 4]}}
    frame = drawn(tree, factors, {"latin-hypercube": {"points": 1200}}).frame()
    assert frame["chains.shop.distribution.shortage"].value_counts().tolist() == [400, 400, 400]
    assert frame[LEVEL].value_counts().tolist() == [300, 300, 300, 300]


def test_morris_takes_the_ends_of_a_range_and_finite_values_of_a_law(tree: Tree) -> None:
    factors = {
        PRICE: {"range": [30, 42]},
        "population.mismatch_cost": {"distribution": {"normal": {"mean": 40, "sd": 2}}},
    }
    found = drawn(tree, factors, {"morris": {"trajectories": 20}})
    assert sorted(set(found.columns[0].round(9).tolist())) == [30, 34, 38, 42]
    eighths = stats.norm(40, 2).ppf([1 / 8, 3 / 8, 5 / 8, 7 / 8])
    assert sorted(set(found.columns[1].round(9).tolist())) == pytest.approx(eighths)


def test_points_that_fail_a_constraint_are_left_out_and_counted(tree: Tree) -> None:
    factors = {PRICE: {"values": [30, 40, 50], "label": "price"}, LEVEL: {"values": [1, 2], "label": "level"}}
    found = drawn(tree, factors, constraints=["price / 10 - level < 3", "price >= 30"])
    assert found.frame()[["price", "level"]].to_numpy().tolist() == [[30, 1], [30, 2], [40, 2]]
    assert found.left_out == 3


def test_constraints_that_nothing_meets_are_refused(tree: Tree) -> None:
    with pytest.raises(RequestError, match="none of the 2 points meets the constraints"):
        drawn(tree, {PRICE: {"values": [30, 40], "label": "price"}}, constraints=["price > 40"])


def test_a_grid_that_is_too_large_is_refused_with_its_size(tree: Tree) -> None:
    factors = {
        PRICE: {"range": [30, 40], "levels": 10_000},
        "population.mismatch_cost": {"range": [0, 1], "levels": 2_000},
    }
    with pytest.raises(RequestError, match="10000 × 2000 = 20,000,000 points"):
        drawn(tree, factors)


def test_a_law_that_leaves_the_range_of_its_key_is_refused(tree: Tree) -> None:
    factors = {LEVEL: {"distribution": {"normal": {"mean": 3, "sd": 9}}}}
    with pytest.raises(
        ScenarioError, match=r"distribution: gives -\d+ \(point \d\); the scenario takes a whole number"
    ):
        drawn(tree, factors, {"latin-hypercube": {"points": 9}})


@pytest.mark.parametrize(
    ("law", "oracle"),
    [
        (Law("uniform", {"low": 2.0, "high": 5.0}), stats.uniform(2, 3)),
        (Law("normal", {"mean": 3.0, "sd": 2.0}), stats.norm(3, 2)),
        (Law("lognormal", {"mean": 3.0, "cv": 0.5}), stats.lognorm(np.sqrt(np.log(1.25)), scale=3 / np.sqrt(1.25))),
        (Law("gamma", {"mean": 3.0, "cv": 0.5}), stats.gamma(4, scale=0.75)),
        (Law("exponential", {"mean": 3.0}), stats.expon(scale=3)),
        (Law("triangular", {"low": 1.0, "mode": 2.0, "high": 5.0}), stats.triang(0.25, 1, 4)),
        (Law("pareto", {"minimum": 2.0, "shape": 1.5}), stats.pareto(1.5, scale=2)),
        (Law("weibull", {"mean": 3.0, "shape": 1.0}), stats.expon(scale=3)),
        (Law("poisson", {"mean": 3.3}), stats.poisson(3.3)),
    ],
    ids=lambda each: each.kind if isinstance(each, Law) else "",
)
def test_quantiles_are_those_of_the_law_that_draws(law: Law, oracle: Any) -> None:
    u = np.array([1e-6, 0.01, 0.2, 0.5, 0.77, 0.99, 1 - 1e-6])
    assert quantiles(law, u) == pytest.approx(oracle.ppf(u), rel=1e-9)
    draws = law.draw(stream(1, 0, "quantiles"), 4000)
    share = np.array([(draws <= each).mean() for each in quantiles(law, np.array([0.2, 0.5, 0.9]))])
    assert share == pytest.approx(oracle.cdf(quantiles(law, np.array([0.2, 0.5, 0.9]))), abs=4 * 0.5 / np.sqrt(4000))


def test_quantiles_of_recorded_values_are_recorded_values() -> None:
    law = Law("empirical", {"values": (3.0, 1.0, 2.0, 9.0)})
    assert quantiles(law, np.array([0.0, 0.3, 0.6, 0.999])).tolist() == [1, 2, 3, 9]
