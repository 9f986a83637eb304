"""Calibration finds parameters that are known, says so when it has not, and never fits the draw."""

import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from valuechain.errors import RequestError, ScenarioError
from valuechain.experiments.calibration import Moment, Parameter, calibrate
from valuechain.experiments.calibration.objective import DEVIATIONS, Objective
from valuechain.experiments.calibration.parameters import now
from valuechain.experiments.calibration.search import descend
from valuechain.experiments.request import Changes

SHOP = {
    "scenario": "shop", "horizon": "30 days", "sample_every": "1 week", "seed": 4, "replications": 6,
    "population": {
        "size": 50, "needs": {"rate": "1 / week"}, "willingness_to_pay": {"lognormal": {"mean": 10, "cv": 0.3}},
        "mismatch_cost": 5, "choice": {"noise": 1},
    },
    "chains": {
        "maker": {
            "paradigm": "industrial", "variants": {"count": 1, "price": 6}, "production": {"unit_cost": 3},
            "distribution": {"policy": {"base_stock": {"level": 50}}, "lead_time": "3 days"},
        },
    },
}  # fmt: skip
RATE = "population.needs.rate=0.2..5 / week"
NEEDS = [Moment("needs", 50 * 2 * 30 / 7)]  # what two needs a week give


def fitted(fit=(RATE,), to=NEEDS, **more):
    given = {"jobs": 1, "trials": 25, "profile": 0, "say": lambda text: None, **more}
    return calibrate(SHOP, to, list(fit), **given)


def test_a_rate_is_found_from_the_number_of_needs() -> None:
    found = fitted()
    row = found.parameters.iloc[0]
    error = math.sqrt(NEEDS[0].target / 6) / NEEDS[0].target  # of a mean of six Poisson numbers, relative
    assert row["before"] == pytest.approx(1.0)
    assert row["after"] == pytest.approx(2.0, rel=3 * error)
    assert found.objective["after"] < 1e-4 < found.objective["before"]
    assert found.objective["fresh_after"] < found.objective["fresh_before"]
    assert found.warnings == []


def test_two_parameters_are_found_together_from_two_moments() -> None:
    fit = [RATE, "chains.maker.variants.price=3..9"]
    truth = Objective(SHOP, Changes(), [], [Moment("sold", 1.0), Moment("revenue", 1.0)], 6, "relative", 1)
    sold, revenue = truth.simulated(["population.needs.rate=2 / week", "chains.maker.variants.price=7"]).mean(axis=0)
    found = fitted(fit, [Moment("sold", sold), Moment("revenue", revenue)], trials=80)
    assert found.objective["after"] < 1e-4
    assert found.parameters["after"].tolist() == pytest.approx([2.0, 7.0], rel=0.05)


def test_optuna_comes_nearer_too() -> None:
    found = fitted(method="optuna")
    assert found.about["method"] == "optuna"
    assert len(found.trials) == 25
    assert found.objective["after"] < found.objective["before"] / 20


def test_a_target_out_of_reach_ends_on_a_bound_and_says_so() -> None:
    found = fitted(["population.needs.rate=0.2..1.5 / week"])
    assert found.parameters["at_bound"].tolist() == [True]
    (warning,) = found.warnings
    assert re.fullmatch(r"population\.needs\.rate = 1\.\d+ lies on a bound \(0\.2 … 1\.5\): widen it", warning)
    assert f"warning: {warning}" in str(found)


def test_a_fit_that_other_replications_do_not_bear_out_is_the_luck_of_the_draw() -> None:
    mean = Objective(SHOP, Changes(), [], NEEDS, 400, "relative", 1).simulated([]).mean()
    found = fitted(["population.needs.rate=0.95..1.05 / week"], [Moment("needs", float(mean))], replications=2)
    assert found.objective["after"] < found.objective["before"]
    assert found.objective["fresh_after"] >= found.objective["fresh_before"]
    assert "the luck of the draw" in found.warnings[-1]


def test_the_scenarios_own_values_are_the_first_trial() -> None:
    assert fitted().trials["population.needs.rate"][0] == pytest.approx(1.0, rel=1e-5)


def test_the_settings_give_the_fit_again() -> None:
    found = fitted()
    again = Objective(SHOP, Changes(), [], NEEDS, 6, "relative", 1)
    assert again.distance(again.simulated(found.settings).mean(axis=0)) == found.objective["after"]


def test_the_same_calibration_gives_the_same_bytes_for_any_number_of_jobs(tmp_path: Path) -> None:
    files = [fitted(jobs=jobs, trials=6, profile=2).write(tmp_path / str(jobs)) for jobs in (1, 2)]
    assert [path.read_bytes() for path in files[0]] == [path.read_bytes() for path in files[1]]
    assert [path.name for path in files[0]] == ["parameters.csv", "moments.csv", "trials.csv", "profile.csv"]


def test_the_profile_is_lowest_at_the_fit_and_refitting_only_lowers_it() -> None:
    found = fitted([RATE], profile=3)
    table = found.profile
    lowest = table.loc[table["held"].idxmin()]
    assert lowest["value"] == found.parameters["after"][0]
    assert (table["held"] == table["refitted"]).all()  # there is nothing else to fit
    assert table["value"].is_monotonic_increasing


def test_a_ridge_shows_in_the_refitted_profile_and_not_in_the_held_one() -> None:
    # sales alone cannot tell few needs at a low price from many at a high one
    fit = ["population.needs.rate=1.2..3 / week", "chains.maker.variants.price=3..15"]
    table = fitted(fit, [Moment("sold", 150.0)], profile=15, trials=25, replications=3).profile
    rate = table[table["parameter"] == "population.needs.rate"]
    assert rate["held"].max() > 0.1
    assert rate["refitted"].max() < 0.005


