"""A store of cells: what one replication of one point gave, found by what it depends on.

::

    cells/
      parts/<id>.parquet      one batch of cells, written by whoever ran it
      <id>.parquet            many batches in one file

A cell's key is its point's id, a hash of everything that bears on the numbers (resolved scenario, model), and the
number of the replication. Equal keys have equal numbers, so a cell that is there twice counts once, and files may be
written by any number of processes at the same time. A file is complete on the disk before it takes its name, and a
batch goes only when the file that holds its cells is there. A failed cell is a row with an error; it does not count as
there.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from .disk import locked, reading, settle, writing

ID = 16
"""Bytes of a point's id."""

MANY = 64
"""Batches from which they are gathered into one file."""
ROWS = 1 << 16
"""Cells from which a file is left alone."""
PIECE = 1 << 12
"""Cells, about, that are read and written at a time."""

_FIXED = {"point": pa.binary(ID), "replication": pa.int32(), "error": pa.string(), "traceback": pa.string()}

Ids = npt.NDArray[np.bytes_]


@dataclass(frozen=True)
class Row:
    """One cell: the id of its point, its replication, and its measures by column, or its error and traceback."""

    point: bytes
    replication: int
    measures: Mapping[str, float]
    error: str | None = None
    traceback: str | None = None


@dataclass(frozen=True)
class Cells:
    """The store in folder ``path``; its methods raise ResultsError where the disk fails or a file is damaged."""

    path: Path

    @property
    def parts(self) -> Path:
        """Where batches lie until they are gathered."""
        return self.path / "parts"

    def keep(self, rows: Sequence[Row]) -> str:
        """Write a batch and return its name, which its cells decide: the same cells make the same file."""
        name = _name((row.point, row.replication) for row in rows)
        with writing(self.path):
            self.parts.mkdir(parents=True, exist_ok=True)
            _write(self.parts / f"{name}.parquet", [_table(rows)])
        return name

    def names(self) -> frozenset[str]:
        """Return the names of all files; a name stands for its content, which never changes."""
        return frozenset(str(file.relative_to(self.path)) for file in self._files())

    def _files(self) -> list[Path]:
        return sorted([*self.path.glob("*.parquet"), *self.parts.glob("*.parquet")]) if self.path.is_dir() else []

    def keys(self, known: frozenset[str] = frozenset()) -> tuple[Ids, npt.NDArray[np.int32], frozenset[str]]:
        """Return point ids and replications of the cells that are there, and the names of the files that were read.

        Files that are ``known`` are left out. One that somebody gathers meanwhile is found where it went.
        """
        ids, numbers, seen = [np.empty(0, f"S{ID}")], [np.empty(0, np.int32)], set(known)
        while fresh := self.names() - seen:
            for name in sorted(fresh):
                seen.add(name)
                for table in self._read(name, ["point", "replication", "error"]):
                    there = table.filter(table.column("error").is_null())
                    ids.append(_ids(there))
                    numbers.append(there.column("replication").to_numpy().astype(np.int32))
        return np.concatenate(ids), np.concatenate(numbers), frozenset(seen)

    def tables(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """Yield all cells, piece by piece, with key, error, traceback and ``columns``; one that is missing is null.

        A cell may come more than once. Whoever reads this way keeps others from gathering (`gathering`).
        """
        for name in sorted(self.names()):
            yield from self._read(name, [*_FIXED, *columns])

    def _read(self, name: str, columns: Sequence[str]) -> Iterator[pa.Table]:
        file = self.path / name
        try:
            opened = file.open("rb")
        except FileNotFoundError:  # gathered since it was listed
            return
        with reading(file), opened, pq.ParquetFile(opened) as parquet:
            there = [column for column in columns if column in parquet.schema_arrow.names]
            for group in range(parquet.num_row_groups):
                table = parquet.read_row_group(group, columns=there)
                for column in columns:
                    if column not in there:
                        table = table.append_column(column, pa.nulls(table.num_rows, pa.float64()))
                yield table.select(list(columns))

    def repair(self) -> list[str]:
        """Remove files that are damaged, so that their cells count as not there; return their names."""
        lost = []
        with writing(self.path):
            for name in sorted(self.names()):
                try:
                    pq.read_metadata(self.path / name)
                except FileNotFoundError:
                    continue
                except (pa.ArrowException, ValueError, OSError):
                    (self.path / name).unlink(missing_ok=True)
                    lost.append(name)
        return lost

    def gather(self, at_least: int = 1) -> None:
        """Put batches and small files into one, if there are ``at_least`` so many batches and nobody else does so."""
        if len(list(self.parts.glob("*.parquet"))) < at_least:
            return
        with locked(self.path, wait=True):
            batches = sorted(self.parts.glob("*.parquet"))
            small = [file for file in sorted(self.path.glob("*.parquet")) if pq.read_metadata(file).num_rows < ROWS]
            if len(batches) < at_least:
                return
            with writing(self.path):
                self._gather([*small, *batches])

    def _gather(self, files: Sequence[Path]) -> None:
        name = _name((file.name.encode(), 0) for file in files)
        goal = self.path / f"{name}.parquet"
        _write(goal, _joined(files))
        for file in files:
            if file != goal:
                file.unlink(missing_ok=True)
        settle(self.path)


def _name(keys: Any) -> str:
    whole = sha256()
    for point, number in keys:
        whole.update(point + number.to_bytes(4, "little"))
    return whole.hexdigest()[:32]


def _ids(table: pa.Table) -> Ids:
    """Return the point ids of a table as an array that can be sorted."""
    column = table.column("point").combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.binary(ID))
    data = column.buffers()[1]
    raw = b"" if data is None else data.to_pybytes()[column.offset * ID : (column.offset + len(column)) * ID]
    return np.frombuffer(raw, dtype=f"S{ID}")


