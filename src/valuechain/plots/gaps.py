"""Differences between scenarios, with their intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from valuechain.errors import RequestError
from valuechain.results.column import ALL

from .quotes import amount, distinguishable, headline_rows, level, measure_name, quote, subject
from .style import COLOURS, GREY, caption, new_figure, styled, thousands
from .wording import ALONE, SPACE, capital, listed

MARKERS = "osD^v"
MOST = 3
"""Most scenarios that the title tells one by one."""
FILLED = "filled: the interval leaves out 0"


@styled
def differences(comparison: pd.DataFrame, *, currency: str = "EUR") -> Figure:
    """Draw the differences of the headline's measures with their intervals, one marker for each scenario.

    ``comparison`` is the frame of that name. Measures in different units share one scale: the difference in percent
    of the larger of the two means (in size), defined unless both are 0. Beside it stands the difference itself.

    Raises:
        RequestError: no measure of the headline has a difference.
    """
    rows = _scaled(headline_rows(comparison))
    if rows.empty:
        raise RequestError("there is no difference to draw: the scenarios have no measure of the headline in common")
    panels = list(dict.fromkeys(rows["chain"].astype(str)))
    others = list(dict.fromkeys(rows["scenario"].astype(str)))
    counts = [rows.loc[rows["chain"] == chain, "measure"].nunique() for chain in panels]
    figure = new_figure(1.7 + sum((0.16 + 0.26 * len(others)) * n + 0.3 for n in counts))
    grid = figure.subplots(len(panels), 1, sharex=True, squeeze=False, gridspec_kw={"height_ratios": counts})[:, 0]
    for axes, chain in zip(grid, panels, strict=True):
        _draw_panel(axes, rows[rows["chain"] == chain], others, currency)
        axes.set_title(("Whole market" if chain == ALL else f"Chain {chain}") if len(panels) > 1 else "")
    grid[-1].set_xlabel(f"difference from {rows['baseline'].iloc[0]} (% of the larger of the two means)")
    thousands(grid[-1].xaxis)
    if len(others) > 1:
        grid[0].legend(loc="lower left", bbox_to_anchor=(0, 1.02 if len(panels) == 1 else 1.12), ncols=len(others))
    caption(figure, _finding(rows, currency), _interval(rows), FILLED)
    return figure


def _scaled(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with difference and half-width in percent of the larger mean."""
    size = rows[["baseline_mean", "mean"]].abs().max(axis=1)
    percent = (100 / size).where(size > 0, 0.0)
    return rows.assign(place=rows["difference"] * percent, reach=(rows["half_width"] * percent).fillna(0.0))


def _draw_panel(axes: Axes, rows: pd.DataFrame, others: list[str], currency: str) -> None:
    measures = list(dict.fromkeys(rows["measure"].astype(str)))
    step = 0.7 / len(others)
    axes.axvline(0, color=GREY, linewidth=0.9)
    for number, other in enumerate(others):
        colour = COLOURS[number % len(COLOURS)]
        shift = (number - (len(others) - 1) / 2) * step
        axes.plot([], [], MARKERS[number % len(MARKERS)], color=colour, label=other)
        for _, row in rows[rows["scenario"] == other].iterrows():
            place = measures.index(row["measure"]) + shift
            face = colour if distinguishable(row) else "white"
            axes.errorbar(
                row["place"], place, xerr=row["reach"], fmt=MARKERS[number % len(MARKERS)], color=colour,
                markerfacecolor=face, markersize=6.5, capsize=4, linewidth=1.4,
            )  # fmt: skip
            axes.annotate(
                amount(row, currency), (1.015, place), xycoords=("axes fraction", "data"), va="center", fontsize=8.5,
                color=colour if len(others) > 1 else "black",
            )  # fmt: skip
    axes.set_yticks(np.arange(len(measures)), [capital(measure_name(measure)) for measure in measures])
    axes.set_ylim(len(measures) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0, labelcolor="black")
    axes.grid(visible=False, axis="y")


def _finding(rows: pd.DataFrame, currency: str) -> str:
    """Return what became of the value created, or of the first measure there is, in each scenario."""
    first = rows[(rows["chain"] == ALL) & (rows["measure"] == "welfare")]
    first = rows[rows["measure"] == rows["measure"].iloc[0]].drop_duplicates("scenario") if first.empty else first
    if len(first) == 1:
        return quote(first.iloc[0], currency).rpartition(" (")[0]
    what, than = capital(subject(first.iloc[0])), first["baseline"].iloc[0]
    if len(first) <= MOST:
        told = [f"{_clause(row, currency)} with {row['scenario']}" for _, row in first.iterrows()]
        return f"{what} is {listed(told)}, compared with {than}"
    sides = first["difference"].where(first.apply(distinguishable, axis=1), 0.0)
    higher, lower = int((sides > 0).sum()), int((sides < 0).sum())
    return f"{what} is higher than with {than} in {higher} of {len(first)} scenarios, lower in {lower}"


def _clause(row: pd.Series, currency: str) -> str:
    if not distinguishable(row):
        return "not distinguishable"
    size = row.copy()
    size["difference"] = abs(row["difference"])
    return f"{amount(size, currency)} {'higher' if row['difference'] > 0 else 'lower'}"


def _interval(rows: pd.DataFrame) -> str:
    n = int(rows["n"].min())
    if n < 2:
        return ALONE
    kinds = set(rows["interval"].astype(str))
    kind = "of paired differences" if kinds == {"paired"} else "of independent means" if kinds == {"welch"} else ""
    told = level(rows.iloc[0]).replace(" %", f"{SPACE}%")
    return f"Whiskers: {told} intervals {kind}, n = {n}".replace("  ", " ")
