"""Population, needs, choice."""

from collections.abc import Callable
from typing import Any

import pytest

from valuechain.errors import ScenarioError
from valuechain.randomness import Law
from valuechain.scenario import Arrivals, Scenario

Loaded = Callable[..., Scenario]


def test_what_is_left_out_takes_its_default(loaded: Loaded) -> None:
    population = loaded({}).population
    assert population.needs.spread == 0
    assert population.needs.arrivals == Arrivals("poisson")
    assert (population.tastes.dimensions, population.tastes.space) == (2, "box")
    assert population.willingness_to_pay == Law.constant(50)
    assert population.mismatch_cost == 0
    assert population.waiting_cost == Law.constant(0)


def test_every_is_another_way_to_write_the_rate(loaded: Loaded) -> None:
    needs = loaded({"population.needs": {"every": "6 months"}}).population.needs
    assert needs.rate == 1 / 182.5
    assert needs.every is None


def test_seasons_imply_the_rate(loaded: Loaded) -> None:
    season = {"season": {"every": "10 days", "size": {"uniform": {"low": 20, "high": 40}}}}
    needs = loaded({"population.needs": {"arrivals": season}}).population.needs
    assert needs.arrivals == Arrivals("season", 10, Law("uniform", {"low": 20, "high": 40}))
    assert needs.rate == 30 / (10 * 100)


def test_the_best_rule_has_no_noise(loaded: Loaded) -> None:
    assert loaded({"population.choice": {"rule": "best"}}).population.choice.noise == 0


def test_money_per_time_is_stored_per_day(loaded: Loaded) -> None:
    assert loaded({"population.waiting_cost": "0.7 / week"}).population.waiting_cost == Law.constant(0.1)


@pytest.mark.parametrize("every", ["1e-310 days", {"season": {"every": "1e-310 days", "size": 5}}])
def test_a_rate_beyond_all_numbers_is_a_fault(loaded: Loaded, every: Any) -> None:
    needs = {"every": every} if isinstance(every, str) else {"arrivals": every}
    with pytest.raises(ScenarioError, match="inf needs per participant and day"):
        loaded({"population.needs": needs})
