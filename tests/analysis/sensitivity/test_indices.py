"""Sensitivity indices against the functions whose indices are known."""

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from SALib.sample import fast_sampler, latin
from SALib.sample import morris as morris_sampler
from SALib.sample import sobol as sobol_sampler
from scipy import stats

from valuechain.analysis.sensitivity import COLUMNS, convergence, sensitivity
from valuechain.analysis.sensitivity.density import DUMMY
from valuechain.errors import RequestError
from valuechain.experiments.testmodels import ISHIGAMI, SOBOL_G, TEST_MODELS, TestModel

MODELS = pytest.mark.parametrize("model", TEST_MODELS.values(), ids=list(TEST_MODELS))
N = 1024
SEED = 3


def saltelli(sweep, model: TestModel, *, n: int = N, second: bool = True, **more: Any):
    x = sobol_sampler.sample(model.problem, n, calc_second_order=second, seed=SEED)
    design = {"method": "sobol", "n": n, "seed": SEED, "problem": model.problem}
    return sweep(x, model, list(model.factors), **more, **design)


def theory(model: TestModel) -> dict[tuple[str, str, str], float]:
    first = {(name, "", "S1"): value for name, value in model.first.items()}
    total = {(name, "", "ST"): value for name, value in model.total.items()}
    return {**first, **total, **{(*pair, "S2"): value for pair, value in model.second.items()}}


def keyed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.set_index(["factor", "other", "index"])


@MODELS
def test_sobol_indices_of_every_order_are_the_analytic_ones_within_their_intervals(sweep, model: TestModel) -> None:
    found = keyed(sensitivity(*saltelli(sweep, model)))
    assert set(found.index) == set(theory(model))
    for key, value in theory(model).items():
        assert found.loc[key, "low"] <= value <= found.loc[key, "high"], key


@MODELS
def test_the_intervals_of_sobol_indices_are_narrow_enough_to_mean_something(sweep, model: TestModel) -> None:
    found = sensitivity(*saltelli(sweep, model))
    assert found.loc[found["index"].isin(["S1", "ST"]), "half_width"].max() < 0.1
    assert found["half_width"].min() > 0


def test_at_least_93_of_100_intervals_cover_the_analytic_index(sweep) -> None:
    covered, asked = 0, 0
    for seed in range(1, 21):
        x = sobol_sampler.sample(ISHIGAMI.problem, 128, calc_second_order=False, seed=seed)
        made = sweep(x, ISHIGAMI, list(ISHIGAMI.factors), method="sobol", n=128, seed=seed, problem=ISHIGAMI.problem)
        found = keyed(sensitivity(*made))
        known = {key: value for key, value in theory(ISHIGAMI).items() if key in found.index}
        inside = [found.loc[key, "low"] <= value <= found.loc[key, "high"] for key, value in known.items()]
        covered, asked = covered + sum(inside), asked + len(inside)
    assert covered / asked >= 0.93


def test_sobol_indices_agree_with_those_of_scipy(sweep) -> None:
    found = keyed(sensitivity(*saltelli(sweep, SOBOL_G, n=4096, second=False)))
    peer = stats.sobol_indices(
        func=lambda x: np.array([SOBOL_G(dict(zip(SOBOL_G.factors, row, strict=True)))["y"] for row in x.T]),
        n=4096, dists=[stats.uniform(0, 1)] * 5, rng=np.random.default_rng(1),
    )  # fmt: skip
    for i, name in enumerate(SOBOL_G.factors):
        for index, theirs in {"S1": peer.first_order[i], "ST": peer.total_order[i]}.items():
            row = found.loc[(name, "", index)]
            assert row["value"] == pytest.approx(theirs, abs=2 * row["half_width"] + 1e-4)


def test_without_second_order_the_design_is_recognised_by_its_size(sweep) -> None:
    found = sensitivity(*saltelli(sweep, ISHIGAMI, n=64, second=False))
    assert set(found["index"]) == {"S1", "ST"}


def test_a_design_that_is_not_whole_is_refused(sweep) -> None:
    points, runs, design = saltelli(sweep, ISHIGAMI, n=64)
    with pytest.raises(RequestError, match=r"64 × 8 or 64 × 5 points, not 511"):
        sensitivity(points.iloc[:-1], runs, design)


def test_noise_of_replications_dilutes_the_indices_and_is_taken_out_again(sweep) -> None:
    found = keyed(sensitivity(*saltelli(sweep, ISHIGAMI, replications=2, single=3.0)))
    share = (9 / 2) / (9 / 2 + np.var([ISHIGAMI(p)["y"] for p in points_of(ISHIGAMI)]))
    for (name, other, index), value in theory(ISHIGAMI).items():
        row = found.loc[(name, other, index)]
        diluted = value * (1 - share) + (share if index == "ST" else 0)
        assert row["value"] == pytest.approx(diluted, abs=1.5 * row["half_width"])
        assert row["of_parameters"] == pytest.approx(value, abs=1.5 * row["half_width"] / (1 - share))
    assert found.loc[("x3", "", "ST"), "low"] > ISHIGAMI.total["x3"]  # with the noise in it, theory is missed


