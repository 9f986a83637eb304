"""A factor of a sweep: what is varied, and which values it takes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, get_args

from valuechain.scenario.compound import Listed, Table
from valuechain.scenario.notation import Maybe, Notation, Schema, Slug, Whole, Word, misread
from valuechain.scenario.problems import Problem
from valuechain.scenario.section import Block, Section, said

Scalar = float | int | str | bool
Scale = Literal["linear", "log"]


class ScalarNotation(Notation):
    """One value of any kind; what it must be depends on the key that it is for."""

    def read(self, raw: object) -> Scalar:
        """Return the value as it stands."""
        if not isinstance(raw, int | float | str | bool):
            raise misread(raw, "is not a single value", self.words())
        if isinstance(raw, float) and not math.isfinite(raw):
            raise misread(raw, "is not a finite number", self.words())
        return raw

    def words(self) -> str:
        """Return what may be written."""
        return "a value as the scenario writes it"

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema."""
        return {"type": ["number", "string", "boolean"]}


class LawText(Notation):
    """A law as a one-key map; what it must say depends on the key that it is for."""

    def read(self, raw: object) -> Any:
        """Return the law as it stands."""
        if not isinstance(raw, Mapping):
            raise misread(raw, "is no law", self.words())
        return raw

    def words(self) -> str:
        """Return what may be written."""
        return "a law such as {triangular: {low: …, mode: …, high: …}}"

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema."""
        return {"type": "object", "minProperties": 1, "maxProperties": 1}


class Dotted(Slug):
    """A dotted key of a scenario."""

    pattern = r"^[a-z0-9_][a-z0-9_-]*(\.[a-z0-9_][a-z0-9_-]*)*$"
    noun = "a key"

    def words(self) -> str:
        """Return what may be written."""
        return 'a key of the scenario with dots, such as "population.size"'


class Label(Slug):
    """A short name that may stand in a constraint."""

    pattern = "^[a-z][a-z0-9_]*$"

    def words(self) -> str:
        """Return what may be written."""
        return 'a name of lower-case letters, digits and underscores, such as "unit_cost"'


class CasesNotation(Notation):
    """Names of overrides of the scenario, or names and what each changes: a map, such a name, or a file."""

    def read(self, raw: object) -> dict[str, Any]:
        """Return what each case changes, by name: a map, or where to find it."""
        if isinstance(raw, list | tuple):
            names = Listed(Slug(), "overrides", example="lean, rich").read(raw)
            return {name: name for name in names}
        return Table(CaseNotation(), "case").read(raw)

    def write(self, value: Any) -> Any:
        """Return the cases by name."""
        return dict(value)

    def words(self) -> str:
        """Return what may be written."""
        return "a list of the scenario's overrides, or a map from names to what each changes"

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema."""
        table = Table(CaseNotation(), "case").schema(partial)
        return {"anyOf": [Listed(Slug(), "overrides").schema(partial), table]}

    def child(self, key: str, raw: object) -> Notation | None:
        """Return the notation of a case."""
        return Slug() if isinstance(raw, list | tuple) else CaseNotation()


class CaseNotation(Notation):
    """What one case changes in the scenario: a map, the name of an override, or the path of a file."""

    def read(self, raw: object) -> Any:
        """Return the case as it stands; what it changes is checked with the scenario."""
        if isinstance(raw, Mapping) or (isinstance(raw, str) and raw):
            return raw
        raise misread(raw, "changes nothing that is known", self.words())

    def words(self) -> str:
        """Return what may be written."""
        return "a map of what it changes, the name of an override of the scenario, or the path of a YAML file"

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema."""
        return {"type": ["object", "string"]}


WAYS = ("values", "range", "distribution", "cases")
"""Keys of a factor of which it has one, or with a table of points none."""


class Factor(Section):
    """One thing that is varied, by its path in the scenario; a list of values may stand in place of the section.

    Give one of `values`, `range`, `distribution` and `cases`. With a file of points (`csv`) none is needed. With
    `paths` or `cases` the key of the factor is no path but its name.
    """

    label: Annotated[str | None, Maybe(Label())] = None
    """Name of the factor in frames, figures and constraints, in place of its path."""
    paths: Annotated[tuple[str, ...] | None, Maybe(Listed(Dotted(), "paths", 2, "chains.a.price, chains.b.price"))] = (
        None
    )
    """Keys of the scenario that all take the factor's value, two or more of one kind."""
    values: Annotated[tuple[Scalar, ...] | None, Maybe(Listed(ScalarNotation(), "values"))] = None
    """Values to take; where a design draws, each is as likely as the others."""
    range: Annotated[tuple[Scalar, ...] | None, Maybe(Listed(ScalarNotation(), "two ends", 2))] = None
    """Smallest and largest value; a grid takes `levels` of them, other designs draw between them."""
    levels: Annotated[int | None, Maybe(Whole(2, 100_000))] = None
    """Number of values that a grid takes from `range`, ends included, or from `distribution`."""
    scale: Annotated[Scale, Word(get_args(Scale))] = "linear"
    """Whether equal steps within `range` are equal differences (`linear`) or equal ratios (`log`)."""
    distribution: Annotated[Any, Maybe(LawText())] = None
    """Law from which values are drawn."""

    cases: Annotated[dict[str, Any] | None, Maybe(CasesNotation())] = None
    """Changes of the scenario of which a point takes one: names of its overrides, or names and what each changes, in
    the form of overrides or as the path of a YAML file (relative to the sweep)."""

    @property
    def says_values(self) -> bool:
        """Whether the factor itself says which values it takes."""
        return any(getattr(self, key) is not None for key in WAYS)

    @classmethod
    def conflicts(cls, raw: Mapping[str, object]) -> Iterator[Problem]:
        """Yield a problem where it is not clear which values are meant."""
        given = [key for key in WAYS if raw.get(key) is not None]
        for key in given[1:]:
            yield Problem("wrong", (key,), f"is given beside {given[0]}; leave one of them out")
        if given in (["values"], ["cases"]) and raw.get("levels") is not None:
            yield Problem("wrong", ("levels",), f"is given beside {given[0]}, which are the levels; leave it out")
        if "cases" in given and raw.get("paths") is not None:
            yield Problem(
                "wrong", ("paths",), "is given beside cases, which say themselves what they change; leave it out"
            )
        if given != ["range"] and said(Block(cls), raw, "scale") == "log":
            yield Problem("wrong", ("scale",), "log needs a range; write range: [low, high], or leave scale out")
        ends = raw.get("range")
        if isinstance(ends, list | tuple) and len(ends) > 2:
            yield Problem("wrong", ("range",), f"has {len(ends)} values; write two, the smallest and the largest")


class FactorNotation(Block):
    """A section, or a list of values."""

    def __init__(self) -> None:
        super().__init__(Factor)

    def read(self, raw: object) -> Any:
        """Return the factor."""
        if isinstance(raw, list | tuple):
            return Factor(values=Listed(ScalarNotation(), "values").read(raw))
        return super().read({} if raw is None else raw)

    def words(self) -> str:
        """Return what may be written."""
        return f"a list of values, or {super().words()}"

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema."""
        return {"anyOf": [{"type": "array", "minItems": 1}, super().schema(partial), {"type": "null"}]}

    def child(self, key: str, raw: object) -> Notation | None:
        """Return the notation of a key, or of a position in the list."""
        return ScalarNotation() if isinstance(raw, list | tuple) else super().child(key, raw)
