"""Stock on hand, on order and owed, and orders, over time."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from valuechain.analysis import over_replications

from .lines import (
    by_line,
    draw_path,
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
from .wording import ALONE, Estimate, estimate, period_name

STATES = {"on_hand": "Stock on hand", "on_order": "On order", "backorders": "Back-orders"}
RATES = {"ordered": "Ordered", "lost": "Lost sales"}
LABELS = STATES | RATES
ALWAYS = ("on_hand", "on_order", "ordered")


@styled
def stock_and_orders(
    series: pd.DataFrame,
    *,
    chain: str | None = None,
    currency: str = "EUR",
    calendar_start: int | None = None,
    interventions: Sequence[float] = (),
) -> Figure:
    """Draw stocks (units at each sample) and orders (units per period) over time, with bands.

    Columns are products while there are four at most, else chains, else the whole market; ``chain`` picks one chain.
    On order is what is in work and in transit. Back-orders and lost sales are drawn where there are any. The title
    says what share of would-be sales (sold + lost) empty shelves cost, and what it was worth in ``currency`` at the
    price of the day. ``interventions`` are days to mark.
    """
    series = only(series, chain).assign(on_order=lambda f: f["in_work"] + f["in_transit"])
    lines = by_line(series)
    drawn = [name for name in LABELS if name in ALWAYS or lines[name].any()]
    names = list(dict.fromkeys(lines["line"]))
    figure = new_figure(1.1 + 1.3 * len(drawn))
    grid = figure.subplots(len(drawn), len(names), sharex=True, sharey="row", squeeze=False)
    times = lines["time"].to_numpy()
    axis = TimeAxis.over(float(times.max()), calendar_start)
    for measure, panels in zip(drawn, grid, strict=True):
        _draw_row(panels, lines, measure, axis)
    for axes in grid.flat:
        axis.mark(axes, interventions)
    name_columns(grid[0], names)
    dress_bottom(grid[-1], axis, times)
    figure.align_ylabels()
    notes = [interval_note(series["replication"].nunique()), *time_notes(lines, whole_periods(times))]
    absent = [f"{label.lower()}: none" for measure, label in LABELS.items() if measure not in drawn]
    caption(figure, _finding(series, currency), *notes, *absent, INTERVENTION if interventions else "")
    return figure


def _draw_row(panels: Sequence[Axes], lines: pd.DataFrame, measure: str, axis: TimeAxis) -> None:
    """Draw one measure, each line in a panel of its own, on one scale."""
    flow, edges = measure in RATES, whole_periods(lines["time"].to_numpy())
    stats = over_replications(per_period(lines, measure, edges) if flow else lines, ["line", "time"], measure)
    for axes, (_, path) in zip(panels, stats.groupby("line", sort=False), strict=True):
        axis.shade_warmup(axes, warmup_end(lines))
        if flow:
            draw_steps(axes, path, axis, edges)
        else:
            draw_path(axes, path, axis)
    unit = f"units / {period_name(float(edges[1] - edges[0]))}" if flow else "units"
    panels[0].set_ylabel(f"{LABELS[measure]}\n({unit})")
    panels[0].set_ylim(bottom=0)
    thousands(panels[0].yaxis)


def _finding(series: pd.DataFrame, currency: str) -> str:
    periods = measured(series).assign(worth=lambda f: f["lost"] * f["price"])
    sums = periods.groupby("replication")[["sold", "lost", "worth"]].sum()
    if not sums["lost"].any():
        return _finding_without_losses(series)
    share = estimate(sums["lost"] / (sums["sold"] + sums["lost"]))
    worth = estimate(sums["worth"] / (float(series["time"].max()) - warmup_end(series)))
    if share.covers_zero:
        return f"Sales lost to empty shelves: not distinguishable from 0 ({share.percent} of would-be sales)"
    alone = f" ({ALONE})" if share.n < 2 else ""
    return f"Empty shelves cost {share.percent} of would-be sales, worth {worth} {currency} / day{alone}"


def _finding_without_losses(series: pd.DataFrame) -> str:
    samples = series[~series["warmup"]]
    owed, stock = _average(samples, "backorders"), _average(samples, "on_hand")
    alone = f" ({ALONE})" if stock.n < 2 else ""
    if not owed.covers_zero:
        return f"No sale was lost, but {owed} units were owed to waiting customers at the average sample{alone}"
    return f"No sale was lost to an empty shelf, with {stock} units on hand at the average sample{alone}"


def _average(samples: pd.DataFrame, measure: str) -> Estimate:
    """Return the mean over samples of the units of all products together."""
    totals = samples.groupby(["replication", "time"])[measure].sum()
    return estimate(totals.groupby("replication").mean())