def points_of(model: TestModel) -> list[dict[str, float]]:
    x = latin.sample(model.problem, 4000, seed=1)
    return [dict(zip(model.factors, row, strict=True)) for row in x.tolist()]


def test_noise_that_all_points_share_changes_no_index(sweep) -> None:
    quiet = sensitivity(*saltelli(sweep, ISHIGAMI, n=64, replications=3))
    loud = sensitivity(*saltelli(sweep, ISHIGAMI, n=64, replications=3, common=50.0))
    assert loud["value"].to_numpy() == pytest.approx(quiet["value"].to_numpy(), abs=1e-6)


@MODELS
def test_fast_gives_the_analytic_first_and_total_order_indices(sweep, model: TestModel) -> None:
    n, M = 4097, 8
    x = fast_sampler.sample(model.problem, n, M=M, seed=SEED)
    made = sweep(x, model, list(model.factors), method="fast", n=n, M=M, seed=SEED, problem=model.problem)
    found = keyed(sensitivity(*made))
    for key, value in theory(model).items():
        if key in found.index:
            assert found.loc[key, "value"] == pytest.approx(value, abs=0.01), key
    assert found["half_width"].isna().all()


def test_an_elementary_effect_of_a_linear_function_is_its_slope_times_the_range(sweep) -> None:
    problem = {"num_vars": 2, "names": ["a", "b"], "bounds": [[0, 10], [-1, 1]]}
    x = morris_sampler.sample(problem, 8, seed=SEED)
    made = sweep(x, lambda p: {"y": 3 * p["a"] - 5 * p["b"]}, ["a", "b"], method="morris", n=8, problem=problem)
    found = keyed(sensitivity(*made))["value"]
    assert found["a", "", "mu"] == pytest.approx(30)
    assert found["b", "", "mu"] == pytest.approx(-10)
    assert found["b", "", "mu_star"] == pytest.approx(10)
    assert found["a", "", "sigma"] == pytest.approx(0, abs=1e-9)


def test_morris_ranks_the_factors_of_sobols_g_as_theory_does(sweep) -> None:
    x = morris_sampler.sample(SOBOL_G.problem, 40, seed=SEED)
    made = sweep(x, SOBOL_G, list(SOBOL_G.factors), method="morris", n=40, seed=SEED, problem=SOBOL_G.problem)
    found = sensitivity(*made)
    order = found[found["index"] == "mu_star"].sort_values("value", ascending=False)["factor"].tolist()
    assert order == ["x1", "x2", "x3", "x4", "x5"]


def test_a_morris_design_that_is_not_whole_is_refused(sweep) -> None:
    made = sweep(np.arange(10.0).reshape(5, 2), lambda p: {"y": p["a"]}, ["a", "b"], method="morris")
    with pytest.raises(RequestError, match=r"multiple of 3 points, not 5"):
        sensitivity(*made)


def test_delta_needs_no_design_and_tells_what_matters_from_what_is_drawn_at_random(sweep) -> None:
    x = latin.sample(SOBOL_G.problem, 300, seed=SEED)
    made = sweep(x, SOBOL_G, list(SOBOL_G.factors), method="latin-hypercube", n=300, seed=SEED)
    found = sensitivity(*made).set_index("factor")
    assert set(found["index"]) == {"delta"}
    threshold = found.loc[DUMMY, "high"]
    assert found.loc["x1", "low"] > threshold
    assert found.loc["x5", "low"] < threshold


def test_delta_leaves_the_global_generator_alone(sweep) -> None:
    np.random.seed(11)  # noqa: NPY002
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    made = sweep(np.random.default_rng(0).random((60, 1)), lambda p: {"y": p["a"]}, ["a"], method="csv")
    sensitivity(*made)
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002


def full_grid(*levels: list[float]) -> np.ndarray:
    return np.array(list(product(*levels)))


def test_on_a_full_grid_the_indices_are_those_of_the_analysis_of_variance(sweep) -> None:
    # y = a + 2·b + a·b on {-1, 1}²: effects 1, 2 and 1 in standard form, variance 1 + 4 + 1
    made = sweep(full_grid([-1, 1], [-1, 1]), lambda p: {"y": p["a"] + 2 * p["b"] + p["a"] * p["b"]}, ["a", "b"],
                 method="grid")  # fmt: skip
    found = keyed(sensitivity(*made))["value"]
    assert found["a", "", "S1"] == pytest.approx(1 / 6)
    assert found["b", "", "S1"] == pytest.approx(4 / 6)
    assert found["a", "b", "S2"] == pytest.approx(1 / 6)
    assert found["a", "", "ST"] == pytest.approx(2 / 6)
    assert found["b", "", "ST"] == pytest.approx(5 / 6)


