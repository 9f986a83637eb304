"""Chains of all paradigms in one market: what is absent leaves no trace, what enters late begins then, all adds up."""

import copy

import numpy as np
import pytest

from valuechain.economy import Economy
from valuechain.simulation import simulate
from valuechain.swarm import commons as col

from ..markets import LOTS, SHOP, WIKI, market, shared, three_paradigms
from .test_absence import same, without

CHAINS = {"maker": LOTS, "workshop": SHOP, "wiki": WIKI}


def beside(*present, **terms):
    """The chains named as ``present`` in the market, the others as they would be if they never entered."""
    chains = {name: copy.deepcopy(each) | {"enters": "never"} for name, each in CHAINS.items()}
    for name in present:
        chains[name] = copy.deepcopy(CHAINS[name])
    return market(chains=chains, population__time_cost="1 / hour", **terms)


@pytest.mark.parametrize(("there", "absent"), [("maker", "wiki"), ("wiki", "maker")])
def test_a_chain_gives_the_same_bytes_beside_one_of_another_paradigm_that_never_enters(there, absent):
    chains = {there: copy.deepcopy(CHAINS[there])}
    alone = simulate(market(chains=chains))
    guest = simulate(market(chains=chains | {absent: copy.deepcopy(CHAINS[absent]) | {"enters": "never"}}))
    for name, frame in alone.items():
        rest = without(guest[name], absent)
        if name in ("roles", "runs"):  # the whole market lists what the absent chain might have had
            frame, rest = without(frame, "all"), without(rest, "all")
        if name == "revisions":
            assert rest["after"].tolist() == frame["after"].tolist()
        assert same(rest, frame), name


@pytest.mark.parametrize("there", CHAINS)
def test_needs_are_met_alike_alone_and_beside_two_paradigms_that_never_enter(there):
    alone = simulate(market(chains={there: copy.deepcopy(CHAINS[there])}, population__time_cost="1 / hour"))
    guest = simulate(beside(there))
    mine, theirs = (frames["series"].query(f"chain == '{there}'") for frames in (alone, guest))
    assert mine["sold"].tolist() == theirs["sold"].tolist()
    one, other = (frames["runs"].set_index("chain").loc[there] for frames in (alone, guest))
    assert other["consumer_surplus"] == pytest.approx(one["consumer_surplus"], rel=1e-9)


def test_a_commons_that_comes_late_lets_nobody_join_and_nothing_age_before():
    scenario = three_paradigms(chains__wiki__enters="40 days", warmup=0)
    frames = simulate(scenario)
    states = frames["commons"].set_index("time")
    assert (states.loc[states.index < 40, ["uses", "edits", "taking_part"]] == 0).all(axis=None)
    assert frames["revisions"]["time"].min() >= 40
    assert frames["members"]["joined"].dropna().min() == 40
    ledger = frames["ledger"].query("category == 'sponsor'").set_index("time")["amount"]
    assert ledger[ledger.index <= 40].sum() == 0
    assert ledger.sum() == pytest.approx(0.1 * (scenario.horizon - 40))


def test_word_of_a_commons_spreads_through_those_who_use_it():
    frames = simulate(three_paradigms(chains__workshop__enters="never"))
    aware = frames["runs"].set_index("chain")["aware"]
    assert 0 < aware["workshop"] < 1  # nobody can have bought: only the rate of innovation tells of it
    assert aware["wiki"] > aware["workshop"]


def test_a_commons_that_leaves_is_used_no_more_and_costs_its_sponsors_nothing():
    def close(clock):
        yield clock.timeout(50)
        clock.leave("wiki")

    scenario = three_paradigms(warmup=0)
    frames = simulate(scenario, 0, [close])
    states = frames["commons"].set_index("time")
    assert states.loc[states.index <= 50, "uses"].sum() > 0
    assert (states.loc[states.index > 56, ["uses", "edits"]] == 0).all(axis=None)
    ledger = frames["ledger"].query("category == 'sponsor'")["amount"]
    assert ledger.sum() == pytest.approx(0.1 * 35)
    releases = frames["ledger"].query("category == 'support' and time > 56")["amount"]
    assert releases.sum() == 0


