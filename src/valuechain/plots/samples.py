"""Many points at once: parallel coordinates and pairs of factors, with what an output is at each point."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from valuechain.errors import RequestError

from .factors import axis, factors, labels, measure, missing_note, of_output, quantity
from .heatmap import PALETTE
from .style import COLOURS, GREY, caption, new_figure, styled, thousands
from .wording import SPACE, capital, rounded

TOP = 0.1
MOST_LINES, MOST_DOTS = 500, 2000
"""Points drawn at most, evenly picked: more only make a figure black and its file large."""
MOST_PAIRS = 6


@styled
def parallel_coordinates(
    summary: pd.DataFrame,
    output: str,
    *,
    top: float = TOP,
    currency: str = "EUR",
    units: Mapping[str, str] | None = None,
) -> Figure:
    """Draw each point as a line across its factors and the output; the ``top`` share by output is dark.

    ``units`` has the unit of each factor.

    Raises:
        RequestError: there is no such output, or no two numeric factors.
    """
    rows, names = _numeric(summary, output)
    known = rows[rows["mean"].notna()]
    table = known[[*names, "mean"]].to_numpy(np.float64)
    low, high = table.min(axis=0), table.max(axis=0)
    scaled = (table - low) / np.where(high > low, high - low, 1.0)
    chosen = table[:, -1] >= np.quantile(table[:, -1], 1 - top)
    figure = new_figure(4.6)
    axes = figure.subplots()
    for part, colour, thickness in ((~chosen, "#c9c9c9", 0.6), (chosen, COLOURS[0], 1.4)):
        drawn = _thinned(scaled[part])
        lines = [np.column_stack([np.arange(len(low)), line]) for line in drawn]
        axes.add_collection(LineCollection(lines, colors=colour, linewidths=thickness))
    words = labels(names)
    below = [*(quantity(words[each], each, units) for each in names), axis(output, currency)]
    axes.set_xticks(range(len(low)), [each.replace(" (", "\n(") for each in below])
    for place, (least, most) in enumerate(zip(low, high, strict=True)):
        axes.plot([place, place], [0, 1], color=GREY, linewidth=1)
        for value, y, side in ((least, -0.02, "top"), (most, 1.02, "bottom")):
            axes.text(place, y, rounded(float(value)), ha="center", va=side, fontsize=8.5, color=GREY)
    axes.set(xlim=(-0.3, len(low) - 0.7), ylim=(-0.1, 1.1), yticks=[])
    axes.grid(visible=False)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="x", length=0)
    note = f"Blue: the top {100 * top:.0f}{SPACE}% of points by {measure(output)}"
    note += _unseen(rows, names)
    finding = _narrowest(scaled, chosen, names, words, table, output, units or {})
    caption(figure, finding, note, missing_note(len(rows), len(known), "left out"))
    return figure


def _numeric(summary: pd.DataFrame, output: str) -> tuple[pd.DataFrame, list[str]]:
    rows = of_output(summary, output)
    names = [
        name
        for name in factors(rows)
        if pd.api.types.is_numeric_dtype(rows[name]) and rows[name].min() < rows[name].max()
    ]
    if len(names) < 2:
        raise RequestError("points in two numeric factors at least are needed")
    return rows, names


def _unseen(rows: pd.DataFrame, names: list[str]) -> str:
    """Return the note on factors that are words and have no axis; empty where there are none."""
    others = [name for name in factors(rows) if name not in names and len(rows[name].unique()) > 1]
    words = labels(factors(rows))
    return f" · not drawn: {', '.join(words[name] for name in others)}" if others else ""


def _thinned(table: Any, most: int = MOST_LINES) -> Any:
    """Return at most so many rows, evenly picked."""
    return table if len(table) <= most else table[:: math.ceil(len(table) / most)]


def _narrowest(
    scaled: np.ndarray, chosen: np.ndarray, names: list[str], words: dict[str, str], table: np.ndarray, output: str,
    units: Mapping[str, str],
) -> str:  # fmt: skip
    """Say in which factor the best points lie closest together, beside the others."""
    spread = scaled[chosen, :-1].std(axis=0) / np.maximum(scaled[:, :-1].std(axis=0), 1e-12)
    at = int(spread.argmin())
    if spread[at] > 0.8:
        return f"High {measure(output)} is found all over: no factor confines it"
    low, high = (rounded(float(end)) for end in (table[chosen, at].min(), table[chosen, at].max()))
    where = f"= {low}" if low == high else f"from {low} to {high}"
    return f"High {measure(output)} goes with {words[names[at]]} {where} {units.get(names[at], '')}".rstrip()


@styled
def pair_plot(
    summary: pd.DataFrame, output: str, *, currency: str = "EUR", units: Mapping[str, str] | None = None
) -> Figure:
    """Draw the points in every two factors, coloured by the output, and the output over each factor on the diagonal.

    ``units`` has the unit of each factor.

    Raises:
        RequestError: there is no such output, or no two numeric factors, or more than six.
    """
    rows, names = _numeric(summary, output)
    if len(names) > MOST_PAIRS:
        raise RequestError(f"{len(names)} factors are too many for pairs; choose {MOST_PAIRS} at most")
    known = rows[rows["mean"].notna()]
    shown = _thinned(known, MOST_DOTS)
    values, words = shown["mean"].to_numpy(float), labels(names)
    norm = Normalize(float(values.min()), float(values.max()))
    size = len(names)
    figure = new_figure(1.4 + 1.55 * size)
    grid = figure.subplots(size, size, squeeze=False, sharex="col")
    for row, second in enumerate(names):
        for column, first in enumerate(names):
            axes = grid[row, column]
            if column > row:
                axes.set_visible(False)
                continue
            y = shown["mean"] if row == column else shown[second]
            axes.scatter(shown[first], y, c=values, cmap=PALETTE, norm=norm, s=9, linewidths=0)
            below, beside = (quantity(words[each], each, units) for each in (first, second))
            _dress(axes, below if row == size - 1 else "", _beside(row, column, beside, output))
    bar = figure.colorbar(ScalarMappable(norm, PALETTE), ax=grid, label=axis(output, currency), shrink=0.6, pad=0.02)
    thousands(bar.ax.yaxis)
    bar.outline.set_visible(False)
    ranks = [abs(known[name].corr(known["mean"], method="spearman")) for name in names]
    best = int(np.argmax(ranks))
    caption(
        figure, f"{capital(measure(output))} goes most with {words[names[best]]}: rank correlation "
        f"{known[names[best]].corr(known['mean'], method='spearman'):+.2f}".replace("-", "\N{MINUS SIGN}"),
        f"Diagonal: {measure(output)} over the factor; {len(shown)} of {len(known)} points"
        + _unseen(rows, names),
        missing_note(len(rows), len(known), "left out"),
    )  # fmt: skip
    return figure


def _beside(row: int, column: int, name: str, output: str) -> str:
    if row == column:
        return measure(output) if column == 0 else ""
    return name if column == 0 else ""


def _dress(axes: Axes, below: str, beside: str) -> None:
    axes.set(xlabel=below, ylabel=beside)
    axes.grid(visible=False)
    axes.locator_params(nbins=3)
    thousands(axes.xaxis)
    thousands(axes.yaxis)
    axes.tick_params(labelsize=8)
