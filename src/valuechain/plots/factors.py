"""What factors and outputs of a sweep are called on axes, and which of its cells are missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from valuechain.analysis.cells import factors_of
from valuechain.errors import RequestError
from valuechain.results.measures import RUNS

from .wording import rounded

UNITS = {column.name: column.unit for column in RUNS}
SMALL = 0.001
"""Size below which a level is written as a power of ten."""
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
STATISTICS = ("point", "output", "mean", "sd", "n", "half_width", "low", "high")


def labels(names: Sequence[str]) -> dict[str, str]:
    """Return for each path the shortest end of it that no other has, in words."""
    paths = [name.split(".") for name in names]

    def short(path: list[str]) -> str:
        for depth in range(1, len(path) + 1):
            if sum(other[-depth:] == path[-depth:] for other in paths) == 1:
                return " ".join(path[-depth:])
        return " ".join(path)

    return {name: short(path).replace("_", " ") for name, path in zip(names, paths, strict=True)}


def quantity(label: str, name: str, units: Mapping[str, str] | None) -> str:
    """Return what stands on the axis of a factor: its label, with its unit where ``units`` has one."""
    told = (units or {}).get(name, "")
    return f"{label} ({told})" if told else label


def measure(output: str) -> str:
    """Return an output in words: `maker.mean_wait` as "mean wait of maker"."""
    chain, _, name = output.rpartition(".")
    return name.replace("_", " ") + (f" of {chain}" if chain else "")


def unit(output: str, currency: str) -> str:
    """Return the unit of an output; empty for shares, indices, and what is no column of `runs`."""
    told = UNITS.get(output.rpartition(".")[2], "").replace("money", currency)
    return "" if told in ("share", "index") else told


def axis(output: str, currency: str) -> str:
    """Return what stands on the axis of an output."""
    told = unit(output, currency)
    return measure(output) + (f" ({told})" if told else "")


def factors(summary: pd.DataFrame) -> list[str]:
    """Return the factors of the frame `summary` of a sweep."""
    return [name for name in factors_of(summary) if name not in STATISTICS]


def of_output(summary: pd.DataFrame, output: str, *columns: str) -> pd.DataFrame:
    """Return the rows of one output.

    Raises:
        RequestError: there is no such output or column.
    """
    known = [str(name) for name in summary["output"].unique()]
    if output not in known:
        raise RequestError(f"there is no output {output!r}; there are {', '.join(known)}")
    for name in columns:
        if name not in factors(summary):
            raise RequestError(f"there is no factor {name!r}; there are {', '.join(factors(summary))}")
    return summary[summary["output"] == output]


def missing_note(points: int, found: int, mark: str = "×") -> str:
    """Return the note on points without a value; empty where there is none."""
    lost = points - found
    return f"{mark}: {lost} of {points} points missing" if lost else ""


def level(value: object) -> str:
    """Return a level of a factor as one reads it; one far below 1 as a power of ten."""
    if not isinstance(value, int | float | np.number):
        return str(value)
    number = float(value)
    if 0 < abs(number) < SMALL:
        digits, power = f"{number:.2e}".split("e")
        return f"{digits.rstrip('0').rstrip('.')}×10{str(int(power)).translate(RAISED)}".replace("-", "\N{MINUS SIGN}")
    return rounded(number, 4)


def extremes(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the rows of the highest and of the lowest mean."""
    known = rows[rows["mean"].notna()]
    return known.iloc[int(known["mean"].argmax())], known.iloc[int(known["mean"].argmin())]
