"""What plain YAML scalars mean."""

from typing import Any

import pytest

from valuechain.scenario.scalars import resolve


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "yes",
        "on",
        "off",
        "Y",
        "1:30",
        "12:30:45",
        "2001-01-01",
        "0o17",
        "0xff",
        "1e",
        "1__0",
        "_1",
        "1_",
        "+",
        ".",
    ],
)
def test_what_yaml_1_1_would_have_turned_into_something_else_stays_text(text: str) -> None:
    assert resolve(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1_000", 1000),
        ("-5", -5),
        ("+5", 5),
        ("0", 0),
        ("1e3", 1000.0),
        ("1.5E-2", 0.015),
        (".5", 0.5),
        ("2.", 2.0),
        ("0.25", 0.25),
        ("1_000.5", 1000.5),
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("", None),
    ],
)
def test_numbers_truth_and_nothing_are_read(text: str, value: Any) -> None:
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)


@pytest.mark.parametrize("text", ["010", "-010", "0_1", "00", "007.5"])
def test_a_number_that_begins_with_a_zero_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="begins with a zero"):
        resolve(text)


@pytest.mark.parametrize("text", [".inf", "-.Inf", "+.INF", ".nan", ".NaN", "1e999", "1" * 41])
def test_a_number_that_no_computer_can_hold_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"finite|too large|characters"):
        resolve(text)