ids = _ids


def _table(rows: Sequence[Row]) -> pa.Table:
    measures = list(dict.fromkeys(name for row in rows for name in row.measures))
    columns: dict[str, pa.Array] = {
        "point": pa.array([row.point for row in rows], _FIXED["point"]),
        "replication": pa.array([row.replication for row in rows], pa.int32()),
        "error": pa.array([row.error for row in rows], pa.string()),
        "traceback": pa.array([row.traceback for row in rows], pa.string()),
    }
    for name in measures:
        values = np.array([row.measures.get(name, np.nan) for row in rows], dtype=np.float64)
        columns[name] = pa.array(values, from_pandas=True)
    return pa.table(columns)


def _joined(files: Sequence[Path]) -> Iterator[pa.Table]:
    """Yield the cells of files in pieces of about `PIECE`, each cell with the columns of all of them."""
    schema = pa.unify_schemas([pq.read_schema(file) for file in files])
    waiting, rows = [], 0
    for table in _pieces(files):
        for column in schema.names:
            if column not in table.column_names:
                table = table.append_column(column, pa.nulls(table.num_rows, pa.float64()))
        waiting.append(table.select(schema.names))
        rows += table.num_rows
        if rows >= PIECE:
            yield pa.concat_tables(waiting).combine_chunks()
            waiting, rows = [], 0
    if waiting:
        yield pa.concat_tables(waiting).combine_chunks()


def _pieces(files: Sequence[Path]) -> Iterator[pa.Table]:
    for file in files:
        with pq.ParquetFile(file) as parquet:
            for group in range(parquet.num_row_groups):
                yield parquet.read_row_group(group)


def _write(goal: Path, tables: Any) -> None:
    """Write tables under a name in one step."""
    draft = goal.with_name(f".{goal.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        with draft.open("wb") as file:
            writer = None
            for table in tables:
                writer = writer or pq.ParquetWriter(file, table.schema, compression="zstd")
                writer.write_table(table)
            if writer is not None:
                writer.close()
            file.flush()
            os.fsync(file.fileno())
        draft.replace(goal)
    finally:
        draft.unlink(missing_ok=True)
    settle(goal.parent)
