"""An output over two factors."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from valuechain.errors import RequestError

from .factors import axis, extremes, factors, labels, level, measure, missing_note, of_output, quantity, unit
from .style import GREY, caption, new_figure, styled, thousands
from .wording import ALONE, SPACE, capital, rounded, with_interval

PALETTE = "cividis"
"""Even in lightness: it reads the same for colour-blind eyes and in grey."""
WRITTEN = 60
"""Cells up to which the value is written into each."""


@styled
def heat_map(
    summary: pd.DataFrame,
    x: str,
    y: str,
    output: str,
    *,
    currency: str = "EUR",
    units: Mapping[str, str] | None = None,
) -> Figure:
    """Draw the means of ``output`` over the factors ``x`` and ``y``, with contours; cells without a value are hatched.

    ``units`` has the unit of each factor. Other factors, if there are any, are averaged over; the note says so.

    Raises:
        RequestError: there is no such output or factor, or a factor has only one level.
    """
    rows = of_output(summary, output, x, y)
    table = rows.pivot_table("mean", index=y, columns=x, aggfunc="mean", dropna=False).sort_index().sort_index(axis=1)
    if min(table.shape) < 2:
        raise RequestError(
            f"a map needs at least two levels of each factor; {x} has {table.shape[1]}, {y} {table.shape[0]}"
        )
    values = table.to_numpy(np.float64)
    figure = new_figure(4.8)
    axes = figure.subplots()
    image = axes.imshow(np.ma.masked_invalid(values), origin="lower", aspect="auto", cmap=PALETTE)
    _mark_missing(axes, values)
    _contours(axes, values)
    if values.size <= WRITTEN:
        _write(axes, values, image)
    names = labels(factors(rows))
    axes.set_xticks(range(table.shape[1]), [level(each) for each in table.columns])
    axes.set_yticks(range(table.shape[0]), [level(each) for each in table.index])
    axes.set(xlabel=quantity(names[x], x, units), ylabel=quantity(names[y], y, units))
    axes.grid(visible=False)
    thousands(figure.colorbar(image, ax=axes, label=axis(output, currency), pad=0.02).ax.yaxis)
    others = [names[each] for each in factors(rows) if each not in (x, y)]
    caption(
        figure, _finding(rows, x, y, names, output, currency), "Lines: contours of the mean",
        "" if others else _sure(rows, output, currency),
        f"averaged over {', '.join(others)}" if others else "",
        missing_note(values.size, int(np.isfinite(values).sum()), "hatched"),
    )  # fmt: skip
    return figure


def _sure(rows: pd.DataFrame, output: str, currency: str) -> str:
    """Return the note on how sure the means are: the widest of their intervals."""
    if rows["half_width"].isna().all():
        return ALONE
    widest = f"{rounded(float(rows['half_width'].max()), 2)} {unit(output, currency)}".rstrip()
    return f"95{SPACE}% half-widths up to {widest}"


def _mark_missing(axes: Axes, values: np.ndarray) -> None:
    for row, column in np.argwhere(~np.isfinite(values)):
        square = Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor="white", edgecolor=GREY, hatch="xxx", linewidth=0)
        axes.add_patch(square)


def _contours(axes: Axes, values: np.ndarray) -> None:
    known = values[np.isfinite(values)]
    if min(values.shape) < 3 or len(known) < values.size // 2 or np.ptp(known) == 0:
        return
    lines = axes.contour(np.ma.masked_invalid(values), levels=5, colors="white", linewidths=1.1)
    axes.contour(np.ma.masked_invalid(values), levels=5, colors="black", linewidths=0.5)
    if values.size > WRITTEN:
        axes.clabel(lines, fontsize=8, fmt=lambda level: rounded(level))


def _write(axes: Axes, values: np.ndarray, image: object) -> None:
    """Write each value into its cell, dark on light and light on dark."""
    for row, column in np.argwhere(np.isfinite(values)):
        red, green, blue, _ = image.cmap(image.norm(values[row, column]))  # type: ignore[attr-defined]
        light = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5
        halo = withStroke(linewidth=2.5, foreground=(red, green, blue))  # a contour may run behind
        axes.text(column, row, rounded(float(values[row, column])), ha="center", va="center", fontsize=8.5,
                  color="black" if light else "white", path_effects=[halo])  # fmt: skip


def _finding(rows: pd.DataFrame, x: str, y: str, names: dict[str, str], output: str, currency: str) -> str:
    best, worst = extremes(rows)
    alone = f" ({ALONE})" if np.isnan(best["half_width"]) else ""

    def told(row: pd.Series) -> str:
        size = f"{with_interval(float(row['mean']), float(row['half_width']))} {unit(output, currency)}".rstrip()
        return f"{size} ({names[x]} = {level(row[x])}, {names[y]} = {level(row[y])})"

    if best["low"] <= worst["high"]:
        return f"{capital(measure(output))} does not vary distinguishably over the map"
    return f"{capital(measure(output))} is highest, {told(best)}, and lowest, {told(worst)}{alone}"
