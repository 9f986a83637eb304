"""From a source to a sweep that can be run: the sweep, its scenario, every factor checked against the scenario."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from valuechain.errors import Fault, ScenarioError
from valuechain.scenario.constraints import Constraint, constraint
from valuechain.scenario.faults import in_order, located
from valuechain.scenario.layers import Layers, merge, nearby
from valuechain.scenario.loading import Source, checked, read
from valuechain.scenario.model import Scenario
from valuechain.scenario.nodes import Mark, Node, find, grown, plain, planted
from valuechain.scenario.problems import Gathering, Place, Problem, listing, problems_of, show, suggestion
from valuechain.scenario.section import Block
from valuechain.scenario.sweep import Csv, Factor, SweepBlock, SweepFile
from valuechain.scenario.tables import read_table
from valuechain.scenario.varying import Value, Varied, vary
from valuechain.scenario.writing import placed

RESERVED = ("point", "replication", "output", "mean", "sd", "n", "half_width", "low", "high", "error", "traceback",
            "command")  # fmt: skip
"""Columns of a sweep's frames that no factor may be called."""

_TOLD = {"points": "n", "trajectories": "n", "levels": "num_levels"}
"""Parameters of designs that are called otherwise when the design is told: its size, and as SALib calls it."""

OF_A_SCENARIO = ("sweep", "population", "chains", "horizon", "extends")
"""Keys that tell a scenario from a sweep file."""


@dataclass(frozen=True)
class Plan:
    """A sweep with its scenario, both without faults.

    ``template`` is the scenario as plain values, in which every factor has a place; ``scenario`` is the same resolved.
    ``file``, ``settings`` and ``overrides`` say how the scenario is called up (``file`` is None for plain values).
    """

    sweep: SweepBlock
    scenario: Scenario
    template: Any
    factors: tuple[Varied, ...]
    constraints: tuple[Constraint, ...]
    table: tuple[tuple[Value, ...], ...]
    """The rows of a table of points, where one gives them."""
    name: str
    folder: Path
    root: Node
    file: Path | None
    settings: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    """Where in its file the sweep stands."""

    @property
    def title(self) -> str:
        """The sweep's title, or the scenario's."""
        return self.sweep.title or self.scenario.title

    @property
    def question(self) -> str:
        """The sweep's question; the scenario's, unless the sweep has a title of its own."""
        return self.sweep.question or ("" if self.sweep.title else self.scenario.question)

    @property
    def design(self) -> dict[str, Any]:
        """The method of the design with its parameters; `n` is the size that is asked for."""
        design = self.sweep.design
        told: dict[str, Any] = {"method": design.kind} | {
            key: getattr(design, key) for key in type(design).model_fields if key != "kind"
        }
        return {_TOLD.get(key, key): value for key, value in told.items()}

    @property
    def replications(self) -> int:
        """Replications of each point, or the first ones where precision decides."""
        return self.sweep.replications or self.scenario.replications

    def place_of(self, *keys: str) -> tuple[str, int, int, str]:
        """Return file, line, column and path of a key of the sweep, as a fault has them."""
        node, _ = find(self.root, keys)
        return node.place.file, node.place.line, node.place.column, ".".join([*self.path, *keys])

    def refuse(self, problems: Sequence[Problem]) -> None:
        """Raise the problems as faults of the sweep at their places, if there are any."""
        if problems:
            placed = [replace(each, at=_where(each.at, self.root)) for each in problems]
            raise ScenarioError(in_order(_prefixed(located(placed, self.root), self.path)))


