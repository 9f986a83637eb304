"""From problems in a tree to faults at places in files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from valuechain.errors import Fault
from valuechain.scenario.nodes import Broken, Node, find
from valuechain.scenario.problems import Problem


def located(problems: Iterable[Problem], root: Node) -> list[Fault]:
    """Return the problems with their places, without those that follow from what could not even be read."""
    return [fault(problem, root) for problem in problems if not isinstance(find(root, problem.at)[0].value, Broken)]


def fault(problem: Problem, root: Node) -> Fault:
    """Return the problem with its place; what is missing is placed where it would belong."""
    node, _ = find(root, problem.at)
    place = node.key if problem.kind == "unknown" else node.place
    return Fault(place.file, place.line, place.column, ".".join(map(str, problem.at)), problem.message)


def in_order(faults: Sequence[Fault]) -> list[Fault]:
    """Return each fault once: unknown keys first, then file by file from top to bottom."""
    files = list(dict.fromkeys(each.file for each in faults))
    return sorted(set(faults), key=lambda each: (not _unknown(each), files.index(each.file), each))


def _unknown(each: Fault) -> bool:
    return each.message.startswith("unknown key")
