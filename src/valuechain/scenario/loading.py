"""From a source to a scenario: read the layers, check everything, report all faults at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from valuechain.errors import Fault, ScenarioError
from valuechain.scenario.faults import in_order, located
from valuechain.scenario.layers import Layers
from valuechain.scenario.model import Scenario
from valuechain.scenario.nodes import Node, plain
from valuechain.scenario.price_tables import inlined
from valuechain.scenario.problems import Problem, problems_of
from valuechain.scenario.section import Block, said

Source = str | Path | Mapping[str, object]


@dataclass(frozen=True)
class Reading:
    """A scenario and the tree that it was read from, in which every value knows its place."""

    scenario: Scenario
    root: Node
    named: Mapping[str, Node] = field(default_factory=dict)
    """The scenario's overrides, by name."""


def read(source: Source, *, settings: Sequence[str] = (), overrides: Sequence[str] = ()) -> Reading:
    """Return the scenario together with where each of its values was written.

    Arguments and errors are those of ``load``.
    """
    layers = Layers(Block(Scenario))
    root = layers.merged(source, settings, overrides)
    if root is None:
        raise ScenarioError(in_order(layers.faults))
    root, of_tables = inlined(root, Block(Scenario), said(Block(Scenario), plain(root), "horizon"))
    scenario, problems = checked(plain(root))
    faults = [*layers.faults, *of_tables, *_strange_keys(layers.unused)]
    faults += located((each for each in problems if layers.whole or each.kind != "missing"), root)
    if scenario is None or faults:
        raise ScenarioError(in_order(faults))
    return Reading(scenario, root, layers.named)


def checked(tree: object) -> tuple[Scenario | None, list[Problem]]:
    """Return the scenario that plain values describe, or None and what is wrong with them."""
    try:
        return Scenario.model_validate(tree), []
    except ValidationError as error:
        return None, problems_of(error)


def _strange_keys(roots: Sequence[Node]) -> Iterator[Fault]:
    """Yield the unknown keys of overrides that nobody asked for: those are wrong whatever they are combined with."""
    for root in roots:
        _, problems = checked(plain(root))
        yield from located((each for each in problems if each.kind == "unknown"), root)


def load(source: Source, *, settings: Sequence[str] = (), overrides: Sequence[str] = ()) -> Scenario:
    """Return the scenario that a file (or a tree of plain values) describes, checked and fully explicit.

    ``overrides`` names parts of the file's ``overrides:`` to lay over it, in this order; ``settings`` are texts such as
    ``"population.size=500"``, laid over everything. ScenarioError lists every fault of all layers.
    """
    return read(source, settings=settings, overrides=overrides).scenario
