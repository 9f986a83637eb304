"""Probability laws in a scenario: a number is a constant, a one-key map names another law."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from valuechain.randomness import Law
from valuechain.scenario.compound import Listed, alternative, one_key_schema, read_all, unknown
from valuechain.scenario.notation import Notation, Schema, misread
from valuechain.scenario.problems import Gathering, Problem, wrong
from valuechain.scenario.quantity import NUMBER, Quantity

SHAPE = Quantity(NUMBER, least=0.01, most=1000)
CV = Quantity(NUMBER, least=0, most=1000)

MOST_EVENTS = 1e15
"""Largest mean of a Poisson law that can be drawn."""

PARAMETERS = {
    "low": "smallest value",
    "high": "largest value",
    "mode": "most likely value",
    "mean": "mean",
    "sd": "standard deviation",
    "cv": "coefficient of variation, sd/mean (a pure number)",
    "minimum": "smallest value",
    "shape": "shape (a pure number); smaller means heavier tails",
    "values": "the values, equally likely",
}
"""What the parameters of the laws mean."""


def _kinds(quantity: Quantity) -> dict[str, dict[str, Notation]]:
    """Return the laws and their parameters for a quantity with this measure and range."""
    positive = replace(quantity, least=max(quantity.least, 0.0), above=max(quantity.above, 0.0))
    spread = replace(positive, above=-math.inf)
    return {
        "uniform": {"low": quantity, "high": quantity},
        "normal": {"mean": quantity, "sd": spread},
        "lognormal": {"mean": positive, "cv": CV},
        "gamma": {"mean": positive, "cv": CV},
        "exponential": {"mean": positive},
        "triangular": {"low": quantity, "mode": quantity, "high": quantity},
        "pareto": {"minimum": positive, "shape": SHAPE},
        "weibull": {"mean": positive, "shape": SHAPE},
        "poisson": {"mean": replace(positive, most=MOST_EVENTS)},
        "empirical": {"values": Listed(quantity, "values")},
    }


@dataclass(frozen=True)
class Parameters(Notation):
    """The parameters of one law, all of them required."""

    of: Mapping[str, Notation]

    def read(self, raw: object) -> dict[str, Any]:
        """Return the parameters by name; every fault is reported."""
        if not isinstance(raw, Mapping):
            raise misread(raw, "names no parameters", self.words())
        gathering = Gathering(unknown(raw, tuple(self.of)))
        gathering.problems += [
            Problem("missing", (name,), f"is missing; write {notation.words()}")
            for name, notation in self.of.items()
            if name not in raw
        ]
        with gathering.at():
            values = read_all([(name, raw[name]) for name in self.of if name in raw], self.of.__getitem__)
        gathering.problems += () if gathering.problems else _disorder(self, values)
        gathering.finish()
        return values

    def write(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return the parameters in their explicit form."""
        return {name: notation.write(value[name]) for name, notation in self.of.items()}

    def words(self) -> str:
        """Return what may be written."""
        return "{" + ", ".join(f"{name}: …" for name in self.of) + "}"

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema."""
        return {
            "type": "object",
            "properties": {
                name: {"description": PARAMETERS[name]} | notation.schema(partial) for name, notation in self.of.items()
            },
            "additionalProperties": False,
        } | ({} if partial else {"required": list(self.of)})

    def keys(self, raw: object) -> tuple[str, ...]:
        """Return the names of the parameters."""
        return tuple(self.of)

    def child(self, key: str, raw: object) -> Notation | None:
        """Return the notation of a parameter."""
        return self.of.get(key)

    def meaning(self, key: str, raw: object) -> str:
        """Return what a parameter means."""
        return PARAMETERS[key].capitalize() + "."


def _disorder(parameters: Parameters, values: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the parameters that are not in the order low ≤ mode ≤ high."""
    ordered = [name for name in ("low", "mode", "high") if name in values]
    for lower, upper in pairwise(ordered):
        if values[lower] > values[upper]:
            low, high = (parameters.of[name].told(values[name]) for name in (lower, upper))
            message = f"{high} is below {lower}, {low}; write {upper} at least as large as {lower}"
            yield Problem("wrong", (upper,), message)


@dataclass(frozen=True)
class LawOf(Notation):
    """A law for a quantity; its mean must be positive when ``positive_mean``."""

    quantity: Quantity
    positive_mean: bool = False

    @property
    def unit(self) -> str:  # type: ignore[override]
        """The unit of the draws."""
        return self.quantity.unit

    @property
    def kinds(self) -> dict[str, Parameters]:
        """The laws that may be named, with their parameters."""
        return {kind: Parameters(parameters) for kind, parameters in _kinds(self.quantity).items()}

    def read(self, raw: object) -> Law:
        """Return the law; draws of a quantity that cannot be negative are floored at 0."""
        law = raw if isinstance(raw, Law) else self._read(raw)
        if self.positive_mean and not law.mean() > 0:
            raise wrong(f"has mean {self.quantity.told(law.mean())}; write a law with a mean above 0")
        return law

    def _read(self, raw: object) -> Law:
        if not isinstance(raw, Mapping):
            return Law.constant(self._constant(raw))
        kind = alternative(raw, tuple(self.kinds), self.words())
        parameters = read_all(raw.items(), self.kinds.__getitem__)[kind]
        floored = kind == "normal" and self.quantity.least >= 0
        return Law(kind, parameters, 0.0) if floored else Law(kind, parameters)

    def _constant(self, raw: object) -> float:
        if isinstance(raw, bool | None | list | tuple):
            raise misread(raw, "is no law", self.words())
        return self.quantity.read(raw)

    def write(self, value: Law) -> Any:
        """Return the law with the units of its quantity."""
        if value.is_constant:
            return self.quantity.write(value.parameters["value"])  # type: ignore[arg-type]
        return {value.kind: self.kinds[value.kind].write(value.parameters)}

    def words(self) -> str:
        """Return what may be written."""
        return f"{self.quantity.words()}, or a law such as {{gamma: {{mean: …, cv: 0.5}}}}"

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema: the quantity, or a map with one law."""
        laws = [one_key_schema(kind, parameters.schema(partial)) for kind, parameters in self.kinds.items()]
        return {"anyOf": [self.quantity.schema(partial), *laws]}

    def keys(self, raw: object) -> tuple[str, ...]:
        """Return the names of the laws."""
        return tuple(self.kinds)

    def child(self, key: str, raw: object) -> Notation | None:
        """Return the notation of a law's parameters."""
        return self.kinds.get(key)

    def meaning(self, key: str, raw: object) -> str:
        """Return what the name of a law says."""
        return f"The values follow the law called {key}."

    def rivals(self, key: str) -> frozenset[str]:
        """Return all other laws: a later layer replaces one law by another."""
        return frozenset(self.kinds) - {key}
