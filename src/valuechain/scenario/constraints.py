"""Constraints between factors: comparisons of sums and products, written as in a formula."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from valuechain.scenario.problems import present, suggestion, wrong

LONGEST = 500

_BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}
_COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
}
WORDS = "a comparison of factors such as price > unit_cost, with + - * / and numbers"


@dataclass(frozen=True)
class Constraint:
    """A comparison that every point must meet."""

    text: str
    tree: ast.expr

    def holds(self, values: Mapping[str, Any]) -> Any:
        """Return whether ``values``, numbers or arrays by label or path, meet it."""
        return _evaluated(self.tree, values)


def constraint(text: str, numeric: Sequence[str], others: Sequence[str]) -> Constraint:
    """Return the constraint that ``text`` writes, over the ``numeric`` factors; ``others`` are known but not numbers.

    Raises what `problems.wrong` returns.
    """
    try:
        tree = ast.parse(text.strip() if len(text) <= LONGEST else "", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise wrong(f'"{text[:60]}" is not a comparison; write {WORDS}') from None
    if not isinstance(tree, ast.Compare):
        raise wrong(f'"{text[:60]}" compares nothing; write {WORDS}')
    for name in _names(tree, text):
        if name in others:
            raise wrong(f'"{name}" is not a number; compare factors that are')
        if name not in numeric:
            raise wrong(f'there is no factor "{name}"; {present(numeric)}{suggestion(name, numeric)}')
    return Constraint(text, tree)


def _names(node: ast.expr, text: str) -> list[str]:
    match node:
        case ast.Compare(left=left, ops=ops, comparators=more) if all(type(each) in _COMPARISONS for each in ops):
            return [name for each in (left, *more) for name in _names(each, text)]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return _names(left, text) + _names(right, text)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _names(operand, text)
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return []
        case ast.Name() | ast.Attribute():
            return [_dotted(node, text)]
    raise wrong(f'"{(ast.get_source_segment(text.strip(), node) or text)[:60]}" is not allowed; write {WORDS}')


def _dotted(node: ast.expr, text: str) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            return f"{_dotted(value, text)}.{name}"
    raise wrong(f'"{text[:60]}" is not a comparison; write {WORDS}')


def _evaluated(node: ast.expr, values: Mapping[str, Any]) -> Any:
    match node:
        case ast.Compare(left=left, ops=ops, comparators=more):
            terms = [_evaluated(each, values) for each in (left, *more)]
            holds: Any = True
            for op, a, b in zip(ops, terms, terms[1:], strict=False):
                holds = holds & _COMPARISONS[type(op)](a, b)
            return holds
        case ast.BinOp(left=left, op=op, right=right):
            return _BINARY[type(op)](_evaluated(left, values), _evaluated(right, values))
        case ast.UnaryOp(operand=operand):
            return -_evaluated(operand, values)
        case ast.Constant(value=value):
            return value
    return values[_dotted(node, "")]
