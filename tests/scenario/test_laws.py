"""Laws in scenarios become laws of the room of randomness."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from valuechain.errors import ScenarioError
from valuechain.randomness import LAWS, Law
from valuechain.scenario import Scenario
from valuechain.scenario.laws import PARAMETERS, LawOf
from valuechain.scenario.quantity import DURATION, NUMBER, Quantity

LEAD_TIME = "chains.maker.distribution.lead_time"
TIME = LawOf(Quantity(DURATION, least=0))


@pytest.mark.parametrize(
    ("raw", "law"),
    [
        ("3 days", Law.constant(3)),
        (0, Law.constant(0)),
        ({"uniform": {"low": "1 day", "high": "1 week"}}, Law("uniform", {"low": 1, "high": 7})),
        ({"normal": {"mean": "2 weeks", "sd": "36 hours"}}, Law("normal", {"mean": 14, "sd": 1.5}, 0)),
        ({"lognormal": {"mean": "12 hours", "cv": 0.3}}, Law("lognormal", {"mean": 0.5, "cv": 0.3})),
        ({"gamma": {"mean": "4 days", "cv": 1}}, Law("gamma", {"mean": 4, "cv": 1})),
        ({"exponential": {"mean": "1 week"}}, Law("exponential", {"mean": 7})),
        (
            {"triangular": {"low": 0, "mode": "1 day", "high": "2 days"}},
            Law("triangular", {"low": 0, "mode": 1, "high": 2}),
        ),
        ({"pareto": {"minimum": "1 day", "shape": 2}}, Law("pareto", {"minimum": 1, "shape": 2})),
        ({"weibull": {"mean": "1 day", "shape": 2}}, Law("weibull", {"mean": 1, "shape": 2})),
        ({"poisson": {"mean": "5 days"}}, Law("poisson", {"mean": 5})),
        ({"empirical": {"values": ["1 day", "3 days"]}}, Law("empirical", {"values": (1, 3)})),
    ],
)
def test_each_law_is_read_with_the_unit_of_its_field(loaded: Callable[..., Scenario], raw: Any, law: Law) -> None:
    scenario = loaded({LEAD_TIME: raw})
    assert scenario.chains["maker"].distribution.lead_time == law
    assert law.draw(np.random.default_rng(1), 3).shape == (3,)


def test_every_law_that_can_be_drawn_can_be_written() -> None:
    assert set(TIME.kinds) == set(LAWS) - {"constant"}
    assert {name for kind in TIME.kinds.values() for name in kind.of} == set(PARAMETERS)


def test_only_a_quantity_that_cannot_be_negative_floors_the_normal_law() -> None:
    raw = {"normal": {"mean": 1, "sd": 1}}
    assert LawOf(Quantity(NUMBER, least=0)).read(raw).floor == 0
    assert LawOf(Quantity(NUMBER)).read(raw).floor == -float("inf")


@pytest.mark.parametrize(
    "raw",
    [
        {"lognormal": {"mean": 1e308, "cv": 1000}},
        {"gamma": {"mean": 1, "cv": 1000}},
        {"weibull": {"mean": 1, "shape": 0.01}},
        {"pareto": {"minimum": 1, "shape": 1000}},
        {"poisson": {"mean": 1e15}},
        {"uniform": {"low": 0, "high": 0}},
        {"triangular": {"low": 2, "mode": 2, "high": 2}},
        {"gamma": {"mean": 1, "cv": 0}},
    ],
)
def test_the_extremes_that_may_be_written_can_be_drawn(raw: Any) -> None:
    draws = LawOf(Quantity(NUMBER, least=0)).read(raw).draw(np.random.default_rng(1), 10)
    assert not np.isnan(draws).any()


def test_all_faults_of_a_law_are_reported_at_their_parameters(loaded: Callable[..., Scenario]) -> None:
    with pytest.raises(ScenarioError) as caught:
        loaded({LEAD_TIME: {"triangular": {"low": 3, "mode": "x", "top": 1}}})
    places = [fault.path.removeprefix(LEAD_TIME + ".triangular") for fault in caught.value.faults]
    assert places == [".top", ".high", ".low", ".mode"]


def test_a_law_object_is_taken_as_it_is(loaded: Callable[..., Scenario]) -> None:
    law = Law("gamma", {"mean": 2.0, "cv": 0.5})
    assert loaded({LEAD_TIME: law}).chains["maker"].distribution.lead_time is law
