"""Quantities of time, against pint where it is installed."""

import math
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuechain.scenario.units import DAYS, days, exact, per_day

UNITS = sorted(DAYS)
NUMBERS = st.floats(min_value=1e-6, max_value=1e9)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 day", 1),
        ("2 weeks", 14),
        ("1 year", 365),
        ("1 month", 365 / 12),
        ("30 minutes", 1 / 48),
        ("36 hours", 1.5),
        ("86400 seconds", 1),
        ("10_000 days", 10_000),
        (" .5week ", 3.5),
        ("1e2 days", 100),
        ("-1 day", -1),
    ],
)
def test_a_duration_is_read_in_days(text: str, expected: float) -> None:
    assert days(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("2 / year", 2 / 365), ("7/week", 1), ("0.5 / hours", 12)])
def test_a_rate_is_read_per_day(text: str, expected: float) -> None:
    assert per_day(text) == expected


@pytest.mark.parametrize(
    "text", ["", "days", "1", "1 / day", "1 day day", "9**9**9 days", "1 + 1 days", "inf days", "١ day"]
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a duration|has no unit"):
        days(text)


def test_a_very_long_text_is_refused_without_reading_it() -> None:
    with pytest.raises(ValueError, match="is not a duration"):
        days("1" * 1_000_000 + " days")


def test_an_unknown_unit_brings_a_suggestion() -> None:
    with pytest.raises(ValueError, match=r'unknown unit "monthz"; did you mean "months"\?'):
        days("6 monthz")


@given(NUMBERS, st.sampled_from(UNITS), st.sampled_from(["", "s"]))
def test_durations_agree_with_pint(number: float, unit: str, plural: str) -> None:
    quantity = registry().Quantity(number, UNITS_OF_PINT.get(unit, unit))
    assert days(f"{number!r} {unit}{plural}") == pytest.approx(quantity.to("day").magnitude, rel=1e-14)


@given(NUMBERS, st.sampled_from(UNITS))
def test_rates_agree_with_pint(number: float, unit: str) -> None:
    quantity = registry().Quantity(number, f"1/{UNITS_OF_PINT.get(unit, unit)}")
    assert per_day(f"{number!r} / {unit}") == pytest.approx(quantity.to("1/day").magnitude, rel=1e-14)


UNITS_OF_PINT = {"year": "common_year", "month": "twelfth"}


@cache
def registry() -> Any:
    pint = pytest.importorskip("pint")
    units = pint.UnitRegistry()
    units.define("twelfth = 365 / 12 * day")
    return units


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_explicit_text_of_a_number_reads_back_exactly(number: float) -> None:
    assert days(f"{exact(number)} days") == number
    assert math.copysign(1, float(exact(number))) == math.copysign(1, number)
