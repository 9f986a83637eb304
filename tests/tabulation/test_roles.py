"""Who got what, against the other frames."""

import numpy as np
import pytest

from valuechain.economy.books import CONSUMERS, OUTSIDE, Account
from valuechain.results.measures import FIRMS
from valuechain.simulation import simulate

from ..markets import MARKETS, lots, rivals


@pytest.fixture(scope="module", params=MARKETS)
def frames(request):
    return simulate(MARKETS[request.param]())


def test_profits_are_those_of_the_runs(frames):
    runs = frames["runs"].set_index("chain")
    for row in frames["roles"].query(f"role in {list(FIRMS)}").itertuples():
        assert row.profit == pytest.approx(runs.loc[row.chain, f"{row.role}_profit"], abs=1e-9)


def test_values_captured_add_up_to_the_value_created(frames):
    captured = frames["roles"].groupby("chain", observed=True)["value"].sum()
    created = frames["runs"].set_index("chain")["welfare"]
    assert captured.to_dict() == pytest.approx(created.to_dict())


def test_shares_of_what_was_captured_add_up_to_1(frames):
    roles = frames["roles"]
    shares = roles.groupby("chain", observed=True)["share"].sum()
    positive = roles.groupby("chain", observed=True)["value"].sum() > 0
    assert shares[positive].to_numpy() == pytest.approx(1.0)


def test_every_payment_of_the_market_has_a_payer_and_a_payee(frames):
    market = frames["roles"].query("chain == 'all'")
    assert market["received"].sum() == pytest.approx(market["paid"].sum())
    assert market["paid"].sum() == pytest.approx(frames["ledger"].query("not warmup")["amount"].sum())


def test_consumers_pay_for_goods_and_study_and_give_to_commons_and_the_outside_has_no_value(frames):
    roles = frames["roles"].set_index(["chain", "role"])
    spent = frames["runs"].iloc[-1][["revenue", "study_money", "donations"]].fillna(0).sum()
    assert roles.loc[("all", "consumer"), "paid"] == pytest.approx(spent)
    assert np.isnan(roles.loc[("all", "outside"), "value"])


def test_a_role_that_only_a_process_pays_appears_with_its_profit():
    def royalty(clock):
        yield clock.timeout(50)
        clock.economy.books.post(Account("producer", "maker"), Account("designer", "maker"), "royalty", 30, "maker")

    role = simulate(lots(), 0, [royalty])["roles"].set_index(["chain", "role"]).loc[("maker", "designer")]
    assert (role["received"], role["profit"], role["value"]) == (30, 30, 30)


def test_money_that_consumers_receive_adds_to_what_they_capture():
    def refund(clock):
        yield clock.timeout(50)
        clock.economy.books.post(OUTSIDE, CONSUMERS, "benefit", 30, "maker")

    role = simulate(lots(), 0, [refund])["roles"].set_index(["chain", "role"]).loc[("maker", "consumer")]
    assert role["received"] == 30
    assert role["value"] == pytest.approx(role["consumer_surplus"] + 30)


def test_an_account_belongs_to_its_own_chain_whatever_the_payment_is_booked_on():
    def rent(clock):
        yield clock.timeout(50)
        clock.economy.books.post(Account("producer", "maker"), Account("producer", "rival"), "rent", 30, "maker")

    before, after = (simulate(rivals(), 0, each)["roles"].set_index(["chain", "role"]) for each in ([], [rent]))
    change = after["profit"] - before["profit"]
    assert change[("maker", "producer")] == pytest.approx(-30)
    assert change[("rival", "producer")] == pytest.approx(30)
    assert change[("all", "producer")] == pytest.approx(0)
