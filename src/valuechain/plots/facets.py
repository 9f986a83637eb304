"""An output of a sweep over one factor: lines with intervals, by colour and in panels for two more factors."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from valuechain.errors import RequestError

from .factors import axis, extremes, factors, labels, level, measure, missing_note, of_output, quantity, unit
from .style import GREY, caption, interval_note, line_style, new_figure, styled, thousands
from .wording import ALONE, capital, listed, with_interval

MARKERS = "osD^v"
MOST_LINES, MOST_PANELS = 7, 9


@styled
def sweep_panels(
    summary: pd.DataFrame,
    x: str,
    output: str,
    *,
    hue: str | None = None,
    facet: str | None = None,
    currency: str = "EUR",
    units: Mapping[str, str] | None = None,
) -> Figure:
    """Draw the means of ``output`` over the factor ``x`` with intervals: a line by ``hue``, a panel by ``facet``.

    Where ``x`` is words there is no line between them. ``units`` has the unit of each factor. Points of other factors
    are averaged over, and then no interval is drawn. A point without a value leaves a gap and a ×.

    Raises:
        RequestError: there is no such output or factor, or there are too many lines or panels.
    """
    rows = of_output(summary, output, x, *filter(None, (hue, facet)))
    lines, panels = (_levels(rows, name, most) for name, most in ((hue, MOST_LINES), (facet, MOST_PANELS)))
    names = labels(factors(rows))
    across = min(len(panels), 3)
    figure = new_figure(1.3 + 3.1 * math.ceil(len(panels) / across))
    grid = figure.subplots(math.ceil(len(panels) / across), across, sharex=True, sharey=True, squeeze=False)
    for axes in grid.flat[len(panels) :]:
        axes.set_visible(False)
    for axes, panel in zip(grid.flat, panels, strict=False):
        part = rows if facet is None else rows[rows[facet] == panel]
        for number, step in enumerate(lines):
            _draw_line(axes, part if hue is None else part[part[hue] == step], x, number, step)
        if facet is not None:
            axes.set_title(f"{names[facet]} = {level(panel)}")
        _dress_x(axes, rows[x], quantity(names[x], x, units))
        thousands(axes.yaxis)
    for axes in grid[:, 0]:
        axes.set_ylabel(axis(output, currency))
    if hue is not None:
        grid.flat[len(panels) - 1].legend(title=quantity(names[hue], hue, units), loc="best")
    shown = [each for each in (x, hue, facet) if each]
    averaged = rows.groupby(shown, sort=False).size().max() > 1
    known = rows[rows["mean"].notna()]
    note = interval_note(int(known["n"].min()) if len(known) else 0, "Whiskers")
    caption(
        figure, _finding(rows, shown, names, output, currency),
        "averaged over the other factors; no intervals" if averaged else note, missing_note(len(rows), len(known)),
    )  # fmt: skip
    return figure


def _levels(rows: pd.DataFrame, name: str | None, most: int) -> list[object]:
    if name is None:
        return [None]
    found = _in_order(rows[name])
    if len(found) > most:
        raise RequestError(f"{name} has {len(found)} levels, more than the {most} that a figure can tell apart")
    return found


def _in_order(values: pd.Series) -> list[object]:
    """Return the levels of a factor: numbers ascending, words in the order of the sweep."""
    levels = values.drop_duplicates().sort_values()  # of words the order of their categories
    return [*levels.tolist()]


def _dress_x(axes: Axes, values: pd.Series, name: str) -> None:
    axes.set_xlabel(name)
    if pd.api.types.is_numeric_dtype(values):
        thousands(axes.xaxis)
        return
    words = _in_order(values)
    axes.set_xticks(range(len(words)), [level(each) for each in words])
    axes.set_xlim(-0.5, len(words) - 0.5)


def _draw_line(axes: Axes, rows: pd.DataFrame, x: str, number: int, step: object) -> None:
    style = line_style(number)
    if not pd.api.types.is_numeric_dtype(rows[x]):
        places = {word: place + 0.08 * number for place, word in enumerate(_in_order(rows[x]))}
        rows = rows.assign(**{x: rows[x].map(places).astype(float)})
        style = {**style, "linestyle": ""}
    groups = rows.groupby(x, sort=True)
    mean, size = groups["mean"].mean(), int(groups.size().max()) if len(rows) else 0
    axes.plot(mean.index, mean, marker=MARKERS[number % len(MARKERS)], markersize=6, label=level(step), **style)
    width = rows.set_index(x)["half_width"].sort_index() if size == 1 else None
    if width is not None and width.notna().any():
        axes.errorbar(mean.index, mean, yerr=width, fmt="none", ecolor=style["color"], capsize=4, linewidth=1.2)
    lost = mean.index[mean.isna()]
    axes.plot(lost, np.full(len(lost), 0.03), "x", color=GREY, markersize=8, transform=axes.get_xaxis_transform())


def _finding(rows: pd.DataFrame, shown: list[str], names: dict[str, str], output: str, currency: str) -> str:
    known = rows[rows["mean"].notna()]
    if known.empty:
        return f"{capital(measure(output))}: no point has a value"
    best, worst = extremes(rows)
    money = unit(output, currency)

    def told(row: pd.Series) -> str:
        size = f"{with_interval(float(row['mean']), float(row['half_width']))} {money}".rstrip()
        return f"{size} ({', '.join(f'{names[each]} = {level(row[each])}' for each in shown)})"

    alone = f" ({ALONE})" if best["n"] < 2 else ""
    if best["low"] <= worst["high"] or len(known) < 2:
        return (
            f"{capital(measure(output))} does not vary distinguishably with {listed([names[each] for each in shown])}"
        )
    return f"{capital(measure(output))} is highest, {told(best)}, and lowest, {told(worst)}{alone}"
