"""A table of points: one row a point, one column a factor."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic_core import PydanticCustomError

from valuechain.errors import Fault, ScenarioError
from valuechain.scenario.factor import Factor
from valuechain.scenario.problems import Problem, listing, present, suggestion
from valuechain.scenario.sweep import MOST_POINTS
from valuechain.scenario.varying import Value, Varied


@dataclass(frozen=True)
class Heading:
    """A column: the path of its factor and where in its line it begins."""

    path: str
    column: int


@dataclass(frozen=True)
class Table:
    """The cells of a CSV file, not read yet, under headings that are paths."""

    file: str
    columns: tuple[Heading, ...]
    cells: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]

    def rows(self, factors: Sequence[Varied]) -> list[tuple[Value, ...]]:
        """Return the values; ScenarioError lists every cell that is wrong."""
        faults, rows = [], []
        for line, cells in zip(self.lines, self.cells, strict=True):
            row = []
            for factor, text, place in zip(factors, cells, _starts(cells), strict=True):
                try:
                    row.append(factor.from_text(text.strip()))
                except PydanticCustomError as error:
                    faults.append(Fault(self.file, line, place, factor.label, error.message()))
            rows.append(tuple(row))
        if faults:
            raise ScenarioError(faults)
        return rows

    def faults(self, problems: Sequence[Problem]) -> list[Fault]:
        """Return problems of factors as faults of the headings."""
        places = {each.path: each.column for each in self.columns}
        return [
            Fault(self.file, 1, places.get(str(each.at[1]), 1) if len(each.at) > 1 else 1, "", each.message)
            for each in problems
        ]


def read_table(file: Path, factors: Mapping[str, Factor]) -> Table:
    """Return the table in ``file``, whose columns are headed by paths, or by labels of ``factors``.

    Raises:
        ScenarioError: the file cannot be read, or is no table of points.
    """
    rows = list(csv.reader(io.StringIO(_text(file))))
    numbered = [(line, row) for line, row in enumerate(rows, start=1) if any(cell.strip() for cell in row)]
    if len(numbered) < 2:
        raise ScenarioError(
            [Fault(str(file), 0, 0, "", "holds no points; write a line of names and one for each point")]
        )
    (_, names), *body = numbered
    paths = {factor.label: path for path, factor in factors.items() if factor.label}
    headings = tuple(
        Heading(paths.get(name.strip(), name.strip()), place) for name, place in zip(names, _starts(names), strict=True)
    )
    faults = _heading_faults(file, headings, factors)
    faults += [
        Fault(str(file), line, 1, "", f"has {len(row)} cells, and {len(names)} columns are named; write one for each")
        for line, row in body
        if len(row) != len(names)
    ]
    if len(body) > MOST_POINTS:
        faults.append(Fault(str(file), 0, 0, "", f"has {len(body)} points, and at most {MOST_POINTS} are run"))
    if faults:
        raise ScenarioError(faults)
    return Table(str(file), headings, tuple(tuple(row) for _, row in body), tuple(line for line, _ in body))


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except FileNotFoundError:
        raise ScenarioError(
            [Fault(str(file), 0, 0, "", "there is no such table; write the path of a CSV file")]
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise ScenarioError([Fault(str(file), 0, 0, "", f"the table cannot be read ({reason})")]) from None


def _starts(cells: Sequence[str]) -> list[int]:
    starts, at = [], 1
    for cell in cells:
        starts.append(at)
        at += len(cell) + 1
    return starts


def _heading_faults(file: Path, headings: Sequence[Heading], factors: Mapping[str, Factor]) -> list[Fault]:
    faults, seen = [], set()
    for each in headings:
        if each.path in seen:
            faults.append(Fault(str(file), 1, each.column, "", f'"{each.path}" heads two columns; keep one'))
        if factors and each.path not in factors:
            known = [factor.label or path for path, factor in factors.items()]
            told = f'there is no factor "{each.path}"; {present(known)}{suggestion(each.path, known)}'
            faults.append(Fault(str(file), 1, each.column, "", told))
        seen.add(each.path)
    lacking = [factor.label or path for path, factor in factors.items() if path not in seen]
    if lacking:
        told = f"has no column for {listing(lacking, 'and')}; add it, or take the factor out of the sweep"
        faults.append(Fault(str(file), 1, 1, "", told))
    return faults
