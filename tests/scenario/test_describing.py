"""JSON Schema and reference page, made from the docstrings."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from valuechain.scenario import json_schema, reference
from valuechain.scenario.nodes import plain
from valuechain.scenario.reading import parse

CORPUS = Path(__file__).parent.parent / "corpus"
VALIDATOR = jsonschema.Draft202012Validator(json_schema())
BEYOND = (
    "conflict-",
    "extends-",
    "override-unknown",
    "range-samples",
    "value-weights",
    "yaml-",
    "key-twice",
    "key-merge",
)
"""What JSON Schema cannot see: what does not go together, other files, what YAML itself makes of the text."""


def tree(path: Path) -> Any:
    root, faults = parse(path.read_bytes(), path.name)
    assert root is not None
    assert faults == []
    return plain(root)


def test_the_json_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("path", sorted((CORPUS / "valid").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_valid_file_agrees_with_the_json_schema(path: Path) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(tree(path))] == []


@pytest.mark.parametrize(
    "name", ["key-mistyped", "key-mistyped-law", "missing-horizon", "unit-none", "unit-unknown", "range-size-zero"]
)
def test_an_editor_sees_most_mistakes_by_the_json_schema(name: str) -> None:
    assert not VALIDATOR.is_valid(tree(CORPUS / "invalid" / f"{name}.yaml"))


def test_the_json_schema_says_what_each_key_means() -> None:
    properties = json_schema()["$defs"]["scenario"]["properties"]
    assert properties["horizon"]["description"] == "How long a replication lasts."
    assert properties["sample_every"]["default"] == "1 week"
    assert properties["population"]["properties"]["size"]["maximum"] == 10_000_000


def test_the_reference_has_a_row_for_every_key_of_every_section() -> None:
    page = reference()
    for row in (
        "| `horizon` | a duration above 0 such as",
        "| `sd` | a number not below 0 | required |  | Standard deviation in each dimension, in taste units. |",
        "| `shortage` | lost, backorder or substitute | `lost` |",
        "## `chains.CHAIN.distribution.policy.newsvendor`",
        "## `chains.CHAIN.variants.price.schedule.0`",
        "`{lognormal: {mean: …, cv: …}}`",
    ):
        assert row in page
    assert "None" not in page
    assert "None days" not in str(json_schema())
