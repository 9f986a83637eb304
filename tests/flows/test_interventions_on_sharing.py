"""Interventions on who gets what of a profit: what was shared before stays shared."""

import pytest

from valuechain.simulation import simulate

from ..markets import SHOP, market


def cut(**change):
    return {"interventions": [{"at": "60 days", "set": {"chains": {"maker": change}}}]}


def halves(ledger, payees=(), payers=(), categories=()):
    """Return the sums of some payments up to day 60 and after it."""
    chosen = ledger[ledger["payee"].isin(payees) | ledger["payer"].isin(payers) | ledger["category"].isin(categories)]
    return [chosen[chosen["time"] <= 60]["amount"].sum(), chosen[chosen["time"] > 60]["amount"].sum()]


def shared_out(**terms):
    """Return what people got, and what the maker and its distributor earned, up to day 60 and after it."""
    ledger = simulate(market(warmup=0, sample_every="10 days", **terms))["ledger"]
    sales, costs = halves(ledger, categories=["sale"]), halves(ledger, payees=["outside"])
    return halves(ledger, payees=["patron"]), [sale - cost for sale, cost in zip(sales, costs, strict=True)]


def test_what_was_shared_before_a_change_stays_shared_and_later_profit_follows_the_new_terms():
    rule = {"rule": "patronage", "given": 0.2}
    given, profit = shared_out(chains__maker__sharing=rule, **cut(sharing={"given": 0.7}))
    assert given == pytest.approx([0.2 * profit[0], 0.7 * profit[1]], rel=1e-9)


def test_a_royalty_that_is_doubled_is_paid_on_later_sales_alone():
    workshop = SHOP | {"sharing": {"rule": "royalty", "royalty": 0.05}}
    change = cut(sharing={"royalty": 0.1})
    ledger = simulate(market(chains={"maker": workshop}, warmup=0, sample_every="10 days", **change))["ledger"]
    sales = halves(ledger, categories=["sale"])
    assert halves(ledger, payees=["prosumer"]) == pytest.approx([0.05 * sales[0], 0.1 * sales[1]], rel=1e-9)


def test_a_pool_that_is_widened_takes_from_later_profit_alone():
    told = {"rule": "patronage", "given": 1, "pooled": 0.1}
    change = [{"at": "60 days", "set": {"sharing": {"pooled": 0.5}}}]
    made = market(warmup=0, sample_every="10 days", sharing=told, interventions=change)
    ledger = simulate(made)["ledger"]
    given, got = halves(ledger, payees=["patron"]), halves(ledger, payees=["producer"])
    spent = halves(ledger[ledger["payee"] != "patron"], payers=["producer"])
    profit = [one - other for one, other in zip(got, spent, strict=True)]
    assert given == pytest.approx([0.1 * profit[0], 0.5 * profit[1]], rel=1e-9)
