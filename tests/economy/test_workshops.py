"""Chains that make to order: the same needs as ever, queues, parts, tiers, and who gets the money."""

import copy
import math

import numpy as np
import pytest

from valuechain.economy import Economy
from valuechain.errors import IdentityViolation, RequestError
from valuechain.scenario import cautions
from valuechain.simulation import play, prepare, simulate
from valuechain.swarm import loop as at
from valuechain.swarm.layout import PRICE, QUOTE

from ..markets import SHOP, lots, market, queue_jumpers, to_order, whole_loop


def shop(population=None, record=None, **changes):
    """Return a market with one shop whose keys are replaced."""
    own = copy.deepcopy(SHOP) | changes
    more = {f"population__{key}": value for key, value in (population or {}).items()}
    return market(chains={"maker": own}, record={"orders": True, "events": True} | (record or {}), **more)


CROWDED = {"cells": {"count": 1, "service_time": {"exponential": {"mean": "0.18 days"}}}, "quote": "none"}


# the same needs ------------------------------------------------------------------------------------------------------


def test_needs_arise_at_the_same_times_for_the_same_participants_as_in_an_industrial_chain():
    industrial, prosumption = (simulate(make())["events"] for make in (lots, to_order))
    assert industrial["time"].equals(prosumption["time"])
    assert industrial["participant"].equals(prosumption["participant"])


def test_participants_want_and_pay_the_same_whatever_serves_them():
    one, other = (Economy(make(), 0).population.crowd for make in (lots, to_order))
    assert np.array_equal(one.taste, other.taste)
    assert np.array_equal(one.value, other.value)
    assert np.array_equal(one.impatience, other.impatience)


def test_what_customers_fail_to_say_belongs_to_the_need_and_not_to_the_orders_before_it():
    """With another price fewer needs become orders; those that do in both are specified alike."""
    cheap, dear = (
        simulate(shop(price=price, expertise={}, population={"choice": {"rule": "best"}}))["orders"] for price in (6, 9)
    )
    both = cheap.merge(dear, on=["participant", "placed"], suffixes=("", "_dear"))
    assert len(dear) * 0.9 < len(both) < len(cheap)
    assert (both["mismatch"] == both["mismatch_dear"]).all()


# specification -------------------------------------------------------------------------------------------------------


def test_without_error_the_mismatch_is_the_distance_to_the_nearest_level():
    scenario = shop(articulation_error=0, frame=1, options=3)
    orders = simulate(scenario)["orders"]
    levels = (np.arange(3) + 0.5) / 3
    taste = Economy(scenario, 0).crowd.taste
    nearest = (np.abs(taste[:, :, None] - levels).min(axis=2) ** 2).sum(axis=1)
    assert orders["mismatch"].to_numpy() == pytest.approx(nearest[orders["participant"]], abs=1e-15)


def test_nothing_is_specified_outside_the_frame():
    e = prepare(shop(frame=0.4, options=1000, articulation_error=3.0, platform=[0.1, 0.5]))
    play(e)
    designs = e.economy.workshops.loop.life[: at.ORDERS, at.DESIGN :]
    ordered = designs[(designs != 0).any(axis=1)]
    assert e.economy.position(0) == pytest.approx([0.2, 0.5])  # the platform is moved so far that the frame fits
    assert ordered.min(axis=0) == pytest.approx([0, 0.3], abs=0.02)
    assert ordered.max(axis=0) == pytest.approx([0.4, 0.7], abs=0.02)


def test_expertise_brings_what_is_ordered_nearer_to_what_is_wanted():
    orders = simulate(shop(options=1000, frame=1, expertise={"learn": 0.2}, articulation_error=0.2))["orders"]
    error = (0.2 * (1 - orders["expertise"])) ** 2 * 2  # in two dimensions, but for the edges of taste space
    for low, high in ((0, 0.3), (0.5, 0.8)):
        some = orders["expertise"].between(low, high)
        assert orders["mismatch"][some].mean() == pytest.approx(error[some].mean(), rel=0.25)


def test_expertise_grows_by_what_an_order_teaches():
    orders = simulate(shop(expertise={"learn": 0.25}, delivery=None))["orders"].sort_values(["participant", "placed"])
    known = orders[orders["participant"] == 3]["expertise"].to_numpy()
    assert set(np.round(known, 9)) <= {round(1 - 0.75**n, 9) for n in range(60)}
    assert known[-1] > 0.9


