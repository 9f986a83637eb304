"""Dividends in proportion to purchases, and what customers expect of them."""

from typing import Any

import numpy as np
import pytest

from valuechain.clock import Clock
from valuechain.economy import Economy
from valuechain.errors import IdentityViolation
from valuechain.simulation import simulate

from ..markets import market

PRICE, COST, GIVEN, PERIOD = 6.0, 3.0, 0.5, 10.0
"""A unit sold at PRICE leaves a margin of PRICE - COST, of which customers get the share GIVEN."""
BACK = GIVEN * (PRICE - COST)
AT_ONCE = {"base_stock": {"level": 5000}}
"""A shelf that is never empty and whose units are made the moment they are sold: profit is margin times units sold."""


def co_op(price: float = PRICE, **sharing: Any) -> dict[str, Any]:
    chain: dict[str, Any] = {
        "paradigm": "industrial",
        "products": {"tea": {"position": [0.4, 0.6], "price": price}},
        "production": {"unit_cost": COST},
        "distribution": {"policy": AT_ONCE},
    }
    return chain | ({"sharing": {"rule": "patronage", "given": GIVEN, **sharing}} if sharing else {})


def bought(chains: dict[str, Any], **more: Any) -> dict[str, Any]:
    return simulate(market(chains=chains, population__size=300, warmup=f"{PERIOD} days", **more))


def whole(frames: dict[str, Any]) -> Any:
    runs = frames["runs"]
    return runs[runs["chain"] == "all"].iloc[0]


EXPECTED = {"basis": "purchases", "anticipated": True, "review": f"{PERIOD} days"}


def test_an_expected_dividend_is_to_customers_what_a_lower_price_would_be() -> None:
    """Once expectations have settled, a rebate at rate s on a margin m at price p is a price of p - s·m."""
    shared, cheap = (whole(bought({"co-op": each})) for each in (co_op(**EXPECTED), co_op(PRICE - BACK)))
    assert shared["sold"] == cheap["sold"] > 0
    assert shared["consumer_surplus"] + shared["patron_profit"] == pytest.approx(cheap["consumer_surplus"], rel=1e-9)
    assert shared["profit"] - shared["patron_profit"] == pytest.approx(cheap["profit"], rel=1e-9)


def test_a_dividend_that_nobody_expects_changes_no_choice() -> None:
    shared, dear = (whole(bought({"co-op": each})) for each in (co_op(basis="purchases"), co_op()))
    assert shared["sold"] == dear["sold"] > 0
    assert shared["consumer_surplus"] == pytest.approx(dear["consumer_surplus"], rel=1e-9)
    assert whole(bought({"co-op": co_op(**EXPECTED)}))["sold"] > dear["sold"]


def test_before_the_first_period_has_ended_nothing_is_expected() -> None:
    late = EXPECTED | {"review": "100 days"}
    told = [bought({"co-op": each}, horizon="99 days") for each in (co_op(**late), co_op())]
    assert whole(told[0])["sold"] == whole(told[1])["sold"]


def test_each_gets_of_the_dividend_in_proportion_to_what_each_has_paid_that_chain() -> None:
    chains = {"co-op": co_op(**EXPECTED), "firm": co_op(5.0)}
    frames = bought(chains)
    accounts = frames["accounts"]
    patrons = accounts[accounts["role"] == "patron"].set_index("participant")["money"]
    dividends = frames["runs"].set_index("chain").loc["co-op", "patron_profit"]
    assert patrons.sum() == pytest.approx(dividends, rel=1e-9)
    units = patrons / (BACK)  # every unit brings the same
    assert np.allclose(units, units.round(), atol=1e-6)
    assert units.max() > 1.5
    assert len(patrons) < 300  # who bought nothing there gets nothing


def test_what_everybody_paid_each_chain_is_what_everybody_spent() -> None:
    economy = Economy(market(chains={"co-op": co_op(**EXPECTED), "firm": co_op(5.0)}), 0)
    Clock(economy).run(60.0)
    assert economy.paid().shape == (40, 2)
    assert (economy.paid().sum(axis=0) > 0).all()
    economy.check_participants(60.0, "test")
    economy.paid()[3, 0] += 1.0
    with pytest.raises(IdentityViolation, match="purchases"):
        economy.check_participants(60.0, "test")


def test_of_a_pool_each_gets_in_proportion_to_what_each_has_paid_all_chains() -> None:
    chains = {"one": co_op(), "two": co_op(5.0)}
    pool = {"rule": "patronage", "basis": "purchases", "pooled": 1.0}
    accounts = bought(chains, sharing=pool)["accounts"]
    money = accounts[accounts["role"] == "patron"].groupby("participant")["money"].sum()
    paid = -accounts[accounts["role"] == "consumer"].set_index("participant")["money"]
    ratio = money / paid[money.index]
    assert ratio.to_numpy() == pytest.approx(np.full(len(ratio), ratio.iloc[0]))


def test_back_orders_count_when_they_are_paid() -> None:
    slow = co_op(**EXPECTED)
    slow["distribution"] = {"policy": {"base_stock": {"level": 2}}, "lead_time": "4 days", "shortage": "backorder"}
    frames = simulate(market(chains={"co-op": slow}))
    assert whole(frames)["backordered"] > 0  # and the identities held at every sample


def test_a_chain_that_makes_to_order_may_have_patrons_too() -> None:
    from ..markets import SHOP

    told = {"rule": "patronage", "basis": "purchases", "anticipated": True, "given": 0.3, "review": "10 days"}
    frames = simulate(market(chains={"workshop": SHOP | {"sharing": told}}, population__time_cost="1 / hour"))
    assert whole(frames)["patron_profit"] != 0
