"""Where a sweep and its scenario stand: in a file of its own, in a block of the scenario, or in plain values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from valuechain.errors import Fault, ScenarioError
from valuechain.scenario.faults import in_order
from valuechain.scenario.layers import Layers, nearby
from valuechain.scenario.loading import Source, read
from valuechain.scenario.model import Scenario
from valuechain.scenario.nodes import Mark, Node, plain, planted
from valuechain.scenario.section import Block
from valuechain.scenario.sweep import SweepBlock, SweepFile

OF_A_SCENARIO = ("sweep", "population", "chains", "horizon", "extends")
"""Keys that tell a scenario from a sweep file."""


def kinds(source: Source) -> tuple[Literal["scenario", "sweep"], ...]:
    """Return what a source holds, as far as its keys tell: a scenario, a sweep, or both."""
    keys: Collection[str] = source if isinstance(source, Mapping) else _keys(str(source))
    if "sweep" in keys:
        return ("scenario", "sweep")
    return ("scenario",) if not keys or any(key in keys for key in OF_A_SCENARIO) else ("sweep",)


def _keys(file: str) -> Collection[str]:
    root = Layers(Block(SweepFile)).sweep_file(file)
    return root.value if root is not None and isinstance(root.value, dict) else ()


@dataclass
class Sources:
    """Finds the sweep and its scenario in whatever was given."""

    settings: Sequence[str]
    overrides: Sequence[str]
    source: Any = None
    model: type[SweepBlock] = SweepBlock
    root: Node = field(default_factory=lambda: Node(None, Mark(""), Mark("")))
    path: tuple[str, ...] = ()

    def find(self, source: Source) -> Sources:
        """Read the tree that says the sweep; raise ScenarioError where there is none."""
        self.source = source
        root = self._tree(source)
        assert isinstance(root.value, dict)
        if any(key in root.value for key in OF_A_SCENARIO):
            self.root, self.path = self._block(source), ("sweep",)
        else:
            self.root, self.model = root, SweepFile
        return self

    def _tree(self, source: Source) -> Node:
        if isinstance(source, Mapping):
            return planted(source, Mark("(mapping)"))
        layers = Layers(Block(SweepFile))
        root = layers.sweep_file(str(source))
        if root is None or layers.faults:
            raise ScenarioError(in_order(layers.faults))
        return root

    def _block(self, source: Source) -> Node:
        layers = Layers(Block(Scenario))
        root = layers.merged(source, self.settings, self.overrides)
        if layers.faults or root is None:
            read(source, settings=self.settings, overrides=self.overrides)  # says the same, and more
        if layers.sweep is None:
            name = "(mapping)" if isinstance(source, Mapping) else str(source)
            message = "is missing; write a section sweep with factors, or a sweep file that names this scenario"
            raise ScenarioError([Fault(name, 0, 0, "sweep", message)])
        return layers.sweep

    def scenario(self, sweep: SweepBlock | None) -> Any:
        """Return the reading of the scenario, its ScenarioError, or None where nobody knows which it is."""
        if self.model is SweepBlock:
            origin: Any = self.source
        elif isinstance(each := self.root.value.get("scenario"), Node) and isinstance(each.value, str):
            origin = self.folder / each.value
            if not origin.is_file():
                return ScenarioError([self._no_file(each, origin)])
        elif each is not None and isinstance(each.value, dict):
            origin = plain(each)
        else:
            return None
        try:
            return read(origin, settings=self.settings, overrides=self.names(sweep))
        except ScenarioError as error:
            return ScenarioError([self._here(each) for each in error.faults])

    def _no_file(self, node: Node, file: Path) -> Fault:
        told = f'there is no file "{file}"; write the path of a scenario, relative to this file{nearby(str(file))}'
        return Fault(node.mark.file, node.mark.line, node.mark.column, "scenario", told)

    def _here(self, fault: Fault) -> Fault:
        """Return a fault of an override that the sweep names as one of the sweep."""
        named = self.root.value.get("overrides") if isinstance(self.root.value, dict) else None
        nodes = named.value if named is not None and isinstance(named.value, list) else []
        for index, node in enumerate(nodes):
            if fault.file == f"--override {node.value}":
                return Fault(node.mark.file, node.mark.line, node.mark.column, f"overrides.{index}", fault.message)
        return fault

    def names(self, sweep: SweepBlock | None) -> tuple[str, ...]:
        """Return the overrides that are laid over the scenario."""
        return (*(sweep.overrides if isinstance(sweep, SweepFile) else ()), *self.overrides)

    @property
    def folder(self) -> Path:
        """Where paths in the sweep begin."""
        return Path() if isinstance(self.source, Mapping) else Path(self.source).parent

    @property
    def name(self) -> str:
        """Name of the sweep when it has none of its own: that of its file."""
        return "" if isinstance(self.source, Mapping) else Path(self.source).stem

    @property
    def file(self) -> Path | None:
        """The file of the scenario, or None for plain values."""
        if isinstance(self.source, Mapping):
            each = self.root.value.get("scenario") if isinstance(self.root.value, dict) else None
            named = self.model is SweepFile and isinstance(each, Node) and isinstance(each.value, str)
            return Path(each.value) if named and each is not None else None
        each = self.root.value.get("scenario") if self.model is SweepFile else None
        return Path(self.source) if each is None else self.folder / str(each.value)
