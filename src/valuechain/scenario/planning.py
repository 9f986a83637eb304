"""From a source to a sweep that can be run: the sweep, its scenario, every factor checked against the scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from valuechain.errors import Fault, ScenarioError
from valuechain.scenario.cases import Cases, overlaps
from valuechain.scenario.constraints import Constraint
from valuechain.scenario.factor import Factor
from valuechain.scenario.faults import in_order, located
from valuechain.scenario.layers import merge
from valuechain.scenario.loading import Reading, Source
from valuechain.scenario.model import Scenario
from valuechain.scenario.nodes import Mark, Node, find, grown, plain, planted
from valuechain.scenario.plan_faults import constraints_of, end_problems, label_problems, output_problems, prefixed
from valuechain.scenario.problems import Gathering, Place, Problem, problems_of
from valuechain.scenario.section import Block
from valuechain.scenario.sweep import Csv, SweepBlock, SweepFile
from valuechain.scenario.sweep_sources import Sources
from valuechain.scenario.tables import read_table
from valuechain.scenario.template import Template
from valuechain.scenario.varying import Value, Varied, vary

_TOLD = {"points": "n", "trajectories": "n", "levels": "num_levels"}
"""Parameters of designs that are called otherwise when the design is told: its size, and as SALib calls it."""


@dataclass(frozen=True)
class Plan:
    """A sweep with its scenario, both without faults.

    ``template`` gives the scenario of each point; ``scenario`` is the one without factors.
    ``file``, ``settings`` and ``overrides`` say how the scenario is called up (``file`` is None for plain values).
    """

    sweep: SweepBlock
    scenario: Scenario
    template: Template
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
            raise ScenarioError(in_order(prefixed(located(placed, self.root), self.path)))


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
    found = Sources(settings, overrides).find(source)
    root = found.root if changes is None else merge(found.root, planted(changes, Mark("(call)")), Block(found.model))
    sweep, faults = _structure(root, found)
    scenario = found.scenario(sweep)
    if sweep is None or faults or isinstance(scenario, ScenarioError):
        raise ScenarioError(in_order([*faults, *(scenario.faults if isinstance(scenario, ScenarioError) else ())]))
    return _checked(sweep, scenario, root, found, measures)


def _structure(root: Node, found: Sources) -> tuple[SweepBlock | None, list[Fault]]:
    """Return the sweep read by itself, and its faults."""
    tree = plain(root)
    if found.model is SweepFile and isinstance(tree, dict) and isinstance(tree.get("scenario"), Mapping):
        tree = tree | {"scenario": "(mapping)"}
    try:
        return found.model.model_validate(tree), []
    except ValidationError as error:
        return None, prefixed(located(problems_of(error), root), found.path)


def _where(at: Place, root: Node) -> Place:
    """Return the place of a problem; a factor may be a list of its values."""
    short = len(at) > 3 and at[2] == "values" and isinstance(find(root, at[:2])[0].value, list)
    return (*at[:2], *at[3:]) if short else at


def _checked(sweep: SweepBlock, reading: Reading, root: Node, found: Sources, measures: Sequence[str]) -> Plan:
    """Return the plan if every factor, output and constraint suits the scenario."""
    gathering, factors = Gathering(), []
    factors_of, table = dict(sweep.factors), None
    if isinstance(sweep.design, Csv):
        table = read_table(found.folder / sweep.design.file, factors_of)
        factors_of = {each.path: sweep.factors.get(each.path, Factor()) for each in table.columns}
    factors_of = _with_cases(factors_of, Cases(reading, root, found.folder), gathering, found)
    for path, factor in factors_of.items():
        with gathering.at():
            varied = vary(path, factor, reading.root, Block(Scenario))
            factors.append(varied)
    gathering.problems += label_problems(factors_of)
    if table is not None and gathering.problems:
        raise ScenarioError(in_order(table.faults(gathering.problems)))
    template = Template.of(plain(_grown(reading.root, factors)), factors)
    rows = [] if table is None or gathering.problems else table.rows(factors)
    gathering.problems += [*output_problems(sweep, tuple(reading.scenario.chains), measures), *overlaps(factors)]
    constraints = constraints_of(sweep, factors, factors_of, gathering)
    if not gathering.problems:
        gathering.problems += end_problems(template.tree, factors, factors_of)
    names = found.names(sweep)
    plan = Plan(
        sweep, reading.scenario, template, tuple(factors), tuple(constraints), tuple(rows),
        _name(sweep, reading.scenario, found), found.folder, root, found.file,
        tuple(found.settings), names, found.path,
    )  # fmt: skip
    plan.refuse(gathering.problems)
    return plan


def _with_cases(factors: Mapping[str, Factor], cases: Cases, gathering: Gathering, found: Sources) -> dict[str, Factor]:
    """Return the factors with what each of their cases changes; ScenarioError lists what is wrong within these."""
    read, faults = dict(factors), []
    for path, factor in factors.items():
        if factor.cases is not None:
            changes, wrong, problems = cases.of(path, factor.cases)
            read[path] = factor.model_copy(update={"cases": {name: {} for name in factor.cases} | changes})
            faults += wrong
            gathering.problems += problems
    if faults:
        raise ScenarioError(in_order(faults))
    return read


def _grown(tree: Node, factors: Sequence[Varied]) -> Node:
    """Return the tree with a place for each factor, its rivals gone; what stands there now stays."""
    for keys in (keys for varied in factors for keys in varied.places):
        node: Node | None = tree
        for key in keys:
            node = node.below(key) if node is not None and isinstance(node.value, dict | list) else None
        if node is None:
            mark = Mark("(factor)")
            value = Node(None, mark, mark)
            for key in reversed(keys):
                value = grown({key: value}, mark, mark)
            tree = merge(tree, value, Block(Scenario))
    return tree


def _name(sweep: SweepBlock, scenario: Scenario, found: Sources) -> str:
    name = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in found.name.lower()).strip("-")
    return sweep.name or name or scenario.scenario