def test_what_nobody_practises_is_forgotten_exponentially():
    e = Economy(shop(expertise={"initial": 0.8, "forget": "0.01 / day"}, tiers={"pro": {"expertise": 0.5}}), 0)
    assert (e.workshops.loop.member[:, 0, at.TIER] == 1).all()
    e.workshops.review(0, 100.0)
    assert e.workshops.loop.member[:, 0, at.EXPERTISE] == pytest.approx(0.8 * math.exp(-1))
    assert (e.workshops.loop.member[:, 0, at.TIER] == 0).all()


def test_bits_are_those_of_the_options_chosen_among():
    runs = simulate(shop(options=8))["runs"].iloc[-1]
    assert runs["specification_bits"] == runs["demand"] * 2 * 3


# cells ---------------------------------------------------------------------------------------------------------------


def test_cells_serve_in_the_order_in_which_orders_came():
    orders = simulate(shop(**CROWDED))["orders"]
    assert orders["started"].dropna().is_monotonic_increasing
    assert (orders["started"] - orders["placed"]).max() > 0.5


def test_cells_never_work_on_more_orders_than_there_are_cells():
    orders = simulate(shop(cells={"count": 3, "service_time": {"gamma": {"mean": "0.5 days", "cv": 1}}}))["orders"]
    done = orders.dropna(subset=["finished"])
    at_work = [((done["started"] <= t) & (done["finished"] > t)).sum() for t in done["started"]]
    assert max(at_work) == 3


def test_tiers_are_served_before_others_and_among_themselves_in_order():
    cells = CROWDED["cells"] | {"priority": "tiers"}
    orders = simulate(shop(cells=cells, quote="none", tiers={"pro": {"spending": 60}}))["orders"].dropna(
        subset=["started"]
    )
    first = orders[orders["served_first"]]
    assert (orders["served_first"] == (orders["tier"] == "pro")).all()
    assert first["started"].is_monotonic_increasing
    late = orders[~orders["served_first"]]
    for _, order in late.iterrows():  # no first-class order waits while a second-class one begins
        assert not ((first["placed"] < order["started"]) & (first["started"] > order["started"])).any()


def test_whoever_pays_to_be_served_first_saves_more_than_the_fee():
    frames = simulate(queue_jumpers())
    orders = frames["orders"]
    rushed = orders[orders["price"] > 6]
    assert rushed["served_first"].all()
    assert set(rushed["tier"]) == {"pro"}
    assert 0 < frames["runs"]["rushed"].iloc[-1] < frames["runs"]["tiered"].iloc[-1]


def test_the_quote_of_a_crowded_workshop_is_right_on_average():
    """With one exponential cell the expected time is exact: (n + 1)·E[S], n orders being there."""
    scenario = shop(
        cells={"count": 1, "service_time": {"exponential": {"mean": "0.12 days"}}}, delivery=None,
        population={"size": 40, "waiting_cost": 0},
    )  # fmt: skip
    gaps = [
        (orders["delivered"] - orders["placed"] - orders["quoted"]).mean()
        for orders in (simulate(scenario, n)["orders"] for n in range(12))
    ]
    assert abs(np.mean(gaps)) <= 3 * np.std(gaps, ddof=1) / math.sqrt(12)
    assert np.std(gaps, ddof=1) / math.sqrt(12) < 0.02


def test_customers_balk_at_long_quotes():
    told, not_told = (simulate(shop(**CROWDED | {"quote": quote}))["runs"].iloc[-1] for quote in ("queue", "none"))
    assert told["outside"] > not_told["outside"]
    assert told["order_to_delivery"] < not_told["order_to_delivery"]


def test_a_promised_time_is_told_whatever_the_queue():
    orders = simulate(shop(**CROWDED | {"quote": "9 days"}))["orders"]
    assert (orders["quoted"] == 9).all()


def test_two_orders_of_the_same_design_in_a_row_take_no_set_up():
    cells = {"count": 1, "service_time": "0.01 days", "setup_time": "0.1 days", "setup_cost": 2}
    runs, books = (
        (frames["runs"].iloc[-1], frames["ledger"]) for frames in [simulate(shop(cells=cells, options=1), 0)]
    ).__next__()
    assert runs["changeovers"] == 0  # the only design was set up for in the warm-up
    assert books["amount"][books["category"] == "set-up"].sum() == 2


