"""A folder of results: one part for each finished replication, compacted into one file a frame at the end.

::

    <scenario>-<id>/
      scenario.yaml     the scenario, fully explicit
      provenance.json   versions, seed, git, command, times, replications
      runs.parquet …    one file a frame, in the order of replications
      summary.parquet, summary.csv
      parts/<number>/   finished replications that are not compacted yet, one parquet file a frame

Whatever the moment at which a run is killed, each finished replication is in the files or in the parts; what is in
both counts once.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from heapq import merge
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from valuechain.errors import ResultsError
from valuechain.scenario import Scenario

from .columns import FRAMES, ONLY_WHERE, ONLY_WITH
from .disk import reading, replace_text, settle, staged, writing
from .parquet import (
    MOST_ROWS,
    Content,
    is_sound,
    merged,
    read_content,
    read_tables,
    recoded,
    schema,
    to_frame,
    to_table,
    to_tables,
    write,
)
from .summary import summarise

RAW = tuple(name for name in FRAMES if name != "summary")
"""The frames that a replication may have; `summary` is made of all of them."""


def recorded(scenario: Scenario) -> list[str]:
    """Return the frames that each replication of the scenario has."""
    kinds = kinds_of(scenario)
    there = (name for name in RAW if name not in ONLY_WITH or ONLY_WITH[name] in kinds)
    given = (name for name in there if name not in ONLY_WHERE or _is_given(scenario, ONLY_WHERE[name]))
    return [name for name in given if getattr(scenario.record, SWITCHES.get(name, name), True)]


def kinds_of(scenario: Scenario) -> set[str]:
    """Return the kinds of chains that the scenario has, as `columns.ONLY_WITH` names them."""
    kinds: set[str] = {chain.paradigm for chain in scenario.chains.values()}
    if any(getattr(chain, "stations", None) for chain in scenario.chains.values()):
        kinds.add("echelons")
    if scenario.has_people:
        kinds.add("people")
    return kinds


SWITCHES = {"members": "participants", "accounts": "participants"}
"""Frames that are kept under the switch of another."""


def _is_given(scenario: Scenario, key: str) -> bool:
    return any(getattr(chain, key, None) is not None for chain in scenario.chains.values())


@dataclass(frozen=True)
class Folder:
    """A folder of results; its methods raise ResultsError where the disk fails or a file is damaged."""

    path: Path

    @property
    def parts(self) -> Path:
        """Where finished replications lie until they are compacted."""
        return self.path / "parts"

    # what is there ---------------------------------------------------------------------------------------------------

    def finished(self) -> frozenset[int]:
        """Return the numbers of the replications that are finished."""
        return self.compacted("runs").replications | frozenset(self._part_numbers())

    def complete(self, names: Collection[str]) -> frozenset[int]:
        """Return the numbers of the replications that are finished and have all frames ``names``."""
        numbers = self._part_numbers()
        found = [
            self.compacted(name).replications
            | {each for each in numbers if (self._part(each) / f"{name}.parquet").exists()}
            for name in names
        ]
        return frozenset.intersection(*found)

    def repair(self, names: Collection[str]) -> list[str]:
        """Remove what is damaged, so that it counts as not there; return the files of ``names`` that were or are lost.

        A file is judged by its footer. The summary goes too unless both its files agree; `compact` makes it anew.
        """
        with writing(self.path):
            lost = []
            for number in self._part_numbers():
                files = [self._part(number) / f"{name}.parquet" for name in names]
                bad = [file for file, name in zip(files, names, strict=True) if not is_sound(file, name)]
                if bad:
                    shutil.rmtree(self._part(number))
                    lost += bad
            there = [name for name in names if self._file(name).exists()]
            bad = [self._file(name) for name in names if there and not is_sound(self._file(name), name)]
            for file in (*bad, *([] if self._summary_is_sound() else [self._file("summary")])):
                file.unlink(missing_ok=True)
        return [str(file.relative_to(self.path)) for file in (*bad, *lost)]

    def _summary_is_sound(self) -> bool:
        csv = self.path / "summary.csv"
        if not is_sound(self._file("summary"), "summary") or not csv.exists():
            return False
        with reading(csv):
            frame = to_frame(pq.ParquetFile(self._file("summary")).read(), self.compacted("summary"))
            return csv.read_bytes() == frame.to_csv(index=False, lineterminator="\n").encode()

    def names(self) -> tuple[str, ...]:
        """Return the frames that are there, apart from `summary`."""
        first = next(iter(self._part_numbers()), None)
        found = [self.path] if first is None else [self.path, self._part(first)]
        return tuple(name for name in RAW if any((place / f"{name}.parquet").exists() for place in found))

    def compacted(self, name: str) -> Content:
        """Return what the compacted file of frame ``name`` holds; nothing if there is none."""
        file = self._file(name)
        with reading(file):
            return read_content(file) if file.exists() else Content()

    def _file(self, name: str) -> Path:
        return self.path / f"{name}.parquet"

    def _part(self, number: int) -> Path:
        return self.parts / f"{number:06d}"

    def _part_numbers(self) -> list[int]:
        return sorted(int(each.name) for each in self.parts.glob("[0-9]*")) if self.parts.is_dir() else []

    # texts -----------------------------------------------------------------------------------------------------------

    def write_text(self, name: str, text: str) -> None:
        """Write a text file in one step, the folder too if it does not exist."""
        with writing(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            replace_text(self.path / name, text)

    def read_provenance(self) -> dict[str, Any]:
        """Return the provenance."""
        file = self.path / "provenance.json"
        with reading(file):
            told = json.loads(file.read_text("utf-8"))
            if not _is_provenance(told):
                raise ValueError("provenance.json does not tell where the results come from")
            return dict(told)

    # replications ----------------------------------------------------------------------------------------------------

    def keep(self, number: int, frames: Mapping[str, pd.DataFrame]) -> None:
        """Write a finished replication as a part, in one step; one that is there already stays."""
        with writing(self.path), staged(self.parts, f"{number:06d}") as draft:
            for name, frame in frames.items():
                content = Content.of(frame, number)
                write(draft / f"{name}.parquet", schema(name, content), to_tables(name, frame, content))
            settle(draft)
            if not self._part(number).exists():
                draft.rename(self._part(number))
            settle(self.parts)

    def read(self, name: str, wanted: Collection[int] | None = None) -> pd.DataFrame:
        """Return frame ``name``, of the ``wanted`` replications or of all.

        Raises:
            ResultsError: no replication has finished, or the scenario keeps no such frame.
        """
        tables = _Tables(self, name)
        with reading(self._file(name)):
            lacking = frozenset(wanted or ()) - tables.content.replications
            pieces = [table for number, table in tables if wanted is None or number in wanted]
            if tables.content.replications and not lacking:
                empty = schema(name, tables.content).empty_table()  # a frame may have no row at all
                return to_frame(pa.concat_tables(pieces or [empty]), tables.content)
        raise ResultsError(self.path, *self._why_missing(name))

    def _why_missing(self, name: str) -> tuple[str, str]:
        if not self.finished():
            return "no replication has finished yet", "run the scenario again"
        return (f"{name!r} is missing or lacks replications", "run the scenario again")

    def read_summary(self, wanted: Collection[int]) -> pd.DataFrame:
        """Return the frame `summary` of the ``wanted`` replications."""
        content = self.compacted("summary")
        if content.replications != frozenset(wanted):
            return summarise(self.read("runs", wanted))
        with reading(self._file("summary")):
            return to_frame(pq.ParquetFile(self._file("summary")).read(), content)

    # compaction ------------------------------------------------------------------------------------------------------

    def compact(self) -> None:
        """Move all parts into one file a frame, and bring the summary up to date.

        New files are complete on the disk before the first takes its name, and parts go last. So a run that is killed
        here loses nothing.
        """
        with writing(self.path), staged(self.path, "compaction") as draft:
            if self._part_numbers():
                for name in self.names():
                    self._merge(name, draft)
            self._replace_by(draft)
            if self.compacted("summary").replications != self.finished():
                self._summarise(draft)
            self._replace_by(draft)
            shutil.rmtree(self.parts, ignore_errors=True)

    def _merge(self, name: str, draft: Path) -> None:
        tables = _Tables(self, name)
        columns = schema(name, tables.content)
        write(draft / f"{name}.parquet", columns, (recoded(table, tables.content) for table in _whole(tables)))

    def _summarise(self, draft: Path) -> None:
        frame = summarise(self.read("runs"))
        content = Content(self.finished(), Content.of(frame, 0).places)
        write(draft / "summary.parquet", schema("summary", content), [to_table("summary", frame, content)])
        frame.to_csv(draft / "summary.csv", index=False, lineterminator="\n")

    def _replace_by(self, draft: Path) -> None:
        for file in sorted(draft.iterdir()):
            file.replace(self.path / file.name)
        settle(self.path)


def _whole(tables: Iterable[tuple[int, pa.Table]]) -> Iterator[pa.Table]:
    """Yield replications in one piece each, or in several of `MOST_ROWS` rows, wherever files were cut before."""
    for _, pieces in groupby(tables, key=itemgetter(0)):
        waiting: pa.Table | None = None
        for _, table in pieces:
            waiting = table if waiting is None else pa.concat_tables([waiting, table])
            while waiting.num_rows > MOST_ROWS:
                yield waiting.slice(0, MOST_ROWS)
                waiting = waiting.slice(MOST_ROWS)
        if waiting is not None:
            yield waiting


def _is_provenance(told: object) -> bool:
    """Return whether ``told`` has what everyone who reads a provenance relies on."""
    if not isinstance(told, dict) or not isinstance(told.get("earlier", []), list):
        return False
    counts = told.get("replications")
    texts = all(isinstance(told.get(name), str) for name in ("scenario", "title", "question", "currency"))
    return texts and isinstance(counts, dict) and isinstance(counts.get("requested"), int)


def _read_part(number: int, file: Path) -> Iterator[tuple[int, pa.Table]]:
    """Yield the tables of a part, one row group in memory at a time."""
    with pq.ParquetFile(file) as part:
        for group in range(part.num_row_groups):
            yield number, part.read_row_group(group)


class _Tables:
    """The tables of one frame, replication by replication in their order, from the compacted file and the parts."""

    def __init__(self, folder: Folder, name: str) -> None:
        self.file = folder._file(name)
        held = folder.compacted(name)
        numbers = [each for each in folder._part_numbers() if each not in held.replications]
        self.files = {each: folder._part(each) / f"{name}.parquet" for each in numbers}
        self.held = held

    @cached_property
    def content(self) -> Content:
        """What they hold together."""
        with reading(self.file):
            return merged([self.held, *(read_content(each) for each in self.files.values())])

    def __iter__(self) -> Iterator[tuple[int, pa.Table]]:
        compacted = read_tables(self.file) if self.held.replications else iter(())
        fresh = (pair for number, file in self.files.items() for pair in _read_part(number, file))
        with reading(self.file):
            yield from merge(compacted, fresh, key=itemgetter(0))
