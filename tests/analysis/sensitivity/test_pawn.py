"""PAWN, against SciPy's and SALib's estimates and where its value is known."""

import numpy as np
import pytest
from SALib.analyze import pawn as salib_pawn
from SALib.sample import latin
from scipy.stats import ks_2samp

from valuechain.analysis.sensitivity import convergence, sensitivity
from valuechain.analysis.sensitivity.density import DUMMY
from valuechain.analysis.sensitivity.pawn import SLICES, distance, estimates
from valuechain.errors import RequestError
from valuechain.experiments.testmodels import ISHIGAMI


def ishigami(sweep, n: int, **more):
    x = latin.sample(ISHIGAMI.problem, n, seed=3)
    return sweep(x, ISHIGAMI, list(ISHIGAMI.factors), method="latin-hypercube", n=n, seed=3, **more)


@pytest.mark.parametrize("decimals", [9, 1])  # without ties and with many
def test_the_distance_of_a_part_from_the_whole_is_kolmogorovs_and_smirnovs(decimals: int) -> None:
    generator = np.random.default_rng(1)
    for _ in range(20):
        whole = np.sort(generator.normal(size=200).round(decimals))
        part = np.sort(generator.choice(whole, size=generator.integers(1, 60), replace=False))
        assert distance(part, whole) == pytest.approx(ks_2samp(part, whole).statistic)


def test_the_indices_of_a_sample_are_salibs_but_for_the_largest_point_which_those_leave_out() -> None:
    n = 1000
    x = latin.sample(ISHIGAMI.problem, n, seed=1)
    y = np.array([ISHIGAMI(dict(zip(ISHIGAMI.factors, row, strict=True)))["y"] for row in x.tolist()])
    theirs = salib_pawn.analyze(ISHIGAMI.problem, x, y, S=SLICES)
    one_point = SLICES / n
    assert estimates(x, y)[:, 0] == pytest.approx(theirs["median"], abs=one_point)
    assert estimates(x, y)[:, 1] == pytest.approx(theirs["maximum"], abs=one_point)


def test_of_an_output_that_is_its_factor_a_slice_is_as_far_away_as_it_lies_from_the_farther_end() -> None:
    # y = x on [0, 1]: the slice from i/10 to (i + 1)/10 is max(i, 9 - i)/10 away; the median of these is 0.7
    x = ((np.arange(2000) + 0.5) / 2000)[:, None]
    assert estimates(x, x[:, 0])[0] == pytest.approx([0.7, 0.9], abs=1e-3)


def test_the_levels_of_a_factor_are_its_slices_whatever_the_order_of_the_points() -> None:
    x, y = np.repeat([0.0, 1.0], 100)[:, None], np.repeat([5.0, 6.0], 100)
    shuffled = np.random.default_rng(2).permutation(200)
    assert estimates(x[shuffled], y[shuffled])[0] == pytest.approx([0.5, 0.5])


def test_ishigamis_third_factor_moves_the_distribution_though_it_moves_no_mean(sweep) -> None:
    found = sensitivity(*ishigami(sweep, 1000), method="pawn")
    largest = found[found["index"] == "pawn_max"].set_index("factor")
    assert ISHIGAMI.first["x3"] == 0
    assert largest.loc["x3", "low"] > largest.loc[DUMMY, "high"]


def test_ishigamis_factors_rank_as_their_distributions_do(sweep) -> None:
    found = sensitivity(*ishigami(sweep, 1000), method="pawn")
    median = found[found["index"] == "pawn"].set_index("factor")
    assert median["value"].sort_values(ascending=False).index.tolist() == ["x2", "x1", "x3", DUMMY]
    known = limits(dict(zip(ISHIGAMI.factors, latin.sample(ISHIGAMI.problem, 50_000, seed=9).T, strict=True)))
    for name, limit in known.items():
        assert abs(median.loc[name, "value"] - limit) <= 1.5 * median.loc[name, "half_width"] + 1 / np.sqrt(1000)


def limits(x: dict[str, np.ndarray]) -> dict[str, float]:
    """The median distance of many points, slice by slice with SciPy."""
    y = np.sin(x["x1"]) * (1 + 0.1 * x["x3"] ** 4) + 7 * np.sin(x["x2"]) ** 2
    edges = np.linspace(-np.pi, np.pi, SLICES + 1)
    return {
        name: float(np.median([ks_2samp(y[np.digitize(values, edges) == i], y).statistic for i in range(1, 11)]))
        for name, values in x.items()
    }


def test_pawn_settles_with_n_like_any_index(sweep) -> None:
    found = convergence(*ishigami(sweep, 256), method="pawn")
    assert sorted(found["n"].unique()) == [64, 128, 256]
    assert set(found["index"]) == {"pawn", "pawn_max"}


def test_points_that_depend_on_one_another_are_refused(sweep) -> None:
    made = sweep(np.random.default_rng(0).random((40, 2)), lambda p: {"y": p["a"]}, ["a", "b"], method="sobol", n=10)
    with pytest.raises(RequestError, match="points of a sobol design depend on one another"):
        sensitivity(*made, method="pawn")


def test_a_method_that_nobody_knows_is_refused(sweep) -> None:
    with pytest.raises(RequestError, match="'pown' is no method that can be chosen; give delta or pawn"):
        sensitivity(*ishigami(sweep, 100), method="pown")
