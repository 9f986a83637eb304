"""What a sweep gave, read from its folder; nothing of the simulation is needed for that."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from valuechain.errors import RequestError, ResultsError

from .disk import reading
from .headline import ONE, aligned, numbers
from .parquet import KEY

if TYPE_CHECKING:
    import xarray as xr

FRAMES = ("points", "runs", "summary", "failures")
ABOUT = "sweep.json"
AGAIN = "run the same command again; what has finished is kept"


class Sweep:
    """The frames of a sweep, with its design and where it comes from.

    ``points`` has a row for each point: `point`, then a column for each factor. ``runs`` has a row for each finished
    cell: `point`, `replication`, then a column for each output (`measure` of the whole market or `chain.measure`).
    ``summary`` has a row for each point and output: mean over replications, with its 95 % t-interval. ``failures`` has
    a row for each cell that failed. ``design`` tells the method, its parameters, SALib's `problem` (a factor of a few
    values counts by its position in ``design["levels"]``); ``units`` the unit of each factor and output.
    """

    def __init__(self, about: dict[str, Any], read: Callable[[str], pd.DataFrame], folder: Path | None = None) -> None:
        self.about, self.folder, self._read = about, folder, read

    @property
    def name(self) -> str:
        """Name of the sweep."""
        return str(self.about["name"])

    @property
    def design(self) -> dict[str, Any]:
        """Method, parameters, `problem` and `levels` of the design."""
        return dict(self.about["design"])

    @property
    def outputs(self) -> list[str]:
        """Names of the outputs, columns of `runs`."""
        return list(self.about["outputs"])

    @property
    def factors(self) -> list[str]:
        """Names of the factors, columns of `points`."""
        return [each["label"] for each in self.about["factors"]]

    @property
    def units(self) -> dict[str, str]:
        """The unit of each factor and output; money in the scenario's currency."""
        return dict(self.about["units"])

    @property
    def provenance(self) -> dict[str, Any]:
        """Scenario, versions, seed, command and times."""
        return dict(self.about["provenance"])

    @property
    def complete(self) -> bool:
        """Whether every cell that was asked for has finished."""
        return bool(self.about["cells"]["finished"] == self.about["cells"]["requested"])

    @cached_property
    def points(self) -> pd.DataFrame:
        """One row by point: the values of the factors."""
        return self._read("points")

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row by point and replication that has finished: the outputs."""
        return self._read("runs")

    @cached_property
    def summary(self) -> pd.DataFrame:
        """One row by point and output: mean over replications with its interval; n = 0 where nothing is known."""
        return self._read("summary")

    @cached_property
    def failures(self) -> pd.DataFrame:
        """One row by cell that failed: error, traceback, and the command that runs it again."""
        return self._read("failures")

    def frame(self, name: str) -> pd.DataFrame:
        """Return the frame ``name``.

        Raises:
            ResultsError: there is no such frame, or its file is missing.
        """
        if name not in FRAMES:
            place = str(self.folder or self.name)
            raise ResultsError(place, f"a sweep has no frame {name!r}", f"its frames are {', '.join(FRAMES)}")
        return pd.DataFrame(getattr(self, name))

    @cached_property
    def sample(self) -> pd.DataFrame | None:
        """The numbers in [0, 1] from which the points were drawn, a column by factor; None where nothing was drawn."""
        return self._read("sample") if self.about["sampled"] else None

    @property
    def currency(self) -> str:
        """Currency of the scenario."""
        return str(self.provenance.get("currency") or "EUR")

    def sensitivity(self, outputs: Sequence[str] | None = None, method: str | None = None) -> pd.DataFrame:
        """Return how much of each output each factor answers for, by the method that belongs to the design.

        A grid, and points of no design, take ``delta`` or ``pawn`` in its place.

        The columns are told where it is done: `valuechain.analysis.sensitivity.sensitivity`.

        Raises:
            MissingCells: cells are missing.
            RequestError: there is no such output, it does not vary, or the method does not suit the design.
        """
        from valuechain.analysis.sensitivity import sensitivity  # above this room, and slow to load

        return sensitivity(
            self.points, self.runs, self.design, failures=self.failures, outputs=outputs, sample=self.sample,
            method=method,
        )  # fmt: skip

    def to_xarray(self) -> xr.Dataset:
        """Return the runs as an xarray dataset: a grid by its factors, anything else by point; and by replication.

        Raises:
            RequestError: xarray is not installed.
        """
        try:
            import xarray as xr
        except ImportError:
            raise RequestError("to_xarray needs the library xarray; install it: pip install xarray") from None
        grid = self.design["method"] == "grid" and len(self.points) == _cells(self.points[self.factors])
        keys = self.factors if grid else ["point"]
        table = self.points.merge(self.runs, on="point").set_index([*keys, "replication"])[self.outputs]
        data = xr.Dataset.from_dataframe(_plain(table))
        if not grid:
            rows = self.points.set_index("point")
            data = data.assign_coords(
                {name: ("point", rows[name].loc[data["point"].to_numpy()]) for name in self.factors}
            )
        for name in (*self.factors, *self.outputs):
            data[name].attrs["units"] = self.units.get(name, "")
        return data

    @property
    def heading(self) -> list[str]:
        """Title, question, number of points and cells, folder, line by line, those that there are."""
        lines = [self.about["title"] or self.name, self.about["question"], self.count, str(self.folder or "")]
        return [line for line in lines if line]

    @property
    def count(self) -> str:
        """How many points and cells there are, in words."""
        cells, points = self.about["cells"], self.about["points"]
        done = f"{cells['finished']:,} cells"
        if not self.complete:
            done = f"{cells['finished']:,} of {cells['requested']:,} cells finished ({cells['failed']:,} failed)"
        each = cells["requested"] == points
        words = f"{points:,} point{'s' * (points != 1)} of {len(self.factors)} factor{'s' * (len(self.factors) != 1)}"
        return f"{words} ({self.design['method']}), {done}" + (f" ({ONE})" if each else ", 95 % intervals")

    def __repr__(self) -> str:
        return "\n".join([*self.heading, "", self._table()])

    def _table(self) -> str:
        """Return, for each output, where it is smallest and largest, as lines."""
        rows = []
        for output in self.outputs:
            known = self.summary[(self.summary["output"] == output) & self.summary["mean"].notna()]
            if len(known):
                rows += [self._line(output, word, known.iloc[int(at())]) for word, at in
                         (("lowest", known["mean"].argmin), ("highest", known["mean"].argmax))]  # fmt: skip
        return aligned(["output", "unit", "", "at", "mean", "±"], rows, 4)

    def _line(self, output: str, word: str, row: pd.Series[Any]) -> list[str]:
        at = ", ".join(f"{name} = {_short(row[name])}" for name in self.factors[:3])
        more = ", …" if len(self.factors) > 3 else ""
        mean, width = numbers([row["mean"], row["half_width"]])
        return [output, self.units.get(output, ""), word, at + more, mean, width]


def _short(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _cells(points: pd.DataFrame) -> int:
    n = 1
    for name in points:
        n *= points[name].nunique()
    return n


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with the words of its index as text: xarray would keep categories that are not there."""
    index: Any = table.index
    levels = [level.astype(str) if level.dtype == "category" else level for level in index.levels]
    return table.set_axis(index.set_levels(levels))


