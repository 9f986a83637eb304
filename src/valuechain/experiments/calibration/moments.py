"""Moments: what was measured, by name, and what a replication gives for it.

A table of them comes in one of two forms. As a list it has the columns `moment` and `target`, and may have `weight` (1
where it is missing) and `time` (in days; then the moment is a value over time, else one of the whole run). As a record
over time it has a column `year` (or `time`, in days) and columns of measurements, of which ``match`` says what they
are: ``maker.sold=produced/1000`` for the units sold by the chain maker, measured by the column produced in thousandths.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from valuechain.errors import RequestError
from valuechain.results.column import ALL
from valuechain.results.columns import FRAMES
from valuechain.results.history import COMMUNITY, history_moments

Frames = Mapping[str, pd.DataFrame]
Measure = Callable[[Frames], float]
"""A moment of the user's own: takes the frames of a replication, gives a number."""

YEAR = 365.0
HISTORY = ".history"
MATCH = re.compile(r"(?P<moment>[^=]+)=(?P<column>[^/]+)(?:/(?P<per>[^/]+))?")
OF_RUNS, OF_SERIES = (
    {column.name for column in FRAMES[name] if column.dtype == "float64"} for name in ("runs", "series")
)


@dataclass(frozen=True)
class Moment:
    """A measured number: its name, its ``target``, its ``weight``, and the ``time`` in days if it has one.

    The name is `measure` for the whole market or `chain.measure`, a column of `runs`, or of `series` with a time;
    `chain.history.measure`, a column of `results.history.history_moments`; or the name of a measure of the user's own.
    """

    name: str
    target: float
    weight: float = 1.0
    time: float | None = None

    @property
    def label(self) -> str:
        """The name, with the time where there is one."""
        return self.name if self.time is None else f"{self.name} at day {self.time:g}"

    def of(self, frames: Frames, own: Mapping[str, Measure]) -> float:
        """Return the value that one replication gives.

        Raises:
            RequestError: there is no such measure, chain or sample.
        """
        if self.name in own:
            return float(own[self.name](frames))
        chain, _, measure = self.name.rpartition(".")
        if chain.endswith(HISTORY):
            return self._of_history(frames, chain.removesuffix(HISTORY), measure)
        return self._of_run(frames["runs"], chain or ALL, measure) if self.time is None else (
            self._of_sample(frames["series"], chain or ALL, measure)
        )  # fmt: skip

    def _of_run(self, runs: pd.DataFrame, chain: str, measure: str) -> float:
        if measure not in OF_RUNS:
            raise RequestError(f"the moment {self.name!r} is no column of `runs`; there are {_listed(OF_RUNS)}")
        rows = runs[runs["chain"] == chain]
        if rows.empty:
            raise RequestError(f"the moment {self.name!r} is of no chain; there are {_listed(runs['chain'])}")
        return float(rows[measure].iloc[0])

    def _of_history(self, frames: Frames, chain: str, measure: str) -> float:
        if "revisions" not in frames:
            raise RequestError(f"the moment {self.name!r} needs a commons whose revisions are recorded")
        table = _history(frames)
        if measure not in table.columns[len(COMMUNITY) :]:
            known = _listed(table.columns[len(COMMUNITY) :])
            raise RequestError(f"the moment {self.name!r} is no moment of a history; there are {known}")
        rows = table[table["chain"] == chain]
        if rows.empty:
            raise RequestError(f"the moment {self.name!r} is of no commons; there are {_listed(table['chain'])}")
        return float(rows[measure].iloc[0])

    def _of_sample(self, series: pd.DataFrame, chain: str, measure: str) -> float:
        if measure not in OF_SERIES - {"time", "price"}:
            known = _listed(OF_SERIES - {"time", "price"})
            raise RequestError(f"the moment {self.name!r} is no column of `series` to add up; there are {known}")
        rows = series if chain == ALL else series[series["chain"] == chain]
        if rows.empty:
            raise RequestError(f"the moment {self.name!r} is of no chain; there are {_listed(series['chain'])}")
        at = rows[np.isclose(rows["time"].to_numpy(np.float64), float(self.time or 0.0))]
        if at.empty:
            raise RequestError(f"the scenario has no sample at day {self.time:g}; set sample_every to suit the table")
        return float(at[measure].sum())


