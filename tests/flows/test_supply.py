"""Orders travel up the echelons, goods travel down."""

import copy
from typing import Any

import numpy as np
import pytest

from valuechain.errors import IdentityViolation, RequestError
from valuechain.scenario import load
from valuechain.simulation import play, prepare, simulate

WEEKLY: dict[str, Any] = {"order_up_to": {"every": "1 week", "level": 20}}


def chain(echelons: dict[str, Any], **changes: Any) -> Any:
    """Two customers a day, evenly, of one good."""
    tree: dict[str, Any] = {
        "scenario": "chain",
        "horizon": "8 weeks",
        "population": {
            "size": 1,
            "needs": {"rate": "2 / day", "arrivals": "regular"},
            "willingness_to_pay": 10,
            "choice": {"rule": "best"},
        },
        "chains": {
            "maker": {
                "paradigm": "industrial",
                "products": {"good": {"position": [0.5, 0.5], "price": 5}},
                "echelons": copy.deepcopy(echelons),
            }
        },
    }
    return load(tree | changes)


def path(frames: Any, echelon: str, measure: str) -> list[float]:
    series = frames["echelon_series"]
    values: list[float] = series.loc[series["echelon"] == echelon, measure].tolist()
    return values


def test_a_level_that_is_given_passes_demand_through_to_the_producer_week_by_week():
    frames = simulate(
        chain(
            {
                "depot": {"supplier": "producer", "policy": {"order_up_to": {"every": "1 week", "level": 50}}},
                "shop": {"supplier": "depot", "policy": WEEKLY},
            }
        )
    )
    assert path(frames, "shop", "demand") == path(frames, "shop", "orders") == path(frames, "depot", "orders")
    assert path(frames, "shop", "demand")[1:4] == [13, 14, 14]


def test_goods_take_order_delay_and_lead_time_to_come():
    echelons = {
        "depot": {"supplier": "producer", "policy": {"base_stock": {"level": 100}}},
        "shop": {"supplier": "depot", "policy": WEEKLY, "order_delay": "5 days", "lead_time": "9 days"},
    }
    frames = simulate(chain(echelons))
    assert path(frames, "depot", "demand")[:4] == [0, 0, 13, 14]
    assert path(frames, "shop", "received")[:5] == [0, 0, 0, 13, 14]


def test_what_a_supplier_lacks_waits_in_his_book_and_is_shipped_first_come_first_served():
    echelons = {
        "depot": {
            "supplier": "producer",
            "policy": {"order_up_to": {"every": "4 weeks", "level": 30}},
            "initial_stock": 20,
        },
        "shop": {"supplier": "depot", "policy": WEEKLY, "initial_stock": 20},
    }
    frames = simulate(chain(echelons, horizon="6 weeks"))
    assert path(frames, "depot", "orders") == [0, 10, 0, 0, 55, 0, 0]
    assert path(frames, "depot", "backorders") == [0, 0, 0, 11, 0, 0, 0]


def test_a_supplier_who_turns_demand_away_is_asked_again_at_the_next_review():
    echelons = {
        "depot": {
            "supplier": "producer",
            "policy": {"order_up_to": {"every": "4 weeks", "level": 10}},
            "shortage": "lost",
        },
        "shop": {"supplier": "depot", "policy": WEEKLY, "shortage": "lost"},
    }
    frames = simulate(chain(echelons, horizon="4 weeks"))
    assert path(frames, "depot", "demand") == [0, 13, 17, 20, 20]
    assert path(frames, "depot", "lost") == [0, 3, 17, 20, 20]
    assert path(frames, "shop", "orders") == [0, 10, 0, 0, 0]


def test_a_position_above_the_level_goes_back_to_the_supplier_where_returns_are_possible():
    policy = {"order_up_to": {"every": "1 week", "level": 10, "returns": True}}
    echelons = {
        "depot": {"supplier": "producer", "policy": {"base_stock": {"level": 30}}},
        "shop": {"supplier": "depot", "policy": policy, "initial_stock": 40},
    }
    frames = simulate(chain(echelons, horizon="2 weeks"))
    assert path(frames, "shop", "orders") == [0, -17, 14]
    assert path(frames, "depot", "demand") == [0, -17, 14]
    assert path(frames, "depot", "on_hand") == [30, 47, 33]


def test_what_goes_back_to_the_producer_is_written_off_and_paid_back():
    policy = {"order_up_to": {"every": "1 week", "level": 10, "returns": True}}
    echelons = {"shop": {"supplier": "producer", "policy": policy, "initial_stock": 40, "wholesale_price": 2}}
    frames = simulate(chain(echelons, horizon="1 week"))
    ledger = frames["ledger"].set_index("category")["amount"]
    assert frames["runs"]["scrapped"].iloc[0] == 17
    assert ledger["wholesale"] == -34


def test_each_echelon_pays_its_supplier_on_receipt_and_shares_his_account_without_a_wholesale_price():
    echelons = {
        "gate": {"supplier": "producer", "policy": WEEKLY},
        "depot": {"supplier": "gate", "policy": WEEKLY, "wholesale_price": 2},
        "shop": {"supplier": "depot", "policy": WEEKLY, "wholesale_price": 3},
    }
    frames = simulate(chain(echelons))
    paid = frames["ledger"].groupby(["payer", "payee", "category"], observed=True)["amount"].sum()
    assert paid["wholesaler", "producer", "wholesale"] == 2 * sum(path(frames, "depot", "received"))
    assert paid["retailer", "wholesaler", "wholesale"] == 3 * sum(path(frames, "shop", "received"))
    runs = frames["runs"].iloc[0]
    assert runs["wholesaler_profit"] == 3 * sum(path(frames, "shop", "received")) - 2 * sum(
        path(frames, "depot", "received")
    )
    assert runs["retailer_profit"] == runs["revenue"] - 3 * sum(path(frames, "shop", "received"))


