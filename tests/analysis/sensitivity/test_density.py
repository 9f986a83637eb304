"""Borgonovo's δ, against SALib's estimate and where its value is known."""

import numpy as np
import pytest
from SALib.analyze.delta import calc_delta

from valuechain.analysis.sensitivity.density import estimates


def places(y: np.ndarray) -> np.ndarray:
    return np.linspace(y.min(), y.max(), 100)


@pytest.mark.parametrize("n", [120, 300, 1000])
def test_delta_of_a_sample_is_salibs(n: int) -> None:
    generator = np.random.default_rng(1)
    x = generator.random((n, 3))
    y = np.sin(6 * x[:, 0]) + x[:, 1] * x[:, 2]
    classes = np.ceil(n ** (2 / (7 + np.tanh((1500 - n) / 500))))
    edges = np.linspace(0, n, int(classes) + 1)
    theirs = [calc_delta(y, places(y), column, edges) for column in x.T]
    assert estimates(x, y, places(y)) == pytest.approx(theirs, rel=1e-6)


def test_the_levels_of_a_factor_are_its_classes_whatever_the_order_of_the_points() -> None:
    generator = np.random.default_rng(2)
    x, noise = np.repeat([0.0, 1.0], 200)[:, None], generator.normal(0, 0.1, 400)
    y = x[:, 0] + noise
    shuffled = generator.permutation(400)
    found = estimates(x, y, places(y))
    assert estimates(x[shuffled], y[shuffled], places(y)) == pytest.approx(found)
    assert found[0] == pytest.approx(0.5, abs=0.06)  # two densities apart: each is half of the whole


def test_a_class_in_which_the_output_is_always_the_same_counts_as_a_narrow_density() -> None:
    x = np.repeat([0.0, 1.0], 200)[:, None]
    y = np.concatenate([np.zeros(200), np.random.default_rng(3).uniform(5, 6, 200)])
    assert estimates(x, y, places(y))[0] > 0.4