def test_a_change_of_the_cost_of_mismatch_reaches_those_who_use_a_commons():
    economy = Economy(three_paradigms(), 0)
    economy.set_judgement(mismatch=7.0)
    assert economy.community is not None
    assert (economy.community.arrays.book[:, col.MISMATCH] == 7.0).all()


def test_fill_rates_tell_of_shelves_alone():
    rates = simulate(three_paradigms())["runs"].set_index("chain")["fill_rate"]
    assert np.isnan(rates["workshop"])
    assert np.isnan(rates["wiki"])
    assert rates["all"] == rates["maker"]


def test_what_a_commons_pays_its_contributors_is_no_loss_of_welfare():
    free, paid = (
        simulate(
            market(
                chains={"wiki": copy.deepcopy(WIKI)},
                chains__wiki__contribution={"propensity": {"propensity": 0.3, "motives": {"noise": 1e9, "pay": pay}}},
            )
        )["runs"].iloc[0]
        for pay in (0, 2)
    )
    assert paid["pay"] > 0
    assert paid["edits"] == free["edits"]
    assert paid["welfare"] == pytest.approx(free["welfare"])


NOBODY = {"bass": {"innovation": "0.000000000001 / day", "imitation": "1 / day"}}
"""Word that nobody hears within the run: a rate of 0 is refused, for it would be a mistake in a scenario."""


def unknown_beside(there, **terms):
    """The chain ``there``, which everybody knows, between two others of which nobody has heard."""
    unheard = {name: copy.deepcopy(each) | {"awareness": copy.deepcopy(NOBODY)} for name, each in CHAINS.items()}
    return market(chains=unheard | {there: copy.deepcopy(CHAINS[there])}, population__time_cost="1 / hour", **terms)


@pytest.mark.parametrize("there", CHAINS)
@pytest.mark.parametrize("network", [0, 1])
def test_a_chain_gives_the_same_bytes_beside_others_of_which_nobody_is_aware(there, network):
    """All its frames, every column; persons' surplus too where choice is made afresh in both.

    (Where it is prepared alone, a person's surplus is added up in another order.)
    """
    choice = {"rule": "logit", "noise": 1, "network_effect": network}
    chains = {there: copy.deepcopy(CHAINS[there])}
    alone = simulate(market(chains=chains, population__time_cost="1 / hour", population__choice=choice))
    beside = simulate(unknown_beside(there, population__choice=choice))
    assert (
        beside["runs"]
        .set_index("chain")
        .loc[[c for c in CHAINS if c != there], ["demand", "aware"]]
        .eq(0)
        .all(axis=None)
    )
    for name, frame in alone.items():
        rest = beside[name]
        if "chain" in frame and name not in ("events", "accounts"):
            rest, frame = (each[each["chain"] == there] for each in (rest, frame))
        if name in ("participants", "accounts") and not network:
            assert np.allclose(rest["surplus"], frame["surplus"], rtol=1e-9)
            rest, frame = (each.drop(columns="surplus") for each in (rest, frame))
        assert same(rest, frame), name


@pytest.mark.parametrize("scenario", [three_paradigms, shared])
def test_what_chains_do_adds_up_to_what_people_do(scenario):
    """Needs, purchases, money and surplus, counted by chain and by person."""
    frames = simulate(scenario(warmup=0))
    runs, people = frames["runs"].set_index("chain"), frames["participants"]
    own, whole = runs.drop("all"), runs.loc["all"]
    assert whole["needs"] == people["needs"].sum() == whole["outside"] + own["demand"].sum()
    assert own["sold"].sum() == people["bought"].sum()
    assert own["revenue"].sum() == pytest.approx(people["spent"].sum(), rel=1e-9)
    assert whole["consumer_surplus"] == pytest.approx(people["surplus"].sum(), rel=1e-9)
    assert own["profit"].sum() == pytest.approx(whole["profit"], rel=1e-9)
    market = frames["roles"].query("chain == 'all'")
    assert market["received"].sum() == pytest.approx(market["paid"].sum(), rel=1e-12)
    assert market["value"].sum() == pytest.approx(whole["welfare"], rel=1e-9)
