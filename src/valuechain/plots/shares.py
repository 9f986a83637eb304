"""Who serves the market, over time."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from valuechain.analysis import over_replications
from valuechain.errors import RequestError
from valuechain.results.column import ALL

from .lines import only, per_period, time_notes, warmup_end, whole_periods
from .style import COLOURS, TimeAxis, caption, interval_note, line_style, new_figure, styled
from .wording import ALONE, capital, estimate, listed, period_name

YEAR = 365.0
LONG = 5 * YEAR
"""Runs from this length on show shares by year."""
MOST = len(COLOURS)
"""Most chains that a figure can keep apart."""


@styled
def market_shares(chains: pd.DataFrame, *, calendar_start: int | None = None) -> Figure:
    """Draw the market share of each chain (units sold, of all needs, in percent) by period, with bands.

    ``chains`` is the frame of that name. Periods are the samples' own, or years in runs of five years and more. The
    title tells the shares of the last quarter of the measured time.

    Raises:
        RequestError: there are more chains than a figure can keep apart.
    """
    chains = only(chains, None)
    names = [str(name) for name in chains["chain"].unique() if name != ALL]
    if len(names) > MOST:
        told = f"a figure keeps at most {MOST} chains apart, and there are {len(names)}"
        raise RequestError(f"{told}; select their rows first")
    lines = chains.assign(line=chains["chain"].astype(str))
    times = lines["time"].to_numpy()
    edges = whole_periods(times, YEAR if times.max() >= LONG else None)
    stats = over_replications(_shares(lines, edges), ["line", "time"], "share")
    figure = new_figure(4.4)
    axes = figure.subplots()
    axis = TimeAxis.over(float(times.max()), calendar_start)
    for number, name in enumerate(names):
        _draw(axes, stats[stats["line"] == name], axis, edges, number)
    axis.shade_warmup(axes, warmup_end(lines) if lines["warmup"].any() else 0.0)
    axis.dress(axes, float(times.min()), float(times.max()))
    axes.set_ylim(0, max(1.0, axes.get_ylim()[1]))
    axes.set_ylabel(f"market share\n(% of needs; period: {period_name(float(edges[1] - edges[0]))})")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=4)
    notes = [interval_note(lines["replication"].nunique()), *time_notes(lines, edges)]
    caption(figure, _finding(lines, names), *notes, "the rest went without")
    return figure


def _shares(lines: pd.DataFrame, edges: np.ndarray) -> pd.DataFrame:
    """Return the share of each line in each period and replication; missing where no need arose."""
    sold = per_period(lines[lines["line"] != ALL], "sold", edges)
    needs = per_period(lines[lines["line"] == ALL], "needs", edges)
    both = sold.merge(needs[["replication", "time", "needs"]], on=["replication", "time"], how="left")
    return both.assign(share=100 * both["sold"] / both["needs"].where(both["needs"] > 0))


def _draw(axes: Axes, path: pd.DataFrame, axis: TimeAxis, edges: np.ndarray, number: int) -> None:
    """Draw means in the middle of their periods, with a band where there are intervals."""
    style = line_style(number)
    middles = axis.at((edges[:-1] + edges[1:]) / 2)
    axes.plot(middles, path["mean"], label=path["line"].iloc[0], **style)
    if path["half_width"].notna().any():
        axes.fill_between(middles, path["low"], path["high"], color=style["color"], alpha=0.2, linewidth=0)


def _finding(lines: pd.DataFrame, names: list[str]) -> str:
    """Return what share each chain has in the last quarter of the measured time, the largest first, and who is gone."""
    end = float(lines["time"].max())
    start = end - (end - warmup_end(lines)) / 4
    last = lines[lines["time"] > start]
    sold, needs = (last.pivot_table(each, "replication", "line", "sum", sort=False) for each in ("sold", "needs"))
    shares = {name: estimate(sold[name] / needs[ALL]) for name in names}
    away = {name: _away(lines[lines["line"] == name]) for name in names}
    n = lines["replication"].nunique()
    ranked = sorted((name for name in names if away[name][1] < n), key=lambda name: -shares[name].mean)
    told = [f"{name} {'' if k else 'serves '}{shares[name].percent}" for k, name in enumerate(ranked[:4])]
    served = [f"in the last quarter of the time, {listed(told)} of all needs"] if told else []
    gone = [f"{name} {verb} in {times} of {n} replications" for name, (verb, times) in away.items() if times]
    return capital("; ".join(served + gone)) + (f" ({ALONE})" if n < 2 else "")


def _away(chain: pd.DataFrame) -> tuple[str, int]:
    """Return in how many replications a chain is not in the market at the end, and whether it has left or not come."""
    last = ~chain[chain["time"] == chain["time"].max()]["in_market"]
    return ("left" if chain["in_market"].any() else "never entered"), int(last.sum())
