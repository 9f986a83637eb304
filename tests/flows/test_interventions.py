"""Parameters that change on a date."""

import math
from collections.abc import Iterator

import numpy as np
import pytest

from valuechain.errors import ScenarioError
from valuechain.flows.interventions import CHANGES
from valuechain.scenario.compound import ByWord, Table
from valuechain.scenario.model import Scenario
from valuechain.scenario.notation import Notation
from valuechain.scenario.section import Block, is_changeable
from valuechain.simulation import play, prepare, simulate

from ..markets import SHOP, lots, market, one_for_one, to_order, tree


def marked(notation: Notation, path: str = "") -> Iterator[str]:
    """Yield the paths of all keys that are marked, with nouns for names."""
    if isinstance(notation, ByWord):
        for member in notation.members.values():
            yield from marked(member, path)
        return
    inner = notation.inner(None)
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


def at(day, **change):
    return {"interventions": [{"at": f"{day} days", "set": {"chains": {"maker": change}}}]}


def stock(**policy):
    return {"distribution": {"policy": policy}}


def position_just_after(make, day, change, **terms):
    seen = []

    def look(clock):
        yield clock.timeout(day)
        yield clock.end_of(day)
        seen.append([clock.economy.inventory_position(j) for j in range(len(clock.economy.offers))])

    simulate(make(**terms, **at(day, **change)), 0, [look])
    return seen[0]


def test_a_reorder_point_that_is_raised_is_ordered_up_to_at_once_in_lots_of_the_new_size():
    positions = position_just_after(lots, 60, stock(reorder_point={"quantity": 25, "reorder_point": 90}))
    assert all(90 < each <= 115 for each in positions)


@pytest.mark.parametrize("steady", [True, False])
def test_a_base_stock_that_is_raised_is_filled_at_once(steady):
    capacity = [] if steady else [{"at": "90 days", "lines": 3}]
    change = stock(base_stock={"level": 17})
    assert position_just_after(one_for_one, 60, change, chains__maker__production__capacity=capacity) == [17, 17, 17]


def test_a_base_stock_that_is_lowered_is_reached_by_not_reordering():
    change = stock(base_stock={"level": 2})
    after = position_just_after(one_for_one, 60, change)
    assert max(after) == 5
    clock = prepare(one_for_one(**at(60, **change)))
    play(clock)
    assert [clock.economy.inventory_position(j) for j in range(3)] == [2, 2, 2]


def test_an_order_up_to_level_is_that_of_the_day():
    level = {"order_up_to": {"every": "4 days", "level": 30}}
    terms = {"policy": level, "shortage": "backorder"}
    change = stock(order_up_to={"level": 50})
    clock = prepare(market(chains__maker__distribution=terms, horizon="64 days", **at(60, **change)))
    play(clock)
    assert [clock.economy.inventory_position(j) for j in range(3)] == [50, 50, 50]


def test_seasons_after_the_day_have_the_new_quantity_from_the_lot_that_is_ordered_next():
    terms = {"policy": {"newsvendor": {"quantity": 7, "every": "10 days"}}, "shortage": "lost"}
    made = {"chains__maker__production": {}, "chains__maker__variants__count": 1, "sample_every": "10 days"}
    change = at(35, **stock(newsvendor={"quantity": 3}))
    series = simulate(market(chains__maker__distribution=terms, **made, **change))["series"]
    assert series["ordered"].tolist()[:6] == [0, 21, 7, 7, 3, 3]  # 21: of the opening, of day 0 and of day 10
    assert series["received"].tolist()[3:6] == [7, 7, 3]


def test_shipments_after_the_day_take_the_new_lead_time():
    change = at(60, distribution={"lead_time": "30 days"})
    received = simulate(lots(sample_every="1 day", **change))["series"].query("chain == 'maker'")
    quiet = received[(received["time"] > 75) & (received["time"] < 88)]
    assert quiet["received"].sum() == 0
    assert received[received["time"] < 60]["received"].sum() > 0


def test_more_lines_work_off_what_waits():
    production = {"unit_time": "2 days"}
    terms = {"chains__maker__production": production, "warmup": 0, "sample_every": "60 days"}
    series = simulate(lots(**terms, **at(60, production={"lines": 4})))["series"]
    _, first, second = series.groupby("time")["made"].sum()
    assert (first, second) == (24, 72)  # lots of 8, a unit in two days; three products have a lot each on order


def test_batches_after_the_day_take_the_new_times():
    terms = {"chains__maker__production": {"unit_time": "2 days"}, "warmup": 0, "sample_every": "60 days"}
    series = simulate(lots(**terms, **at(60, production={"unit_time": "0.5 days"})))["series"]
    _, first, second = series.groupby("time")["made"].sum()
    assert second >= 3.4 * first


