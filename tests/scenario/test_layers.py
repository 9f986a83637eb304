"""Files that extend files, named overrides, settings: later wins."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuechain.errors import ScenarioError
from valuechain.randomness import Law
from valuechain.scenario import BaseStock, ReorderPoint, load
from valuechain.scenario.writing import explicit, flow

CORPUS = Path(__file__).parent.parent / "corpus" / "valid"
MINIMAL = CORPUS / "minimal.yaml"
Written = Callable[..., Path]


def faults(*settings: str, overrides: tuple[str, ...] = (), source: Any = MINIMAL) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load(source, settings=settings, overrides=overrides)
    return [str(fault) for fault in caught.value.faults]


def test_a_file_keeps_what_it_does_not_change_of_the_file_that_it_extends() -> None:
    base, scenario = load(CORPUS / "bases" / "market.yaml"), load(CORPUS / "extends.yaml")
    assert scenario.scenario == "extends"
    assert scenario.horizon == 365
    assert scenario.population == base.population
    assert scenario.chains["maker"].variants.price.values == (18,)  # type: ignore[union-attr]
    assert scenario.chains["maker"].variants.count == 2  # type: ignore[union-attr]


def test_a_scenario_inherits_its_name(written: Written) -> None:
    written(MINIMAL.read_bytes(), "base.yaml")
    assert load(written("extends: base.yaml\n")).scenario == "minimal"


def test_of_several_bases_the_later_wins_and_the_file_itself_over_all(written: Written) -> None:
    written(MINIMAL.read_bytes(), "a1.yaml")
    written("seed: 1\nreplications: 1\nhorizon: 1 year\n", "a2.yaml")
    written("seed: 2\nreplications: 2\n", "a3.yaml")
    scenario = load(written("extends: [a1.yaml, a2.yaml, a3.yaml]\nreplications: 3\n"))
    assert (scenario.horizon, scenario.seed, scenario.replications) == (365, 2, 3)


def test_bases_are_found_relative_to_the_file_that_names_them(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "base.yaml").write_bytes(MINIMAL.read_bytes())
    (tmp_path / "deep" / "middle.yaml").write_text("extends: ../base.yaml\nseed: 5\n")
    (tmp_path / "deep" / "er" / "top.yaml").write_text("extends: ../middle.yaml\n")
    assert load(tmp_path / "deep" / "er" / "top.yaml").seed == 5


def test_the_same_base_by_two_ways_is_no_circle(written: Written) -> None:
    written(MINIMAL.read_bytes(), "base.yaml")
    written("extends: base.yaml\nseed: 5\n", "left.yaml")
    written("extends: base.yaml\nreplications: 5\n", "right.yaml")
    assert load(written("extends: [left.yaml, right.yaml]\n")).replications == 5


def test_files_that_extend_ever_more_files_are_stopped(written: Written) -> None:
    written(MINIMAL.read_bytes(), "f0.yaml")
    for number in range(1, 30):
        written(f"extends: [f{number - 1}.yaml, f{number - 1}.yaml]\n", f"f{number}.yaml")
    assert "more than 64 files extend one another" in faults(source=written("extends: f29.yaml\n"))[0]


def test_a_law_a_policy_or_a_spelling_of_a_later_layer_replaces_the_earlier_one() -> None:
    scenario = load(CORPUS / "extends-several.yaml")
    assert scenario.chains["shop"].distribution.policy == ReorderPoint(quantity=9, reorder_point=2)
    assert scenario.population.needs.rate == pytest.approx(4 / 365)
    lognormal = ["population.willingness_to_pay={lognormal: {mean: 5, cv: 0.5}}"]
    gamma = [*lognormal, "population.willingness_to_pay={gamma: {mean: 6, cv: 0.1}}"]
    assert load(MINIMAL, settings=gamma).population.willingness_to_pay == Law("gamma", {"mean": 6, "cv": 0.1})


def test_a_law_of_the_same_kind_is_merged() -> None:
    settings = [
        "population.willingness_to_pay={lognormal: {mean: 5, cv: 0.5}}",
        "population.willingness_to_pay.lognormal.cv=0.7",
    ]
    assert load(MINIMAL, settings=settings).population.willingness_to_pay == Law("lognormal", {"mean": 5, "cv": 0.7})


def test_the_parameter_of_a_policy_may_bear_the_name_of_the_policy() -> None:
    settings = [
        "chains.maker.distribution.policy={reorder_point: {quantity: 9, reorder_point: 2}}",
        "chains.maker.distribution.policy.reorder_point.reorder_point=4",
    ]
    policy = load(MINIMAL, settings=settings).chains["maker"].distribution.policy
    assert policy == ReorderPoint(quantity=9, reorder_point=4)


def test_products_may_bear_the_names_of_laws() -> None:
    product = "{position: [0.5, 0.5], price: 1}"
    settings = [f"chains.maker.products={{uniform: {product}}}", f"chains.maker.products={{normal: {product}}}"]
    products = load(MINIMAL, settings=settings).chains["maker"].products
    assert products is not None
    assert list(products) == ["uniform", "normal"]


def test_an_override_is_laid_over_the_file_only_when_asked_for() -> None:
    path = CORPUS / "overrides.yaml"
    assert load(path).chains["maker"].distribution.policy == BaseStock(level=10)
    scenario = load(path, overrides=["lean", "dear"])
    assert scenario.chains["maker"].distribution.policy == BaseStock(level=3)
    assert scenario.chains["maker"].variants.price.values == (30,)  # type: ignore[union-attr]


def test_an_override_of_a_base_can_be_asked_for(written: Written) -> None:
    written(MINIMAL.read_text() + "overrides: {long: {horizon: 9 years}}\n", "base.yaml")
    assert load(written("extends: base.yaml\n"), overrides=["long"]).horizon == 9 * 365


def test_a_setting_wins_over_an_override() -> None:
    path = CORPUS / "overrides.yaml"
    scenario = load(path, overrides=["lean"], settings=["chains.maker.distribution.policy.base_stock.level=5"])
    assert scenario.chains["maker"].distribution.policy == BaseStock(level=5)


def test_a_setting_reaches_into_a_list() -> None:
    settings = ["population.tastes.distribution={normal: {center: [0.1, 0.2], sd: 0}}"]
    settings.append("population.tastes.distribution.normal.center.1=0.9")
    assert load(MINIMAL, settings=settings).population.tastes.distribution.centers == ((0.1, 0.9),)


def test_a_price_that_changes_can_be_set_step_by_step() -> None:
    scenario = load(CORPUS / "price-schedule.yaml", settings=["chains.maker.variants.price.schedule.1.price=3"])
    assert scenario.chains["maker"].variants.price.values == (20, 3)  # type: ignore[union-attr]


@pytest.mark.parametrize("source", ["minimal", "everything"])
def test_a_tree_of_plain_values_loads_like_the_file_with_the_same_values(source: str) -> None:
    scenario = load(CORPUS / f"{source}.yaml")
    assert load(explicit(scenario)) == scenario


def test_a_setting_is_told_what_is_wrong_with_it() -> None:
    assert faults("horizn=2 years")[0].startswith(
        "--set horizn=2 years: horizn: unknown key; allowed are scenario, title"
    )
    assert faults("horizn=2 years")[0].endswith('did you mean "horizon"?')
    assert faults("horizon=2")[0].startswith("--set horizon=2: horizon: 2 has no unit")
    assert faults("chains.makr.production.lines=2") == [
        '--set chains.makr.production.lines=2: chains.makr: no such chain; write maker; did you mean "maker"?'
    ]
    assert faults("seed") == ["--set seed: is not a setting; write path.to.key=value, such as horizon=2 years"]
    assert faults("seed=010") == [
        '--set seed=010: 010 begins with a zero, which some read as octal; write 10, or "010" for text'
    ]
    assert faults("seed=") == ["--set seed=: seed: is empty; write a whole number from 0 to 9_223_372_036_854_775_807"]


@given(st.text(max_size=40))
def test_no_setting_leads_to_a_traceback(text: str) -> None:
    for setting in (text, f"horizon={text}", f"{text}=1", f"chains.{text}.production=1"):
        with suppress(ScenarioError):
            load(MINIMAL, settings=[setting])


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda each: st.lists(each) | st.dictionaries(st.text(), each),
    )
)
def test_no_value_of_any_key_leads_to_a_traceback(value: Any) -> None:
    for key in ("horizon", "population", "chains", "extends", "overrides", "record", "title"):
        with pytest.raises(ScenarioError):
            load({"extends": str(MINIMAL), "seed": -1, key: value})


def test_an_override_that_does_not_exist_is_told_which_do() -> None:
    path = CORPUS / "overrides.yaml"
    assert faults(overrides=("laen",), source=path) == [
        '--override laen: no such override; write lean or dear; did you mean "lean"?'
    ]
    assert faults(overrides=("lean",)) == ["--override lean: no such override; the scenario names none under overrides"]


def test_a_file_that_is_not_there_is_a_fault_and_brings_a_suggestion(written: Written) -> None:
    path = written("", "market.yaml").with_name("markt.yaml")
    assert faults(source=path) == [
        f'{path}: there is no file "{path}"; write the path of a YAML file; did you mean "market.yaml"?'
    ]


@pytest.mark.parametrize("name", ["", "\0", "x" * 5000])
def test_a_path_that_cannot_be_is_a_fault(name: str) -> None:
    assert len(faults(source=name)) == 1


def test_a_missing_base_is_not_blamed_on_what_it_would_have_said(written: Written) -> None:
    found = faults(source=written("extends: nowhere.yaml\nhorizon: 5\n"))
    assert ["there is no file" in found[0], "5 has no unit" in found[1], len(found)] == [True, True, 2]


def test_a_one_line_value_of_a_setting_may_be_any_explicit_value() -> None:
    value = {"gamma": {"mean": 5.0, "cv": 0.5}}
    assert (
        load(MINIMAL, settings=[f"population.willingness_to_pay={flow(value)}"]).population.willingness_to_pay.kind
        == "gamma"
    )
