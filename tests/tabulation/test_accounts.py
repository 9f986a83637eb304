"""The accounts of persons, against the books, the other frames and scipy; what is status is never money."""

import copy

import numpy as np
import pytest
from scipy import stats

from valuechain.scenario import PEOPLE
from valuechain.simulation import simulate
from valuechain.tabulation.accounts import spearman

from ..markets import MARKETS, SHOP, WIKI, commons, market, shared


@pytest.fixture(scope="module", params=[name for name, scenario in MARKETS.items() if scenario().has_people])
def frames(request):
    return simulate(MARKETS[request.param]())


def test_markets_where_all_only_consume_need_no_accounts_beside_participants():
    plain = [name for name, scenario in MARKETS.items() if not scenario().has_people]
    assert len(plain) > 3
    assert "accounts" not in simulate(MARKETS[plain[0]]())


def test_money_of_persons_adds_up_to_what_their_roles_have_in_the_books(frames):
    runs = frames["runs"].set_index("chain")
    money = frames["accounts"].groupby(["chain", "role"], observed=True)["money"].sum()
    for chain in runs.index.drop("all"):
        for role in PEOPLE:
            pay = np.nan_to_num(runs.loc[chain, "pay"]) if role == "produser" else 0.0
            booked = runs.loc[chain, f"{role}_profit"] + pay
            assert money.get((chain, role), 0.0) == pytest.approx(booked, rel=1e-9, abs=1e-9)


def test_what_consumers_pay_is_what_persons_pay(frames):
    paid = frames["roles"].set_index(["chain", "role"]).loc[("all", "consumer"), "paid"]
    consumers = frames["accounts"].query("role == 'consumer'")
    assert -consumers["money"].sum() == pytest.approx(paid, rel=1e-9, abs=1e-9)
    assert consumers["surplus"].tolist() == frames["participants"]["surplus"].tolist()


def test_hours_and_status_of_persons_add_up_to_those_of_their_commons(frames):
    runs, accounts = frames["runs"].set_index("chain"), frames["accounts"]
    own = accounts.query("role == 'produser'").groupby("chain", observed=True)[["hours", "status"]].sum()
    roles = frames["roles"].set_index(["chain", "role"])
    for chain in runs.index[runs["status_held"].notna()].drop("all", errors="ignore"):
        if chain not in own.index:
            assert runs.loc[chain, "status_held"] == 0
            continue
        assert own.loc[chain].tolist() == pytest.approx(runs.loc[chain, ["hours", "status_held"]].tolist(), rel=1e-9)
        assert roles.loc[(chain, "produser"), "status"] == pytest.approx(own.loc[chain, "status"], rel=1e-9)


def test_status_is_in_no_sum_with_money(frames):
    roles = frames["roles"]
    for row in roles.query("role == 'produser'").itertuples():
        assert row.value == row.profit == pytest.approx(row.received - row.paid)


def test_a_produser_who_earns_no_money_but_status_is_visible_as_such():
    frames = simulate(commons(chains__wiki__contribution={"propensity": {"propensity": 0.5}}))
    own = frames["accounts"].query("role == 'produser' and status > 0")
    assert len(own) > 10
    assert (own["money"] == 0).all()
    runs = frames["runs"].iloc[-1]
    assert runs["status_unpaid"] == 1
    assert np.isnan(runs["status_money"])
    assert frames["roles"].set_index(["chain", "role"]).loc[("wiki", "produser"), "profit"] == 0


def test_status_and_money_are_told_together_where_both_are_there():
    frames = simulate(shared())
    produsers = frames["accounts"].query("role != 'consumer'")
    size = len(frames["participants"])
    status = np.bincount(*columns(produsers.query("role == 'produser'"), "status"), size)
    money = np.bincount(*columns(produsers, "money"), size)
    surplus = frames["participants"]["surplus"].to_numpy()
    runs = frames["runs"].iloc[-1]
    assert runs["status_money"] == pytest.approx(stats.spearmanr(status, money).statistic, rel=1e-12)
    assert runs["status_surplus"] == pytest.approx(stats.spearmanr(status, surplus).statistic, rel=1e-12)


def columns(frame, name):
    return frame["participant"].to_numpy(), frame[name].to_numpy()


def test_contributors_get_of_a_profit_in_proportion_to_their_accepted_contributions():
    scenario = commons(chains__wiki__sharing={"rule": "by_contribution"}, warmup=0)
    frames = simulate(scenario)
    accounts = frames["accounts"].query("role == 'produser'").set_index("participant")
    accepted = frames["members"].set_index("participant")["accepted"].loc[accounts.index]
    total = frames["runs"].iloc[0]["produser_profit"]
    assert total > 0
    due = accepted * (0.1 + total / accepted.sum())  # pay and share
    assert accounts["money"].tolist() == pytest.approx(due.tolist(), rel=1e-9)


def test_those_who_order_more_get_more_of_a_share_and_those_who_pay_more_of_a_royalty():
    shop = copy.deepcopy(SHOP)
    for told, column in (
        ({"producer": 0.5, "prosumer": 0.5}, "orders"),
        ({"rule": "royalty", "royalty": 0.1}, "spent"),
    ):
        chains = {"maker": shop | {"sharing": told}}
        frames = simulate(market(chains=chains, population__time_cost="1 / hour", warmup=0))
        money = frames["accounts"].query("role == 'prosumer'").set_index("participant")["money"]
        measure = frames["prosumers"].set_index("participant")[column].loc[money.index]
        assert (money * measure.sum()).tolist() == pytest.approx((measure * money.sum()).tolist(), rel=1e-9)


def test_patrons_get_as_much_each():
    chains = {"wiki": copy.deepcopy(WIKI) | {"sharing": {"rule": "patronage"}}}
    money = simulate(market(chains=chains, warmup=0))["accounts"].query("role == 'patron'")["money"]
    assert len(money) == 40
    assert money.nunique() == 1


@pytest.mark.parametrize("seed", range(3))
def test_mid_ranks_are_those_of_scipy(seed):
    random = np.random.default_rng(seed)
    one, two = random.integers(0, 5, 200).astype(float), random.normal(size=200).round(1)
    assert spearman(one, two) == pytest.approx(stats.spearmanr(one, two).statistic, rel=1e-12)
