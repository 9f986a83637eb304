"""What is wrong with a sweep that suits the format: names that are taken, no such outputs, values that do not fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from valuechain.errors import Fault
from valuechain.scenario.constraints import Constraint, constraint
from valuechain.scenario.factor import Factor
from valuechain.scenario.loading import checked
from valuechain.scenario.problems import Gathering, Problem, listing, show, suggestion
from valuechain.scenario.sweep import SweepBlock
from valuechain.scenario.varying import Value, Varied
from valuechain.scenario.writing import placed

RESERVED = ("point", "replication", "output", "mean", "sd", "n", "half_width", "low", "high", "error", "traceback",
            "command")  # fmt: skip
"""Columns of a sweep's frames that no factor may be called."""


def label_problems(factors: Mapping[str, Factor]) -> list[Problem]:
    """Return a problem for each factor whose name is taken."""
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


def output_problems(sweep: SweepBlock, chains: Sequence[str], measures: Sequence[str]) -> list[Problem]:
    """Return a problem for each output that is none of ``measures``, of the market or of one of its ``chains``."""
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


def constraints_of(
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


def end_problems(template: Any, factors: Sequence[Varied], said: Mapping[str, Factor]) -> list[Problem]:
    """Return what the scenario says of each factor at its values or ends, the others being as they are.

    A factor that has no value in the scenario takes its first one while the others are tried.
    """
    ends = {varied.path: _ends(varied, said[varied.path]) for varied in factors}
    base = template
    for varied in factors:
        if ends[varied.path] and any(_valueless(base, keys) for keys in varied.places):
            base = _set(base, varied, ends[varied.path][0][1])
    problems = []
    for varied in factors:
        for where, value in ends[varied.path]:
            _, found = checked(_set(base, varied, value))
            problems += [_told(each, varied, where, value) for each in found[:1]]
    return problems


def _set(tree: Any, varied: Varied, value: Value) -> Any:
    for keys in varied.places:
        tree = placed(tree, keys, varied.written(value))
    return tree


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


def prefixed(faults: Sequence[Fault], path: tuple[str, ...]) -> list[Fault]:
    """Return faults of a block with paths from the top of its file."""
    return [
        Fault(each.file, each.line, each.column, ".".join([*path, each.path] if each.path else path), each.message)
        for each in faults
    ]