def test_each_change_of_design_takes_a_set_up():
    cells = {"count": 1, "service_time": "0.01 days", "setup_time": "0.1 days"}
    scenario = shop(cells=cells, options=1000, delivery=None, articulation_error=0.3)
    orders = simulate(scenario)["orders"].dropna(subset=["finished"])
    assert (orders["finished"] - orders["started"]).to_numpy() == pytest.approx(0.11)


def test_more_cells_begin_at_once_what_waits():
    def enlarge(clock):
        yield clock.timeout(60)
        clock.economy.workshops.set_capacity("maker", 4, clock.now)

    orders = simulate(shop(**CROWDED), 0, [enlarge])["orders"]
    begun = orders[(orders["started"] == 60.0)]
    assert len(begun) == 3


def test_cells_taken_away_finish_what_they_are_working_on():
    def close(clock):
        yield clock.timeout(60)
        clock.economy.workshops.set_capacity("maker", 0, clock.now)

    orders = simulate(shop(**CROWDED), 0, [close])["orders"]
    assert orders["started"].max() < 60
    assert orders["finished"].max() > 60 or orders["started"].max() == pytest.approx(60, abs=1)
    assert orders["delivered"].isna().sum() > 100


def test_a_number_of_cells_that_cannot_be_is_refused():
    e = Economy(shop(), 0)
    with pytest.raises(RequestError, match=r"-1 cells are not possible"):
        e.workshops.set_capacity("maker", -1, 0.0)
    with pytest.raises(RequestError, match=r"no chain 'other' makes to order; maker does"):
        e.workshops.set_capacity("other", 1, 0.0)


def test_failing_cells_work_the_share_of_time_that_they_are_up():
    """Up 2 days and down 2 on average: half of the time the one cell begins nothing."""
    breakdowns = {"uptime": {"exponential": {"mean": "2 days"}}, "repair_time": {"exponential": {"mean": "2 days"}}}
    overloaded = {"count": 1, "service_time": "0.25 days", "breakdowns": breakdowns}
    long = market(chains={"maker": copy.deepcopy(SHOP) | {"cells": overloaded, "quote": "none"}}, horizon="1200 days")
    shares = [
        frames["stages"].set_index("stage").loc["making", "mean_working"]
        for frames in (simulate(long, n) for n in range(12))
    ]
    # what is in work at a failure is finished, on average half a service time late of a cycle of four days
    expected = (2 + 0.125) / 4
    assert abs(np.mean(shares) - expected) <= 3 * np.std(shares, ddof=1) / math.sqrt(12)
    assert np.std(shares, ddof=1) / math.sqrt(12) < 0.05 * expected


# parts ---------------------------------------------------------------------------------------------------------------

BOARD = {"supplier": "foundry", "lead_time": {"exponential": {"mean": "1 day"}}, "price": 1, "cost": 0.4}


def test_a_part_out_of_stock_delays_orders():
    few, many = (simulate(shop(parts={"board": BOARD | {"cards": cards}}))["runs"].iloc[-1] for cards in (6, 60))
    assert few["queue_time"] > 3 * many["queue_time"]


def test_suppliers_are_paid_for_every_part_that_comes():
    frames = simulate(shop(parts={"board": BOARD | {"cards": 20}}))
    paid = frames["ledger"].groupby("category", observed=True)["amount"].sum()
    assert paid["board from foundry"] == pytest.approx(paid["board cost"] / 0.4)
    assert frames["runs"]["supplier_profit"].iloc[-1] > 0
    assert frames["runs"]["mean_parts"].iloc[-1] < 20


# the loop ------------------------------------------------------------------------------------------------------------


def test_orders_pass_through_one_for_one():
    """The bullwhip ratio of a loop that passes demand through is 1 (row 6): what is released is what is ordered."""
    frames = simulate(shop())
    per_period = np.histogram(frames["orders"]["placed"], np.append(frames["series"]["time"], np.inf))[0][:-1]
    assert (frames["series"]["ordered"].to_numpy()[1:] == per_period).all()
    assert per_period.var() > 0


