"""Numbers with a measure and a range: durations, rates, money, shares."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from valuechain.scenario.notation import Notation, Schema, misread
from valuechain.scenario.units import PLURALS, days, exact, per_day


@dataclass(frozen=True)
class Measure:
    """What a number measures: its name, its resolved unit, how it is written."""

    noun: str
    unit: str
    manner: str
    parse: Callable[[str], float] | None = None
    pattern: str = ""
    suffix: str = ""


_TEXT = r"^\s*[-+]?[0-9._]+([eE][-+]?[0-9]+)?\s*"
_UNIT = r"(second|minute|hour|day|week|month|year)s?\s*$"

NUMBER = Measure("a number", "", "")
MONEY = Measure("an amount of money", "money", " (a plain number)")
UNITS = Measure("a number of units", "units", "")
DURATION = Measure("a duration", "days", f' such as "5 years" ({", ".join(PLURALS)})', days, _TEXT + _UNIT, " days")
RATE = Measure("a rate", "per day", ' such as "2 / year"', per_day, _TEXT + r"/\s*" + _UNIT, " / day")
MONEY_RATE = Measure(
    "money per time", "money per day", ' such as "0.05 / day"', per_day, _TEXT + r"/\s*" + _UNIT, " / day"
)


@dataclass(frozen=True)
class Quantity(Notation):
    """A finite number of one measure within a range, in the measure's resolved unit."""

    measure: Measure
    least: float = -math.inf
    above: float = -math.inf
    most: float = math.inf

    @property
    def unit(self) -> str:  # type: ignore[override]
        """The unit of the resolved number."""
        return self.measure.unit

    def read(self, raw: object) -> float:
        """Return the number in the resolved unit."""
        number = self._number(raw) + 0.0
        if not math.isfinite(number):
            raise misread(raw, "is not a finite number", self.words())
        if number < self.least or number <= self.above:
            raise misread(raw, "is too small", self.words())
        if number > self.most:
            raise misread(raw, "is too large", self.words())
        return number

    def _number(self, raw: object) -> float:
        plain = isinstance(raw, int | float) and not isinstance(raw, bool)
        if self.measure.parse is None:
            return _float(raw) if plain else self._refuse(raw)
        if plain:
            return 0.0 if raw == 0 else self._refuse_text(raw, "has no unit")
        return self._parsed(raw) if isinstance(raw, str) else self._refuse(raw)

    def _parsed(self, raw: str) -> float:
        assert self.measure.parse is not None
        try:
            return self.measure.parse(raw)
        except OverflowError:
            return math.inf
        except ValueError as error:
            return self._refuse_text(raw, str(error))

    def _refuse(self, raw: object) -> NoReturn:
        if isinstance(raw, str) and re.fullmatch(r"\d+,\d+", raw):
            raise misread(raw, "has a comma", f"it with a point, {raw.replace(',', '.')}")
        raise misread(raw, f"is not {self.measure.noun}", self.words())

    def _refuse_text(self, raw: object, problem: str) -> NoReturn:
        problem, _, near = problem.partition("; did")
        raise misread(raw, problem, self.words() + (f"; did{near}" if near else ""))

    def words(self) -> str:
        """Return what may be written."""
        return self.measure.noun + self._range() + self.measure.manner

    def _range(self) -> str:
        if self.least > self.above and math.isfinite(self.most):
            return f" from {exact(self.least)} to {exact(self.most)}"
        bounds = {"above": self.above, "not below": self.least, "at most": self.most}
        if math.isfinite(self.above):
            del bounds["not below"]
        told = [f"{words} {exact(bound)}" for words, bound in bounds.items() if math.isfinite(bound)]
        return " " + " and ".join(told) if told else ""

    def write(self, value: float) -> float | str:
        """Return the number with its unit, such that it reads back exactly."""
        return exact(value) + self.measure.suffix if self.measure.suffix else value

    def told(self, value: float) -> str:
        """Return the number with its unit, for a message."""
        return exact(value) + self.measure.suffix

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema; a measure with a unit is text, or 0."""
        if self.measure.pattern:
            text = {"type": "string", "pattern": self.measure.pattern}
            return text if self.above >= 0 else {"anyOf": [text, {"const": 0}]}
        bounds = {"minimum": self.least, "exclusiveMinimum": self.above, "maximum": self.most}
        return {"type": "number"} | {key: bound for key, bound in bounds.items() if math.isfinite(bound)}


def _float(raw: object) -> float:
    try:
        return float(raw)  # type: ignore[arg-type]
    except OverflowError:
        return math.inf
