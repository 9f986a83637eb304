"""The stocking points along a chain: how orders vary from one to the next, and what each holds and owes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from valuechain.analysis import over_replications

from .lines import (
    draw_path,
    draw_steps,
    dress_bottom,
    name_columns,
    only,
    per_period,
    time_notes,
    warmup_end,
    whole_periods,
)
from .style import COLOURS, GREY, TimeAxis, caption, interval_note, new_figure, styled, thousands
from .wording import ALONE, Estimate, estimate, period_name

RATIOS = {
    "bullwhip": "by the variance of\nthe echelon's own demand",
    "amplification": "by the variance of\nthe customers' demand",
}
STATES = {"on_hand": "On hand\n(units)", "backorders": "Back-orders\n(units)"}
MOST = 6
"""Most echelons whose stocks a figure shows: those nearest to the customers."""


@styled
def bullwhip(echelons: pd.DataFrame, *, chain: str | None = None) -> Figure:
    """Draw the variance of each echelon's orders, relative to its own demand and to the customers', with intervals.

    Echelons stand in the order of the goods, the producer's end on the left; ratios are means over products, on a
    logarithmic scale. ``chain`` picks one chain. The title says how much more than the customers' demand orders vary at
    the end where they vary most.
    """
    rows = _by_echelon(only(echelons, chain), list(RATIOS))
    names = list(dict.fromkeys(rows["line"]))
    figure = new_figure(3.6)
    panels = figure.subplots(1, 2, sharey=True)
    for number, (axes, (measure, words)) in enumerate(zip(panels, RATIOS.items(), strict=True)):
        _draw_ratios(axes, over_replications(rows, ["line"], measure), number)
        axes.set_title(words)
        axes.set_xticks(range(len(names)), [name.replace("-", "-\n") for name in names])
        axes.set_xlim(-0.5, len(names) - 0.5)
    panels[0].set_ylabel("variance of orders (ratio)")
    notes = ["variances over periods, after the warm-up", "dotted: orders vary as much as demand"]
    caption(figure, _bullwhip_finding(rows), interval_note(rows["replication"].nunique(), "Bars"), *notes)
    return figure


def _names(frame: pd.DataFrame) -> pd.Series:
    """Return what each row is called: its echelon, its chain where each chain has but one echelon, or both."""
    chain, echelon = frame["chain"].astype(str), frame["echelon"].astype(str)
    if len(set(chain)) == 1:
        return echelon
    alone = len(set(zip(chain, echelon, strict=True))) == len(set(chain))
    return chain if alone else chain + " · " + echelon


def _by_echelon(frame: pd.DataFrame, measures: Sequence[str]) -> pd.DataFrame:
    """Return ``measures`` by line (echelon, or chain · echelon) and replication, as means over products."""
    return (
        frame.assign(line=_names(frame))
        .groupby(["line", "replication"], sort=False)[list(measures)]
        .mean()
        .reset_index()
    )


def _draw_ratios(axes: Axes, table: pd.DataFrame, number: int) -> None:
    """Draw means as points, with bars where there are intervals; a scale without zero or below."""
    places, mean = np.arange(len(table)), table["mean"].to_numpy()
    drawn = mean > 0
    style: dict[str, Any] = {"color": COLOURS[number], "marker": "os"[number], "capsize": 4, "linestyle": "none"}
    width = table["half_width"].to_numpy()
    low = np.minimum(np.nan_to_num(width), 0.999 * np.abs(mean))  # a bar that reaches 0 would leave the scale
    axes.axhline(1, color=GREY, linewidth=1, linestyle=":")
    axes.errorbar(places[drawn], mean[drawn], np.stack([low, np.nan_to_num(width)])[:, drawn], **style)
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_minor_formatter(NullFormatter())
    least = np.floor(np.log10(mean[drawn].min(initial=1.0)))
    most = np.ceil(np.log10(mean[drawn].max(initial=2.0)))
    axes.set_ylim(10**least * 0.8, 10**most)


def _bullwhip_finding(rows: pd.DataFrame) -> str:
    table = over_replications(rows, ["line"], "amplification")
    known = table[table["mean"].notna()]
    if known.empty:
        return "There are too few periods to tell how much orders vary"
    worst = known.iloc[int(known["mean"].argmax())]
    ratio = Estimate(float(worst["mean"]), float(worst["half_width"]), int(worst["n"]))
    alone = f" ({ALONE})" if ratio.n < 2 else ""
    if ratio.mean <= 1 + (ratio.half_width if ratio.n > 1 else 0.0):
        return f"Nowhere do orders vary more than the customers' demand{alone}"
    return f"Orders vary most at {worst['line']}: {ratio} times as much as the customers' demand{alone}"


@styled
def echelon_stocks(
    echelon_series: pd.DataFrame,
    echelons: pd.DataFrame,
    *,
    chain: str | None = None,
    calendar_start: int | None = None,
) -> Figure:
    """Draw stock on hand, units owed and orders of each echelon over time, with bands; all products together.

    Rows are echelons, the customers' end at the bottom, six at most (those nearest to the customers). ``chain`` picks
    one chain. The title says how many days of their demand the echelons have in stock on average.
    """
    series, frame = only(echelon_series, chain), only(echelons, chain)
    lines = _lines(series)
    names = list(dict.fromkeys(lines["line"]))[-MOST:]
    times = lines["time"].to_numpy()
    axis, edges = TimeAxis.over(float(times.max()), calendar_start), whole_periods(times)
    figure = new_figure(1.2 + 1.35 * len(names))
    grid = figure.subplots(len(names), 3, sharex=True, squeeze=False)
    for panels, name in zip(grid, names, strict=True):
        _draw_echelon(panels, lines[lines["line"] == name], axis, edges)
        panels[0].set_ylabel(name.replace(" · ", "\n"))
    name_columns(grid[0], [*STATES.values(), f"Orders\n(units / {period_name(float(edges[1] - edges[0]))})"])
    dress_bottom(grid[-1], axis, times)
    figure.align_ylabels()
    hidden = len(dict.fromkeys(lines["line"])) - len(names)
    notes = [interval_note(series["replication"].nunique()), *time_notes(lines, edges)]
    caption(figure, _stock_finding(frame), *notes, f"{hidden} echelons further up not drawn" if hidden else "")
    return figure


def _lines(series: pd.DataFrame) -> pd.DataFrame:
    """Return the series by line (echelon, or chain · echelon), replication and time, summed over products."""
    sums: dict[str, Any] = {"on_hand": "sum", "backorders": "sum", "orders": "sum", "warmup": "first"}
    return (
        series.assign(line=_names(series)).groupby(["line", "replication", "time"], sort=False).agg(sums).reset_index()
    )


def _draw_echelon(panels: Sequence[Axes], lines: pd.DataFrame, axis: TimeAxis, edges: np.ndarray) -> None:
    """Draw the states and the orders of one echelon."""
    for axes, measure in zip(panels, STATES, strict=False):
        draw_path(axes, over_replications(lines, ["line", "time"], measure), axis)
    draw_steps(
        panels[-1], over_replications(per_period(lines, "orders", edges), ["line", "time"], "orders"), axis, edges
    )
    for axes in panels:
        axis.shade_warmup(axes, warmup_end(lines))
        low, high = axes.get_ylim()
        axes.set_ylim(min(0.0, low) if axes is panels[-1] else 0.0, max(high, 1.0))
        thousands(axes.yaxis)


def _stock_finding(echelons: pd.DataFrame) -> str:
    rows = _by_echelon(echelons, ["days_of_supply"])
    days = [(name, estimate(group["days_of_supply"])) for name, group in rows.groupby("line", sort=False)]
    told = [f"{name} {found}" for name, found in days if found.n][:4]
    alone = f" ({ALONE})" if days and days[0][1].n < 2 else ""
    return f"Days of supply on hand: {', '.join(told)}{alone}" if told else "There is no demand to measure stocks by"
