"""The frames of a sweep, made from its store: the same cells give the same bytes, whoever ran them and when."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from .cells import Cells, Ids, ids
from .disk import replace_text, settle, staged, writing
from .parquet import KEY
from .summary import half_width
from .sweep import ABOUT

MEMORY = 8_000_000
"""Bytes of outputs that are put in order at a time."""
PIECE = 1 << 17
"""Rows of a frame that are written at a time."""
MOST_LINES = 1 << 20
"""Lines that `summary.csv` has at most, as many as spreadsheets take; a longer summary is in parquet only."""

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Wanted:
    """The cells of a sweep: by point, the id and the number of its replications, which are numbered from 0."""

    points: pd.DataFrame
    ids: Ids
    replications: Whole
    outputs: tuple[str, ...]

    @property
    def cells(self) -> int:
        """Number of cells."""
        return int(self.replications.sum())

    def chunks(self) -> Iterator[tuple[int, int]]:
        """Yield spans of points whose outputs fit into `MEMORY`, of about `PIECE` cells at most."""
        rows = max(1, min(PIECE, MEMORY // (8 * max(1, len(self.outputs)))))
        start, ends = 0, np.cumsum(self.replications)
        while start < len(self.ids):
            before = int(ends[start - 1]) if start else 0
            stop = max(start + 1, int(np.searchsorted(ends, before + rows, side="right")))
            yield start, stop
            start = stop


@dataclass(frozen=True)
class Chunk:
    """The cells of a span of points in order: point, replication, outputs (cells, outputs), and what is not there."""

    point: Whole
    replication: Whole
    outputs: Floats
    there: npt.NDArray[np.bool_]
    errors: Mapping[int, tuple[str, str]]


def ordered(cells: Cells, wanted: Wanted, start: int, stop: int) -> Chunk:
    """Return the cells of the points from ``start`` to before ``stop``, found wherever they lie in the store."""
    counts = wanted.replications[start:stop]
    point = np.repeat(np.arange(start, stop), counts)
    replication = _numbered(counts)
    known, place = np.unique(wanted.ids[start:stop], return_inverse=True)
    widest = int(counts.max(initial=0))
    row_of = np.repeat(place, counts) * widest + replication
    slots = np.full((len(known) * widest, len(wanted.outputs)), np.nan)
    there = np.zeros(len(slots), np.bool_)
    errors: dict[int, tuple[str, str]] = {}
    for table in cells.tables(wanted.outputs):
        _fill(table, known, widest, slots, there, errors, wanted.outputs)
    failed = {int(i): errors[int(row)] for i, row in enumerate(row_of) if not there[row] and int(row) in errors}
    return Chunk(point, replication, slots[row_of], there[row_of], failed)


def _numbered(counts: Whole) -> Whole:
    """Return 0 … n - 1 for each n of ``counts``."""
    ends = np.cumsum(counts)
    return np.arange(int(counts.sum())) - np.repeat(ends - counts, counts)


def _fill(
    table: pa.Table, known: Ids, widest: int, slots: Floats, there: npt.NDArray[np.bool_],
    errors: dict[int, tuple[str, str]], outputs: Sequence[str],
) -> None:  # fmt: skip
    """Put the cells of a table that are wanted into their slots."""
    keys = ids(table)
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    replication = table.column("replication").to_numpy().astype(np.int64)
    ours = (known[at] == keys) & (replication < widest)
    if not ours.any():
        return
    rows, mine = at[ours] * widest + replication[ours], table.filter(pa.array(ours))
    sound = mine.column("error").is_null().to_numpy()
    for column, name in enumerate(outputs):
        values = mine.column(name).to_numpy().astype(np.float64)
        slots[rows[sound], column] = values[sound]
    there[rows[sound]] = True
    for i in np.flatnonzero(~sound).tolist():
        told = (mine.column("error")[i].as_py(), mine.column("traceback")[i].as_py())
        row = int(rows[i])
        errors[row] = min(told, errors.get(row, told))


def write_tables(
    folder: Path, cells: Cells, wanted: Wanted, about: Mapping[str, Any], sample: pd.DataFrame | None,
    command: Callable[[int, int], str],
) -> dict[str, Any]:  # fmt: skip
    """Write the frames of a sweep and what is told of it; ``command`` says how a cell is run again.

    New files are complete before the first takes its name, and `sweep.json`, which tells which frames belong together,
    goes last.
    """
    tables = about["tables"]
    with writing(folder), staged(folder, "tables") as draft:
        _write(draft / "points.parquet", tables, wanted.points)
        if sample is not None:
            _write(draft / "sample.parquet", tables, sample)
        finished, failed = _write_cells(draft, cells, wanted, tables, command)
        _write_csv(draft, len(wanted.ids) * len(wanted.outputs))
        counts = {"requested": wanted.cells, "finished": finished, "failed": failed}
        told = {**about, "points": len(wanted.ids), "cells": counts, "sampled": sample is not None}
        settle(draft)
        for file in sorted(draft.iterdir()):
            file.replace(folder / file.name)
        if len(wanted.ids) * len(wanted.outputs) > MOST_LINES:
            (folder / "summary.csv").unlink(missing_ok=True)
        settle(folder)
        replace_text(folder / ABOUT, json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    return told


def _write_cells(
    draft: Path, cells: Cells, wanted: Wanted, tables: str, command: Callable[[int, int], str]
) -> tuple[int, int]:
    """Write `runs`, `summary` and `failures`; return how many cells have finished, and how many have failed."""
    finished = failed = 0
    with (
        _Writer(draft / "runs.parquet", tables) as runs,
        _Writer(draft / "summary.parquet", tables) as summary,
        _Writer(draft / "failures.parquet", tables) as failures,
    ):
        for start, stop in wanted.chunks():
            chunk = ordered(cells, wanted, start, stop)
            runs.write(_table(_runs(chunk, wanted.outputs)))
            summary.write(_table(_summary(chunk, wanted, start, stop)))
            failures.write(_failures(chunk, command))
            finished += int(chunk.there.sum())
            failed += len(chunk.errors)
    return finished, failed


def _runs(chunk: Chunk, outputs: Sequence[str]) -> pd.DataFrame:
    keys = {"point": chunk.point[chunk.there], "replication": chunk.replication[chunk.there]}
    values = chunk.outputs[chunk.there]
    return pd.DataFrame(keys | {name: values[:, i] for i, name in enumerate(outputs)})


def _failures(chunk: Chunk, command: Callable[[int, int], str]) -> pa.Table:
    places = [(int(chunk.point[i]), int(chunk.replication[i])) for i in chunk.errors]
    return pa.table(
        {
            "point": pa.array([point for point, _ in places], pa.int64()),
            "replication": pa.array([number for _, number in places], pa.int64()),
            "error": pa.array([error for error, _ in chunk.errors.values()], pa.string()),
            "traceback": pa.array([text for _, text in chunk.errors.values()], pa.string()),
            "command": pa.array([command(*place) for place in places], pa.string()),
        }
    )


def _summary(chunk: Chunk, wanted: Wanted, start: int, stop: int) -> pd.DataFrame:
    """Return means with intervals of the points of a chunk: a row by point and output."""
    mean, sd, n = moments(chunk.outputs, wanted.replications[start:stop])
    width = half_width(sd, n)
    span, m = stop - start, len(wanted.outputs)
    points = wanted.points.iloc[np.repeat(np.arange(start, stop), m)].reset_index(drop=True)
    output = pd.Categorical.from_codes(np.tile(np.arange(m), span), categories=pd.Index(wanted.outputs, dtype="str"))
    told = {"mean": mean, "sd": sd, "n": n, "half_width": width, "low": mean - width, "high": mean + width}
    return points.assign(output=output, **{name: each.reshape(-1) for name, each in told.items()})


def moments(outputs: Floats, counts: Whole) -> tuple[Floats, Floats, Whole]:
    """Return mean, standard deviation and number of the known values of each group of rows; groups lie one by one.

    ``outputs`` is (rows, outputs), ``counts`` the rows of each group (none empty). The deviation is missing where
    n < 2.
    """
    starts = np.cumsum(counts) - counts
    known = ~np.isnan(outputs)
    n = np.add.reduceat(known, starts, axis=0, dtype=np.int64)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.add.reduceat(np.where(known, outputs, 0.0), starts, axis=0) / np.where(n, n, np.nan)
        deviations = np.where(known, outputs - np.repeat(mean, counts, axis=0), 0.0)
        squares = np.add.reduceat(deviations**2, starts, axis=0)
        sd = np.sqrt(squares / np.where(n > 1, n - 1, np.nan))
    return mean, sd, n


def _table(frame: pd.DataFrame) -> pa.Table:
    return pa.table({str(name): _array(frame[name]) for name in frame.columns})


def _array(column: pd.Series[Any]) -> pa.Array:
    if column.dtype == "category":
        known = pa.array(column.cat.categories.astype(str).tolist(), pa.string())
        return pa.DictionaryArray.from_arrays(pa.array(column.cat.codes.to_numpy().astype(np.int32)), known)
    return pa.array(column.to_numpy())


class _Writer:
    """Writes pieces of one frame, each as a row group."""

    def __init__(self, path: Path, tables: str) -> None:
        self._path, self._tables = path, tables
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> _Writer:
        self._file = self._path.open("wb")
        return self

    def write(self, table: pa.Table) -> None:
        table = table.replace_schema_metadata({KEY: self._tables})
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._file, table.schema, compression="zstd")
        self._writer.write_table(table, row_group_size=max(1, table.num_rows))

    def __exit__(self, *error: object) -> None:
        import os

        if self._writer is not None:
            self._writer.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()


def _write(path: Path, tables: str, frame: pd.DataFrame) -> None:
    """Write a frame, `PIECE` rows at a time."""
    with _Writer(path, tables) as writer:
        for start in range(0, max(1, len(frame)), PIECE):
            writer.write(_table(frame.iloc[start : start + PIECE]))


def _write_csv(draft: Path, lines: int) -> None:
    """Write `summary.csv` from the summary, a row group at a time."""
    if lines > MOST_LINES:
        return
    from .sweep import _frame

    summary = pq.ParquetFile(draft / "summary.parquet")
    with (draft / "summary.csv").open("w", encoding="utf-8", newline="") as file:
        for group in range(summary.num_row_groups):
            _frame(summary.read_row_group(group)).to_csv(file, index=False, header=group == 0, lineterminator="\n")
