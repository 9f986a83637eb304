"""Interventions on every key that may change: one that changes nothing leaves no trace, others keep all identities."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from valuechain.flows.interventions import CHANGES
from valuechain.scenario.writing import explicit
from valuechain.simulation import simulate

from ..fingerprints import fingerprint
from ..markets import LOTS, MARKETS, SHOP, WIKI, market

NOUNS = {"chains": "CHAIN", "products": "PRODUCT", "echelons": "ECHELON", "parts": "PART", "tiers": "TIER"} | {
    "intake": "STAGE",
    "delivery": "STAGE",
}
ALONE: dict[str, dict[str, str]] = {}


def stocked(**changes: Any) -> Any:
    """Stocks kept in ways in which no other market keeps them, and a workshop with a till and a platform of its own."""
    series = {
        "mill": {"supplier": "producer", "policy": {"order_up_to": {"every": "5 days", "level": 40, "returns": True}}},
        "shop": {
            "supplier": "mill",
            "policy": {"newsvendor": {"quantity": 20, "every": "4 days", "salvage": 1}},
            "holding_cost": "0.02 / day",
            "wholesale_price": 3,
            "price": 6,
            "shortage": "lost",
        },
    }
    forecast = {
        "every": "3 days",
        "forecast": {"exponential_smoothing": {"weight": 0.3, "start": 9}},
        "safety_factor": 1,
        "cover": "6 days",
    }
    plain = {key: value for key, value in LOTS.items() if key not in ("distribution", "variants")}
    ends = {"policy": {"order_up_to": forecast}, "lead_time": "1 day", "holding_cost": "0.01 / day"}
    point = {"reorder_point": {"quantity": 12, "reorder_point": 6}}
    lined = {"supplier": "producer", "policy": point, "shortage": "lost"}
    level = {"policy": {"order_up_to": {"every": "6 days", "level": 30}}, "shortage": "backorder"}
    fair = {"supplier": "producer", "policy": {"order_up_to": forecast}}
    till = {"till": {"role": "payment", "cells": 1, "time": "0.01 days"}}
    chains = {
        "level": plain | {"variants": {"count": 1, "price": 6}, "distribution": level},
        "fair": plain | {"variants": {"count": 1, "price": 6}, "echelons": {"stall": fair}},
        "studio": SHOP | {"platform": [0.4, 0.6], "intake": till},
        "series": plain | {"variants": {"count": 1, "price": 6}, "echelons": series},
        "single": plain | {"products": {"only": {"position": [0.5, 0.5], "price": 6}}, "distribution": ends},
        "direct": plain | {"variants": {"count": 1, "price": 6}, "echelons": {"depot": lined}},
    }
    return market(**{"chains": chains} | changes)


def owned(**changes: Any) -> Any:
    """A commons whose founders decide, in which whoever values an empty module enough develops it."""
    wiki = {
        "paradigm": "produsage",
        "artefact": {"modules": 30},
        "contribution": {"equilibrium": {"value": {"exponential": {"mean": 1}}, "cost": 0.8, "status": 0.1}},
        "evaluation": {"owner": {"discernment": 5}},
    }
    return market(**{"chains": {"wiki": wiki}} | changes)


def pooled(told: dict[str, Any], **changes: Any) -> Any:
    """Two makers, one of whom asks people for their ideals, that pool what they earn in the way that is ``told``."""
    survey = {"interval": "20 days", "sample": 10, "taste_sd": 0.3, "answer_sd": 0.1, "prior_sd": 0.5}
    alone = {key: value for key, value in LOTS.items() if key != "variants"} | {"variants": {"count": 1, "price": 6}}
    mine = {"rule": "royalty", "royalty": 0.1, "commons": "wiki"}
    chains = {"asker": alone | {"feedback": {"survey": survey}}, "maker": LOTS | {"sharing": mine}, "wiki": WIKI}
    return market(**{"chains": chains, "sharing": told} | changes)


ALL = MARKETS | {
    "stocked": stocked,
    "owned": owned,
    "patrons": partial(pooled, {"rule": "patronage", "given": 0.4, "pooled": 0.5}),
    "royalties": partial(pooled, {"rule": "royalty", "royalty": 0.05, "commons": "wiki"}),
}


def settings_of(scenario: Any) -> dict[str, Any]:
    return {key: value for key, value in explicit(scenario).items() if key in ("population", "chains", "sharing")}


def same(tree: Any, path: tuple[str, ...] = ()) -> Any:
    """Return all keys that may change with the values that they have."""
    found = {}
    for key, value in tree.items():
        here = (*path, NOUNS.get(path[-1], key) if path else key)
        if ".".join(here) in CHANGES:
            ruled = here[-1] in ("price", "wholesale_price") and isinstance(value, dict)
            if value is not None and not ruled:
                found[key] = value
        elif isinstance(value, dict) and (below := same(value, here)):
            found[key] = below
    return found


def patterns(tree: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    for key, value in tree.items():
        here = (*path, NOUNS.get(path[-1], key) if path else key)
        if ".".join(here) in CHANGES:
            yield ".".join(here)
        else:
            yield from patterns(value, here)


def test_every_key_that_may_change_is_one_of_the_markets_keys():
    seen = {each for make in ALL.values() for each in patterns(same(settings_of(make())))}
    assert set(CHANGES) - seen == {"population.needs.every"}  # another way to write the rate


@pytest.mark.parametrize("name", ALL)
@given(st.lists(st.floats(0, 119, allow_subnormal=False), min_size=1, max_size=4))
@settings(max_examples=6)
def test_setting_every_key_to_the_value_that_it_has_changes_no_byte(name, days):
    scenario = ALL[name]()
    alone = ALONE.setdefault(name, fingerprint(simulate(scenario)))
    change = same(settings_of(scenario))
    assert change
    again = [{"at": f"{day!r} days", "set": change} for day in sorted(days)]
    assert fingerprint(simulate(ALL[name](interventions=again))) == alone


def other(value: Any, key: str) -> Any:
    """Return another value of the same kind."""
    shared = ("producer", "distributor", "payment", "supplier", "prosumer", "rule", "royalty", "method", "quote")
    if key in shared or isinstance(value, bool | list):
        return value
    if isinstance(value, dict):
        return {name: other(each, name) for name, each in value.items()}
    if isinstance(value, str):
        number, _, unit = value.partition(" ")
        return f"{float(number) * 0.7!r} {unit}"
    return value + 1 if isinstance(value, int) else value * 0.7


@pytest.mark.parametrize("name", ALL)
def test_changing_all_keys_at_once_keeps_all_identities_and_what_was_before(name):
    plain, change = ALL[name](), same(settings_of(ALL[name]()))
    after = simulate(ALL[name](interventions=[{"at": "45 days", "set": other(change, "")}]))["series"]
    before = simulate(plain)["series"]
    assert after[after["time"] < 45].equals(before[before["time"] < 45])
    assert not after.equals(before)
    assert np.isfinite(after.select_dtypes("float64").to_numpy()).all()
