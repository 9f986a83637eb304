"""Frames as parquet files of declared columns; the same frames give the same bytes.

A file says in its metadata which replications it holds and where each category was first seen. So any split of the
replications over files merges into one and the same order of categories, and categories without a row survive.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from .columns import FRAMES, assembled
from .disk import Foreign

KEY = b"valuechain"
ROWS = 1 << 16
"""Rows from which a row group is written; it always holds whole replications, unless one alone exceeds the most."""
MOST_ROWS = 1 << 20

Place = tuple[int, int]
"""Where a category was first seen: the replication, and the position among the categories of its column."""

_ARROW = {
    "category": pa.dictionary(pa.int32(), pa.string()),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
}


@dataclass(frozen=True)
class Content:
    """What a file holds: its replications, and by column the categories with their places."""

    replications: frozenset[int] = frozenset()
    places: Mapping[str, Mapping[str, Place]] = field(default_factory=dict)

    @classmethod
    def of(cls, frame: pd.DataFrame, replication: int) -> Content:
        """Return the content of the frame of one replication."""
        columns = [name for name, dtype in frame.dtypes.items() if dtype == "category"]
        places = {
            str(name): {str(each): (replication, i) for i, each in enumerate(frame[name].cat.categories)}
            for name in columns
        }
        return cls(frozenset([replication]), places)

    def categories(self) -> dict[str, list[str]]:
        """Return the categories of each column in their order."""
        return {name: sorted(places, key=places.__getitem__) for name, places in self.places.items()}

    def to_json(self) -> bytes:
        """Return the content as the metadata of a file."""
        return json.dumps({"replications": _spans(self.replications), "places": self.places}).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Content:
        """Return the content that a file's metadata tell."""
        told = json.loads(text)
        numbers = frozenset(each for first, last in told["replications"] for each in range(first, last + 1))
        places = {
            name: {each: (place[0], place[1]) for each, place in known.items()}
            for name, known in told["places"].items()
        }
        return cls(numbers, places)


def merged(contents: Iterable[Content]) -> Content:
    """Return what files hold together; a category counts from where it was seen first."""
    replications: set[int] = set()
    places: dict[str, dict[str, Place]] = {}
    for content in contents:
        replications |= content.replications
        for name, known in content.places.items():
            mine = places.setdefault(name, {})
            for each, place in known.items():
                mine[each] = min(place, mine.get(each, place))
    return Content(frozenset(replications), places)


def _spans(numbers: Iterable[int]) -> list[list[int]]:
    """Return the numbers as first and last of each unbroken span."""
    spans: list[list[int]] = []
    for each in sorted(numbers):
        if spans and spans[-1][1] == each - 1:
            spans[-1][1] = each
        else:
            spans.append([each, each])
    return spans


def schema(name: str, content: Content) -> pa.Schema:
    """Return the columns of frame ``name`` as parquet has them, with the content as metadata."""
    fields = [pa.field(c.name, _ARROW[c.dtype]) for c in FRAMES[name]]
    return pa.schema(fields, metadata={KEY: content.to_json()})


def to_table(name: str, frame: pd.DataFrame, content: Content) -> pa.Table:
    """Return the frame as a table whose categories are those of ``content``; a missing number becomes null."""
    columns = schema(name, content)
    arrays = [_array(frame[each.name], each.type) for each in columns]
    return recoded(pa.Table.from_arrays(arrays, schema=columns), content)


def to_tables(name: str, frame: pd.DataFrame, content: Content) -> Iterator[pa.Table]:
    """Yield the frame as tables of as many rows as a row group has at most: no second copy of the whole is made."""
    for first in range(0, max(1, len(frame)), MOST_ROWS):
        yield to_table(name, frame.iloc[first : first + MOST_ROWS], content)


def _array(column: pd.Series[Any], kind: pa.DataType) -> pa.Array:
    if not pa.types.is_dictionary(kind):
        return pa.array(column.to_numpy(), kind, from_pandas=True)
    codes = column.cat.codes.to_numpy().astype(np.int32)
    known = pa.array(column.cat.categories.astype(str).tolist(), pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), known)


def recoded(table: pa.Table, content: Content) -> pa.Table:
    """Return the table with the categories of ``content``."""
    for name, known in content.categories().items():
        at = table.schema.get_field_index(name)
        table = table.set_column(at, table.schema.field(at), _with_dictionary(table.column(at), known))
    return table.replace_schema_metadata({KEY: content.to_json()})