def test_needs_of_twice_the_rate_are_the_same_needs_in_half_the_time():
    change = {"interventions": [{"at": "60 days", "set": {"population": {"needs": {"every": "3.5 days"}}}}]}
    plain, changed = (simulate(market(warmup=0, **more))["events"]["time"].to_numpy() for more in ({}, change))
    early = plain[plain < 60]
    late = 60 + (plain[plain >= 60] - 60) / 2
    assert np.array_equal(changed[: len(early)], early)
    assert np.allclose(changed[len(early) : len(plain)], late)


def test_a_cost_of_waiting_that_changes_leaves_ranks_as_they_are():
    law = {"exponential": {"mean": "0.1 / day"}}
    change = {
        "interventions": [
            {"at": "60 days", "set": {"population": {"waiting_cost": {"exponential": {"mean": "0.4 / day"}}}}}
        ]
    }
    clock = prepare(market(population__waiting_cost=law, **change))
    before = clock.economy.crowd.impatience.copy()
    play(clock)
    assert np.allclose(clock.economy.crowd.impatience, 4 * before)


def test_units_that_an_upstream_echelon_has_received_were_paid_at_the_old_wholesale_price():
    terms = {"warmup": 0, "sample_every": "60 days"}
    change = at(60, echelons={"depot": {"wholesale_price": 6, "holding_cost": "0.03 / day"}})
    changed, plain = (simulate(tree(**terms, **more))["ledger"] for more in (change, {}))
    for category, payer, factor in (("wholesale", "wholesaler", 2), ("holding", "wholesaler", 3)):
        query = f"category == '{category}' and payer == '{payer}'"
        paid, was = (each.query(query).groupby("time")["amount"].sum() for each in (changed, plain))
        assert np.allclose(paid, was * [1, factor])


@pytest.mark.parametrize("warmup", [0, "30 days", "90 days"])
def test_what_an_echelon_bought_and_held_is_told_at_the_prices_of_its_day_as_the_ledger_has_it(warmup):
    terms = {"warmup": warmup, "sample_every": "30 days"}
    change = at(60, echelons={"depot": {"wholesale_price": 6, "holding_cost": "0.03 / day"}})
    frames = simulate(tree(**terms, **change))
    told = frames["echelons"].set_index("echelon").loc["depot"]
    paid = (
        frames["ledger"][~frames["ledger"]["warmup"]].query("payer == 'wholesaler'").groupby("category")["amount"].sum()
    )
    assert told["purchases"].sum() == pytest.approx(paid["wholesale"])
    assert told["holding_cost"].sum() == pytest.approx(paid["holding"])


def test_cells_that_are_added_work_from_that_day_on():
    cells = {"count": 1, "service_time": "1 day", "unit_cost": 3}
    clock = prepare(
        to_order(chains__maker__cells=cells, warmup=0, sample_every="60 days", **at(60, cells={"count": 4}))
    )
    done = play(clock)["stages"].query("stage == 'making'")
    assert done is not None
    shops = clock.economy.workshops
    assert shops is not None
    assert shops.cell_days(0, 120.0) == 60 + 4 * 60
    assert shops.loop.stage[0, 0] == 4


def test_services_after_the_day_take_the_new_time_and_stages_without_a_queue_may_be_overtaken():
    change = at(60, cells={"service_time": "0.1 days"}, delivery={"parcel": {"time": "0.5 days"}})
    frames = simulate(to_order(record={"orders": True}, **change))
    orders = frames["orders"]
    late = orders[orders["started"] > 60.5]
    assert np.allclose(late["finished"] - late["started"], 0.1)
    assert np.allclose((late["delivered"] - late["finished"]).dropna(), 0.5)
    early = orders[orders["finished"] < 60]
    assert np.allclose(early["delivered"] - early["finished"], 2)


def test_a_fee_that_changes_is_paid_for_orders_delivered_from_then_on():
    terms = {"warmup": 0, "sample_every": "60 days"}
    changed, plain = (
        simulate(to_order(**terms, **more))["ledger"] for more in (at(60, delivery={"parcel": {"fee": 1}}), {})
    )
    paid, was = (each.query("category == 'parcel fee'").groupby("time")["amount"].sum() for each in (changed, plain))
    assert np.allclose(paid, was * [1, 2])


def test_set_ups_that_come_later_are_charged_from_then_on():
    change = at(60, cells={"setup_cost": 2, "setup_time": "0.01 days"})
    frames = simulate(to_order(warmup=0, sample_every="60 days", **change))
    paid = frames["ledger"].query("category == 'set-up'").groupby("time")["amount"].sum()
    assert paid[60.0] == 0
    assert paid[120.0] > 0


def test_a_key_that_may_not_change_has_one_clear_message():
    told = "cannot change during a run; the reference marks the keys that may"
    with pytest.raises(ScenarioError, match=f"initial_stock: {told}"):
        market(**at(60, distribution={"initial_stock": 3}))
    chain = SHOP | {"trend_feedback": {"every": "1 month"}}
    with pytest.raises(ScenarioError, match=f"sample: {told}"):
        market(chains={"maker": chain}, **at(60, trend_feedback={"sample": 5}))


