"""The explicit form: whatever loads can be written, and reads back equal; the digest sees what matters."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuechain.errors import ScenarioError
from valuechain.scenario import Scenario, digest, dump, json_schema, load
from valuechain.scenario.units import DAYS, exact
from valuechain.scenario.writing import explicit

SCHEMA = jsonschema.Draft202012Validator(json_schema())
POSITIVE = st.floats(min_value=1e-3, max_value=1e6)
SHARE = st.floats(min_value=0, max_value=1)
NOT_NEGATIVE = st.floats(min_value=0, max_value=1e6)
SHORT = st.floats(min_value=1e-3, max_value=300)
UNIT = st.sampled_from(sorted(DAYS))
NAME = st.from_regex(r"[a-z0-9][a-z0-9-]{0,8}", fullmatch=True)
DURATION = st.one_of(
    SHORT.map(lambda days: f"{exact(days)} days"), st.builds(lambda n, unit: f"{n!r} {unit}s", SHORT, st.just("hour"))
)
RATE = st.builds(lambda number, unit: f"{number!r} / {unit}", POSITIVE, UNIT)


def laws(value: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    def low_high(pair: list[Any]) -> dict[str, Any]:
        return {"uniform": {"low": pair[0], "high": pair[0]}}

    cv, shape = st.floats(0, 3), st.floats(0.5, 5)
    return st.one_of(
        value,
        st.lists(value, min_size=1, max_size=1).map(low_high),
        st.fixed_dictionaries({"normal": st.fixed_dictionaries({"mean": value, "sd": value})}),
        st.fixed_dictionaries({"lognormal": st.fixed_dictionaries({"mean": value, "cv": cv})}),
        st.fixed_dictionaries({"gamma": st.fixed_dictionaries({"mean": value, "cv": cv})}),
        st.fixed_dictionaries({"exponential": st.fixed_dictionaries({"mean": value})}),
        st.fixed_dictionaries({"pareto": st.fixed_dictionaries({"minimum": value, "shape": shape})}),
        st.fixed_dictionaries({"weibull": st.fixed_dictionaries({"mean": value, "shape": shape})}),
        st.fixed_dictionaries({"poisson": st.fixed_dictionaries({"mean": value})}),
        st.fixed_dictionaries(
            {"empirical": st.fixed_dictionaries({"values": st.lists(value, min_size=1, max_size=4)})}
        ),
    )


@st.composite
def needs(draw: st.DrawFn) -> dict[str, Any]:
    how = draw(st.sampled_from(["rate", "every", "season"]))
    spread = {"spread": draw(st.floats(0, 5))}
    if how == "rate":
        return spread | {"rate": draw(RATE), "arrivals": draw(st.sampled_from(["poisson", "regular"]))}
    if how == "every":
        return spread | {"every": draw(DURATION)}
    size = draw(st.one_of(POSITIVE, st.builds(lambda mean: {"poisson": {"mean": mean}}, POSITIVE)))
    return spread | {"arrivals": {"season": {"every": draw(DURATION), "size": size}}}


@st.composite
def tastes(draw: st.DrawFn) -> dict[str, Any]:
    dimensions = draw(st.integers(1, 8))
    point = st.lists(SHARE, min_size=dimensions, max_size=dimensions)
    centers = draw(st.lists(point, min_size=1, max_size=3))
    weights = draw(st.lists(st.floats(0.01, 10), min_size=len(centers), max_size=len(centers)))
    distribution = draw(
        st.sampled_from(
            [
                "uniform",
                {"normal": {"sd": draw(SHARE)}},
                {"normal": {"center": centers[0], "sd": draw(SHARE)}},
                {"clusters": {"centers": centers, "sd": draw(SHARE)}},
                {"clusters": {"centers": centers, "sd": draw(SHARE), "weights": weights}},
            ]
        )
    )
    space = draw(st.sampled_from(["box", "torus"] if distribution == "uniform" else ["box", "torus", "plane"]))
    return {"dimensions": dimensions, "space": space, "distribution": distribution}


@st.composite
def prices(draw: st.DrawFn) -> Any:
    if draw(st.booleans()):
        return draw(NOT_NEGATIVE)
    days = sorted(draw(st.sets(st.integers(1, 300), max_size=3)))
    return {"schedule": [{"from": f"{day} days", "price": draw(NOT_NEGATIVE)} for day in [0, *days]]}


@st.composite
def distributors(draw: st.DrawFn) -> dict[str, Any]:
    policy, shortage = draw(
        st.sampled_from(
            [
                ({"reorder_point": {"quantity": 30, "reorder_point": draw(st.integers(-9, 99))}}, "backorder"),
                ({"reorder_point": {"quantity": 30, "reorder_point": draw(st.integers(0, 99))}}, "lost"),
                ({"base_stock": {"level": draw(st.integers(1, 99))}}, "substitute"),
                (
                    {"newsvendor": {"quantity": draw(st.integers(0, 99)), "every": draw(DURATION), "salvage": -0.5}},
                    "lost",
                ),
            ]
        )
    )
    given_stock = {} if "newsvendor" in policy else draw(st.sampled_from([{}, {"initial_stock": 7}]))
    return given_stock | {
        "policy": policy,
        "shortage": shortage,
        "lead_time": draw(laws(DURATION)),
        "holding_cost": draw(RATE),
        "wholesale_price": draw(st.none() | NOT_NEGATIVE),
    }


@st.composite
def chains(draw: st.DrawFn, dimensions: int) -> dict[str, Any]:
    point = st.lists(SHARE, min_size=dimensions, max_size=dimensions)
    product = st.fixed_dictionaries({"position": point, "price": prices(), "quality": POSITIVE})
    offer = draw(
        st.one_of(
            st.fixed_dictionaries(
                {"variants": st.fixed_dictionaries({"count": st.integers(1, 1000), "price": prices()})}
            ),
            st.fixed_dictionaries({"products": st.dictionaries(NAME, product, min_size=1, max_size=3)}),
        )
    )
    experience = st.none() | st.fixed_dictionaries({"progress_ratio": st.floats(0.1, 1), "minimum_cost": NOT_NEGATIVE})
    production = {"setup_time": laws(DURATION), "unit_cost": NOT_NEGATIVE, "experience": experience}
    return offer | {
        "paradigm": "industrial",
        "production": draw(st.fixed_dictionaries(production)),
        "distribution": draw(distributors()),
    }


@st.composite
def trees(draw: st.DrawFn) -> dict[str, Any]:
    taste = draw(tastes())
    return {
        "scenario": draw(NAME),
        "title": draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=30)),
        "horizon": "1 year",
        "seed": draw(st.integers(0, 2**63 - 1)),
        "warmup": draw(DURATION),
        "population": {
            "size": draw(st.integers(1, 10_000_000)),
            "needs": draw(needs()),
            "tastes": taste,
            "willingness_to_pay": draw(laws(POSITIVE)),
            "waiting_cost": draw(laws(RATE)),
            "choice": draw(st.sampled_from([{"rule": "best"}, {"noise": draw(POSITIVE)}])),
        },
        "chains": draw(st.dictionaries(NAME, chains(taste["dimensions"]), min_size=1, max_size=2)),
    }


@given(trees())
def test_what_loads_is_written_reads_back_equal_and_agrees_with_the_json_schema(
    tmp_path_factory: pytest.TempPathFactory, tree: Any
) -> None:
    scenario = load(tree)
    path = tmp_path_factory.getbasetemp() / "explicit.yaml"
    path.write_text(dump(scenario), "utf-8", newline="")
    again = load(path)
    assert again == scenario
    assert dump(again) == dump(scenario)
    assert digest(again) == digest(scenario)
    assert [error.message for error in SCHEMA.iter_errors(tree)] == []
    assert [error.message for error in SCHEMA.iter_errors(explicit(scenario))] == []


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "x"},
        {"question": "x"},
        {"description": "x"},
        {"source": "x"},
        {"reading": "x"},
        {"replications": 3},
        {"record": {"events": True}},
        {"horizon": "104.28571428571429 weeks"},
    ],
    ids=str,
)
def test_the_digest_does_not_see_what_leaves_the_numbers_alone(
    vary: Callable[..., Any], plain: Any, changes: dict[str, Any]
) -> None:
    before = digest(load(plain))
    assert digest(load(vary(changes))) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"seed": 1},
        {"horizon": "731 days"},
        {"warmup": "1 day"},
        {"population.size": 101},
        {"sample_every": "1 day"},
        {"population.choice.noise": 5.000000000000001},
        {"chains.maker.distribution.lead_time": "1 second"},
    ],
    ids=str,
)
def test_the_digest_sees_everything_else(vary: Callable[..., Any], plain: Any, changes: dict[str, Any]) -> None:
    before = digest(load(plain))
    assert digest(load(vary(changes))) != before


def test_the_digest_stays_what_it_was(loaded: Callable[..., Scenario]) -> None:
    """Results of last year are found again by their digest: change this number only with a reason."""
    assert digest(loaded({})) == "2edf2fadce27c546cd3cd9cac8f6903609d975ac3d8de6c1fe2681e5b746dc7a"


def test_the_explicit_form_says_everything_with_units(loaded: Callable[..., Scenario]) -> None:
    lines = dump(loaded({})).splitlines()
    for line in (
        "horizon: 730 days",
        "sample_every: 7 days",
        "    rate: 0.005479452054794521 / day",
        "      initial_stock: 10",
    ):
        assert line in lines


def test_half_a_character_is_a_fault_and_not_a_file_that_cannot_be_saved(vary: Callable[..., Any]) -> None:
    with pytest.raises(ScenarioError, match="half a character"):
        load(vary({"title": "\ud800"}))


def test_a_written_scenario_is_utf_8_and_readable(loaded: Callable[..., Scenario], tmp_path: Path) -> None:
    assert 'title: "Größe, 小, 5 % of: #1"' in dump(loaded({"title": "Größe, 小, 5 % of: #1"}))
