"""From the frame `series` to the lines of a figure: products while they are few, else chains, else the market."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from valuechain.errors import RequestError

from .style import COLOURS, WARMUP, TimeAxis, wrapped
from .wording import counted, period_name

MOST = 4
"""Most lines that a figure shows."""
EVERYTHING = "whole market"
FLOWS = ["sold", "lost", "ordered", "made", "received", "revenue", "consumer_surplus"]
"""Columns of `series` that count since the last sample."""
LINE = COLOURS[0]
BAND: dict[str, Any] = {"color": LINE, "alpha": 0.22, "linewidth": 0, "zorder": 1.5}


def only(frame: pd.DataFrame, chain: str | None) -> pd.DataFrame:
    """Return the rows of one scenario and, if named, one chain.

    Raises:
        RequestError: the frame holds several scenarios, no row, or no such chain.
    """
    scenarios = [str(name) for name in frame["scenario"].unique()]
    if len(scenarios) != 1:
        found = f"the frame holds {', '.join(scenarios)}" if scenarios else "the frame has no row"
        raise RequestError(f"a figure shows one scenario, and {found}; select its rows first")
    chains = [str(name) for name in frame["chain"].unique()] if "chain" in frame else []
    if chain is not None and chain not in chains:
        raise RequestError(f"there is no chain {chain!r}; the chains are {', '.join(chains)}")
    return frame if chain is None else frame[frame["chain"] == chain]


def by_line(series: pd.DataFrame, together: bool = False) -> pd.DataFrame:
    """Return `series` by `line`, replication and time, units summed and prices averaged; one line if ``together``."""
    chain, product = series["chain"].astype(str), series["product"].astype(str)
    alone = (chain == chain.iloc[0]).all()
    names = product if alone else chain + " · " + product
    line = next((each for each in (names, chain) if not together and each.nunique() <= MOST), EVERYTHING)
    measures = dict.fromkeys(series.columns.drop(["scenario", "replication", "chain", "product", "time"]), "sum")
    measures |= {"price": "mean", "aware": "mean", "warmup": "first"}
    grouped = series.assign(line=line).groupby(["line", "replication", "time"], sort=False)
    return grouped.agg(measures).reset_index()


def warmup_end(series: pd.DataFrame) -> float:
    """Return the day on which the warm-up ends; the first sample's where there is none."""
    return float(series.loc[series["warmup"], "time"].max() if series["warmup"].any() else series["time"].min())


def measured(series: pd.DataFrame) -> pd.DataFrame:
    """Return the periods that count: those that end after the warm-up does."""
    return series[series["time"] > warmup_end(series)]


def whole_periods(times: np.ndarray, every: float | None = None) -> np.ndarray:
    """Return the edges of periods of ``every`` days (by default the usual distance of samples) within the samples."""
    start, end = float(times.min()), float(times.max())
    length = float(np.median(np.diff(np.unique(times)))) if every is None else every
    return start + length * np.arange(int((end - start) / length + 1e-6) + 1)


def per_period(lines: pd.DataFrame, measure: str, edges: np.ndarray) -> pd.DataFrame:
    """Return what ``measure`` counts in each period, by line and replication; `time` is the end of the period.

    A sample that straddles an edge is divided in proportion to time.
    """
    parts = []
    for (line, replication), group in lines.groupby(["line", "replication"], sort=False):
        total = np.interp(edges, group["time"], group[measure].cumsum())
        part = {"line": line, "replication": replication, "time": edges[1:], measure: np.diff(total)}
        parts.append(pd.DataFrame(part))
    return pd.concat(parts, ignore_index=True)


def time_notes(lines: pd.DataFrame, edges: np.ndarray) -> list[str]:
    """Return the notes on what time is shaded, and what time is left out for it is less than a whole period."""
    rest = float(lines["time"].max() - edges[-1])
    whole = period_name(float(edges[1] - edges[0]))
    left_out = f"flows leave out the last {counted(rest, 'day')}: no whole {whole}" if rest > 1e-6 else ""
    return [WARMUP if warmup_end(lines) > 0 else "", left_out]


def draw_path(axes: Axes, path: pd.DataFrame, axis: TimeAxis) -> None:
    """Draw means of a state at its samples, with a band where there are intervals."""
    days = axis.at(path["time"].to_numpy())
    axes.plot(days, path["mean"], color=LINE, label="simulated")
    if path["half_width"].notna().all():
        axes.fill_between(days, path["low"], path["high"], **BAND)


def draw_steps(axes: Axes, path: pd.DataFrame, axis: TimeAxis, edges: np.ndarray) -> None:
    """Draw means of a flow, level over the period in which it was counted, with a band where there are intervals."""
    places = axis.at(edges)
    axes.stairs(path["mean"], places, baseline=None, color=LINE, linewidth=1.7, label="simulated")
    if path["half_width"].notna().all():
        low, high = (np.append(path[end], path[end].iloc[-1]) for end in ("low", "high"))
        axes.fill_between(places, low, high, step="post", **BAND)


def name_columns(panels: Sequence[Axes], names: Sequence[str]) -> None:
    """Write the names of the lines above their columns; one column needs no name."""
    for axes, name in zip(panels, names, strict=True):
        axes.set_title(wrapped(name, 76 // len(names)) if len(names) > 1 else "")


def dress_bottom(panels: Sequence[Axes], axis: TimeAxis, times: np.ndarray) -> None:
    """Set the axis of time of a row of panels."""
    for axes in panels:
        axis.dress(axes, float(times.min()), float(times.max()), 10 // len(panels) + 2)
