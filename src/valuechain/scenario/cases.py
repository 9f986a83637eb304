"""Cases of a factor: changes of the scenario, each checked by itself, of which a point takes one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from valuechain.errors import Fault
from valuechain.scenario.faults import located
from valuechain.scenario.layers import Layers, merge, nearby
from valuechain.scenario.loading import Reading, checked
from valuechain.scenario.model import Scenario
from valuechain.scenario.nodes import Node, find, plain
from valuechain.scenario.price_tables import inlined
from valuechain.scenario.problems import Place, Problem, listing, suggestion
from valuechain.scenario.section import Block
from valuechain.scenario.varying import Varied

FILES = (".yaml", ".yml")
"""How the name of a file ends, by which it is told from the name of an override."""


@dataclass(frozen=True)
class Cases:
    """Reads the cases of factors of a sweep whose tree is ``root``; files are found from ``folder``."""

    reading: Reading
    root: Node
    folder: Path

    def of(self, path: str, cases: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault], list[Problem]]:
        """Return what each case of a factor changes, as plain values; and what is wrong with them."""
        changes: dict[str, Any] = {}
        faults: list[Fault] = []
        problems: list[Problem] = []
        for index, (name, said) in enumerate(cases.items()):
            at = ("factors", path, "cases", index if self._is_list(path) else name)
            node, wrong = self._file(at, said, problems) if _is_file(said) else self._node(at, said, problems)
            faults += wrong
            if node is None:
                continue
            node, of_tables = inlined(node, Block(Scenario), self.reading.scenario.horizon)
            merged = merge(self.reading.root, node, Block(Scenario))
            faults += [*of_tables, *located(checked(plain(merged))[1], merged)]
            changes[name] = plain(node)
        return changes, faults, problems

    def _is_list(self, path: str) -> bool:
        return isinstance(find(self.root, ("factors", path, "cases"))[0].value, list)

    def _file(self, at: Place, name: str, problems: list[Problem]) -> tuple[Node | None, list[Fault]]:
        file = self.folder / name
        if not file.is_file():
            told = f'there is no file "{name}"; write the path of a YAML file, relative to the sweep{nearby(str(file))}'
            problems.append(Problem("wrong", at, told))
            return None, []
        layers = Layers(Block(Scenario))
        return layers.case_file(str(file)), layers.faults

    def _node(self, at: Place, said: Any, problems: list[Problem]) -> tuple[Node | None, list[Fault]]:
        if isinstance(said, Mapping):
            return find(self.root, at)[0], []
        known = self.reading.named
        if said not in known:
            told = f"write {listing(known)}" if known else "the scenario names none under overrides"
            problems.append(Problem("wrong", at, f'there is no override "{said}"; {told}{suggestion(said, known)}'))
        return known.get(said), []


def _is_file(said: object) -> bool:
    return isinstance(said, str) and said.endswith(FILES)


def overlaps(factors: Sequence[Varied]) -> Iterator[Problem]:
    """Yield a problem for each case that changes what another factor sets: both cannot have their way."""
    for varied in factors:
        for name, change in varied.cases.items():
            for other in factors:
                if any(_touches(change, keys) for keys in other.places):
                    told = f'"{name}" changes what the factor {other.label} sets; take it out of the case'
                    yield Problem("wrong", ("factors", varied.path, "cases", name), told)


def _touches(change: Any, keys: Sequence[str]) -> bool:
    for key in keys:
        if not isinstance(change, Mapping):  # a whole list, or one value in place of a map
            return True
        if key not in change:
            return False
        change = change[key]
    return True
