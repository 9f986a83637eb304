"""Quantities of time as text: ``2 weeks`` is 14 days, ``6 / year`` is 6/365 per day.

1 week = 7 days, 1 year = 365 days, 1 month = 365/12 days.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction
from functools import lru_cache

from valuechain.scenario.problems import suggestion

DAYS = {
    "second": Fraction(1, 86400),
    "minute": Fraction(1, 1440),
    "hour": Fraction(1, 24),
    "day": Fraction(1),
    "week": Fraction(7),
    "month": Fraction(365, 12),
    "year": Fraction(365),
}
"""The units of time and their length in days."""

PLURALS = ("days", "weeks", "months", "years", "hours", "minutes", "seconds")

LONGEST = 60
"""Characters that a quantity may have."""

_NUMBER = r"([-+]?(?:\d+(?:_\d+)*(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)"
_DURATION = re.compile(_NUMBER + r"\s*([^\W\d_]+)", re.ASCII)
_RATE = re.compile(_NUMBER + r"\s*/\s*([^\W\d_]+)", re.ASCII)


@lru_cache(4096)
def days(text: str) -> float:
    """Return a duration such as ``"2 weeks"`` in days, correctly rounded.

    ValueError says what is wrong; OverflowError: no number is so large.
    """
    number, unit = _split(_DURATION, text, "a duration")
    return float(number * unit)


@lru_cache(4096)
def per_day(text: str) -> float:
    """Return a rate such as ``"6 / year"`` per day, correctly rounded; errors are those of ``days``."""
    number, unit = _split(_RATE, text, "a rate")
    return float(number / unit)


def _split(pattern: re.Pattern[str], text: str, noun: str) -> tuple[Fraction, Fraction]:
    if len(text) > LONGEST:
        raise ValueError(f"is not {noun}")
    found = pattern.fullmatch(text.strip())
    if found is None:
        raise ValueError("has no unit" if re.fullmatch(_NUMBER, text.strip(), re.ASCII) else f"is not {noun}")
    number, unit = found.groups()
    if unit.removesuffix("s") not in DAYS:
        raise ValueError(f'has an unknown unit "{unit}"{suggestion(unit, PLURALS)}')
    return _fraction(number), DAYS[unit.removesuffix("s")]


def _fraction(number: str) -> Fraction:
    """Return the number exactly; one beyond all floats is not spelled out, for its digits could fill the memory."""
    rounded = float(number)
    if math.isinf(rounded):
        raise OverflowError(number)
    return Fraction(number.replace("_", "")) if rounded else Fraction(0)


def exact(number: float) -> str:
    """Return the shortest text that reads back as the same number, without a needless ``.0``."""
    return repr(number).removesuffix(".0")
