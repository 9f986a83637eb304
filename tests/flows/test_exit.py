from typing import Any

import pytest

from valuechain.economy.books import OUTSIDE, Account
from valuechain.errors import RequestError
from valuechain.scenario import Scenario
from valuechain.simulation import simulate

from ..markets import market, one_for_one, seasons

MAKER = Account("producer", "maker")


def idle(**exits: Any) -> Scenario:
    """A shop in which nobody buys: ten units on the shelf, each of which costs 1 a day."""
    return market(
        warmup=0,
        chains__maker={
            "paradigm": "industrial",
            "variants": {"count": 1, "price": 10_000},
            "distribution": {"policy": {"base_stock": {"level": 10}}, "holding_cost": "1 / day"},
            "exits": {"below": -100, "for": "5 days", "every": "1 day"} | exits,
        },
    )


def closing_day(scenario: Scenario, *processes: Any) -> float | None:
    days = []

    def watch(clock):
        while not clock.economy.has_left("maker"):
            yield clock.timeout(0.5)
        days.append(clock.now)

    simulate(scenario, 0, [*processes, watch])
    return days[0] if days else None


def test_a_chain_leaves_when_its_account_has_been_low_for_the_stated_time():
    """It owes 100 on day 10, more than 100 at the look of day 11, and leaves five days later."""
    assert closing_day(idle()) == 16.0


@pytest.mark.parametrize(
    ("terms", "day"),
    [
        ({"below": 0}, 6.0),
        ({"below": -50}, 11.0),
        ({"for": 0}, 11.0),
        ({"every": "4 days"}, 20.0),
        ({"below": -2000}, None),
    ],
)
def test_amount_patience_and_looks_decide_on_the_day(terms, day):
    assert closing_day(idle(**terms)) == day


def test_an_account_that_recovers_in_between_begins_anew():
    def loan(clock):
        yield clock.timeout(13)
        clock.economy.books.post(OUTSIDE, MAKER, "loan", 50, "maker")

    assert closing_day(idle(), loan) == 16.0 + 5.0


def test_the_role_that_is_looked_at_decides():
    bought = {"chains__maker__distribution": {"policy": {"base_stock": {"level": 10}}, "holding_cost": "1 / day",
                                              "wholesale_price": 3}}  # fmt: skip
    tree = {"below": -100, "for": "5 days", "every": "1 day"}
    terms = {"chains__maker__variants": {"count": 1, "price": 10_000}, "warmup": 0} | bought
    assert closing_day(market(chains__maker__exits=tree | {"account": "distributor"}, **terms)) is not None
    assert closing_day(market(chains__maker__exits=tree | {"account": "producer"}, **terms)) is None


def test_leaving_clears_the_shelf_at_salvage_value_and_stock_costs_no_more():
    frames = simulate(idle(salvage=2))
    paid = frames["ledger"].groupby("category", observed=True)["amount"].sum()
    assert (paid["holding"], paid["salvage"]) == (160.0, 20.0)
    assert frames["products"]["scrapped"].sum() == 10
    assert (frames["series"].query("time > 16")["on_hand"] == 0).all()


def test_after_the_exit_nobody_chooses_the_chain():
    def leave(clock):
        yield clock.timeout(50)
        clock.leave("maker")

    events = simulate(one_for_one(warmup=0), 0, [leave])["events"]
    assert (events.loc[events["time"] >= 50, "outcome"] == "outside").all()
    assert (events.loc[events["time"] < 50, "outcome"] != "outside").any()


def test_what_is_on_order_at_the_exit_goes_to_those_who_wait_and_else_is_written_off():
    def leave(clock):
        yield clock.timeout(50)
        clock.leave("maker")

    slow = one_for_one(warmup=0, chains__maker__distribution__lead_time="9 days", horizon="400 days")
    series = simulate(slow, 0, [leave])["series"]
    then, end = (series[series["time"] == day] for day in (56, 400))
    assert then["in_transit"].sum() + then["in_work"].sum() > 0
    assert (end[["on_hand", "in_transit", "in_work", "backorders"]] == 0).all(axis=None)


def test_a_seasonal_chain_that_has_left_orders_no_lot_any_more():
    def leave(clock):
        yield clock.timeout(55)
        clock.leave("maker")

    frames = simulate(seasons(warmup=0), 0, [leave])
    assert (frames["products"]["made"] == 30 * (1 + 6)).all()  # the lot of day 60 was being made already
    end = frames["series"].query("time == 120")
    assert (end[["on_hand", "in_work", "in_transit"]] == 0).all(axis=None)


def test_a_chain_that_does_not_exist_cannot_leave():
    def leave(clock):
        yield clock.timeout(1)
        clock.leave("nobody")

    with pytest.raises(RequestError, match="there is no chain 'nobody'; the chains are maker"):
        simulate(one_for_one(), 0, [leave])