def test_a_trial_that_the_scenario_does_not_allow_is_infinitely_far() -> None:
    cost = Parameter.parse("chains.maker.production.unit_cost=-3..3")
    distance = Objective(SHOP, Changes(), [cost], NEEDS, 1, "relative", 1)
    assert distance((-1.0,)) == math.inf
    assert distance((1.0,)) < math.inf


def test_a_bound_that_the_scenario_does_not_allow_is_refused() -> None:
    with pytest.raises(ScenarioError, match=r"unit_cost: -3\.0 is too small"):
        fitted(["chains.maker.production.unit_cost=-3..3"])


def test_moments_of_ones_own_take_the_frames() -> None:
    def share(frames: dict[str, pd.DataFrame]) -> float:
        runs = frames["runs"].set_index("chain")
        return float(runs.loc["all", "sold"] / runs.loc["all", "needs"])

    fit = ["chains.maker.variants.price=3..12"]
    found = fitted(fit, [Moment("share", 0.5)], moments={"share": share})
    assert found.moments["after"][0] == pytest.approx(0.5, abs=0.02)


def test_what_is_fitted_lies_over_the_settings() -> None:
    found = fitted(settings=["population.needs.rate=3 / week"], trials=15)
    assert found.parameters["before"][0] == pytest.approx(3.0)
    assert found.moments["after"][0] == pytest.approx(NEEDS[0].target, rel=0.05)


def test_weights_say_what_matters() -> None:
    both = [Moment("needs", 100.0, weight=1.0), Moment("needs", 400.0, weight=0.0)]
    assert fitted(to=both).moments["after"][0] == pytest.approx(100, rel=0.03)


@pytest.mark.parametrize(
    ("fit", "message"),
    [
        ([], "nothing to fit"),
        ([RATE, RATE], "to be fitted twice"),
        (["seed=1..9"], "seed is no parameter to fit: a good draw is no good fit"),
        (["replications=1..9"], "no parameter to fit"),
        (["population.needs.rate"], "write path=LOW..HIGH"),
        (["population.needs.rate=5..1"], "lower bound is not below"),
        (["population.needs.rat=1..5"], "no key"),
    ],
)
def test_what_cannot_be_fitted_is_refused(fit: list[str], message: str) -> None:
    with pytest.raises((RequestError, ScenarioError), match=message):
        fitted(fit)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"method": "guess"}, "no method 'guess'; there are nelder-mead, optuna"),
        ({"deviation": "cubic"}, "no deviation 'cubic'; there are relative, log, absolute"),
        ({"trials": 0}, "at least one trial"),
        ({"to": [Moment("needs", 0.0)]}, "a target of 0 has no relative deviation"),
        ({"to": [Moment("needs", 5.0, weight=0.0)]}, "all weights are 0"),
        ({"to": [Moment("need", 5.0)]}, "no column of `runs`"),
        ({"to": [Moment("guild.sold", 5.0)]}, "is of no chain; there are all, maker"),
        ({"to": [Moment("maker.sold", 5.0, time=3.0)]}, "no sample at day 3; set sample_every"),
        ({"to": [Moment("maker.profit", 5.0, time=7.0)]}, "no column of `series`"),
    ],
)
def test_what_cannot_be_asked_is_refused(more: dict, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        fitted(**more)


def test_a_parameter_is_searched_between_its_bounds_on_the_scale_that_suits_them() -> None:
    rate, shift = Parameter.parse(" a.b = 0.1 .. 10 / year"), Parameter.parse("c=-1..3")
    assert (rate.path, rate.low, rate.high, rate.unit) == ("a.b", 0.1, 10.0, "/ year")
    assert [rate.at(place) for place in (-1, 0, 0.5, 1, 2)] == pytest.approx([0.1, 0.1, 1, 10, 10])
    assert [shift.at(place) for place in (0, 0.5, 1)] == [-1, 1, 3]
    assert rate.place(rate.at(0.3)) == pytest.approx(0.3, abs=1e-6)
    assert rate.setting(0.25) == "a.b=0.25 / year"
    assert shift.setting(0.25) == "c=0.25"
    assert [shift.at_bound(value) for value in (-0.99, 0.0, 2.99)] == [True, False, True]


def test_where_the_scenario_stands_is_told_in_the_parameters_unit() -> None:
    assert now(Parameter.parse("population.needs.rate=1..99 / year"), SHOP, Changes()) == pytest.approx(365 / 7)
    changed = Changes(("population.needs.rate=3 / week",))
    assert now(Parameter.parse(RATE), SHOP, changed) == pytest.approx(3)


def test_deviations_are_what_they_are_called() -> None:
    value, target = np.array([110.0, 50.0]), np.array([100.0, -100.0])
    assert DEVIATIONS["relative"](value, target) == pytest.approx([0.1, 1.5])
    assert DEVIATIONS["absolute"](value, target) == pytest.approx([10, 150])
    assert DEVIATIONS["log"](value[:1], target[:1]) == pytest.approx([math.log(1.1)])


def test_a_descent_finds_the_minimum_of_a_bowl_within_its_bounds() -> None:
    place, distance = descend(lambda x: (x[0] - 0.3) ** 2 + (x[1] - 1.4) ** 2, [0.8, 0.2], 200)
    assert place == pytest.approx([0.3, 1.0], abs=1e-2)
    assert distance == pytest.approx(0.16, abs=1e-2)