def read_sweep(
    source: Source,
    *,
    settings: Sequence[str] = (),
    overrides: Sequence[str] = (),
    changes: Mapping[str, object] | None = None,
    measures: Sequence[str] = (),
) -> Plan:
    """Return the sweep that a file (or a tree of plain values) describes, checked against its scenario.

    ``source`` is a sweep file, or a scenario with a block ``sweep``; ``settings`` and ``overrides`` are laid over the
    scenario, ``changes`` over the sweep. ``measures`` are the names that outputs may have (none: all are taken).
    ScenarioError lists every fault of both.
    """
    found = _Sources(settings, overrides).find(source)
    root = found.root if changes is None else merge(found.root, planted(changes, Mark("(call)")), Block(found.model))
    sweep, faults = _structure(root, found)
    scenario = found.scenario(sweep)
    if sweep is None or faults or isinstance(scenario, ScenarioError):
        raise ScenarioError(in_order([*faults, *(scenario.faults if isinstance(scenario, ScenarioError) else ())]))
    return _checked(sweep, scenario, root, found, measures)


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
class _Sources:
    """Finds the sweep and its scenario in whatever was given."""

    settings: Sequence[str]
    overrides: Sequence[str]
    source: Any = None
    model: type[SweepBlock] = SweepBlock
    root: Node = field(default_factory=lambda: Node(None, Mark(""), Mark("")))
    path: tuple[str, ...] = ()

    def find(self, source: Source) -> _Sources:
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
            return read(origin, settings=self.settings, overrides=self._names(sweep))
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

    def _names(self, sweep: SweepBlock | None) -> tuple[str, ...]:
        return (*(sweep.overrides if isinstance(sweep, SweepFile) else ()), *self.overrides)

    @property
    def folder(self) -> Path:
        """Where paths in the sweep begin."""
        return Path() if isinstance(self.source, Mapping) else Path(self.source).parent

    @property
    def name(self) -> str:
        """Name of the sweep when it has none of its own: that of its file."""
        return "" if isinstance(self.source, Mapping) else Path(self.source).stem


def _structure(root: Node, found: _Sources) -> tuple[SweepBlock | None, list[Fault]]:
    """Return the sweep read by itself, and its faults."""
    tree = plain(root)
    if found.model is SweepFile and isinstance(tree, dict) and isinstance(tree.get("scenario"), Mapping):
        tree = tree | {"scenario": "(mapping)"}
    try:
        return found.model.model_validate(tree), []
    except ValidationError as error:
        return None, _prefixed(located(problems_of(error), root), found.path)


def _where(at: Place, root: Node) -> Place:
    """Return the place of a problem; a factor may be a list of its values."""
    short = len(at) > 3 and at[2] == "values" and isinstance(find(root, at[:2])[0].value, list)
    return (*at[:2], *at[3:]) if short else at


def _prefixed(faults: Sequence[Fault], path: tuple[str, ...]) -> list[Fault]:
    """Return faults of a block with paths from the top of its file."""
    return [
        Fault(each.file, each.line, each.column, ".".join([*path, each.path] if each.path else path), each.message)
        for each in faults
    ]


def _checked(sweep: SweepBlock, reading: Any, root: Node, found: _Sources, measures: Sequence[str]) -> Plan:
    """Return the plan if every factor, output and constraint suits the scenario."""
    gathering, factors = Gathering(), []
    tree = reading.root
    factors_of, table = dict(sweep.factors), None
    if isinstance(sweep.design, Csv):
        table = read_table(found.folder / sweep.design.file, factors_of)
        factors_of = {each.path: sweep.factors.get(each.path, Factor()) for each in table.columns}
    for path, factor in factors_of.items():
        with gathering.at():
            varied = vary(path, factor, tree, Block(Scenario))
            factors.append(varied)
    gathering.problems += _label_problems(factors_of)
    if table is not None and gathering.problems:
        raise ScenarioError(in_order(table.faults(gathering.problems)))
    for varied in factors:
        tree = _grown(tree, varied)
    template = plain(tree)
    rows = [] if table is None or gathering.problems else table.rows(factors)
    gathering.problems += _output_problems(sweep, tuple(reading.scenario.chains), measures)
    constraints = _constraints(sweep, factors, factors_of, gathering)
    if not gathering.problems:
        gathering.problems += _end_problems(template, factors, factors_of)
    names = found._names(sweep)
    plan = Plan(
        sweep, reading.scenario, template, tuple(factors), tuple(constraints), tuple(rows),
        _name(sweep, reading.scenario, found), found.folder, root, _file(found),
        tuple(found.settings), names, found.path,
    )  # fmt: skip
    plan.refuse(gathering.problems)
    return plan


def _file(found: _Sources) -> Path | None:
    if isinstance(found.source, Mapping):
        each = found.root.value.get("scenario") if isinstance(found.root.value, dict) else None
        named = found.model is SweepFile and isinstance(each, Node) and isinstance(each.value, str)
        return Path(each.value) if named and each is not None else None
    each = found.root.value.get("scenario") if found.model is SweepFile else None
    return Path(found.source) if each is None else found.folder / str(each.value)


def _name(sweep: SweepBlock, scenario: Scenario, found: _Sources) -> str:
    name = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in found.name.lower()).strip("-")
    return sweep.name or name or scenario.scenario


