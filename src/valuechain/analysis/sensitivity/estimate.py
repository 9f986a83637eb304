"""What every method gives and takes: an index with its interval, and the values that it is computed from."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from valuechain.analysis.cells import Floats, cells, factors_of
from valuechain.analysis.noise import components
from valuechain.errors import RequestError
from valuechain.randomness import stream

LEVEL = 0.95
RESAMPLES = 400
"""Bootstrap samples behind an interval."""
UNKNOWN = float("nan")


@dataclass(frozen=True)
class Index:
    """One index of one factor (or of two, for the second order); ``of_parameters`` is it without replication noise."""

    factor: str
    other: str
    index: str
    value: float
    half_width: float = UNKNOWN
    of_parameters: float = UNKNOWN


@dataclass(frozen=True)
class Sample:
    """The points of a design in order, and an output at each: points × replications.

    ``drawn`` (points, factors) holds the numbers in [0, 1] from which the points were made, where that is known.
    """

    points: pd.DataFrame
    table: Floats
    design: Mapping[str, Any]
    output: str
    drawn: Floats | None = None

    @classmethod
    def of(
        cls,
        points: pd.DataFrame,
        runs: pd.DataFrame,
        design: Mapping[str, Any],
        failures: pd.DataFrame | None,
        output: str,
        sample: pd.DataFrame | None,
    ) -> Sample:
        """Return the sample of a sweep's frames; see `sensitivity` for the arguments and errors."""
        table = cells(points, runs, output, failures=failures, design=design)
        drawn = None if sample is None else sample[factors_of(points)].to_numpy(np.float64)
        return cls(points, table, design, output, drawn)

    @property
    def factors(self) -> list[str]:
        """Names of the factors."""
        return factors_of(self.points)

    @property
    def problem(self) -> dict[str, Any]:
        """SALib's problem, a copy; without one in the design, each factor's range is that of its values."""
        given = self.design.get("problem") or {
            "names": self.factors,
            "bounds": [[float(values.min()), float(values.max())] for values in self.x.T],
        }
        return {**given, "num_vars": len(given["names"])}

    @property
    def x(self) -> Floats:
        """The points as numbers: points × factors; words by their position in the design's ``levels``.

        Raises:
            RequestError: a factor is not numeric, and the design does not order its words.
        """
        return np.column_stack([self._numbers(name) for name in self.factors])

    def _numbers(self, name: str) -> Floats:
        values, levels = self.points[name], self.design.get("levels")
        if pd.api.types.is_numeric_dtype(values):
            return values.to_numpy(np.float64)
        if not isinstance(levels, Mapping) or name not in levels:
            raise RequestError(f"the factor {name!r} is not numeric; this design's indices need numbers")
        places = {str(level): float(place) for place, level in enumerate(levels[name])}
        return np.array([places[str(value)] for value in values])

    @property
    def y(self) -> Floats:
        """The mean over replications at each point."""
        return np.asarray(self.table.mean(axis=1))

    def must_vary(self) -> None:
        """Raise RequestError if the output is the same at every point."""
        if np.ptp(self.y) == 0:
            raise RequestError(f"{self.output} is the same at every point: there is no variance to explain")

    @property
    def noise(self) -> float:
        """Share of replication noise in the variance of ``y``; missing for one replication."""
        return components(self.table).share_in_means

    def generator(self, purpose: str) -> np.random.Generator:
        """Return the stream for resampling, the same for the same design, output and purpose."""
        return stream(int(self.design.get("seed") or 0), 0, f"sensitivity/{purpose}/{self.output}")

    def seed(self, purpose: str) -> int:
        """Return a seed above 0 for functions that take nothing else."""
        return int(self.generator(purpose).integers(1, 2**31))

    def first(self, rows: int) -> Sample:
        """Return the first ``rows`` points alone."""
        drawn = None if self.drawn is None else self.drawn[:rows]
        return Sample(self.points.iloc[:rows], self.table[:rows], self.design, self.output, drawn)


@contextmanager
def contained() -> Iterator[None]:
    """Keep to itself what SALib's older analyses do to NumPy's global generator and to how warnings are shown."""
    state, written = np.random.get_state(), warnings.formatwarning  # noqa: NPY002 (to be put back)
    try:
        with warnings.catch_warnings(record=True):
            warnings.simplefilter("always")
            yield
    finally:
        np.random.set_state(state)  # noqa: NPY002
        warnings.formatwarning = written
