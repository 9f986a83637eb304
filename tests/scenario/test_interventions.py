"""Which keys may change during a run, and what a scenario becomes with its interventions."""

from collections.abc import Callable
from pathlib import Path

import pytest

from valuechain.scenario import Scenario, dump, explain, json_schema, load, reference
from valuechain.scenario.course import course

CORPUS = Path(__file__).parent.parent / "corpus" / "valid"


def test_the_reference_marks_the_keys_that_may_change_and_no_others() -> None:
    rows = {row.split("|")[1].strip(): row for row in reference().splitlines() if row.startswith("| `")}
    assert rows["`mismatch_cost`"].endswith("May change during a run. |")
    assert "May change" not in rows["`size`"]


def test_the_json_schema_marks_them() -> None:
    people = json_schema()["$defs"]["scenario"]["properties"]["population"]["properties"]
    assert people["mismatch_cost"]["x-changeable"] is True
    assert people["mismatch_cost"]["description"].endswith("May change during a run.")
    assert "x-changeable" not in people["size"]


def test_explain_tells_whether_a_key_may_change() -> None:
    told = explain(CORPUS / "everything.yaml", "population")
    marked = {each.path for each in told.children if each.changeable}
    laws = ("willingness_to_pay", "waiting_cost", "time_cost")
    assert marked == {"population.mismatch_cost", *(f"population.{law}" for law in laws)}
    assert explain(CORPUS / "everything.yaml", "population.choice.noise").changeable


def test_each_intervention_is_laid_over_those_before_it() -> None:
    first, second = course(load(CORPUS / "interventions.yaml"))
    assert (first.day, second.day) == (182, 365)
    assert first.scenario.population.mismatch_cost == 0
    assert second.scenario.population.mismatch_cost == 3
    for turn in (first, second):
        assert turn.scenario.chains["maker"].distribution.holding_cost == 0.2
    assert [leaf.pattern for leaf in first.leaves] == [
        "chains.CHAIN.variants.price",
        "chains.CHAIN.distribution.holding_cost",
    ]


def test_interventions_survive_being_written_and_read(written: Callable[..., Path]) -> None:
    scenario = load(CORPUS / "interventions.yaml")
    assert load(written(dump(scenario))) == scenario


def test_the_second_intervention_is_judged_with_the_first_in_force(loaded: Callable[..., Scenario]) -> None:
    research = {"interval": "1 month", "sample": 10, "step": 0.1}
    changes = [
        {"at": "1 month", "set": {"chains": {"maker": {"feedback": {"market_research": {"sample": 100}}}}}},
        {"at": "2 months", "set": {"chains": {"maker": {"feedback": {"market_research": {"sample": 101}}}}}},
    ]
    with pytest.raises(Exception, match=r"interventions\.1\.set.*101 is more than the 100 participants"):
        loaded({"chains.maker.feedback": {"market_research": research}, "interventions": changes})
