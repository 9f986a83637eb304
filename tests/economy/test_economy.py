import numpy as np
import pytest

from valuechain.economy import Economy
from valuechain.errors import IdentityViolation, RequestError
from valuechain.simulation import simulate
from valuechain.swarm import layout

from ..markets import MARKETS, lots, one_for_one


def tamper(column: int, by: float):
    def process(clock):
        yield clock.timeout(20)
        clock.economy.market.shelf[0, column] += by

    return process


@pytest.mark.parametrize(
    ("column", "identity"),
    [
        (layout.ON_HAND, "goods"),
        (layout.SOLD, "goods"),
        (layout.BACKORDERED, "back-orders"),
        (layout.WAITS, "Little's law"),
        (layout.REVENUE, "spending"),
        (layout.SURPLUS, "surplus"),
    ],
)
def test_a_run_whose_books_were_tampered_with_stops_and_says_what_where_when_and_both_sides(column, identity):
    with pytest.raises(IdentityViolation) as caught:
        simulate(one_for_one(), 0, [tamper(column, 5.0)])
    violation = caught.value
    assert violation.identity == identity
    assert violation.time >= 20
    one, other = violation.balances.values()
    assert abs(one - other) == pytest.approx(5.0, rel=0.05)
    assert "last act" in violation.event


def test_money_that_comes_from_nowhere_stops_the_run():
    def forge(clock):
        yield clock.timeout(20)
        books = clock.economy.books
        books._balances[books.lines[0].payee] += 100

    with pytest.raises(IdentityViolation, match="money"):
        simulate(lots(), 0, [forge])


@pytest.mark.parametrize("name", MARKETS)
def test_what_every_role_gains_adds_up_to_zero_over_all_accounts(name):
    ledger = simulate(MARKETS[name]())["ledger"]
    roles = set(ledger["payer"]) | set(ledger["payee"])
    net = {
        role: ledger.loc[ledger["payee"] == role, "amount"].sum() - ledger.loc[ledger["payer"] == role, "amount"].sum()
        for role in roles
    }
    assert sum(net.values()) == pytest.approx(0, abs=1e-9 * ledger["amount"].abs().sum())


def test_a_price_that_is_negative_or_no_number_is_refused():
    economy = Economy(lots(), 0)
    for price in (-1.0, float("nan"), float("inf")):
        with pytest.raises(RequestError, match="must be a number ≥ 0"):
            economy.set_price("maker/variant-1", price)


def test_an_unknown_offer_or_chain_is_refused_with_the_names_that_exist():
    economy = Economy(lots(), 0)
    with pytest.raises(RequestError, match="maker/variant-1, maker/variant-2"):
        economy.on_hand("maker/variant-9")
    with pytest.raises(RequestError, match="the chains are maker"):
        economy.halt("baker", 3.0, 0.0)


def test_setting_a_price_to_what_it_is_changes_no_bit():
    economy = Economy(lots(), 0)
    before = economy.crowd.rows.copy()
    economy.set_price("maker/variant-1", 6.0)
    assert np.array_equal(economy.crowd.rows, before)


def test_the_agenda_and_the_queues_grow_when_they_must_and_lose_nothing():
    starving = one_for_one(
        population__size=400,
        population__willingness_to_pay=40,
        chains__maker__distribution__lead_time="100 days",
        chains__maker__production={"lines": 1, "unit_cost": 1},
    )
    frames = simulate(starving)
    assert frames["runs"]["mean_backorders"].iloc[-1] > 500


def test_goods_that_arrive_without_having_been_ordered_stop_the_run():
    def conjure(clock):
        yield clock.timeout(20)
        clock.economy.receive("maker/variant-1", 50, clock.now, clock.now)

    with pytest.raises(IdentityViolation, match="goods"):
        simulate(lots(), 0, [conjure])


def test_the_lines_of_a_factory_that_never_rests_are_used_to_the_full_whatever_the_length_of_a_batch():
    busy = {"lines": 1, "setup_time": "40 days", "unit_cost": 1}
    for horizon in ("50 days", "100 days", "120 days"):
        runs = simulate(lots(chains__maker__production=busy, horizon=horizon, warmup=0))["runs"]
        assert runs["utilisation"].iloc[0] > 0.85
        assert runs["utilisation"].iloc[0] <= 1


@pytest.mark.parametrize("make", [lots, one_for_one])
def test_a_halt_is_no_work(make):
    def strike(clock):
        yield clock.timeout(100)
        clock.economy.halt("maker", 400.0, clock.now)

    share = simulate(make(), 0, [strike])["runs"]["utilisation"].iloc[0]
    assert 0 <= share <= simulate(make())["runs"]["utilisation"].iloc[0]
