"""The course of a scenario: what it becomes with each of its interventions."""

from __future__ import annotations

from typing import Any, NamedTuple

from valuechain.scenario.interventions import KEY, Leaf, laid, leaves
from valuechain.scenario.model import Scenario
from valuechain.scenario.section import Block
from valuechain.scenario.writing import explicit


class Turn(NamedTuple):
    """On ``day`` the keys ``leaves`` get the values that they have in ``scenario``."""

    day: float
    leaves: tuple[Leaf, ...]
    scenario: Scenario


def course(scenario: Scenario) -> list[Turn]:
    """Return the interventions of a scenario in order of time, each with the scenario that it leads to."""
    if not scenario.interventions:
        return []
    notation = Block(Scenario)
    start = tree = {key: value for key, value in explicit(scenario).items() if key != KEY}
    turns = []
    for each in scenario.interventions:
        tree = laid(notation, tree, each.changes)
        found = tuple(leaf for leaf in leaves(notation, each.changes, start) if isinstance(leaf, Leaf))
        turns.append(Turn(each.at, found, Scenario.model_validate(tree)))
    return turns


def value_at(scenario: Scenario, path: tuple[str, ...]) -> Any:
    """Return the resolved value under a path of keys, through sections and maps of names."""
    value: Any = scenario
    named = False
    for key in path:
        if isinstance(value, dict):
            value = value[key]
        elif not named and getattr(value, "kind", None) == key:
            named = True  # the one alternative that is given, such as bass, adds nothing to the path
            continue
        elif hasattr(value, key):
            value = getattr(value, key)
        named = False
    return value
