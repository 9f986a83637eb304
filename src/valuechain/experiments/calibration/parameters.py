"""What may be varied to fit: a path of the scenario, its bounds and its unit, and where it stands now."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike, fspath

from valuechain.errors import RequestError
from valuechain.scenario import Scenario, explain
from valuechain.scenario.writing import explicit

from ..request import Changes, Source

NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
GIVEN = re.compile(rf"(?P<path>[^=]+)=\s*(?P<low>{NUMBER})\s*\.\.\s*(?P<high>{NUMBER})(?P<unit>.*)")
LEADING = re.compile(NUMBER)
FIXED = ("seed", "replications")


@dataclass(frozen=True)
class Parameter:
    """A path of the scenario to be fitted, between ``low`` and ``high``, both in ``unit`` (as scenario files write it).

    Where both bounds are above 0 it is searched on a logarithmic scale.
    """

    path: str
    low: float
    high: float
    unit: str = ""

    @classmethod
    def parse(cls, text: str) -> Parameter:
        """Return the parameter that ``path=LOW..HIGH`` or ``path=LOW..HIGH / year`` says.

        Raises:
            RequestError: it says something else, or fits what is no parameter of the model.
        """
        found = GIVEN.fullmatch(text.strip())
        if found is None:
            raise RequestError(f"{text!r} is no parameter to fit; write path=LOW..HIGH, or path=LOW..HIGH / year")
        parameter = cls(found["path"].strip(), float(found["low"]), float(found["high"]), found["unit"].strip())
        if parameter.path in FIXED:
            raise RequestError(f"{parameter.path} is no parameter to fit: a good draw is no good fit")
        if not parameter.low < parameter.high:
            raise RequestError(f"{text}: the lower bound is not below the upper")
        return parameter

    @property
    def logarithmic(self) -> bool:
        """Whether it is searched on a logarithmic scale."""
        return self.low > 0

    def at(self, place: float) -> float:
        """Return the value at a place in 0 … 1 between the bounds, to six digits so that it can be written down."""
        place = min(max(place, 0.0), 1.0)
        if self.logarithmic:
            value = self.low * (self.high / self.low) ** place
        else:
            value = self.low + place * (self.high - self.low)
        return min(max(float(f"{value:.6g}"), self.low), self.high)

    def place(self, value: float) -> float:
        """Return the place of a value, the reverse of `at`."""
        if self.logarithmic:
            return math.log(value / self.low) / math.log(self.high / self.low) if value > 0 else 0.0
        return (value - self.low) / (self.high - self.low)

    def setting(self, value: float) -> str:
        """Return the setting ``path=value unit``."""
        return f"{self.path}={value!r} {self.unit}".rstrip()

    def at_bound(self, value: float) -> bool:
        """Whether a value lies within a hundredth of the range of a bound."""
        return not 0.01 <= self.place(value) <= 0.99


def now(parameter: Parameter, source: Source, changes: Changes) -> float:
    """Return the value that the scenario has, in the parameter's unit; missing where it is no number.

    The scenario keeps values in units of its own; what one of the parameter's is in them is asked at both bounds.

    Raises:
        ScenarioError: the scenario, or a bound in it, has faults.
        RequestError: there is no such path.
    """
    tree = explicit(source) if isinstance(source, Scenario) else source
    given: str | Mapping[str, object] = fspath(tree) if isinstance(tree, PathLike) else tree

    def kept(settings: Sequence[str]) -> float:
        told = explain(given, parameter.path, [*changes.settings, *settings], changes.overrides).value
        found = LEADING.match(told)
        return float(found[0]) if found else math.nan

    value = kept([])
    low, high = (kept([parameter.setting(bound)]) for bound in (parameter.low, parameter.high))
    return parameter.low + (value - low) / (high - low) * (parameter.high - parameter.low) if high != low else math.nan
