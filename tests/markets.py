"""Small markets on which the engine is tested."""

from __future__ import annotations

import copy
from typing import Any

from valuechain.scenario import Scenario, load

PEOPLE: dict[str, Any] = {
    "size": 40,
    "needs": {"rate": "1 / week", "spread": 0.7},
    "tastes": {"dimensions": 2},
    "willingness_to_pay": {"lognormal": {"mean": 10, "cv": 0.3}},
    "mismatch_cost": 5,
    "waiting_cost": "0.1 / day",
    "choice": {"rule": "logit", "noise": 1},
}

LOTS: dict[str, Any] = {
    "paradigm": "industrial",
    "variants": {"count": 3, "price": 6},
    "production": {
        "lines": 2,
        "setup_time": {"exponential": {"mean": "1 day"}},
        "unit_time": {"gamma": {"mean": "0.05 days", "cv": 0.5}},
        "unit_cost": 3,
        "setup_cost": 10,
        "experience": {"progress_ratio": 0.9, "minimum_cost": 1},
    },
    "distribution": {
        "policy": {"reorder_point": {"quantity": 8, "reorder_point": 4}},
        "lead_time": {"lognormal": {"mean": "2 days", "cv": 0.5}},
        "holding_cost": "0.01 / day",
        "wholesale_price": 4,
        "shortage": "lost",
        "initial_stock": 6,
    },
}


def market(**changes: Any) -> Scenario:
    """Return a market with lots; each change replaces ``a__b__c`` by its value."""
    tree: dict[str, Any] = {
        "scenario": "market",
        "horizon": "120 days",
        "sample_every": "2 weeks",
        "warmup": "10 days",
        "seed": 7,
        "population": copy.deepcopy(PEOPLE),
        "chains": {"maker": copy.deepcopy(LOTS)},
        "record": {"events": True},
    }
    for path, value in changes.items():
        *parents, last = path.split("__")
        place = tree
        for key in parents:
            place = place[key]
        place[last] = value
    return load(tree)


def lots(**changes: Any) -> Scenario:
    """(Q, R), lost sales."""
    return market(**changes)


def substitution(**changes: Any) -> Scenario:
    """Shelves that are often empty, five variants, customers who take the next best."""
    return market(
        chains__maker__variants={"count": 5, "price": 5},
        chains__maker__distribution__shortage="substitute",
        chains__maker__distribution__initial_stock=1,
        **changes,
    )


def one_for_one(**changes: Any) -> Scenario:
    """Base stock with back-orders, random times, two lines."""
    terms = {
        "chains__maker__distribution__policy": {"base_stock": {"level": 5}},
        "chains__maker__distribution__initial_stock": 5,
        "chains__maker__distribution__shortage": "backorder",
    }
    return market(**terms | changes)


def seasons(**changes: Any) -> Scenario:
    """Newsvendor with the best offer chosen."""
    policy = {"newsvendor": {"quantity": 30, "every": "10 days", "salvage": 1}}
    terms = {key: value for key, value in LOTS["distribution"].items() if key != "initial_stock"}
    return market(
        population__choice={"rule": "best"},
        chains__maker__distribution=terms | {"policy": policy},
        **changes,
    )


def rivals(**changes: Any) -> Scenario:
    """Two competing chains: one sells lots at a price that changes, the other one for one."""
    second = copy.deepcopy(LOTS)
    second["distribution"] = {
        "policy": {"base_stock": {"level": 3}},
        "lead_time": {"exponential": {"mean": "3 days"}},
        "shortage": "substitute",
    }
    second["variants"] = {"count": 1, "price": {"schedule": [{"from": 0, "price": 7}, {"from": "40 days", "price": 5}]}}
    tree_changes = {"chains": {"maker": copy.deepcopy(LOTS), "rival": second}}
    return market(**tree_changes, **changes)


def loyal(**changes: Any) -> Scenario:
    """Two chains between which switching costs money, and which gain with their users: choice afresh at every need."""
    choice = {"rule": "logit", "noise": 1, "network_effect": 2, "switching_cost": 1.5}
    return rivals(population__choice=choice, **changes)


MARKETS = {
    "lots": lots,
    "substitution": substitution,
    "one_for_one": one_for_one,
    "seasons": seasons,
    "rivals": rivals,
    "loyal": loyal,
}
