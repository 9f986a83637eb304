"""The fully explicit form of a scenario: as YAML that reads back exactly, and as a digest."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from valuechain.scenario.model import Scenario
from valuechain.scenario.scalars import resolve
from valuechain.scenario.section import Block

WITHOUT_EFFECT = ("title", "question", "description", "source", "reading", "replications", "record", "precision")
"""Keys that leave the numbers of a replication as they are."""

_SAFE = re.compile(r"[A-Za-z][A-Za-z0-9_-]*|[-+0-9.e]+ (days|/ day)")


def explicit(scenario: Scenario) -> dict[str, Any]:
    """Return every key of the scenario with its value as it would be written, durations in days."""
    return Block(Scenario).write(scenario)


def dump(scenario: Scenario) -> str:
    """Return the scenario as YAML with nothing left to defaults; ``load`` returns an equal scenario from it."""
    return "\n".join(_lines(explicit(scenario), "")) + "\n"


def digest(scenario: Scenario) -> str:
    """Return the SHA-256 (hexadecimal) of all that bears on the numbers of a replication, order of names included."""
    tree = {key: value for key, value in explicit(scenario).items() if key not in WITHOUT_EFFECT}
    return hashlib.sha256(json.dumps(tree, separators=(",", ":")).encode()).hexdigest()


def frame_digest(scenario: Scenario, keys: Sequence[Sequence[str]]) -> str:
    """Return the SHA-256 (hexadecimal) of what stays the same in a sweep: everything but the values at ``keys``."""
    tree: Any = {key: value for key, value in explicit(scenario).items() if key not in WITHOUT_EFFECT}
    for each in keys:
        tree = placed(tree, each, None)
    told = json.dumps([tree, sorted(".".join(each) for each in keys)], separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def placed(tree: Any, keys: Sequence[str], value: object) -> Any:
    """Return a tree of plain values with one of them replaced; what is not on the way is shared with the old one."""
    if not keys:
        return value
    if isinstance(tree, list):
        index = int(keys[0])
        return [*tree[:index], placed(tree[index], keys[1:], value), *tree[index + 1 :]]
    below = tree.get(keys[0]) if isinstance(tree, Mapping) else None
    return {**(tree if isinstance(tree, Mapping) else {}), keys[0]: placed(below, keys[1:], value)}


def _lines(tree: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield f"{indent}{flow(key)}:"
            yield from _lines(value, indent + "  ")
        else:
            yield f"{indent}{flow(key)}: {flow(value)}"


def flow(value: Any) -> str:
    """Return a value on one line of YAML."""
    match value:
        case dict():
            return "{" + ", ".join(f"{flow(key)}: {flow(each)}" for key, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(flow, value)) + "]"
        case None | bool():
            return json.dumps(value)
        case str():
            return _text(value)
    return repr(value)


def _text(text: str) -> str:
    if _SAFE.fullmatch(text) and isinstance(resolve(text), str):
        return text
    quoted: str = yaml.dump(text, Dumper=yaml.SafeDumper, default_style='"', allow_unicode=True, width=2**31)
    return quoted.rstrip("\n")