def reformed(**change):
    """A commons of the young and literate few, to which something happens on day 60."""
    wiki = {
        "paradigm": "produsage",
        "artefact": {"modules": 5, "trail": {"pull": 0}},
        "skills": {"literacy": 0.2},
        "contribution": {"propensity": {"propensity": 0.5, "motives": {"noise": 1, "use": 0}}},
        "edits": {"vandalism": {"share": 0}},
        "evaluation": {"panel": {"reviewers": 2}},
        "status": {"cap": 99},
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
        *({"status": {key: value}} for key, value in (("grant", 3), ("fading", "0.2 / day"), ("cap", 0.5))),
        *({"edits": {key: 0.3}} for key in ("step", "noise")),
        {"evaluation": {"panel": {"reviewers": 5}}},
        {"evaluation": {"panel": {"discernment": 1}}},
        *({"contribution": {"propensity": {"motives": {key: 5}}}} for key in ("use", "reciprocity", "status")),
    ],
)
def test_a_rule_of_a_commons_changes_what_happens_from_its_day_on(change):
    with_, without = simulate(reformed(**change))["commons"], simulate(reformed())["commons"]
    before = with_["time"] <= 60
    assert with_[before].equals(without[before])
    assert not with_.equals(without)


def test_status_fades_at_its_new_rate_from_the_day_of_the_change_on():
    faded = reformed(status={"fading": "0.05 / day", "grant": 0})
    held = simulate(faded)["commons"].set_index("time")["status_held"]
    assert held.loc[60] > 1
    assert held.loc[90] == pytest.approx(held.loc[60] * math.exp(-0.05 * 30), rel=1e-9)
    assert held.loc[120] == pytest.approx(held.loc[60] * math.exp(-0.05 * 60), rel=1e-9)


def test_trails_fade_at_their_new_rate_from_the_day_of_the_change_on():
    frames = simulate(reformed(artefact={"trail": {"left": 0, "fading": "0.02 / day"}}))
    uses = frames["commons"].set_index("time")["uses"]
    assert frames["modules"]["trail"].sum() == pytest.approx(uses.loc[:60].sum() * math.exp(-0.02 * 60), rel=1e-9)


def research_days(feedback, change):
    terms = {"interval": "10 days", "sample": 10} | feedback[1]
    made = market(
        chains__maker__feedback={feedback[0]: terms},
        chains__maker__variants__count=1,
        **cut(feedback={feedback[0]: change}),
    )
    return simulate(made)["research"]["time"].round(6).tolist()


@pytest.mark.parametrize(
    "feedback",
    [("market_research", {"step": 0.1}), ("survey", {"taste_sd": 0.3, "answer_sd": 0.1, "prior_sd": 0.5})],
)
def test_a_new_interval_of_questions_counts_from_the_next_round_on(feedback):
    days = research_days(feedback, {"interval": "15 days"})
    assert days == [10, 20, 30, 40, 50, 60, 75, 90, 105, 120]


def test_a_forecast_with_weight_one_follows_the_latest_demand():
    def smoothed(weight, **change):
        rule = {"every": "5 days", "forecast": {"exponential_smoothing": {"weight": weight, "start": 10}}}
        return market(chains__maker__distribution={"policy": {"order_up_to": rule}, "shortage": "backorder"}, **change)

    latest = cut(distribution={"policy": {"order_up_to": {"forecast": {"exponential_smoothing": {"weight": 1}}}}})
    clock = prepare(smoothed(0.1, **latest))
    play(clock)
    plain = prepare(smoothed(0.1))
    play(plain)
    stock, other = clock.economy.echelons.stocks[0], plain.economy.echelons.stocks[0]
    seen = simulate(smoothed(0.1, **latest))["echelon_series"]
    assert stock._forecast._weight == 1
    assert stock._forecast.mean == float(stock._forecast.mean.__round__())  # units, not a mean of units
    assert stock._forecast.mean != other._forecast.mean
    assert seen["orders"].sum() > 0


def test_the_platform_follows_the_trend_at_the_new_interval():
    shop = SHOP | {"trend_feedback": {"every": "20 days", "cost": 7}}
    change = [{"at": "50 days", "set": {"chains": {"shop": {"trend_feedback": {"every": "5 days"}}}}}]
    ledger = simulate(market(chains={"shop": shop}, sample_every="1 day", interventions=change))["ledger"]
    days = ledger[(ledger["category"] == "trend feedback") & (ledger["amount"] > 0)]["time"]
    assert days.tolist() == [20, 40, 60, 65, 70, 75, 80, 85, 90, 95, 100, 105, 110, 115, 120]
