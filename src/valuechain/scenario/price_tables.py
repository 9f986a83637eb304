"""Prices from CSV files: put into the tree as schedules whose values know their file and line."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from valuechain.errors import Fault
from valuechain.scenario.layers import sight
from valuechain.scenario.nodes import Broken, Mark, Node, grown, plain
from valuechain.scenario.notation import Maybe, Notation
from valuechain.scenario.price import START, TABLE, PriceNotation, PriceTable
from valuechain.scenario.problems import listing, show, suggestion
from valuechain.scenario.reading import LARGEST
from valuechain.scenario.units import DAYS, exact

MOST_ROWS = 10_000


class _Unreadable(Exception):  # noqa: N818 (it says what the file is)
    def __init__(self, mark: Mark, message: str) -> None:
        self.mark, self.message = mark, message
        super().__init__(mark, message)


def inlined(root: Node, notation: Notation, horizon: float | None) -> tuple[Node, list[Fault]]:
    """Return the tree with every ``csv`` of prices turned into a schedule, and the faults of the files.

    ``horizon`` (days; None: not known) is what a table with ``until`` must cover.
    """
    faults: list[Fault] = []
    return _walked(root, notation, "", horizon, faults), faults


def _walked(node: Node, notation: Notation | None, path: str, horizon: float | None, faults: list[Fault]) -> Node:
    if isinstance(notation, Maybe):
        notation = notation.of
    if notation is None or not isinstance(node.value, dict):
        return node
    if isinstance(notation, PriceNotation) and notation.dated and list(node.value) == ["csv"]:
        return _schedule(node, path, horizon, faults)
    raw = sight(node)
    value = {
        key: _walked(below, notation.child(key, raw), f"{path}.{key}" if path else key, horizon, faults)
        for key, below in node.value.items()
    }
    return replace(node, value=value)


def _schedule(node: Node, path: str, horizon: float | None, faults: list[Fault]) -> Node:
    place = node.value["csv"]
    try:
        table = TABLE.read(plain(place))
    except (PydanticCustomError, ValidationError):
        return node  # what is wrong with it is said where prices are read
    assert isinstance(table, PriceTable)
    named = place.value["file"].mark
    try:
        steps = _steps(table, named, math.inf if horizon is None else horizon)
        if table.until is not None and horizon is not None and table.until < horizon:
            told = f"the prices are known up to {START.told(table.until)}, and the horizon is {START.told(horizon)}"
            raise _Unreadable(steps[-1].mark, f"{told}; add rows and a later until, or shorten the horizon")
    except _Unreadable as error:
        faults.append(Fault(error.mark.file, error.mark.line, error.mark.column, path, error.message))
        return replace(node, value=Broken())
    return grown({"schedule": grown(steps, node.mark, node.key)}, node.mark, node.key)


def _steps(table: PriceTable, named: Mark, horizon: float) -> list[Node]:
    """Return a step for each row of the file, from the second on only if it begins before the horizon."""
    file = Path(table.file) if not named.line else Path(named.file).parent / table.file
    rows = list(csv.reader(_text(file, named).splitlines()))
    if not rows:
        raise _Unreadable(Mark(str(file), 1, 1), "the file is empty; write a line with the names of the columns first")
    head = [name.strip() for name in rows[0]]
    places = [_column(head, name, str(file)) for name in (table.start, table.price)]
    body = [(number, row) for number, row in enumerate(rows[1:], start=2) if any(cell.strip() for cell in row)]
    if not body or len(body) > MOST_ROWS:
        problem = "there is no row of numbers" if not body else f"there are {len(body)} rows"
        raise _Unreadable(Mark(str(file), 1, 1), f"{problem}; write 1 to {MOST_ROWS} rows below the names")
    steps = [_step(table, row, places, str(file), number) for number, row in body]
    return [step for number, (day, step) in enumerate(steps) if number == 0 or day < horizon]


def _step(table: PriceTable, row: Sequence[str], places: Sequence[int], file: str, line: int) -> tuple[float, Node]:
    """Return the day from which a row holds, and its step."""
    (start, at_start), (price, at_price) = (_number(row, place, file, line) for place in places)
    days = (start - table.origin) * float(DAYS[table.unit.removesuffix("s")])
    entries = {"from": Node(f"{exact(days)} days", at_start, at_start), "price": Node(price, at_price, at_price)}
    return days, grown(entries, at_start, at_start)


def _number(row: Sequence[str], place: int, file: str, line: int) -> tuple[float, Mark]:
    mark = Mark(file, line, sum(len(cell) + 1 for cell in row[:place]) + 1)
    text = row[place].strip() if place < len(row) else ""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or "_" in text:
        raise _Unreadable(mark, f"{show(text) if text else 'an empty cell'} is not a number; write one such as 12.50")
    return number, mark


def _column(head: Sequence[str], name: str, file: str) -> int:
    if name not in head:
        near = suggestion(name, head)
        raise _Unreadable(
            Mark(file, 1, 1), f'there is no column "{name}"; the columns are {listing(head, "and")}{near}'
        )
    return head.index(name)


def _text(file: Path, named: Mark) -> str:
    try:
        data = file.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        _refuse(named, f'the file "{file}" cannot be read ({reason}); write the path of a CSV file')
    if len(data) > LARGEST:
        _refuse(named, f'the file "{file}" has {len(data)} bytes; at most {LARGEST} are read')
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _Unreadable(Mark(str(file), line, 1), "a byte that is not UTF-8; save the file as UTF-8") from None


def _refuse(mark: Mark, message: str) -> NoReturn:
    raise _Unreadable(mark, message)