def is_sweep(folder: Path) -> bool:
    """Return whether a folder is that of a sweep, finished or not."""
    return (folder / ABOUT).is_file() or (folder / "cells").is_dir()


def load_sweep(folder: str | Path) -> Sweep:
    """Return the sweep in ``folder``; frames are read when they are looked at.

    Raises:
        ResultsError: there is no such folder, it holds no sweep, or the sweep's frames have not been written yet.
    """
    place = Path(folder)
    if not (place / ABOUT).is_file():
        if (place / "cells").is_dir():
            raise ResultsError(folder, "the sweep has not finished", AGAIN)
        inside = sorted(str(each.parent) for each in place.glob(f"*/{ABOUT}")) if place.is_dir() else []
        if inside:
            raise ResultsError(folder, "is no sweep itself", f"name one of those in it: {', '.join(inside)}")
        remedy = "name a folder that `valuechain sweep` has written, such as results/sweeps/<name>-<id>"
        raise ResultsError(folder, "holds no sweep" if place.exists() else "there is no such folder", remedy)
    with reading(place / ABOUT):
        about = json.loads((place / ABOUT).read_text("utf-8"))
        tables = about["tables"]
    return Sweep(about, lambda name: read_table(place, name, tables), place)


def read_table(folder: Path, name: str, tables: str) -> pd.DataFrame:
    """Return a frame of a sweep whose frames were written together as ``tables``.

    Raises:
        ResultsError: the file is missing or damaged, or not written together with the others.
    """
    file = folder / f"{name}.parquet"
    with reading(file):
        found = pq.ParquetFile(file).read()
        together = (found.schema.metadata or {}).get(KEY, b"").decode() == tables
    if not together:
        raise ResultsError(folder, "was interrupted while its frames were written", AGAIN)
    return _frame(found)


def _frame(table: pa.Table) -> pd.DataFrame:
    return pd.DataFrame({name: _values(table.column(name)) for name in table.column_names}, copy=False)


def _values(column: pa.ChunkedArray) -> Any:
    if pa.types.is_dictionary(column.type):
        array = column.unify_dictionaries().combine_chunks()
        if isinstance(array, pa.ChunkedArray):
            array = array.chunk(0) if array.num_chunks else pa.array([], column.type)
        known = pd.Index(array.dictionary.to_pylist(), dtype="str")
        return pd.Categorical.from_codes(array.indices.to_numpy(), categories=known)
    if pa.types.is_string(column.type):
        return pd.array(column.to_pylist(), dtype="str")
    return column.to_numpy()
