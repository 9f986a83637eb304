"""Every sweep file of the corpus: the valid ones can be planned, the invalid ones say what their first line says."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from yaml import safe_load

from valuechain.errors import ScenarioError
from valuechain.results.columns import MEASURES
from valuechain.scenario import json_schema, kinds, read_sweep, sweep_schema

CORPUS = Path(__file__).parent.parent / "corpus" / "sweeps"
VALID = sorted((CORPUS / "valid").glob("*.yaml"))
INVALID = sorted((CORPUS / "invalid").glob("*.yaml"))


def name(path: Path) -> str:
    return path.stem


def test_the_corpus_is_large_enough_to_be_a_specification() -> None:
    assert len(VALID) >= 9
    assert len(INVALID) >= 50


@pytest.mark.parametrize("path", VALID, ids=name)
def test_a_valid_sweep_is_planned(path: Path) -> None:
    assert read_sweep(path, measures=MEASURES).factors


@pytest.mark.parametrize("path", INVALID, ids=name)
def test_an_invalid_sweep_has_one_fault_and_its_first_line_says_which(path: Path) -> None:
    first = path.read_text("utf-8").partition("\n")[0]
    expected = first.removeprefix("# ").replace("{file}", str(path)).replace("{folder}", str(path.parent))
    with pytest.raises(ScenarioError) as caught:
        read_sweep(path, measures=MEASURES)
    assert [str(fault) for fault in caught.value.faults] == [expected]


@pytest.mark.parametrize("path", VALID, ids=name)
def test_the_schema_for_editors_takes_a_valid_sweep(path: Path) -> None:
    schema = json_schema() if "scenario" in kinds(path) else sweep_schema()
    Draft202012Validator(schema).validate(safe_load(path.read_text("utf-8")))
