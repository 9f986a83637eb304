"""The scenario as a whole: defaults, immutability, several faults at once."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from valuechain.errors import ScenarioError
from valuechain.scenario import Record, Scenario, load
from valuechain.scenario.section import Section, entries

Loaded = Callable[..., Scenario]


def test_what_is_left_out_takes_its_default(loaded: Loaded) -> None:
    scenario = loaded({})
    assert (scenario.title, scenario.question, scenario.description, scenario.source, scenario.reading) == ("",) * 5
    assert (scenario.horizon, scenario.warmup, scenario.sample_every) == (730, 0, 7)
    assert (scenario.seed, scenario.replications, scenario.currency) == (0, 10, "EUR")
    assert scenario.calendar_start is None
    assert scenario.record == Record(participants=True, events=False)


def test_a_short_horizon_shortens_the_default_interval_between_samples(loaded: Loaded) -> None:
    assert loaded({"horizon": "3 days"}).sample_every == 3


def test_exactly_the_largest_number_of_samples_is_allowed(loaded: Loaded) -> None:
    assert loaded({"horizon": "100_000 days", "sample_every": "1 day"}).sample_every == 1
    with pytest.raises(ScenarioError, match="gives 1e\\+05 samples, and at most 100000"):
        loaded({"horizon": "100_001 days", "sample_every": "1 day"})


def test_nothing_in_a_scenario_can_be_changed(loaded: Loaded) -> None:
    scenario = loaded({})
    with pytest.raises(ValidationError, match="frozen"):
        scenario.horizon = 3
    with pytest.raises(ValidationError, match="frozen"):
        scenario.chains["maker"].distribution.policy.level = 3


def test_conflicts_are_reported_beside_other_faults(loaded: Loaded) -> None:
    with pytest.raises(ScenarioError) as caught:
        loaded(
            {
                "horizn": "1 year",
                "seed": -1,
                "warmup": "3 years",
                "population.choice": {"rule": "best", "noise": 1, "temper": 2},
                "chains.maker.distribution.policy": {"base_stock": {"level": 0}},
                "chains.maker.variants.price": {"schedule": [{"from": 0, "price": 1}, {"from": "9 years", "price": 2}]},
            }
        )
    assert [fault.path for fault in caught.value.faults] == [
        "horizn",
        "population.choice.temper",
        "chains.maker.distribution.policy.base_stock.level",
        "chains.maker.variants.price.schedule.1.from",
        "population.choice.noise",
        "seed",
        "warmup",
    ]


def test_a_conflict_is_not_made_of_what_is_wrong_by_itself(loaded: Loaded) -> None:
    with pytest.raises(ScenarioError) as caught:
        loaded({"horizon": 5, "warmup": "3 years", "sample_every": "4 years"})
    assert [fault.path for fault in caught.value.faults] == ["horizon"]


@pytest.mark.parametrize(
    "raw", [{}, {"chains": []}, {"population": None}, {"chains": {"a": None}}, {"chains": {"a": {}}}]
)
def test_a_scenario_that_says_next_to_nothing_is_told_all_that_is_missing(raw: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(raw)
    assert {"scenario", "horizon"} <= {fault.path for fault in caught.value.faults}


def sections(model: type[Section]) -> set[type[Section]]:
    return {model}.union(*(sections(each) for each in model.__subclasses__()))


def test_every_field_has_a_docstring() -> None:
    fields = [(each, key, entry) for each in sections(Section) for key, entry in entries(each).items()]
    assert len(fields) > 60
    assert [f"{each.__name__}.{key}" for each, key, entry in fields if not entry.meaning.endswith(".")] == []
