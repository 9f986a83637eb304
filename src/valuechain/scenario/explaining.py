"""What one key of a scenario means, what its value is and where that comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from valuechain.errors import RequestError
from valuechain.scenario.compound import Table
from valuechain.scenario.loading import Reading, Source, read
from valuechain.scenario.model import Scenario
from valuechain.scenario.nodes import find
from valuechain.scenario.notation import Maybe, Notation
from valuechain.scenario.problems import listing, suggestion
from valuechain.scenario.section import Block, is_changeable
from valuechain.scenario.units import exact
from valuechain.scenario.writing import explicit, flow

NOT_GIVEN = "not given"


@dataclass(frozen=True)
class Explanation:
    """A key explained: dotted path, value with unit as text, unit, meaning, origin, and the keys below it.

    ``origin`` is ``file:line``, ``--set path=value``, ``override NAME (file:line)`` or ``default``.
    """

    path: str
    value: str
    unit: str
    meaning: str
    origin: str
    children: tuple[Explanation, ...] = ()
    changeable: bool = False
    """Whether an intervention may set it during a run."""


def explain(source: Source, key: str, settings: Sequence[str] = (), overrides: Sequence[str] = ()) -> Explanation:
    """Return the explanation of a dotted key such as ``population.needs.rate``.

    ScenarioError if the scenario has faults, RequestError if it has no such key.
    """
    reading = read(source, settings=settings, overrides=overrides)
    tree: Any = explicit(reading.scenario)
    notation: Notation = Block(Scenario)
    meaning, keys, changeable = "", tuple(key.strip().split(".")), False
    for depth, name in enumerate(keys):
        below = notation.child(name, tree)
        if below is None or (_is_table(notation) and name not in notation.keys(tree)):
            raise RequestError(_no_such_key(keys[: depth + 1], notation.keys(tree)))
        changeable = is_changeable(notation.inner(tree), name)
        meaning, notation, tree = notation.meaning(name, tree), below, _below(tree, name)
    return replace(_explained(reading, keys, notation, meaning, tree), changeable=changeable)


def _is_table(notation: Notation) -> bool:
    return isinstance(notation.of if isinstance(notation, Maybe) else notation, Table)


def _no_such_key(keys: Sequence[str], known: Sequence[str]) -> str:
    told = f"; there are {listing(known, 'and')}" if known else ""
    return f'no key "{".".join(keys)}"{told}{suggestion(keys[-1], known)}'


def _below(tree: Any, key: str) -> Any:
    if isinstance(tree, dict):
        return tree.get(key)
    return tree[int(key)] if isinstance(tree, list) and key.isdecimal() and int(key) < len(tree) else None


def _explained(reading: Reading, keys: tuple[str, ...], notation: Notation, meaning: str, tree: Any) -> Explanation:
    unit = notation.unit.replace("money", reading.scenario.currency)
    children = tuple(
        replace(
            _explained(reading, (*keys, name), below, notation.meaning(name, tree), _below(tree, name)),
            changeable=is_changeable(notation.inner(tree), name),
        )
        for name in (notation.keys(tree) if isinstance(tree, dict) else ())
        if (below := notation.child(name, tree)) is not None and name in tree
    )
    return Explanation(".".join(keys), _value(tree, unit), unit, meaning, _origin(reading, keys), children)


def _value(tree: Any, unit: str) -> str:
    if tree is None:
        return NOT_GIVEN
    if isinstance(tree, int | float) and not isinstance(tree, bool):
        return f"{exact(tree)} {unit}".strip()
    if unit.endswith("per day") and isinstance(tree, str):
        return tree.replace(" /", f" {unit.removesuffix('per day')}/").replace("  ", " ")
    return tree if isinstance(tree, str) else flow(tree)


def _origin(reading: Reading, keys: tuple[str, ...]) -> str:
    node, depth = find(reading.root, keys)
    if depth == len(keys) or not isinstance(node.value, dict):
        return node.place.origin
    notation: Notation | None = Block(Scenario)
    for key in keys[:depth]:
        notation = notation.child(key, None) if notation else None
    rivals = sorted((notation.rivals(keys[depth]) if notation else set()) & node.value.keys())
    return f"{node.value[rivals[0]].place.origin} ({rivals[0]})" if rivals else "default"
