"""The industrial chain: offers, production, prices."""

from collections.abc import Callable

import pytest

from valuechain.errors import ScenarioError
from valuechain.randomness import Law
from valuechain.scenario import Experience, Price, Product, Production, Scenario

Loaded = Callable[..., Scenario]


def test_variants_leave_products_out_and_the_other_way_round(loaded: Loaded) -> None:
    chain = loaded({}).chains["maker"]
    assert chain.products is None
    assert chain.variants is not None
    assert (chain.variants.count, chain.variants.quality) == (2, 1)
    products = {"black": {"position": [0.5, 1], "price": 20}}
    chain = loaded({"chains.maker.variants": ..., "chains.maker.products": products}).chains["maker"]
    assert chain.variants is None
    assert chain.products == {"black": Product(position=[0.5, 1], price=20)}  # type: ignore[arg-type]
    assert chain.products["black"].position == (0.5, 1.0)


def test_production_costs_neither_time_nor_money_by_default(loaded: Loaded) -> None:
    assert loaded({}).chains["maker"].production == Production()
    assert Production().setup_time == Production().unit_time == Law.constant(0)
    assert (Production().lines, Production().unit_cost, Production().experience) == (1, 0, None)


def test_experience_needs_only_the_progress_ratio(loaded: Loaded) -> None:
    production = loaded({"chains.maker.production.experience": {"progress_ratio": 0.8}}).chains["maker"].production
    assert production.experience == Experience(progress_ratio=0.8, minimum_cost=0, prior_output=0)


def test_a_number_is_a_price_for_ever(loaded: Loaded) -> None:
    assert loaded({"chains.maker.variants.price": 0}).chains["maker"].variants.price == Price((0,), (0,))  # type: ignore[union-attr]


def test_a_schedule_becomes_times_in_days_and_values(loaded: Loaded) -> None:
    schedule = [{"from": 0, "price": 20}, {"from": "3 weeks", "price": 18}, {"from": "1 year", "price": 15}]
    variants = loaded({"chains.maker.variants.price": {"schedule": schedule}}).chains["maker"].variants
    assert variants is not None
    assert variants.price == Price((0, 21, 365), (20, 18, 15))


def test_chains_may_use_the_same_names_for_their_products(loaded: Loaded) -> None:
    chain = {
        "paradigm": "industrial",
        "products": {"black": {"position": [0, 0], "price": 1}},
        "distribution": {"policy": {"base_stock": {"level": 1}}},
    }
    assert list(loaded({"chains.a": chain, "chains.b": chain}).chains) == ["maker", "a", "b"]


def test_a_paradigm_that_does_not_exist_is_told_which_do(loaded: Loaded) -> None:
    with pytest.raises(ScenarioError, match='"feudal" is no paradigm; write industrial'):
        loaded({"chains.maker.paradigm": "feudal"})
