"""Prices and units sold over time, beside recorded sales where there are any."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from valuechain.analysis import over_replications
from valuechain.errors import RequestError

from .lines import (
    LINE,
    by_line,
    draw_steps,
    dress_bottom,
    measured,
    name_columns,
    only,
    per_period,
    time_notes,
    warmup_end,
    whole_periods,
)
from .style import INTERVENTION, TimeAxis, caption, interval_note, new_figure, styled, thousands
from .wording import ALONE, Estimate, estimate, period_name, rounded

YEAR = 365.0
LONG = 5 * YEAR
"""Runs from this length on show sales by year."""
Edges = np.ndarray

UNITS = "units"
"""What goods are called that have no other name."""


@styled
def prices_and_sales(
    series: pd.DataFrame,
    recorded: pd.DataFrame | None = None,
    *,
    chain: str | None = None,
    currency: str = "EUR",
    unit: str = UNITS,
    calendar_start: int | None = None,
    interventions: Sequence[float] = (),
) -> Figure:
    """Draw posted prices (``currency`` per unit) and units sold per period, with bands.

    Columns are products while there are four at most, else chains (mean of their prices), else the whole market;
    ``chain`` picks one chain. Periods are the samples' own, or years in runs of five years and more. ``recorded`` has
    columns `time` (day on which a period ends) and `sold` (units in that period): its points lie in the middle of
    their periods, beside one line for all products; the periods are then as far apart as its times.
    ``unit`` is what the axes call the goods, such as `1000 cars` where one unit stands for so many; ``interventions``
    are days to mark.

    Raises:
        RequestError: ``recorded`` lacks a column or has fewer than two rows.
    """
    series = only(series, chain)
    lines = by_line(series, together=recorded is not None)
    times = lines["time"].to_numpy()
    edges = whole_periods(times, _length(times, recorded))
    sales = per_period(lines, "sold", edges)
    axis = TimeAxis.over(float(times.max()), calendar_start)
    names = list(dict.fromkeys(lines["line"]))
    figure = new_figure(5.2)
    grid = figure.subplots(2, len(names), sharex=True, sharey="row", squeeze=False, height_ratios=(2, 3))
    _draw_prices(
        grid[0],
        over_replications(lines, ["line", "time"], "price"),
        axis,
        f"{currency} / {'unit' if unit == UNITS else unit}",
    )
    _draw_sales(grid[1], over_replications(sales, ["line", "time"], "sold"), axis, edges, unit)
    if recorded is not None:
        _draw_recorded(grid[1, 0], recorded, axis, edges)
    for axes in grid.flat:
        axis.shade_warmup(axes, warmup_end(series))
        axis.mark(axes, interventions)
    name_columns(grid[0], names)
    dress_bottom(grid[1], axis, times)
    figure.align_ylabels()
    marked = INTERVENTION if interventions else ""
    finding = _finding(series, currency) if recorded is None else _comparison(sales, recorded, edges)
    caption(figure, finding, interval_note(series["replication"].nunique()), *time_notes(lines, edges), marked)
    return figure


def _length(times: np.ndarray, recorded: pd.DataFrame | None) -> float | None:
    if recorded is not None:
        if not {"time", "sold"} <= set(recorded.columns) or len(recorded) < 2:
            raise RequestError("recorded sales need the columns time (days) and sold (units), and two rows or more")
        return float(np.median(np.diff(np.sort(recorded["time"].to_numpy(float)))))
    return YEAR if times.max() >= LONG else None


def _draw_prices(panels: Sequence[Axes], stats: pd.DataFrame, axis: TimeAxis, unit: str) -> None:
    """Draw the price of each sample until the next."""
    for axes, (_, path) in zip(panels, stats.groupby("line", sort=False), strict=True):
        axes.plot(axis.at(path["time"].to_numpy()), path["mean"], drawstyle="steps-post", color=LINE)
    panels[0].set_ylabel(f"Price\n({unit})")
    panels[0].set_ylim(0, 1.15 * stats["mean"].max() or 1.0)
    thousands(panels[0].yaxis)


def _draw_sales(panels: Sequence[Axes], stats: pd.DataFrame, axis: TimeAxis, edges: Edges, unit: str) -> None:
    for axes, (_, path) in zip(panels, stats.groupby("line", sort=False), strict=True):
        draw_steps(axes, path, axis, edges)
    panels[0].set_ylabel(f"Sales\n({unit} / {period_name(float(edges[1] - edges[0]))})")
    panels[0].set_ylim(bottom=0)
    thousands(panels[0].yaxis)


def _draw_recorded(axes: Axes, recorded: pd.DataFrame, axis: TimeAxis, edges: Edges) -> None:
    middle = recorded["time"].to_numpy(float) - (edges[1] - edges[0]) / 2
    axes.plot(axis.at(middle), recorded["sold"], "o", color="black", markersize=5, label="recorded", zorder=4)
    axes.set_ylim(0, 1.08 * max(axes.get_ylim()[1], float(recorded["sold"].max())))
    axes.legend(loc="best")


def _finding(series: pd.DataFrame, currency: str) -> str:
    """Return what happened to sales between the first and the last price; or what they were at a price that held."""
    samples = series.groupby(["replication", "time"], as_index=False, sort=False)
    table = samples.agg(price=("price", "mean"), sold=("sold", "sum"), warmup=("warmup", "first"))
    table["paid"] = table.groupby("replication")["price"].shift()  # what held during the period that the sample ends
    table["days"] = table.groupby("replication")["time"].diff()
    table = measured(table).assign(paid=lambda f: f["paid"].round(9))
    first, last = float(table["paid"].iloc[0]), float(table["paid"].iloc[-1])
    before, after = (_rate(table[table["paid"] == price]) for price in (first, last))
    alone = f" ({ALONE})" if table["replication"].nunique() < 2 else ""
    if first == last:
        held = f"At {rounded(first)} {currency}" if (series["price"] == first).all() else _held(series)
        return f"{held}, {estimate(_rate(table))} units were sold a day{alone}"
    change = f"The price {'fell' if last < first else 'rose'} from {rounded(first)} to {rounded(last)} {currency}"
    return f"{change}; sales {_went(before, after)}{alone}"


def _held(series: pd.DataFrame) -> str:
    changes = series.groupby(["chain", "product"], observed=True)["price"].nunique()
    return "At prices that did not change" if (changes == 1).all() else "At prices that changed for a time"


def _rate(periods: pd.DataFrame) -> pd.Series:
    sums = periods.groupby("replication")[["sold", "days"]].sum()
    return sums["sold"] / sums["days"]


def _went(before: pd.Series, after: pd.Series) -> str:
    """Return how units a day changed, by the paired difference of replications."""
    change = estimate(after - before)
    path = f"from {estimate(before)} to {estimate(after)} units a day"
    if change.covers_zero:
        return f"did not change distinguishably ({path})"
    return f"{'rose' if change.mean > 0 else 'fell'} {path}"


def _comparison(sales: pd.DataFrame, recorded: pd.DataFrame, edges: Edges) -> str:
    """Return how far simulated sales lie from recorded ones: Σ |simulated - recorded| / Σ recorded."""
    ends = edges[1:]
    place = np.abs(recorded["time"].to_numpy(float)[:, None] - ends).argmin(axis=1)
    inside = np.abs(ends[place] - recorded["time"].to_numpy(float)) < (edges[1] - edges[0]) / 2
    truth = recorded["sold"].to_numpy(float)[inside]
    if truth.sum() <= 0:
        return "No recorded sale lies within the simulated time"
    groups = [group["sold"].to_numpy()[place[inside]] for _, group in sales.groupby("replication", sort=False)]
    miss = estimate([float(np.abs(values - truth).sum() / truth.sum()) for values in groups])
    signed = estimate([float((values - truth).sum() / truth.sum()) for values in groups])
    alone = f" ({ALONE})" if miss.n < 2 else ""
    side = "their totals are not distinguishable" if signed.covers_zero else f"their total is {_side(signed)}"
    return f"Simulated sales miss recorded ones by {miss.percent} of all recorded; {side}{alone}"


def _side(signed: Estimate) -> str:
    if signed.mean > 0:
        return f"{signed.percent} above"
    return f"{signed.scaled(-1).percent} below"