def test_two_retailers_are_two_offers_between_which_customers_choose():
    echelons = {
        "depot": {"supplier": "producer", "policy": {"base_stock": {"level": 100}}},
        "cheap": {"supplier": "depot", "policy": WEEKLY, "price": 4},
        "dear": {"supplier": "depot", "policy": WEEKLY, "price": 6},
    }
    products = simulate(chain(echelons))["products"]
    assert products["product"].tolist() == ["good@cheap", "good@dear"]
    assert products["sold"].iloc[0] > 0
    assert products["sold"].iloc[1] == 0


def test_a_newsvendor_clears_what_is_left_and_starts_each_period_anew():
    echelons = {
        "shop": {
            "supplier": "producer",
            "policy": {"newsvendor": {"quantity": 17, "every": "1 week", "salvage": 1}},
            "shortage": "lost",
        }
    }
    frames = simulate(chain(echelons, horizon="3 weeks"))
    assert path(frames, "shop", "orders") == [0, 34, 17, 0]
    assert frames["echelons"]["scrapped"].tolist() == [17 * 3 - 41]


def test_days_of_supply_are_mean_stock_by_units_handed_over_a_day_here_as_in_runs():
    row = simulate(chain({"shop": {"supplier": "producer", "policy": WEEKLY}}))["echelons"].iloc[0]
    assert row["days_of_supply"] == pytest.approx(row["mean_on_hand"] / (row["delivered"] / 56))


def test_a_moving_average_orders_what_its_equation_says():
    forecast = {"moving_average": {"periods": 3, "start": 14}}
    policy = {"order_up_to": {"every": "1 week", "forecast": forecast, "returns": True}}
    echelons = {"shop": {"supplier": "producer", "policy": policy, "lead_time": "2 weeks"}}
    scenario = chain(
        echelons,
        population={"size": 5, "needs": {"rate": "14 / week"}, "willingness_to_pay": 10, "choice": {"rule": "best"}},
    )
    frames = simulate(scenario)
    demand, orders = np.array(path(frames, "shop", "demand")), path(frames, "shop", "orders")
    known = np.concatenate([[14, 14, 14], demand[1:]])
    means = np.array([known[t : t + 3].mean() for t in range(len(known) - 2)])
    levels = np.round(3 * means)
    assert orders[1:] == pytest.approx(np.diff(levels) + demand[1:])


def test_a_retailer_with_a_supplier_takes_no_batch_from_the_producer():
    echelons = {
        "depot": {"supplier": "producer", "policy": WEEKLY},
        "shop": {"supplier": "depot", "policy": WEEKLY},
    }
    with pytest.raises(RequestError, match="another echelon"):
        prepare(chain(echelons)).order(0, 5)


def test_forecasts_of_forecasts_order_a_million_units_at_most():
    forecast = {"moving_average": {"periods": 1, "start": 10}}
    policy = {"order_up_to": {"every": "1 day", "forecast": forecast, "cover": "8 weeks"}}
    names = [f"place-{number}" for number in range(12)]
    echelons = {
        name: {"supplier": above, "policy": policy} for above, name in zip(["producer", *names], names, strict=False)
    }
    population = {"size": 9, "needs": {"rate": "9 / day"}, "willingness_to_pay": 10, "choice": {"rule": "best"}}
    frames = simulate(chain(echelons, population=population, sample_every="1 day"))
    assert frames["echelon_series"]["orders"].max() == 1_000_000


def test_an_economy_with_broken_books_of_a_store_stops():
    echelons = {
        "depot": {"supplier": "producer", "policy": {"base_stock": {"level": 100}}},
        "shop": {"supplier": "depot", "policy": WEEKLY},
    }
    clock = prepare(chain(echelons))
    clock.economy.echelons.stores[0]._on_hand += 1
    with pytest.raises(IdentityViolation, match="maker/depot/good"):
        play(clock)


def test_an_order_that_arrives_at_the_instant_of_a_review_is_seen_in_it():
    echelons = {
        "depot": {"supplier": "producer", "policy": {"order_up_to": {"every": "1 week", "level": 90}}},
        "shop": {
            "supplier": "depot",
            "policy": {"order_up_to": {"every": "1 week", "level": 40}},
            "order_delay": "1 week",
        },
    }
    frames = simulate(chain(echelons))
    assert path(frames, "depot", "orders")[2:] == path(frames, "shop", "orders")[1:-1]


def test_what_one_echelon_purchases_is_the_revenue_of_the_one_that_supplies_it():
    echelons = {
        "depot": {"supplier": "producer", "policy": WEEKLY, "wholesale_price": 2},
        "shop": {"supplier": "depot", "policy": WEEKLY, "wholesale_price": 3},
    }
    frame = simulate(chain(echelons))["echelons"].set_index("echelon")
    assert frame["revenue"]["depot"] == frame["purchases"]["shop"] == 3 * frame["received"]["shop"] > 0
    assert frame["revenue"]["shop"] == 5 * frame["delivered"]["shop"]


def test_an_echelon_has_the_account_of_its_role_or_of_its_supplier():
    echelons = {
        "factory": {"supplier": "producer", "policy": WEEKLY},
        "depot": {"supplier": "factory", "policy": WEEKLY, "wholesale_price": 2, "role": "distributor"},
        "store": {"supplier": "depot", "policy": WEEKLY},
        "shop": {"supplier": "store", "policy": WEEKLY, "wholesale_price": 3},
    }
    roles = simulate(chain(echelons))["echelons"].set_index("echelon")["role"].astype(str).to_dict()
    assert roles == {"factory": "producer", "depot": "distributor", "store": "distributor", "shop": "retailer"}