def _grown(tree: Node, varied: Varied) -> Node:
    """Return the tree with a place for the factor, its rivals gone; what stands there now stays."""
    node: Node | None = tree
    for key in varied.keys:
        node = node.below(key) if node is not None and isinstance(node.value, dict | list) else None
    if node is not None:
        return tree
    mark = Mark("(factor)")
    value = Node(None, mark, mark)
    for key in reversed(varied.keys):
        value = grown({key: value}, mark, mark)
    return merge(tree, value, Block(Scenario))


def _label_problems(factors: Mapping[str, Factor]) -> list[Problem]:
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for path, factor in factors.items():
        name, at = factor.label or path, ("factors", path, *(["label"] if factor.label else []))
        if name in RESERVED:
            message = f'"{name}" is a column of its own in the frames; write another label'
            problems.append(Problem("wrong", at, message))
        elif name in seen:
            problems.append(Problem("wrong", at, f'"{name}" is the name of {seen[name]} already; write another'))
        seen.setdefault(name, path)
    return problems


def _output_problems(sweep: SweepBlock, chains: Sequence[str], measures: Sequence[str]) -> list[Problem]:
    asked: list[tuple[tuple[str | int, ...], str]] = [
        (("outputs", index), name) for index, name in enumerate(sweep.outputs or ())
    ]
    if sweep.precision is not None:
        asked.append((("precision", "output"), sweep.precision.output))
    problems = []
    for at, name in asked if measures else ():
        chain, dot, measure = name.rpartition(".")
        if dot and chain not in chains:
            told = f'there is no chain "{chain}"; write {listing(chains)}{suggestion(chain, chains)}'
        elif measure not in measures:
            told = (
                f"{show(measure)} is no measure; write a column of runs, such as profit{suggestion(measure, measures)}"
            )
        elif at[0] == "outputs" and name in (sweep.outputs or ())[: int(at[1])]:
            told = f'"{name}" is given twice; write each output once'
        else:
            continue
        problems.append(Problem("wrong", at, told))
    return problems


def _constraints(
    sweep: SweepBlock, factors: Sequence[Varied], said: Mapping[str, Factor], gathering: Gathering
) -> list[Constraint]:
    """Return the constraints; what is wrong with a factor is not reported again where it is compared."""
    numeric = [name for each in factors if each.numeric for name in dict.fromkeys((each.label, each.path))]
    others = [name for each in factors if not each.numeric for name in (each.label, each.path)]
    known = {each.path for each in factors}
    numeric += [name for path, each in said.items() if path not in known for name in (each.label, path) if name]
    found = []
    for index, text in enumerate(sweep.constraints):
        with gathering.at("constraints", index):
            found.append(constraint(text, numeric, others))
    return found


def _end_problems(template: Any, factors: Sequence[Varied], said: Mapping[str, Factor]) -> list[Problem]:
    """Return what the scenario says of each factor at its values or ends, the others being as they are.

    A factor that has no value in the scenario takes its first one while the others are tried.
    """
    ends = {varied.path: _ends(varied, said[varied.path]) for varied in factors}
    base = template
    for varied in factors:
        if ends[varied.path] and _valueless(base, varied.keys):
            base = placed(base, varied.keys, varied.written(ends[varied.path][0][1]))
    problems = []
    for varied in factors:
        for where, value in ends[varied.path]:
            _, found = checked(placed(base, varied.keys, varied.written(value)))
            problems += [_told(each, varied, where, value) for each in found[:1]]
    return problems


def _valueless(tree: Any, keys: Sequence[str]) -> bool:
    for key in keys:
        tree = tree[int(key)] if isinstance(tree, list) else tree[key]
    return tree is None


def _ends(varied: Varied, factor: Factor) -> list[tuple[tuple[str | int, ...], Value]]:
    if factor.values is not None:
        short = [(("values", index), value) for index, value in enumerate(varied.values)]
        return list(short)
    if factor.range is not None:
        return [(("range", 0), varied.low), (("range", 1), varied.high)]
    return []


def _told(problem: Problem, varied: Varied, where: tuple[str | int, ...], value: Value) -> Problem:
    there = ".".join(map(str, problem.at))
    at = "" if there == varied.path else f"with {varied.told(value)}, {there}: "
    return Problem("wrong", ("factors", varied.path, *where), f"{at}{problem.message}")
