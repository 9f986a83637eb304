"""Parameters that change on a date."""

from collections.abc import Iterator

import numpy as np
import pytest

from valuechain.flows.interventions import CHANGES
from valuechain.scenario.compound import ByWord, Table
from valuechain.scenario.model import Scenario
from valuechain.scenario.notation import Maybe, Notation
from valuechain.scenario.section import Block, is_changeable
from valuechain.simulation import play, prepare, simulate

from ..markets import market, one_for_one


def marked(notation: Notation, path: str = "") -> Iterator[str]:
    """Yield the paths of all keys that are marked, with nouns for names."""
    inner = notation.of if isinstance(notation, Maybe) else notation
    if isinstance(inner, Table):
        yield from marked(inner.of, f"{path}.{inner.noun.upper()}")
        return
    if isinstance(inner, ByWord):
        for each in inner.members.values():
            yield from marked(each, path)
        return
    for key in inner.keys(None):
        below, here = inner.child(key, None), f"{path}.{key}".lstrip(".")
        if is_changeable(inner, key):
            yield here
        elif below is not None and not path.count(".") > 6:
            yield from marked(below, here)


def test_every_key_that_is_marked_has_a_way_to_change_and_every_way_a_mark():
    assert set(marked(Block(Scenario))) == set(CHANGES)


def cut(**change):
    return {"interventions": [{"at": "60 days", "set": {"chains": {"maker": change}}}]}


def test_a_price_that_is_cut_is_asked_from_that_day_on():
    series = simulate(market(**cut(variants={"price": 4})))["series"]
    assert (series[series["time"] < 60]["price"] == 6).all()
    assert (series[series["time"] > 60]["price"] == 4).all()


def test_what_was_sold_before_a_change_is_the_same_without_it():
    with_, without = simulate(market(**cut(variants={"price": 4})))["events"], simulate(market())["events"]
    before = without["time"] < 60
    assert with_[before].equals(without[before])
    assert not with_.equals(without)


@pytest.mark.parametrize("make", [market, one_for_one])
def test_stock_is_charged_at_the_old_cost_up_to_the_day_and_at_the_new_one_after_it(make):
    clock = prepare(make(sample_every="60 days", warmup=0, **cut(distribution={"holding_cost": "0.05 / day"})))
    frames = play(clock)
    paid = frames["ledger"].query("category == 'holding'").groupby("time")["amount"].sum()
    plain = simulate(make(sample_every="60 days", warmup=0))
    was = plain["ledger"].query("category == 'holding'").groupby("time")["amount"].sum()
    assert np.allclose(paid, was * [1, 5])


def test_units_received_before_a_new_wholesale_price_were_paid_at_the_old_one():
    changed = simulate(market(sample_every="60 days", warmup=0, **cut(distribution={"wholesale_price": 5})))
    plain = simulate(market(sample_every="60 days", warmup=0))
    paid, was = (
        frames["ledger"].query("category == 'wholesale'").groupby("time")["amount"].sum() for frames in (changed, plain)
    )
    assert np.allclose(paid, was * [1, 5 / 4])


def test_a_campaign_lets_people_hear_at_once():
    spread = {"bass": {"innovation": "1e-6 / day", "imitation": "0 / day"}}
    for contacts in ("everybody", {"watts_strogatz": {"neighbours": 4, "rewiring": 0.1}}):
        campaign = cut(awareness={"bass": {"innovation": "1 / day"}})
        made = market(chains__maker__awareness=spread, population__contacts=contacts, **campaign)
        series = simulate(made)["series"]
        assert (series[series["time"] <= 60]["aware"] < 0.1).all()
        assert series["aware"].iloc[-1] == 1


