"""Indices of inequality against closed forms and identities."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.stats import norm

from valuechain.analysis import inequality, lorenz
from valuechain.analysis.inequality import gini, gini_active, lorenz_curve, palma, theil, top_share, zeros

N = 200_001
RANKS = (np.arange(N) + 0.5) / N
"""Quantiles of a law at these ranks stand for a very large sample of it."""
EXPONENTIAL = -np.log1p(-RANKS)
UNIFORM = RANKS

amounts = arrays.arrays(np.float64, st.integers(1, 40), elements=st.sampled_from([0.0, 0.0, 0.5, 1.0, 2.0, 7.0, 100.0]))


def pareto(a: float) -> np.ndarray:
    return (1 - RANKS) ** (-1 / a)


def people(*replications: list[float]) -> pd.DataFrame:
    frames = [
        pd.DataFrame({"scenario": "s", "replication": r, "surplus": values, "spent": np.sqrt(values)})
        for r, values in enumerate(replications)
    ]
    return pd.concat(frames, ignore_index=True)


def test_the_gini_of_an_exponential_law_is_one_half() -> None:
    assert gini(EXPONENTIAL) == pytest.approx(1 / 2, abs=1e-4)


def test_the_gini_of_a_uniform_law_from_0_is_one_third() -> None:
    assert gini(UNIFORM) == pytest.approx(1 / 3, abs=1e-4)


@pytest.mark.parametrize("a", [2.0, 3.0, 5.0])
def test_the_gini_of_a_pareto_law_is_1_over_2a_minus_1(a: float) -> None:
    assert gini(pareto(a)) == pytest.approx(1 / (2 * a - 1), rel=0.01)


def test_the_theil_index_of_an_exponential_law_is_1_less_eulers_constant() -> None:
    assert theil(EXPONENTIAL) == pytest.approx(1 - np.euler_gamma, abs=1e-3)


def test_the_top_share_of_a_pareto_law_is_a_power_of_the_top() -> None:
    assert top_share(pareto(3.0), 0.1) == pytest.approx(0.1 ** (1 - 1 / 3), rel=0.01)


@pytest.mark.parametrize("a", [3.0, 5.0])
def test_the_theil_index_of_a_pareto_law_is_known(a: float) -> None:
    """T = ln((a - 1)/a) + 1/(a - 1), Cowell 2011, table A.2."""
    assert theil(pareto(a)) == pytest.approx(math.log((a - 1) / a) + 1 / (a - 1), rel=0.01)


@pytest.mark.parametrize("sigma", [0.3, 1.0])
def test_the_indices_of_a_lognormal_law_are_those_of_its_sigma(sigma: float) -> None:
    """G = 2Φ(σ/√2) - 1, T = σ²/2, and the share of the top tenth is Φ(σ - z_0.9): Aitchison and Brown 1957."""
    values = np.exp(sigma * norm.ppf(RANKS))
    assert gini(values) == pytest.approx(2 * norm.cdf(sigma / math.sqrt(2)) - 1, abs=1e-3)
    assert theil(values) == pytest.approx(sigma**2 / 2, rel=5e-3)
    assert top_share(values, 0.1) == pytest.approx(norm.cdf(sigma - norm.ppf(0.9)), abs=1e-3)


def test_the_palma_ratio_of_an_exponential_law_follows_from_its_lorenz_curve() -> None:
    """L(p) = p + (1 - p)·ln(1 - p)."""
    assert palma(EXPONENTIAL) == pytest.approx(-0.1 * (math.log(0.1) - 1) / (0.4 + 0.6 * math.log(0.6)), rel=1e-3)


def test_the_lorenz_curve_of_a_uniform_law_is_a_parabola() -> None:
    quantiles = np.linspace(0, 1, 11)
    assert lorenz_curve(UNIFORM, quantiles) == pytest.approx(quantiles**2, abs=1e-4)


def test_the_palma_ratio_divides_the_share_of_the_top_tenth_by_that_of_the_bottom_four() -> None:
    assert palma(np.arange(1.0, 11.0)) == pytest.approx(10 / (1 + 2 + 3 + 4))
    assert np.isnan(palma(np.array([0.0] * 5 + [1.0] * 5)))


def test_when_one_has_everything_the_gini_is_1_less_1_over_n() -> None:
    assert gini(np.array([0.0, 0.0, 0.0, 8.0])) == pytest.approx(0.75)
    assert gini(np.array([3.0, 3.0, 3.0])) == pytest.approx(0.0)


@given(amounts.filter(lambda values: values.sum() > 0))
def test_the_gini_of_all_is_made_of_the_share_of_zeros_and_the_gini_of_the_others(values: np.ndarray) -> None:
    z = zeros(values)
    assert gini(values) == pytest.approx(z + (1 - z) * gini_active(values))


@given(amounts.filter(lambda values: values.sum() > 0))
def test_the_gini_is_twice_the_area_between_lorenz_curve_and_equality(values: np.ndarray) -> None:
    quantiles = np.linspace(0, 1, len(values) + 1)
    assert gini(values) == pytest.approx(1 - 2 * np.trapezoid(lorenz_curve(values, quantiles), quantiles))


@pytest.mark.parametrize("values", [[], [0.0, 0.0]])
def test_an_index_is_missing_where_it_is_not_defined(values: list[float]) -> None:
    array = np.array(values, dtype=np.float64)
    assert np.isnan([gini(array), gini_active(array), theil(array), palma(array), top_share(array, 0.1)]).all()


def test_the_frame_has_a_row_by_measure_and_replication() -> None:
    table = inequality(people([0.0, 1.0, 3.0], [2.0, 2.0, 2.0])).set_index(["measure", "replication"])
    assert list(table.index) == [("surplus", 0), ("surplus", 1), ("spent", 0), ("spent", 1)]
    first = table.loc[("surplus", 0)]
    assert (first["participants"], first["total"]) == (3, 4.0)
    assert first["zeros"] == pytest.approx(1 / 3)
    assert first["gini"] == pytest.approx(first["zeros"] + (1 - first["zeros"]) * first["gini_active"])
    assert table.loc[("surplus", 1), "gini"] == pytest.approx(0.0)


def test_lorenz_points_are_given_by_replication() -> None:
    curves = lorenz(people([1.0, 3.0], [2.0, 2.0]), points=3)
    assert curves["quantile"].tolist() == [0, 0.5, 1] * 2
    assert curves["share"].tolist() == [0, 0.25, 1, 0, 0.5, 1]


def test_with_negative_values_only_the_gini_coefficient_is_defined_and_may_reach_1():
    values = np.array([-1.0, 3.0])
    assert gini(values) == 1.0
    assert np.isnan([gini_active(values), theil(values), palma(values), top_share(values, 0.1)]).all()