def test_an_order_takes_the_sum_of_what_its_stages_take():
    frames = simulate(whole_loop())
    stages, runs = frames["stages"], frames["runs"].iloc[-1]
    assert runs["order_to_delivery"] == pytest.approx((stages["mean_wait"] + stages["mean_work"]).sum(), rel=0.1)
    assert runs["mean_backorders"] == pytest.approx((stages["mean_waiting"] + stages["mean_working"]).sum(), rel=1e-9)


def test_money_runs_back_through_the_loop_to_the_producer():
    ledger = simulate(whole_loop())["ledger"]
    own = ledger[ledger["chain"] == "maker"].groupby(["payer", "payee", "category"], observed=True)["amount"].sum()
    sale = own["consumer", "payment", "sale"]
    assert sale == own["payment", "distributor", "proceeds"] == own["distributor", "producer", "proceeds"] > 0
    assert own["producer", "payment", "card fee"] == pytest.approx(0.03 * sale)


def test_profit_is_shared_by_the_fractions_of_the_scenario():
    ledger = simulate(whole_loop())["ledger"]
    own = ledger[ledger["chain"] == "maker"]
    balance = (
        own.groupby("payee", observed=True)["amount"]
        .sum()
        .sub(own.groupby("payer", observed=True)["amount"].sum(), fill_value=0)
    )
    fractions = {"producer": 0.6, "distributor": 0.2, "payment": 0.05, "supplier": 0.05, "prosumer": 0.1}
    profit = sum(balance[role] for role in fractions)
    for role, fraction in fractions.items():
        assert balance[role] == pytest.approx(fraction * profit, rel=1e-9)


@pytest.mark.parametrize("rule", ["residual", "royalty", "nash", "shapley"])
def test_every_rule_shares_out_the_profit_and_nothing_else(rule):
    more = {"royalty": 0.1} if rule == "royalty" else {}
    split, whole = (
        simulate(shop(price=9, sharing=shares, population={"choice": {"rule": "best"}, "willingness_to_pay": 60}))[
            "runs"
        ].iloc[-1]
        for shares in ({"rule": rule, **more}, {})
    )
    roles = ("producer", "distributor", "payment", "supplier", "prosumer")
    assert sum(split[f"{role}_profit"] for role in roles) == pytest.approx(split["profit"], rel=1e-9)
    assert split["profit"] == pytest.approx(whole["profit"], rel=1e-9)  # everybody buys, whatever the shares
    assert (split["prosumer_profit"] > 0) == (rule != "residual")


def test_a_loss_is_not_shared():
    runs = simulate(shop(price=1, sharing={"producer": 0.5, "prosumer": 0.5}))["runs"].iloc[-1]
    assert runs["profit"] < 0
    assert runs["prosumer_profit"] == 0


def test_customers_buy_more_when_they_get_a_royalty_and_their_surplus_leaves_it_out():
    with_it, without = (
        simulate(shop(price=10, sharing=shares))["runs"].iloc[-1]
        for shares in ({"rule": "royalty", "royalty": 0.3}, {})
    )
    assert with_it["demand"] > without["demand"]
    assert with_it["prosumer_profit"] == pytest.approx(0.3 * with_it["revenue"], rel=1e-9)
    assert with_it["consumer_surplus"] < without["consumer_surplus"] + with_it["prosumer_profit"]


# the ladder ----------------------------------------------------------------------------------------------------------


def test_every_participant_is_in_one_tier_and_flows_explain_the_counts():
    tiers = simulate(whole_loop())["tiers"]
    assert (tiers.groupby("time")["participants"].sum() == 40).all()
    net = tiers["risen_into"] + tiers["fallen_into"] - tiers["risen_out"] - tiers["fallen_out"]
    for _, own in tiers.assign(net=net).groupby("tier", observed=True):
        assert np.allclose(own["participants"].diff().iloc[1:], own["net"].iloc[1:])
    assert tiers["risen_into"].sum() > 0


def test_prestige_raises_what_members_would_pay():
    e = Economy(shop(tiers={"pro": {"prestige": 1.5}}), 0)
    standing = e.crowd.rows[:, 5]
    assert standing == pytest.approx(1.5 * e.crowd.value - e.market.shelf[0, PRICE])


def test_study_costs_enthusiasts_money_and_hours():
    study = {"every": "10 days", "money": 2, "time": "3 hours", "learn": 0.1, "share": 0.5}
    frames = simulate(shop(expertise={"study": study}))
    people = frames["prosumers"]
    assert set(people["study_money"]) == {0.0, 24.0}  # at the end of day 120 the twelfth instalment is taken
    assert (people["study_money"] > 0).equals(people["enthusiast"])
    assert frames["runs"]["study_money"].iloc[-1] == pytest.approx(people["study_money"].sum() * 11 / 12, rel=0.1)