def test_how_participants_judge_may_change_too():
    change = {
        "interventions": [{"at": "60 days", "set": {"population": {"mismatch_cost": 50, "choice": {"noise": 2}}}}]
    }
    clock = prepare(market(**change))
    play(clock)
    assert (clock.economy.market.mismatch, clock.economy.market.noise) == (50, 2)
    fresh = prepare(market(population__mismatch_cost=50, population__choice={"noise": 2}))
    assert np.array_equal(clock.economy.crowd.rows[:, 3:7], fresh.economy.crowd.rows[:, 3:7])


def test_switching_costs_that_come_later_are_foreseen_by_choosing_afresh_from_the_start():
    change = {"interventions": [{"at": "60 days", "set": {"population": {"choice": {"switching_cost": 2}}}}]}
    clock = prepare(market(**change))
    assert clock.economy.market.afresh == 1
    play(clock)
    assert clock.economy.market.switching == 2


def test_questions_follow_the_terms_of_the_day():
    terms = {"interval": "10 days", "sample": 10, "step": 0.1, "cost": 1}
    change = cut(feedback={"market_research": {"sample": 20, "cost": 3}})
    frames = simulate(
        market(chains__maker__feedback={"market_research": terms}, chains__maker__variants__count=1, **change)
    )
    rounds = frames["research"]
    assert set(rounds[rounds["time"] < 60]["answers"]) == {10}
    assert set(rounds[rounds["time"] > 60]["answers"]) == {20}
    assert frames["ledger"].query("category == 'research'")["amount"].sum() > 0


def reformed(**change):
    """A commons of the young and literate few, to which something happens on day 60."""
    wiki = {
        "paradigm": "produsage",
        "artefact": {"modules": 5, "trail": {"pull": 0}},
        "skills": {"literacy": 0.2},
        "contribution": {"propensity": {"propensity": 0.5, "motives": {"noise": 1, "use": 0}}},
        "edits": {"vandalism": {"share": 0}},
        "evaluation": {"panel": {"reviewers": 2}},
    }
    turn = [{"at": "60 days", "set": {"chains": {"wiki": change}}}] if change else []
    return market(chains={"wiki": wiki}, sample_every="30 days", warmup=0, interventions=turn)


def test_a_literacy_programme_lets_more_people_take_part_from_its_day_on_and_none_before():
    taught, plain = (simulate(reformed(**change))["commons"] for change in ({"skills": {"literacy": 0.9}}, {}))
    before = taught["time"] < 60
    assert taught[before].equals(plain[before])
    able, were = taught[~before]["taking_part"], plain[~before]["taking_part"]
    assert (able > 3 * were).all()
    after = taught["time"] > 60
    assert taught[after]["edits"].sum() > 2 * plain[after]["edits"].sum()


def test_a_programme_that_makes_all_literate_on_the_first_day_is_as_if_they_had_always_been():
    late = reformed(skills={"literacy": 1})
    always = simulate(late.model_copy(update={"interventions": ()}))["commons"]
    assert simulate(late)["commons"]["taking_part"].iloc[-1] == late.population.size
    assert always["taking_part"].iloc[-1] < late.population.size


def test_whoever_is_no_longer_literate_takes_part_no_more():
    frames = simulate(reformed(skills={"literacy": 0}))
    commons = frames["commons"].set_index("time")
    assert commons["taking_part"].loc[90:].eq(0).all()
    assert commons["edits"].loc[120:].eq(0).all()


@pytest.mark.parametrize(
    "change",
    [
        {"artefact": {"trail": {"pull": 1}}},
        {"edits": {"vandalism": {"share": 0.9}}},
        {"status": {"penalty": 1}},
        {"status": {"review_grant": 1}},
        *({"contribution": {"propensity": {"motives": {key: 5}}}} for key in ("use", "reciprocity", "status")),
    ],
)
def test_a_rule_of_a_commons_changes_what_happens_from_its_day_on(change):
    with_, without = simulate(reformed(**change))["commons"], simulate(reformed())["commons"]
    before = with_["time"] <= 60
    assert with_[before].equals(without[before])
    assert not with_.equals(without)
