import math

import numpy as np
import pytest

from valuechain.randomness import LAWS, Law, stream

EXAMPLES = {
    "constant": ({"value": 3.0}, 3.0, 0.0),
    "uniform": ({"low": 1.0, "high": 3.0}, 2.0, 4 / 12),
    "normal": ({"mean": 2.0, "sd": 0.5}, 2.0, 0.25),
    "lognormal": ({"mean": 2.0, "cv": 0.5}, 2.0, 1.0),
    "gamma": ({"mean": 2.0, "cv": 0.5}, 2.0, 1.0),
    "exponential": ({"mean": 2.0}, 2.0, 4.0),
    "triangular": ({"low": 0.0, "mode": 1.0, "high": 2.0}, 1.0, 1 / 6),
    "pareto": ({"minimum": 1.0, "shape": 5.0}, 1.25, 5 / (16 * 3)),
    "weibull": ({"mean": 2.0, "shape": 1.0}, 2.0, 4.0),
    "poisson": ({"mean": 2.0}, 2.0, 2.0),
    "empirical": ({"values": (1.0, 2.0, 6.0)}, 3.0, 14 / 3),
}


def test_every_kind_of_law_has_an_example_here():
    assert set(EXAMPLES) == set(LAWS)


@pytest.mark.parametrize("kind", LAWS)
def test_a_law_has_the_mean_and_the_variance_that_its_parameters_say(kind):
    parameters, mean, variance = EXAMPLES[kind]
    law = Law(kind, parameters)
    n = 200_000
    draws = law.draw(stream(1, 0, kind), n)
    assert draws.shape == (n,)
    assert law.mean() == pytest.approx(mean)
    spread = math.sqrt(variance)
    assert abs(draws.mean() - mean) <= 5 * spread / math.sqrt(n) + 1e-12
    kurtosis = np.mean((draws - mean) ** 4) / variance**2 if variance else 0.0
    assert abs(draws.var() - variance) <= 5 * variance * math.sqrt(max(kurtosis - 1, 0) / n) + 1e-12


def test_draws_below_the_floor_are_set_to_the_floor():
    law = Law("normal", {"mean": 0.0, "sd": 1.0}, floor=0.0)
    draws = law.draw(stream(1, 0, "floor"), 1000)
    assert draws.min() == 0.0
    assert 400 < (draws == 0.0).sum() < 600


def test_a_pareto_law_with_shape_1_or_less_has_no_finite_mean():
    assert Law("pareto", {"minimum": 1.0, "shape": 1.0}).mean() == math.inf


def test_the_same_identity_gives_the_same_numbers_and_any_other_gives_others():
    def first(seed: int, replication: int, name: str) -> float:
        return float(stream(seed, replication, name).random())

    assert first(1, 2, "needs") == first(1, 2, "needs")
    assert len({first(*identity) for identity in [(1, 2, "needs"), (2, 2, "needs"), (1, 3, "needs"), (1, 2, "n")]}) == 4


def test_one_draw_at_a_time_gives_the_numbers_of_a_block():
    law = Law("exponential", {"mean": 2.0})
    block, single = stream(1, 0, "x"), stream(1, 0, "x")
    assert law.draw(block, 3).tolist() == [law.draw_one(single) for _ in range(3)]