def test_advertising_makes_enthusiasts():
    advertising = {"every": "10 days", "reach": 0.2, "cost": 7}
    study = {"every": "10 days", "learn": 0.1}
    frames = simulate(shop(expertise={"study": study, "advertising": advertising}))
    assert frames["prosumers"]["enthusiast"].mean() > 0.8
    ledger = frames["ledger"]
    assert ledger["amount"][ledger["category"] == "advertising"].sum() == 12 * 7


# the trend -----------------------------------------------------------------------------------------------------------


def test_the_platform_goes_to_the_mean_of_recent_specifications():
    clock = prepare(
        shop(
            trend_feedback={"every": "100 days", "sample": 10_000},
            frame=0.2,
            options=100,
            population={"tastes": {"dimensions": 2, "distribution": {"normal": {"center": [0.8, 0.3], "sd": 0.01}}}},
        )
    )
    before = clock.economy.position("maker")
    play(clock)
    after = clock.economy.position("maker")
    assert before == pytest.approx([0.5, 0.5])
    assert after == pytest.approx([0.6, 0.4], abs=0.03)  # as far as the frame allowed customers to go


def test_a_mass_line_follows_the_customers_of_the_loop():
    clock = prepare(whole_loop())
    places = [clock.economy.position(j) for j in range(1, 4)]
    play(clock)
    assert any(not np.allclose(clock.economy.position(j), place) for j, place in enumerate(places, 1))


# identities ----------------------------------------------------------------------------------------------------------

BREACHES = {
    "orders": lambda loop: loop.bench.__setitem__((0, at.ORDERS), loop.bench[0, at.ORDERS] + 1),
    "Little's law": lambda loop: loop.stage.__setitem__((0, at.QUEUE_AREA), loop.stage[0, at.QUEUE_AREA] + 1),
    "kanban": lambda loop: loop.part.__setitem__((0, at.PART_ON_ORDER), loop.part[0, at.PART_ON_ORDER] + 1),
    "tiers": lambda loop: loop.rank.__setitem__((0, 0, at.HEADS), loop.rank[0, 0, at.HEADS] + 1),
}


@pytest.mark.parametrize("identity", BREACHES)
def test_a_slip_is_found_at_the_next_sample(identity):
    def slip(clock):
        yield clock.timeout(50)
        BREACHES[identity](clock.economy.workshops.loop)

    with pytest.raises(IdentityViolation, match=f"identity of {identity} violated for maker.* at day 56"):
        simulate(whole_loop(), 0, [slip])


# cautions ------------------------------------------------------------------------------------------------------------


def test_cells_that_can_never_keep_up_are_told_with_their_load_and_the_run_is_correct():
    scenario = shop(cells={"count": 1, "service_time": "1 day"}, quote="none")
    assert [caution.split(";")[0] for caution in cautions(scenario)] == [
        "chains.maker.cells: if every need became an order the load would be 5.71, and the queue would grow without end"
    ]
    runs = simulate(scenario)["runs"].iloc[-1]
    assert runs["made"] == pytest.approx(110, abs=1)
    assert runs["utilisation"] == pytest.approx(1)


def test_best_responses_that_are_given_once_while_word_spreads_are_told():
    price = {"best_response": {}}
    knowing = lots(chains__maker__variants={"count": 1, "price": price})
    assert cautions(knowing) == []
    spread = {"bass": {"innovation": "0.01 / day", "imitation": "0.1 / day"}}
    hearing = lots(chains__maker__variants={"count": 1, "price": price}, chains__maker__awareness=spread)
    assert ["whatever becomes of awareness;" in each for each in cautions(hearing)] == [True]
    again = {"best_response": {"review": "30 days"}}
    assert cautions(lots(chains__maker__variants={"count": 1, "price": again}, chains__maker__awareness=spread)) == []


def test_cells_that_keep_up_need_no_word():
    assert cautions(shop()) == []


def test_the_first_quote_is_that_of_an_empty_workshop():
    assert Economy(shop(), 0).market.shelf[0, QUOTE] == pytest.approx(2.2)
