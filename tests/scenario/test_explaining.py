"""`explain`: value, unit, meaning, origin of a key."""

from pathlib import Path

import pytest

from valuechain.errors import RequestError, ScenarioError
from valuechain.scenario import explain

CORPUS = Path(__file__).parent.parent / "corpus" / "valid"
EVERYTHING = CORPUS / "everything.yaml"
WEB = Path(__file__).parents[2] / "scenarios" / "web-servers.yaml"


def test_a_value_is_told_with_unit_meaning_and_line() -> None:
    told = explain(EVERYTHING, "warmup")
    assert (told.value, told.unit, told.origin) == ("182 days", "days", f"{EVERYTHING}:9")
    assert told.meaning == "Time at the start that totals leave out; shorter than the horizon."


@pytest.mark.parametrize(
    ("key", "value", "unit"),
    [
        ("population.mismatch_cost", "400 EUR", "EUR"),
        ("population.waiting_cost.lognormal.mean", "0.5 EUR / day", "EUR per day"),
        ("population.waiting_cost.lognormal.cv", "0.5", ""),
        ("population.size", "10000", ""),
        ("chains.factory.distribution.shortage", "substitute", ""),
        ("chains.factory.variants.price.schedule.1.price", "590 EUR", "EUR"),
        ("chains.factory.variants.price.schedule.1.from", "365 days", "days"),
        ("chains.factory.production.experience.prior_output", "1000 units", "units"),
        ("population.tastes.distribution.clusters.centers.1.0", "0.8", ""),
        ("record.events", "true", ""),
    ],
)
def test_values_of_every_kind_are_told(key: str, value: str, unit: str) -> None:
    told = explain(EVERYTHING, key)
    assert (told.path, told.value, told.unit) == (key, value, unit)
    assert told.meaning.endswith(".")
    assert told.origin.startswith(str(EVERYTHING))


def test_the_origin_names_the_layer() -> None:
    path = CORPUS / "overrides.yaml"
    key = "chains.maker.distribution.policy.base_stock.level"
    assert explain(path, key).origin == f"{path}:17"
    assert explain(path, key, overrides=["lean"]).origin == f"override lean ({path}:5)"
    assert explain(path, key, settings=[f"{key}=4"]).origin == f"--set {key}=4"
    assert explain(path, "replications").origin == "default"
    assert explain(CORPUS / "extends.yaml", "population.size").origin == f"{CORPUS / 'bases/market.yaml'}:5"


def test_a_rate_that_was_written_otherwise_says_so() -> None:
    path = CORPUS / "needs-every.yaml"
    told = explain(path, "population.needs.rate")
    assert told.value == "0.005479452054794521 / day"
    assert told.origin == f"{path}:6 (every)"


def test_a_section_lists_what_is_below_it() -> None:
    told = explain(CORPUS / "minimal.yaml", "population.choice")
    names = ("rule", "noise", "network_effect", "switching_cost")
    assert [child.path for child in told.children] == [f"population.choice.{name}" for name in names]
    assert [child.origin for child in told.children] == [f"{CORPUS / 'minimal.yaml'}:8"] * 2 + ["default"] * 2
    below = explain(CORPUS / "minimal.yaml", "chains.maker.production").children
    assert {child.origin for child in below} == {"default"}


def test_what_is_not_given_is_told_so() -> None:
    assert explain(CORPUS / "minimal.yaml", "calendar_start").value == "not given"


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("populaton.size", r'no key "populaton"; .*; did you mean "population"\?'),
        ("population.needs.rat", r'no key "population.needs.rat"; .*; did you mean "rate"\?'),
        ("chains.makr", r'no key "chains.makr"; there are maker; did you mean "maker"\?'),
        ("horizon.days", r'no key "horizon.days"$'),
        ("", 'no key ""'),
    ],
)
def test_a_key_that_does_not_exist_brings_a_suggestion(key: str, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        explain(CORPUS / "minimal.yaml", key)


def test_what_an_intervention_sets_is_told_by_its_path() -> None:
    told = explain(WEB, "interventions.0.set.chains.microsoft.variants.quality")
    assert float(told.value) == pytest.approx(0.921427)
    assert told.origin.startswith(f"{WEB}:")
    with pytest.raises(RequestError, match="no key"):
        explain(WEB, "interventions.0.set.chains.microsoft.variants.price")


def test_a_scenario_with_faults_is_not_explained() -> None:
    with pytest.raises(ScenarioError):
        explain({}, "horizon")
