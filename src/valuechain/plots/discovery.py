"""Boxes of scenario discovery: what they cover, how pure they are, and where they lie."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from valuechain.analysis.prim import chosen

from .factors import labels
from .style import COLOURS, GREY, caption, new_figure, styled
from .wording import SPACE, listed, rounded


@styled
def discovery(boxes: pd.DataFrame, points: pd.DataFrame, outcome: str, *, box: int | None = None) -> Figure:
    """Draw coverage against density along the peeling trajectory, and the limits of one box.

    ``boxes`` is the frame of `valuechain.analysis.discover`, ``outcome`` says in words what is interesting, ``box`` is
    the box to show; by default the one of `chosen`.
    """
    number = chosen(boxes) if box is None else box
    rows = boxes[boxes["box"] == number]
    limited = rows[rows["p"].notna()]
    figure = new_figure(max(3.4, 1.8 + 0.42 * len(rows)))
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.25])
    _draw_trajectory(left, boxes, number)
    _draw_limits(right, rows, points)
    names = labels([str(name) for name in rows["factor"]])
    said = [_said(names[str(row["factor"])], row["low"], row["high"]) for row in limited.to_dict("records")]
    first = rows.iloc[0]
    where = listed(said) if said else "anywhere"
    caption(
        figure, f"{outcome} where {where}: {100 * first['coverage']:.0f}{SPACE}% of all such points, "
        f"{100 * first['density']:.0f}{SPACE}% of the points there",
        f"{int(first['points'])} of {len(points)} points in the box",
        "p: probability of such a share if the limit did not matter (binomial, optimistic: limits were chosen)",
    )  # fmt: skip
    return figure


def _said(name: str, low: float, high: float) -> str:
    if np.isnan(low):
        return f"{name} ≤ {rounded(high)}".lstrip()
    if np.isnan(high):
        return f"{name} ≥ {rounded(low)}".lstrip()
    return f"{rounded(low)} ≤ {name} ≤ {rounded(high)}" if name else f"{rounded(low)} … {rounded(high)}"


def _draw_trajectory(axes: Axes, boxes: pd.DataFrame, number: int) -> None:
    table = boxes.drop_duplicates("box")
    axes.plot(table["coverage"], table["density"], color=GREY, linewidth=0.8)
    for restricted, part in table.groupby("restricted"):
        kind = int(str(restricted))
        axes.plot(part["coverage"], part["density"], "osD^v"[kind % 5], color=COLOURS[kind % 7], markersize=5,
                  linestyle="none", label=str(kind))  # fmt: skip
    here = table[table["box"] == number]
    axes.plot(here["coverage"], here["density"], "o", markersize=13, markerfacecolor="none", markeredgecolor="black")
    axes.set(xlabel="coverage", ylabel="density", xlim=(-0.03, 1.03), ylim=(-0.03, 1.06))
    axes.legend(title="factors limited", loc="lower left")
    axes.set_title("circle: the box beside")


def _draw_limits(axes: Axes, rows: pd.DataFrame, points: pd.DataFrame) -> None:
    names = [str(name) for name in rows["factor"]]
    words = labels(names)
    for place, row in enumerate(rows.to_dict("records")):
        whole = points[row["factor"]]
        low, high = float(whole.min()), float(whole.max())
        span = high - low or 1.0
        start = 0.0 if np.isnan(row["low"]) else (row["low"] - low) / span
        end = 1.0 if np.isnan(row["high"]) else (row["high"] - low) / span
        free = np.isnan(row["p"])
        axes.plot([0, 1], [place, place], color="#d5d5d5", linewidth=7, solid_capstyle="butt")
        if not free:
            axes.plot([start, end], [place, place], color=COLOURS[0], linewidth=7, solid_capstyle="butt")
        for at, value, side in ((0, low, "left"), (1, high, "right")):
            axes.text(at, place + 0.33, rounded(value), ha=side, va="center", fontsize=8, color=GREY)
        told = "not limited" if free else _said("", row["low"], row["high"])
        mark = "" if free else f"  (p = {row['p']:.1g})"
        axes.text(0.5 if free else (start + end) / 2, place - 0.3, told + mark, ha="center", va="center", fontsize=8.5)
    axes.set_yticks(range(len(names)), [words[name] for name in names])
    axes.set(ylim=(len(names) - 0.4, -0.6), xlim=(-0.03, 1.03), xticks=[])
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
