"""Taste space and the law of ideal points."""

import math
from collections.abc import Callable

import pytest

from valuechain.errors import ScenarioError
from valuechain.scenario import Scenario, TasteLaw

Loaded = Callable[..., Scenario]


def test_one_number_is_the_centre_in_every_dimension(loaded: Loaded) -> None:
    tastes = {"dimensions": 3, "distribution": {"normal": {"center": 0.25, "sd": 0.1}}}
    law = loaded({"population.tastes": tastes}).population.tastes.distribution
    assert law == TasteLaw("normal", ((0.25, 0.25, 0.25),), 0.1, (1,))


def test_clusters_without_weights_are_equally_large(loaded: Loaded) -> None:
    clusters = {"centers": [[0.1, 0.1], [0.2, 0.2], [0.9, 0.9]], "sd": 0.1}
    law = loaded({"population.tastes.distribution": {"clusters": clusters}}).population.tastes.distribution
    assert law.centers == ((0.1, 0.1), (0.2, 0.2), (0.9, 0.9))
    assert law.weights == (1 / 3, 1 / 3, 1 / 3)


def test_weights_are_made_to_sum_to_one(loaded: Loaded) -> None:
    clusters = {"centers": [[0.1, 0.1], [0.9, 0.9]], "sd": 0, "weights": [3, 9]}
    law = loaded({"population.tastes.distribution": {"clusters": clusters}}).population.tastes.distribution
    assert law.weights == (0.25, 0.75)


def test_the_most_uneven_weights_are_made_to_sum_to_one_too(loaded: Loaded) -> None:
    clusters = {"centers": [[0.1, 0.1], [0.9, 0.9]], "sd": 0, "weights": [1e6, 1e-320]}
    law = loaded({"population.tastes.distribution": {"clusters": clusters}}).population.tastes.distribution
    assert math.fsum(law.weights) == 1


def test_the_plane_needs_a_law_with_a_centre(loaded: Loaded) -> None:
    with pytest.raises(ScenarioError, match="uniform is not possible on the plane"):
        loaded({"population.tastes.space": "plane"})
    with pytest.raises(ScenarioError, match="uniform is not possible on the plane"):
        loaded({"population.tastes": {"space": "plane", "distribution": "uniform"}})