def _with_dictionary(column: pa.ChunkedArray, known: list[str]) -> pa.Array:
    array = column.unify_dictionaries().combine_chunks()
    own = array.dictionary.to_pylist()
    if own == known:
        return array
    codes = pa.array([known.index(each) for each in own], pa.int32()).take(array.indices)
    return pa.DictionaryArray.from_arrays(codes, pa.array(known, pa.string()))


def to_frame(table: pa.Table, content: Content) -> pd.DataFrame:
    """Return a table as a frame whose categories are those of ``content``."""
    table = recoded(table, content)
    columns = {name: _values(table.column(name)) for name in table.column_names}
    return assembled(columns, table.num_rows)


def _values(column: pa.ChunkedArray) -> Any:
    if not pa.types.is_dictionary(column.type):
        return column.to_numpy()
    array = column.combine_chunks()
    codes = array.indices.fill_null(-1).to_numpy()
    return pd.Categorical.from_codes(codes, categories=array.dictionary.to_pylist())


def united(frames: Mapping[int, pd.DataFrame]) -> pd.DataFrame:
    """Return the frames of replications, in the order of their numbers, as one."""
    content = merged(Content.of(frame, number) for number, frame in frames.items())
    known = content.categories()
    ordered = [
        frames[number].assign(**{name: frames[number][name].cat.set_categories(known[name]) for name in known})
        for number in sorted(frames)
    ]
    return pd.concat(ordered, ignore_index=True)


def read_content(path: Path) -> Content:
    """Return what the file holds."""
    return _told(pq.read_schema(path))


def is_sound(path: Path, name: str) -> bool:
    """Return whether the file is there and its footer is that of frame ``name``; no rows are read.

    Raises:
        OSError: the disk does not let us look.
    """
    try:
        with pq.ParquetFile(path) as file:
            content = _told(file.schema_arrow)
            return file.schema_arrow.equals(schema(name, content)) and _numbered(file.metadata, content)
    except FileNotFoundError:
        return False
    except OSError as error:
        if error.errno is not None:  # of the disk; without a number it is of the parquet format
            raise
        return False
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, pa.ArrowException):
        return False


def _told(columns: pa.Schema) -> Content:
    if KEY not in (columns.metadata or {}):
        raise Foreign
    return Content.from_json(columns.metadata[KEY])


def _numbered(footer: pq.FileMetaData, content: Content) -> bool:
    """Return whether the row groups are of the replications that the content tells, as far as a footer knows."""
    at = footer.schema.names.index("replication") if "replication" in footer.schema.names else None
    if at is None or not content.replications:
        return bool(content.replications)
    known = (footer.row_group(group).column(at).statistics for group in range(footer.num_row_groups))
    return all(each is None or not each.has_min_max or {each.min, each.max} <= content.replications for each in known)


def read_tables(path: Path) -> Iterator[tuple[int, pa.Table]]:
    """Yield the tables of a file replication by replication, one row group in memory at a time."""
    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            yield from _by_replication(file.read_row_group(group))


def _by_replication(table: pa.Table) -> Iterator[tuple[int, pa.Table]]:
    numbers = table.column("replication").combine_chunks()
    start = 0
    for run in numbers.value_counts() if len(numbers) else ():
        length = run["counts"].as_py()
        yield run["values"].as_py(), table.slice(start, length)
        start += length


def write(path: Path, schema: pa.Schema, tables: Iterable[pa.Table]) -> None:
    """Write tables, in their order, into row groups of about `ROWS` rows; return when the disk has them."""
    with path.open("wb") as file:
        with pq.ParquetWriter(file, schema, compression="zstd") as writer:
            for group in _groups(tables):
                writer.write_table(group, row_group_size=MOST_ROWS)
        file.flush()
        os.fsync(file.fileno())


def _groups(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Yield tables joined until they have `ROWS` rows; in one piece, for pieces decide where pages end."""
    waiting: list[pa.Table] = []
    rows = 0
    for table in tables:
        waiting.append(table)
        rows += table.num_rows
        if rows >= ROWS:
            yield pa.concat_tables(waiting).combine_chunks()
            waiting, rows = [], 0
    if waiting:
        yield pa.concat_tables(waiting).combine_chunks()
