"""Interventions: parameters that are set to other values on a date during the run (policy experiments)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, NamedTuple

from pydantic import Field, ValidationError

from valuechain.scenario.compound import Listed, Table, unknown
from valuechain.scenario.notation import Notation, Schema, misread
from valuechain.scenario.price import START, PriceNotation
from valuechain.scenario.problems import Place, Problem, problems_of, show
from valuechain.scenario.quantity import DURATION, Quantity
from valuechain.scenario.section import Block, Section, is_changeable, said

KEY = "interventions"


class ChangesNotation(Notation):
    """A part of a scenario: keys and the values that they get."""

    def read(self, raw: object) -> Mapping[str, Any]:
        """Return the keys and values as they stand; `intervention_conflicts` judges them."""
        if not isinstance(raw, Mapping) or not raw:
            raise misread(raw, "changes nothing", self.words())
        return raw

    def words(self) -> str:
        """Return what may be written."""
        return "keys and their new values, such as {chains: {maker: {variants: {price: 12}}}}"

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema: whatever an override may hold."""
        return {"$ref": "#/$defs/change"}

    def keys(self, raw: object) -> tuple[str, ...]:
        """Return the keys that are changed."""
        return tuple(map(str, raw)) if isinstance(raw, Mapping) else ()

    def child(self, key: str, raw: object) -> Notation | None:
        """Return the notation of what lies below a key: again keys and values, as they stand."""
        return self if isinstance(raw, Mapping) and key in raw else None

    def meaning(self, key: str, raw: object) -> str:
        """Return what a key that is changed means: see the key itself."""
        return "What is set from then on; see the key itself."


class Intervention(Section):
    """Parameters that get other values on a date; the reference marks those that may."""

    at: Annotated[float, Quantity(DURATION, least=0)]
    """When the change takes effect; before the horizon, and not before the intervention above it."""
    changes: Annotated[Mapping[str, Any], ChangesNotation()] = Field(alias="set")
    """The keys that change and their new values, written as in the scenario itself."""


INTERVENTIONS = Listed(Block(Intervention), "interventions", least=0)


class Leaf(NamedTuple):
    """A key that changes: its path, and the same path with the names of chains and products replaced by their nouns."""

    path: tuple[str, ...]
    pattern: str


def leaves(
    notation: Notation, changes: Mapping[str, Any], tree: object, path: tuple[str, ...] = (), pattern: str = ""
) -> Iterator[Leaf | Problem]:
    """Yield the keys that ``changes`` sets, and a problem for each that cannot be set during a run.

    ``tree`` is the explicit form of what ``notation`` stands for, as it is at the start.
    """
    inner = notation.inner(tree)
    for key, value in changes.items():
        here = (*path, str(key))
        below = inner.child(str(key), tree)
        known = inner.keys(tree)
        if below is None or (isinstance(inner, Table) and key not in known):
            yield Problem("wrong", here, unknown([key], known)[0].message if known else "nothing here can be set")
            continue
        name = inner.noun.upper() if isinstance(inner, Table) else str(key)
        general = f"{pattern}.{name}" if pattern else name
        now = tree.get(key) if isinstance(tree, Mapping) else None
        if is_changeable(inner, str(key)):
            fault = _unfit(below, value if _otherwise_given(inner, str(key), tree) else now, value)
            yield Problem("wrong", here, fault) if fault else Leaf(here, general)
        elif not isinstance(value, Mapping) or not below.keys(now):
            yield Problem("wrong", here, "cannot change during a run; the reference marks the keys that may")
        elif not isinstance(now, Mapping):
            yield Problem("wrong", here, f"is {show(now)} at the start, so that nothing in it can change")
        else:
            yield from leaves(below, value, now, here, general)


def _otherwise_given(notation: Notation, key: str, tree: object) -> bool:
    """Whether the start gives what ``key`` says under another name, as ``rate`` for ``every``."""
    known = tree if isinstance(tree, Mapping) else {}
    return key == "every" and any(known.get(name) is not None for name in notation.rivals(key))


def _unfit(notation: Notation, now: object, value: object) -> str:
    """Return why a changeable key cannot get this value; nothing if it can."""
    if now is None:
        return "is not given at the start, so that it cannot change"
    if value is None:
        return f"cannot be taken away during a run; write {notation.words()}"
    plain = notation.inner(value)
    if isinstance(plain, PriceNotation) and (isinstance(now, Mapping) or isinstance(value, Mapping)):
        return "only a price that is a number can be set, and to another number; change the schedule or the rule itself"
    return ""


def laid(notation: Notation, base: object, changes: object) -> Any:
    """Return ``changes`` laid over ``base``, which stands for what ``notation`` says: maps key by key.

    A key that may change gets its new value whole, even where that is a map, such as a law; its rivals are struck out.
    """
    if not isinstance(base, Mapping) or not isinstance(changes, Mapping):
        return changes
    inner = notation.inner(base)
    result = dict(base)
    for key, each in changes.items():
        below = inner.child(str(key), base)
        whole = below is None or is_changeable(inner, str(key))
        if whole and each is not None:
            result = {name: value for name, value in result.items() if name not in inner.rivals(str(key))}
        result[key] = each if below is None or whole else laid(below, base.get(key), each)
    return result


def intervention_conflicts(scenario: Block, raw: Mapping[str, object]) -> Iterator[Problem]:
    """Yield a problem for each intervention at a time that does not suit, or of a key or value that does not."""
    given = raw.get(KEY)
    if not isinstance(given, list | tuple) or not given:
        return
    yield from _untimely(scenario, raw, len(given))
    state: Any = {key: value for key, value in raw.items() if key != KEY}
    try:
        start = scenario.write(scenario.read(state))
    except ValidationError:
        return  # what is wrong with the scenario is said anyway
    for index, each in enumerate(given):
        changes = each.get("set") if isinstance(each, Mapping) else None
        if isinstance(changes, Mapping):
            state, problems = _tried(scenario, start, state, changes)
            yield from (problem.under((KEY, index, "set")) for problem in problems)


def _tried(scenario: Block, start: object, state: Any, changes: Mapping[str, Any]) -> tuple[Any, list[Problem]]:
    """Return the raw scenario with ``changes``, or as it was where they have problems, and those problems."""
    problems = [each for each in leaves(scenario, changes, start) if isinstance(each, Problem)]
    if problems:
        return state, problems
    changed = laid(scenario, state, changes)
    try:
        scenario.read(changed)
    except ValidationError as error:
        return state, [Problem(each.kind, _within(each.at, changes), each.message) for each in problems_of(error)]
    return changed, []


def _within(place: Place, changes: object) -> Place:
    """Return as much of a place as lies in the changes."""
    for depth, key in enumerate(place):
        if not isinstance(changes, Mapping) or key not in changes:
            return place if isinstance(changes, list | tuple) else place[:depth]
        changes = changes[key]
    return place


def _untimely(scenario: Block, raw: Mapping[str, object], count: int) -> Iterator[Problem]:
    horizon, before = said(scenario, raw, "horizon"), 0.0
    for index in range(count):
        day = said(scenario, raw, KEY, index, "at")
        if day is None:
            continue
        if horizon is not None and day >= horizon:
            told = f"{START.told(day)} is not before the horizon, {START.told(horizon)}"
            yield Problem("wrong", (KEY, index, "at"), f"{told}; write an earlier time or lengthen the horizon")
        if day < before:
            told = f"{START.told(day)} is before the intervention above it, {START.told(before)}"
            yield Problem("wrong", (KEY, index, "at"), f"{told}; write the interventions in order of time")
        before = max(before, day)
