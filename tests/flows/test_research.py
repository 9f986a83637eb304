"""Questions to customers."""

from typing import Any

import numpy as np
import pytest

from valuechain.economy.designs import entropy
from valuechain.simulation import Clock, play, prepare, simulate

from ..markets import market

ASKED: dict[str, Any] = {"interval": "10 days", "sample": 40, "step": 0.05, "margin": 0, "delay": "3 days", "cost": 2}


def asking(feedback: Any, **changes: Any) -> Clock:
    terms = {
        "population__choice": {"rule": "best"},
        "population__tastes": {"dimensions": 1, "distribution": {"normal": {"center": 0.8, "sd": 0}}},
        "chains__maker__products": {"only": {"position": [0.2], "price": 6}},
        "chains__maker__variants": None,
        "chains__maker__feedback": feedback,
        "warmup": 0,
    }
    return prepare(market(**terms | changes))


def test_a_prototype_nearer_to_all_is_adopted_and_the_other_way_is_not():
    rounds = play(asking({"market_research": ASKED}))["research"]
    assert set(rounds["share"]) == {0.0, 1.0}
    assert (rounds["adopted"] == (rounds["share"] == 1)).all()
    assert rounds["adopted"].any()
    ends = 0.2 + rounds["shift"].cumsum()
    assert np.allclose(rounds["mismatch"], (0.8 - ends) ** 2)


def test_answers_of_one_mind_tell_nothing_and_answers_that_halve_tell_one_bit_each():
    assert entropy(0.0) == entropy(1.0) == 0.0
    assert entropy(0.5) == 1.0
    assert entropy(0.11) == pytest.approx(0.49992, abs=1e-5)
    assert (play(asking({"market_research": ASKED}))["research"]["bits"] == 0).all()


def test_a_margin_that_no_share_reaches_keeps_the_product():
    rounds = play(asking({"market_research": ASKED | {"margin": 7}}))["research"]
    assert not rounds["adopted"].any()
    assert (rounds["mismatch"] == rounds["mismatch"].iloc[0]).all()


def test_answers_come_late_and_are_paid_for():
    frames = play(asking({"market_research": ASKED}))
    assert frames["research"]["time"].tolist() == [10.0 * n + 3 for n in range(1, 12)]
    paid = frames["ledger"].query("category == 'research'")
    assert paid["amount"].sum() == 11 * 40 * 2
    assert set(paid["payer"]) == {"producer"}


def test_no_round_begins_before_the_last_has_ended():
    slow = ASKED | {"delay": "25 days"}
    assert play(asking({"market_research": slow}))["research"]["time"].tolist() == [35.0, 65.0, 95.0]


def test_a_new_design_costs_retooling_stops_the_lines_and_is_there_afterwards():
    retooling = {"cost": 100, "downtime": "4 days"}
    making = {"unit_cost": 3, "retooling": retooling}
    clock = asking({"market_research": ASKED}, chains__maker__production=making)
    seen = []

    def watch(clock):
        while True:
            seen.append((clock.now, clock.economy.designs.at(0)[0], clock.economy.lines.free_from(0)))
            yield clock.timeout(0.5)

    frames = play(clock, [watch])
    rounds = frames["research"]
    first = rounds[rounds["adopted"]].iloc[0]["time"]
    assert frames["ledger"].query("category == 'retooling'")["amount"].sum() == 100 * rounds["adopted"].sum()
    changed = next(day for day, position, _ in seen if position != 0.2)
    assert first + 4 <= changed <= first + 4.5
    assert max(free for day, _, free in seen if day <= first + 1) >= first + 4


def test_a_survey_of_everybody_moves_the_product_to_the_posterior_mean():
    survey = {"survey": {"interval": "30 days", "sample": 40, "prior_sd": 0.3, "taste_sd": 0.5}}
    tastes = {"dimensions": 2, "distribution": {"normal": {"center": 0.7, "sd": 0.1}}}
    products = {"only": {"position": [0.2, 0.4], "price": 6}}
    clock = asking(survey, population__tastes=tastes, chains__maker__products=products, horizon="40 days")
    frames = play(clock)
    weight = 0.3**2 / (0.3**2 + 0.5**2 / 40)
    mean = clock.economy.crowd.taste.mean(axis=0)
    start = np.array([0.2, 0.4])
    assert np.allclose(clock.economy.designs.at(0), start + weight * (mean - start))
    assert frames["research"]["bits"].iloc[0] == pytest.approx(np.log2(1 / (1 - weight)))


def test_a_second_survey_reckons_with_what_the_first_has_told():
    survey = {"survey": {"interval": "30 days", "sample": 40, "prior_sd": 0.3, "taste_sd": 0.5}}
    clock = asking(survey, population__tastes={"dimensions": 1}, horizon="70 days")
    play(clock)
    weight = 0.3**2 / (0.3**2 + 0.5**2 / 80)
    mean = clock.economy.crowd.taste.mean(axis=0)
    assert np.allclose(clock.economy.designs.at(0), 0.2 + weight * (mean - 0.2))


def test_bits_by_participant_and_year_are_those_of_the_rounds_that_count():
    scenario = market(chains__maker__feedback={"market_research": ASKED}, warmup="30 days")
    frames = simulate(scenario)
    counted = frames["research"].query("time > 30")["bits"].sum()
    assert frames["runs"]["feedback_bits"].iloc[-1] == pytest.approx(counted / 40 / (90 / 365))


def test_nobody_is_asked_where_there_is_no_feedback():
    frames = simulate(market())
    assert "research" not in frames
    assert (frames["runs"]["feedback_bits"] == 0).all()
