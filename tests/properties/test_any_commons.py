"""Any valid commons: random scenarios of the produsage chain."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from valuechain.scenario import load
from valuechain.simulation import simulate

from ..fingerprints import fingerprint

RATES = st.sampled_from(["0 / day", "0.05 / day", "3 / day"])
SHARES = st.sampled_from([0, 0.3, 1])


def maybe(draw: st.DrawFn, section: dict[str, Any]) -> dict[str, Any] | None:
    return section if draw(st.booleans()) else None


@st.composite
def artefacts(draw: st.DrawFn) -> dict[str, Any]:
    modules = draw(st.integers(1, 12))
    topics = draw(st.sampled_from([{}, {"width": 0.05}, {"width": 0.3, "reach": 0.1, "most": modules + 5}]))
    return topics | {
        "modules": modules,
        "quality": draw(SHARES),
        "drift": draw(SHARES),
        "trail": maybe(
            draw,
            {
                "pull": draw(st.sampled_from([0, 0.5, 1, 1.7])),
                "left": draw(st.sampled_from([0, 1])),
                "fading": draw(RATES),
            },
        ),
        "obsolescence": maybe(draw, {"rate": draw(st.sampled_from(["0.1 / day", "2 / day"])), "loss": 0.5}),
        "flaws": maybe(
            draw, {"initial": draw(st.integers(0, 30)), "detection": draw(SHARES), "per_edit": draw(SHARES)}
        ),
    }


CONTRIBUTIONS = st.sampled_from(
    [
        {"propensity": {"propensity": {"pareto": {"minimum": 0.1, "shape": 1.1}}}},
        {
            "propensity": {
                "propensity": 1,
                "motives": {"noise": 0.5, "fun": -1, "status": 2, "pay": 0.3, "crowding_out": 1, "reciprocity": 1},
            }
        },
        {"recognition": {"newcomers": 0.3, "drive_by": 0.5, "by_field": 1, "power": 0.4}},
        {"recognition": {"newcomers": 0.1, "power": 1.7}},
        {"recognition": {"newcomers": 1}},
        {"equilibrium": {"value": {"uniform": {"low": 0, "high": 1}}, "cost": 0.4}},
    ]
)
EVALUATIONS = st.sampled_from(
    [
        "none",
        {"owner": {}},
        {"communal": {"notice": 1, "settle": 16, "voice": 1, "heaviest": 1}},
        {"communal": {"notice": 0.5, "settle": 1, "discernment": None}},
        {"panel": {"reviewers": 2, "drawn": 1, "voice": "log-odds"}},
        {"panel": {"reviewers": 1, "drawn": 0.3, "voice": 1}},
        {"experts": {"board": 1, "review_time": "1 day"}},
        {"experts": {"board": 3, "review_time": {"exponential": {"mean": "1 hour"}}, "discernment": None}},
    ]
)


@st.composite
def communities(draw: st.DrawFn) -> dict[str, Any]:
    vendor = {"price": 1, "release_every": "1 week", "polish": 0.2, "support_cost": 0.5, "improvement": draw(SHARES)}
    return {
        "paradigm": "produsage",
        "artefact": draw(artefacts()),
        "reputation_every": draw(st.sampled_from(["1 day", "100 days"])),
        "skills": {"literacy": draw(st.sampled_from([0, 0.5, 1])), "skill": {"lognormal": {"mean": 1, "cv": 1}}},
        "contribution": draw(CONTRIBUTIONS),
        "edits": {
            "law": draw(st.sampled_from(["skill", "relative"])),
            "effort": "1 hour",
            "granularity": draw(st.sampled_from([0.5, 3])),
            "vandalism": maybe(draw, {"share": 0.4, "damage": 1}),
        },
        "evaluation": draw(EVALUATIONS),
        "status": {
            "grant": draw(st.sampled_from([0, 1, {"exponential": {"mean": 1}}])),
            "review_grant": draw(SHARES),
            "penalty": draw(SHARES),
            "fading": draw(RATES),
            "cap": draw(st.sampled_from([None, 1.5])),
        },
        "heterarchy": maybe(draw, {"every": "1 week", "leaders": 2, "topics": draw(st.integers(1, 3)), "weight": 3}),
        "entry": maybe(draw, {"initial": draw(st.integers(0, 3)), "rate": "1 / week"}),
        "retention": maybe(draw, {"leaving": draw(RATES), "held_by": 1, "after_revert": draw(SHARES)}),
        "foundation": {"hosting": 0.1, "donations": 0.05, "sponsors": "1 / day"},
        "vendors": maybe(draw, {"firm": vendor | {"enclose": draw(st.booleans()), "give_back": draw(SHARES)}}),
    }


@st.composite
def scenarios(draw: st.DrawFn) -> dict[str, Any]:
    choice = draw(st.sampled_from([{"rule": "best"}, {"noise": 1}, {"noise": 1, "switching_cost": 1}]))
    return {
        "scenario": "any",
        "horizon": "6 weeks",
        "warmup": draw(st.sampled_from([0, "10 days"])),
        "seed": draw(st.integers(0, 2**32)),
        "population": {
            "size": draw(st.integers(4, 30)),
            "needs": {"rate": "1 / day"},
            "tastes": {"space": draw(st.sampled_from(["box", "torus"]))},
            "willingness_to_pay": {"lognormal": {"mean": 5, "cv": 1}},
            "mismatch_cost": 2,
            "choice": choice,
        },
        "chains": {f"wiki-{n}": draw(communities()) for n in range(draw(st.integers(1, 2)))},
        "record": {"events": True},
    }


@given(scenarios())
@settings(max_examples=60)
def test_every_valid_commons_keeps_its_identities_and_repeats_itself(tree):
    """The identities of money, status, quality and revisions are checked at every sample, and end the run if broken."""
    scenario = load(tree)
    frames = simulate(scenario)
    whole = frames["runs"].iloc[-1]
    assert whole["demand"] + whole["outside"] == whole["needs"]
    assert whole["uses"] <= whole["demand"]
    assert frames["modules"]["quality"].between(0, 1).all()
    people = frames["participants"]
    assert np.isclose(people["surplus"].sum(), whole["consumer_surplus"], rtol=1e-9, atol=1e-6)
    assert np.isclose(people["spent"].sum(), whole["revenue"], rtol=1e-9)
    members = frames["members"]
    assert (members["status"] >= -1e-9).all()
    assert (members["accepted"] + members["reverted"] <= members["contributions"] + 1e-9).all()
    assert fingerprint(simulate(scenario)) == fingerprint(frames)