def _history(frames: Frames) -> pd.DataFrame:
    """Return the moments of the history, which are worked out once for a replication, not for each moment."""
    revisions = frames["revisions"]
    if HISTORY not in revisions.attrs:
        revisions.attrs[HISTORY] = history_moments(revisions)
    found: pd.DataFrame = revisions.attrs[HISTORY]
    return found


def read_moments(
    file: str | PathLike[str], match: Sequence[str] = (), calendar_start: int | None = None
) -> list[Moment]:
    """Return the moments of a table, in its order; a target that is missing in a record over time is left out.

    ``calendar_start`` is the year in which the scenario begins; a row of the year begins one year before its sample.

    Raises:
        RequestError: the file cannot be read, or says something else than a table of moments does.
    """
    path = Path(file)
    try:
        table = pd.read_csv(path)
    except (OSError, ValueError) as error:
        raise RequestError(
            f"{path} cannot be read ({error}); give a table as CSV with names in its first line"
        ) from error
    moments = _record(table, path, match, calendar_start) if match else _list(table, path)
    if not moments:
        raise RequestError(f"{path} names no moment")
    return moments


def _list(table: pd.DataFrame, path: Path) -> list[Moment]:
    for name in ("moment", "target"):
        if name not in table:
            raise RequestError(
                f"{path} has no column {name!r}; give moment and target, or say by --match what its columns measure"
            )
    return [_moment(row, f"{path}:{line}") for line, row in enumerate(table.to_dict("records"), start=2)]


def _moment(row: Mapping[Any, Any], place: str) -> Moment:
    target, weight, time = (_number(row.get(name), place, name) for name in ("target", "weight", "time"))
    if target is None:
        raise RequestError(f"{place}: the target is missing")
    if weight is not None and not weight >= 0:
        raise RequestError(f"{place}: the weight {weight:g} is below 0")
    return Moment(str(row["moment"]).strip(), target, 1.0 if weight is None else weight, time)


def _number(value: Any, place: str, name: str) -> float | None:
    try:
        number = float("nan") if value is None else float(value)
    except ValueError:
        raise RequestError(f"{place}: the {name} {value!r} is not a number") from None
    return None if math.isnan(number) else number


def _record(table: pd.DataFrame, path: Path, match: Sequence[str], calendar_start: int | None) -> list[Moment]:
    times = _times(table, path, calendar_start)
    moments = []
    for each in match:
        found = MATCH.fullmatch(each.strip())
        if found is None:
            raise RequestError(f"{each!r} is no match; write maker.sold=COLUMN, or maker.sold=COLUMN/1000")
        name, column = found["moment"].strip(), found["column"].strip()
        if column not in table:
            raise RequestError(f"{path} has no column {column!r}; there are {', '.join(map(str, table.columns))}")
        per = _number(found["per"], each, "divisor") if found["per"] else 1.0
        for line, (time, value) in enumerate(zip(times, table[column], strict=True), start=2):
            target = _number(value, f"{path}:{line}", column)
            if target is not None:
                moments.append(Moment(name, target / (per or 1.0), time=time))
    return moments


def _times(table: pd.DataFrame, path: Path, calendar_start: int | None) -> list[float]:
    if "time" in table:
        return [float(each) for each in table["time"]]
    if "year" not in table:
        raise RequestError(f"{path} has neither a column 'year' nor 'time' (in days)")
    if calendar_start is None:
        raise RequestError(f"{path} counts years, but the scenario has no calendar_start; set it")
    return [YEAR * (float(year) - calendar_start + 1) for year in table["year"]]


def _listed(names: Any) -> str:
    return ", ".join(sorted({str(name) for name in names}))
