"""A declared column: name, type, unit and meaning; and the keys that every frame has."""

from __future__ import annotations

from typing import NamedTuple

ALL = "all"
"""In the column ``chain``: the whole market."""


class Column(NamedTuple):
    """A declared column; ``dtype`` is a pandas dtype."""

    name: str
    dtype: str
    unit: str
    meaning: str


KEYS = (
    Column("scenario", "category", "", "name of the scenario"),
    Column("replication", "int32", "", "number of the replication, from 0"),
    Column("chain", "category", "", "name of the chain; `all` is the whole market"),
)
