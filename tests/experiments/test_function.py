from typing import Any

import numpy as np
import pytest

import valuechain as vc
from valuechain.errors import RequestError, ScenarioError
from valuechain.experiments.progress import Silence

FACTORS = {"chains.shop.variants.price": "price", "chains.shop.distribution.lead_time": "lead_time"}


@pytest.fixture
def function(tree: dict[str, Any]) -> Any:
    return vc.as_function(tree, FACTORS, ["profit", "shop.sold"], replications=3)


def test_it_gives_the_means_of_the_replications(tree: dict[str, Any], function: Any) -> None:
    settings = ["chains.shop.variants.price=42", "chains.shop.distribution.lead_time=3 days"]
    summary = vc.run(tree, replications=3, settings=settings, jobs=1, progress=Silence()).summary
    means = summary.set_index(["chain", "measure"])["mean"]
    assert function([42, 3]) == pytest.approx([means["all", "profit"], means["shop", "sold"]], rel=1e-12)


def test_an_array_a_table_and_names_are_the_same(function: Any) -> None:
    table = function(np.array([[42.0, 3.0], [30.0, 7.0]]))
    assert table.shape == (2, 2)
    assert table[0].tolist() == function([42, 3]).tolist()
    assert function(lead_time=7, price=30) == dict(zip(["profit", "shop.sold"], table[1], strict=True))


def test_an_optimiser_can_climb_it(function: Any) -> None:
    from scipy.optimize import minimize_scalar

    found = minimize_scalar(lambda price: -function([price, 3])[0], bounds=(20, 80), options={"maxiter": 12})
    assert -found.fun > max(function([20, 3])[0], function([80, 3])[0])


@pytest.mark.parametrize("values", [[42], [42, 3, 1]])
def test_it_wants_one_value_for_each_factor(function: Any, values: list[float]) -> None:
    with pytest.raises(RequestError, match=r"for 2 factors \(price, lead_time\)"):
        function(values)
    with pytest.raises(RequestError, match="the factors are price, lead_time"):
        function(price=3)


def test_values_that_the_scenario_does_not_allow_are_refused(function: Any) -> None:
    with pytest.raises(ScenarioError, match=r"lead_time: \"-1 days\" is too small"):
        function([42, -1])


def test_factors_and_outputs_are_checked_at_once(tree: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError) as caught:
        vc.as_function(tree, ["chains.shop.variants.prise"], ["proft"])
    assert len(caught.value.faults) == 2
