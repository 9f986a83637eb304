import copy
from typing import Any

import pytest

from valuechain.errors import RequestError
from valuechain.scenario import Scenario
from valuechain.simulation import simulate
from valuechain.swarm.layout import AWAITED, PRESENT

from ..markets import LOTS, market, seasons


def duel(**rival: Any) -> Scenario:
    """Two makers of the same, one of whom comes on day 42."""
    return market(
        warmup=0, chains={"maker": copy.deepcopy(LOTS), "rival": copy.deepcopy(LOTS) | {"enters": "42 days"} | rival}
    )


def test_before_its_entry_a_chain_sells_holds_and_pays_nothing():
    frames = simulate(duel())
    series = frames["series"].query("chain == 'rival' and time < 42")
    assert (series[["on_hand", "in_work", "in_transit", "sold", "lost", "ordered", "made"]] == 0).all(axis=None)
    ledger = frames["ledger"].query("chain == 'rival' and time < 42")
    assert (ledger["amount"] == 0).all()
    events = frames["events"]
    assert (events.loc[events["chain"] == "rival", "time"] >= 42).all()


def test_on_its_day_it_stands_in_the_market_with_its_opening_stock():
    seen = []

    def watch(clock):
        for day in (41.999, 42.0):
            yield clock.timeout(day - clock.now)
            offer = "rival/variant-1"
            seen.append((clock.economy.absence(offer), clock.economy.on_hand(offer)))

    simulate(duel(), 0, [watch])
    assert seen == [(AWAITED, 0), (PRESENT, 6)]


def test_after_the_entry_two_equal_chains_share_the_market_equally():
    plenty = {"policy": {"base_stock": {"level": 500}}}
    chain = copy.deepcopy(LOTS) | {"distribution": plenty}
    scenario = market(horizon="3000 days", warmup=0, chains={"maker": chain, "rival": chain | {"enters": "60 days"}})
    sold = simulate(scenario)["series"].query("time > 70").groupby("chain", observed=True)["sold"].sum()
    share = sold["rival"] / sold.sum()
    assert abs(share - 0.5) < 3 * (0.25 / sold.sum()) ** 0.5


def test_a_late_chain_takes_up_its_schedule_of_prices_where_it_then_stands():
    schedule = {"schedule": [{"from": 0, "price": 9}, {"from": "10 days", "price": 7}, {"from": "56 days", "price": 5}]}
    series = simulate(duel(variants={"count": 1, "price": schedule}))["series"].query("chain == 'rival'")
    prices = series.set_index("time")["price"]
    assert (prices[0], prices[42], prices[70]) == (9, 7, 5)


def test_a_late_seasonal_chain_has_a_lot_for_each_season_left():
    scenario = seasons(warmup=0)
    late = scenario.chains["maker"].model_copy(update={"enters": 25.0})
    products = simulate(scenario.model_copy(update={"chains": {"maker": late}}))["products"]
    assert (products["made"] == 30 * (1 + 9)).all()  # one for what is left of the third season, and nine to come


def test_a_chain_that_never_enters_leaves_everything_to_the_other():
    frames = simulate(duel(enters="never"))
    assert frames["runs"].set_index("chain").loc["rival", ["demand", "sold", "made", "costs", "revenue"]].eq(0).all()


def test_a_chain_cannot_enter_twice():
    def enter(clock):
        yield clock.timeout(50)
        clock.economy.enter("rival", clock.now)

    with pytest.raises(RequestError, match="they are, or were, there"):
        simulate(duel(), 0, [enter])
