"""The distributor: policies, what they start with, what they cannot be combined with."""

from collections.abc import Callable
from typing import Any

import pytest

from valuechain.scenario import BaseStock, Newsvendor, ReorderPoint, Scenario

Loaded = Callable[..., Scenario]
POLICY = "chains.maker.distribution.policy"


@pytest.mark.parametrize(
    ("raw", "shortage", "policy", "stock"),
    [
        (
            {"reorder_point": {"quantity": 30, "reorder_point": 12}},
            "lost",
            ReorderPoint(quantity=30, reorder_point=12),
            42,
        ),
        (
            {"reorder_point": {"quantity": 30, "reorder_point": -4}},
            "backorder",
            ReorderPoint(quantity=30, reorder_point=-4),
            30,
        ),
        ({"base_stock": {"level": 7}}, "substitute", BaseStock(level=7), 7),
        ({"base_stock": {"level": 0}}, "backorder", BaseStock(level=0), 0),
        ({"newsvendor": {"quantity": 5, "every": "1 week"}}, "lost", Newsvendor(quantity=5, every="1 week"), 5),  # type: ignore[arg-type]
    ],
)
def test_a_policy_starts_with_the_stock_that_is_natural_for_it(
    loaded: Loaded, raw: Any, shortage: str, policy: Any, stock: int
) -> None:
    distributor = loaded({POLICY: raw, "chains.maker.distribution.shortage": shortage}).chains["maker"].distribution
    assert distributor.policy == policy
    assert distributor.policy.kind == next(iter(raw))
    assert distributor.initial_stock == stock


def test_a_given_stock_wins_over_the_natural_one(loaded: Loaded) -> None:
    assert loaded({"chains.maker.distribution.initial_stock": 0}).chains["maker"].distribution.initial_stock == 0


def test_what_is_left_out_takes_its_default(loaded: Loaded) -> None:
    distributor = loaded({}).chains["maker"].distribution
    assert distributor.lead_time.mean() == 0
    assert (distributor.holding_cost, distributor.wholesale_price, distributor.shortage) == (0, None, "lost")


def test_a_newspaper_period_is_in_days_and_salvage_may_cost(loaded: Loaded) -> None:
    policy = loaded({POLICY: {"newsvendor": {"quantity": 0, "every": "12 hours", "salvage": -1}}})
    assert policy.chains["maker"].distribution.policy == Newsvendor.model_construct(quantity=0, every=0.5, salvage=-1.0)
