"""A factor against the scenario that it varies: where it leads, which values it takes, how they are written there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from valuechain.randomness import Law
from valuechain.scenario.compound import Listed, Table
from valuechain.scenario.factor import Factor, Scale
from valuechain.scenario.laws import LawOf
from valuechain.scenario.nodes import Node, find
from valuechain.scenario.notation import Maybe, Notation, Switch, Text, Whole, Word
from valuechain.scenario.price import AMOUNT, PriceNotation
from valuechain.scenario.problems import Gathering, Place, Problem, present, suggestion, wrong
from valuechain.scenario.quantity import NUMBER, Quantity

Value = float | str
"""A number in the resolved unit of its key, or a word."""


@dataclass(frozen=True)
class Varied:
    """A factor that leads somewhere.

    ``path`` is its key in the sweep: that of the scenario, or a name where it has several ``places`` there, each a key
    in parts, or none, but ``cases``: what each of its values changes in the scenario. ``label`` is what it is called,
    ``unit`` the unit of its numbers. Its values are ``values``, or lie between ``low`` and ``high``, or follow ``law``;
    with none of these they come from a table.
    """

    path: str
    places: tuple[tuple[str, ...], ...]
    label: str
    notation: Notation
    values: tuple[Value, ...] = ()
    low: float = math.nan
    high: float = math.nan
    scale: Scale = "linear"
    law: Law | None = None
    levels: int | None = None
    cases: Mapping[str, Any] = field(default_factory=dict)

    @property
    def unit(self) -> str:
        """The unit of its numbers."""
        return self.notation.unit

    @property
    def whole(self) -> bool:
        """Whether its numbers are whole."""
        return isinstance(self.notation, Whole)

    @property
    def numeric(self) -> bool:
        """Whether its values are numbers."""
        return isinstance(self.notation, Whole | Quantity)

    def written(self, value: Value) -> object:
        """Return a value as the scenario writes it."""
        if isinstance(self.notation, Switch):
            return value == "true"
        if self.numeric:
            return self.notation.write(int(value) if self.whole else float(value))
        return str(value)

    def told(self, value: Value) -> str:
        """Return a value with its unit, for a message."""
        exact = isinstance(self.notation, Quantity) and isinstance(value, float)
        return self.notation.told(value) if exact else str(self.written(value))

    def read(self, raw: object) -> Value:
        """Return a value that is written as in the scenario; raise what `problems.wrong` returns."""
        if isinstance(self.notation, Switch):
            return "true" if self.notation.read(raw) else "false"
        value: Value = self.notation.read(raw)
        return float(value) if self.numeric else value

    def from_text(self, text: str) -> Value:
        """Return a value from a table, where numbers have the resolved unit or one of their own."""
        if isinstance(self.notation, Switch) and text in ("true", "false"):
            return text
        number = _number(text) if self.numeric else None
        if number is None:
            return self.read(text)
        written = number if self.whole else self.written(number)
        return self.read(int(number) if written == number and number.is_integer() else written)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def vary(path: str, factor: Factor, root: Node, start: Notation) -> Varied:
    """Return the factor ``path`` of the scenario whose tree is ``root``; its cases, if it has any, are as it says.

    Raises:
        ValidationError: with every problem of the factor, as seen from the sweep.
    """
    place: Place = ("factors", path)
    label = factor.label or path
    if factor.cases is not None:
        names = tuple(factor.cases)
        return Varied(path, (), label, Word(names), names, cases=factor.cases)
    gathering = Gathering()
    leaf = _common(factor.paths, root, start, gathering, place) if factor.paths else None
    if leaf is None:
        with gathering.at(*place):
            leaf = _leaf(root, path.split("."), start)
    gathering.finish()
    assert leaf is not None
    places = tuple(tuple(each.split(".")) for each in factor.paths or (path,))
    bare = Varied(path, places, label, leaf, scale=factor.scale, levels=factor.levels)
    varied = _with_values(bare, factor, gathering, place)
    gathering.finish()
    return varied


def _common(paths: Sequence[str], root: Node, start: Notation, gathering: Gathering, place: Place) -> Notation | None:
    """Return the notation of the first of several keys that take one value, each of which must be of its kind."""
    found: list[Notation] = []
    for index, each in enumerate(paths):
        with gathering.at(*place, "paths", index):
            if each in paths[:index]:
                raise wrong(f'"{each}" is given twice; write each path once')
            leaf = _leaf(root, each.split("."), start)
            if found and _kind(leaf) != _kind(found[0]):
                raise wrong(f"takes {leaf.words()}, and the first path {found[0].words()}; one value cannot be both")
            found.append(leaf)
    gathering.finish()
    return found[0]


def _kind(notation: Notation) -> object:
    """Return what must be the same of two keys that take one value; ranges may differ, and each value meets both."""
    return (type(notation), notation.measure) if isinstance(notation, Quantity) else type(notation)


def _leaf(root: Node, keys: Sequence[str], start: Notation) -> Notation:
    """Return the notation of a single value at the end of the path."""
    notation: Notation = start
    for depth, key in enumerate(keys):
        node, _ = find(root, tuple(keys[:depth]))
        raw = _sight(node)
        table = notation.of if isinstance(notation, Maybe) else notation
        known = tuple(raw) if isinstance(table, Table | Listed) and isinstance(raw, Mapping) else notation.keys(raw)
        below = notation.child(key, raw)
        if below is None or (isinstance(table, Table) and key not in known):
            raise wrong(_no_such_key(keys[: depth + 1], known))
        notation = below
    return _single(notation)


def _no_such_key(keys: Sequence[str], known: Sequence[str]) -> str:
    told = f"; {present(known)}" if known else ""
    where = ".".join(keys)
    return f'the scenario has no key "{where}"{told}{suggestion(keys[-1], known)}'


def _sight(node: Node) -> Any:
    if isinstance(node.value, dict):
        return {key: None if isinstance(each.value, dict | list) else each.value for key, each in node.value.items()}
    return {str(index): None for index, _ in enumerate(node.value)} if isinstance(node.value, list) else node.value


def _single(notation: Notation) -> Notation:
    """Return how one value of a key is written, where the key may hold more than that."""
    match notation:
        case Maybe(of=of):
            return _single(of)
        case LawOf(quantity=quantity):
            return quantity
        case PriceNotation():
            return AMOUNT
        case Quantity() | Whole() | Word() | Switch() | Text():
            return notation
    raise wrong(f"leads to {notation.words()}; go on to a single value")


def _with_values(bare: Varied, factor: Factor, gathering: Gathering, place: Place) -> Varied:
    given: dict[str, Any] = {}
    if factor.values is not None:
        given["values"] = tuple(_read(bare, factor.values, gathering, (*place, "values")))
        gathering.problems += _twice(bare, given["values"], place)
    if (factor.range is not None or factor.distribution is not None) and not bare.numeric:
        key = "range" if factor.range is not None else "distribution"
        message = f"needs numbers, and this key holds {bare.notation.words()}; write values"
        gathering.problems.append(Problem("wrong", (*place, key), message))
        return bare
    if factor.range is not None:
        ends = _read(bare, factor.range, gathering, (*place, "range"))
        if len(ends) == 2:
            given |= {"low": ends[0], "high": ends[1]}
            gathering.problems += _disorder(bare, ends[0], ends[1], (*place, "range"))
    if factor.distribution is not None:
        quantity = bare.notation if isinstance(bare.notation, Quantity) else Quantity(NUMBER)
        with gathering.at(*place, "distribution"):
            given["law"] = LawOf(quantity).read(factor.distribution)
    values = {field: getattr(bare, field) for field in bare.__dataclass_fields__}
    return Varied(**values | given)


def _twice(bare: Varied, values: Sequence[Value], place: Place) -> Iterator[Problem]:
    seen: set[Value] = set()
    for index, each in enumerate(values):
        if each in seen:
            message = f"{bare.told(each)} is given twice; write each value once"
            yield Problem("wrong", (*place, "values", index), message)
        seen.add(each)


def _read(bare: Varied, raw: Sequence[object], gathering: Gathering, place: Place) -> list[Any]:
    values = []
    for index, each in enumerate(raw):
        with gathering.at(*place, index):
            values.append(bare.read(each))
    return values


def _disorder(bare: Varied, low: float, high: float, place: Place) -> list[Problem]:
    if low >= high:
        message = f"{bare.told(high)} is not above {bare.told(low)}; write the smaller end first"
        return [Problem("wrong", place, message)]
    if bare.scale == "log" and low <= 0:
        return [Problem("wrong", place, f"begins at {bare.told(low)}, and a log scale needs ends above 0")]
    return []