def test_on_a_full_grid_noise_is_taken_out_as_omega_squared_does(sweep) -> None:
    names = ["a", "b", "c"]
    means = []
    for seed in range(40):
        generator = np.random.default_rng(seed)
        made = sweep(full_grid([-1, 0, 1], [-1, 1], [0, 1]),
                     lambda p, g=generator: {"y": p["a"] + g.normal(0, 0.01)}, names,
                     method="grid", replications=3)  # fmt: skip
        noisy = made.runs.assign(y=made.runs["y"] + generator.normal(0, 1, len(made.runs)))
        means.append(keyed(sensitivity(made.points, noisy, made.design))["of_parameters"])
    average = pd.concat(means, axis=1).mean(axis=1)
    spread = pd.concat(means, axis=1).std(axis=1) / np.sqrt(40)
    exact = {("a", "", "S1"): 1, ("a", "", "ST"): 1, ("b", "", "S1"): 0, ("c", "", "ST"): 0, ("b", "c", "S2"): 0}
    for key, value in exact.items():
        assert abs(average[key] - value) <= 3 * spread[key] + 0.02, key


def test_points_that_are_no_full_grid_are_refused(sweep) -> None:
    made = sweep(full_grid([-1, 1], [-1, 1])[:3], lambda p: {"y": p["a"]}, ["a", "b"], method="grid")
    with pytest.raises(RequestError, match="no full grid of 2 × 2 levels"):
        sensitivity(*made)


def test_a_grid_may_have_levels_that_are_words(sweep) -> None:
    made = sweep(np.array([["lost"], ["waits"]]), lambda p: {"y": float(len(p["policy"]))}, ["policy"], method="grid")
    assert keyed(sensitivity(*made)).loc[("policy", "", "S1"), "value"] == pytest.approx(1)


def test_an_output_that_does_not_vary_is_refused(sweep) -> None:
    with pytest.raises(RequestError, match="y is the same at every point"):
        sensitivity(*sweep(np.zeros((8, 1)) + np.arange(8)[:, None], lambda p: {"y": 1.0}, ["a"], method="csv"))


def test_a_factor_that_is_a_word_is_refused_where_indices_need_numbers(sweep) -> None:
    made = sweep(np.array([["a"], ["b"], ["c"]]), lambda p: {"y": float(ord(p["name"]))}, ["name"], method="csv")
    with pytest.raises(RequestError, match="'name' is not numeric"):
        sensitivity(*made)


def test_the_same_sweep_gives_the_same_indices_and_intervals(sweep) -> None:
    made = saltelli(sweep, ISHIGAMI, n=32)
    pd.testing.assert_frame_equal(sensitivity(*made), sensitivity(*made))


def test_the_frame_names_its_columns_and_keeps_outputs_in_order(sweep) -> None:
    x = sobol_sampler.sample(ISHIGAMI.problem, 16, seed=SEED)
    made = sweep(x, lambda p: {"z": p["x1"], "y": p["x2"]}, list(ISHIGAMI.factors), method="sobol", n=16, seed=0,
                 problem=ISHIGAMI.problem)  # fmt: skip
    found = sensitivity(*made)
    assert list(found.columns) == COLUMNS
    assert list(dict.fromkeys(found["output"])) == ["z", "y"]
    assert set(sensitivity(*made, outputs=["y"])["output"]) == {"y"}


# how indices settle with n


def test_the_indices_for_half_the_sample_are_those_of_a_sweep_half_as_large(sweep) -> None:
    half, whole = saltelli(sweep, ISHIGAMI, n=128), saltelli(sweep, ISHIGAMI, n=256)
    found = convergence(*whole)
    assert sorted(found["n"].unique()) == [16, 32, 64, 128, 256]
    part = found[found["n"] == 128].drop(columns="n").reset_index(drop=True)
    pd.testing.assert_frame_equal(part, sensitivity(*half))


def test_intervals_shrink_as_the_sample_grows(sweep) -> None:
    found = convergence(*saltelli(sweep, SOBOL_G))
    widths = found[(found["index"] == "ST") & (found["factor"] == "x1")].set_index("n")["half_width"]
    assert widths[1024] < widths[64] / 2


def test_a_part_of_a_fast_design_is_no_design(sweep) -> None:
    x = fast_sampler.sample(ISHIGAMI.problem, 65, seed=SEED)
    with pytest.raises(RequestError, match="first part of a fast design"):
        convergence(*sweep(x, ISHIGAMI, list(ISHIGAMI.factors), method="fast", n=65, problem=ISHIGAMI.problem))


def test_trajectories_of_morris_are_taken_whole(sweep) -> None:
    x = morris_sampler.sample(ISHIGAMI.problem, 10, seed=SEED)
    made = sweep(x, ISHIGAMI, list(ISHIGAMI.factors), method="morris", n=10, seed=SEED, problem=ISHIGAMI.problem)
    assert sorted(convergence(*made)["n"].unique()) == [5, 10]
