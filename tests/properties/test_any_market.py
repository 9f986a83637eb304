"""Any valid market: random scenarios of the industrial chain."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from valuechain.scenario import load
from valuechain.simulation import simulate

from ..fingerprints import fingerprint

DAYS = st.one_of(
    st.sampled_from([0, "1 day"]),
    st.builds(lambda m: {"exponential": {"mean": f"{m} days"}}, st.sampled_from([0.01, 0.3, 4])),
    st.builds(lambda m: {"gamma": {"mean": f"{m} days", "cv": 0.5}}, st.sampled_from([0.02, 2])),
)
POLICIES = st.one_of(
    st.builds(
        lambda q, r: {"reorder_point": {"quantity": q, "reorder_point": r}}, st.integers(1, 20), st.integers(0, 15)
    ),
    st.builds(lambda s: {"base_stock": {"level": s}}, st.integers(1, 15)),
    st.builds(lambda q: {"newsvendor": {"quantity": q, "every": "1 week", "salvage": 0.5}}, st.integers(0, 30)),
)


PRICES: list[Any] = [
    3,
    {"schedule": [{"from": 0, "price": 4}, {"from": "3 weeks", "price": 2}]},
    {"markup": {"rate": 0.5, "review": "2 weeks"}},
    {"best_response": {"damping": 0.7, "tolerance": 1e-4}},
]
AWARENESS: list[Any] = [
    "everyone",
    {"bass": {"innovation": "0.02 / day", "imitation": "0.3 / day"}},
    {"bass": {"innovation": "0.02 / day", "imitation": "0.3 / day", "informants": "buyers", "initial_share": 0.2}},
]
FEEDBACK: list[Any] = [
    "none",
    {"market_research": {"interval": "9 days", "sample": 1, "step": 0.2, "delay": "2 days", "cost": 1}},
    {"survey": {"interval": "2 weeks", "sample": 1, "prior_sd": 0.3, "taste_sd": 0.2}},
]
CONTACTS: list[Any] = ["everybody", {"watts_strogatz": {"neighbours": 2, "rewiring": 0.2}}]
CHANGES: list[Any] = [
    {"population": {"mismatch_cost": 1, "needs": {"every": "3 days"}}},
    {"population": {"waiting_cost": {"exponential": {"mean": "0.5 / day"}}}},
    {"chains": {"chain-0": {"production": {"lines": 4, "unit_time": "0.1 days", "unit_cost": 2}}}},
    {"chains": {"chain-0": {"distribution": {"lead_time": {"exponential": {"mean": "2 days"}}}}}},
    {"chains": {"chain-0": {"distribution": {"holding_cost": "0.1 / day"}}}},
    {"chains": {"chain-0": {"variants": {"quality": 1.3}}}},
]


@st.composite
def interventions(draw: st.DrawFn) -> list[Any]:
    days = sorted(draw(st.lists(st.integers(0, 55), max_size=3)))
    return [{"at": f"{day} days", "set": draw(st.sampled_from(CHANGES))} for day in days]


@st.composite
def chains(draw: st.DrawFn, responds: bool, space: str) -> dict[str, Any]:
    policy = draw(POLICIES)
    single = "newsvendor" in policy
    terms: dict[str, Any] = {
        "policy": policy,
        "lead_time": draw(DAYS),
        "holding_cost": draw(st.sampled_from(["0.01 / day", "2 / year"])),
        "shortage": draw(st.sampled_from(["lost", "substitute"] if single else ["lost", "substitute", "backorder"])),
    }
    if draw(st.booleans()):
        terms["wholesale_price"] = 2
    if not single and draw(st.booleans()):
        terms["initial_stock"] = draw(st.integers(0, 10))
    price = draw(st.sampled_from(PRICES if responds else PRICES[:-1]))
    return {
        "awareness": draw(st.sampled_from(AWARENESS)),
        "feedback": draw(st.sampled_from(FEEDBACK if space == "box" else FEEDBACK[:-1])),
        "paradigm": "industrial",
        "variants": {"count": draw(st.integers(1, 6)), "price": price},
        "production": {
            "lines": draw(st.integers(1, 3)),
            "setup_time": draw(DAYS),
            "unit_time": draw(DAYS),
            "unit_cost": 1,
            "setup_cost": draw(st.sampled_from([0, 5])),
        },
        "distribution": terms,
    }


@st.composite
def markets(draw: st.DrawFn) -> dict[str, Any]:
    size, space = draw(st.integers(1, 60)), draw(st.sampled_from(["box", "torus"]))
    rule = draw(st.sampled_from([{"rule": "best"}, {"rule": "logit", "noise": 1}, {"rule": "logit", "noise": 0.05}]))
    return {
        "scenario": "any",
        "horizon": "8 weeks",
        "warmup": draw(st.sampled_from([0, "10 days", "2 weeks"])),
        "seed": draw(st.integers(0, 2**32)),
        "population": {
            "size": size,
            "needs": {
                "rate": "1 / week",
                "spread": draw(st.sampled_from([0, 1])),
                "arrivals": draw(st.sampled_from(["poisson", "regular"])),
            },
            "tastes": {"dimensions": draw(st.integers(1, 3)), "space": space},
            "willingness_to_pay": draw(st.sampled_from([5, {"lognormal": {"mean": 5, "cv": 1}}])),
            "mismatch_cost": 3,
            "waiting_cost": draw(st.sampled_from([0, "0.2 / day"])),
            "choice": rule,
            "contacts": draw(st.sampled_from(CONTACTS)) if size > 3 else "everybody",
        },
        "interventions": draw(interventions()),
        "chains": {f"chain-{n}": draw(chains(rule.get("noise") == 1, space)) for n in range(draw(st.integers(1, 3)))},
        "record": {"events": True},
    }


@given(markets())
@settings(max_examples=60)
def test_every_valid_market_keeps_its_identities_counts_every_need_once_and_repeats_itself(tree):
    scenario = load(tree)
    frames = simulate(scenario)
    whole = frames["runs"].iloc[-1]
    events = frames["events"]
    after = events[events["time"] >= scenario.warmup]
    assert whole["needs"] == len(after)
    assert whole["outside"] == (after["outcome"] == "outside").sum()
    assert whole["lost"] == (after["outcome"] == "lost").sum()
    assert whole["demand"] + whole["outside"] == whole["needs"]
    counts = frames["series"].select_dtypes("float64").to_numpy()
    assert np.isfinite(counts).all()
    assert (counts >= -1e9).all()
    people = frames["participants"]
    assert people["bought"].sum() == whole["sold"]
    assert np.isclose(people["surplus"].sum(), whole["consumer_surplus"], rtol=1e-9, atol=1e-6)
    assert np.isclose(people["spent"].sum(), whole["revenue"], rtol=1e-9)
    assert fingerprint(simulate(scenario)) == fingerprint(frames)
