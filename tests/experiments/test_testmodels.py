"""The analytic indices of the test models against plain integration."""

from itertools import product

import numpy as np
import pytest

from valuechain.experiments.testmodels import ISHIGAMI, SOBOL_G, TEST_MODELS, TestModel


def averages(model: TestModel, kept: tuple[str, ...], nodes: int) -> np.ndarray:
    """The output on a product of Gauss-Legendre nodes, averaged over all factors but those kept."""
    names = list(model.factors)
    x, w = np.polynomial.legendre.leggauss(nodes)
    halves = np.concatenate([x / 4 + 0.25, x / 4 + 0.75])  # both halves: the g function has a corner in the middle
    weights = np.concatenate([w, w]) / 4
    values = np.array([
        model(dict(zip(names, at, strict=True)))["y"]
        for at in product(*(low + halves * (high - low) for low, high in model.factors.values()))
    ]).reshape([2 * nodes] * len(names))  # fmt: skip
    for axis in reversed(range(len(names))):
        if names[axis] not in kept:
            values = np.tensordot(values, weights, axes=(axis, 0))
    return values


def variance(values: np.ndarray, nodes: int) -> float:
    weights = np.concatenate([np.polynomial.legendre.leggauss(nodes)[1]] * 2) / 4
    for power in (values, values**2):
        total = power
        for _ in range(values.ndim):
            total = np.tensordot(total, weights, axes=(0, 0))
        if power is values:
            mean = float(total)
    return float(total) - mean**2


@pytest.mark.parametrize(("model", "nodes"), [(ISHIGAMI, 10), (SOBOL_G, 2)], ids=["ishigami", "sobol-g"])
def test_the_indices_of_a_test_model_are_those_of_its_integrals(model: TestModel, nodes: int) -> None:
    names = tuple(model.factors)
    whole = variance(averages(model, names, nodes), nodes)
    for name in names:
        others = tuple(each for each in names if each != name)
        assert variance(averages(model, (name,), nodes), nodes) / whole == pytest.approx(model.first[name], abs=1e-6)
        rest = variance(averages(model, others, nodes), nodes)
        assert 1 - rest / whole == pytest.approx(model.total[name], abs=1e-6)
    for pair, value in model.second.items():
        both = variance(averages(model, pair, nodes), nodes) / whole
        assert both - model.first[pair[0]] - model.first[pair[1]] == pytest.approx(value, abs=1e-6)


def test_a_test_model_is_a_function_from_a_point_to_outputs() -> None:
    assert ISHIGAMI({"x1": np.pi / 2, "x2": 0.0, "x3": 0.0}) == {"y": pytest.approx(1.0)}
    assert SOBOL_G(dict.fromkeys(SOBOL_G.factors, 0.5))["y"] == 0.0
    assert set(TEST_MODELS) == {"ishigami", "sobol-g"}
