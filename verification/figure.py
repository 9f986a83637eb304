"""The table of the theory as a figure: every target against its simulation."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

COLOURS = {"pass": "#1b7837", "too wide": "#e08214", "FAIL": "#b2182b"}


def draw(table: pd.DataFrame) -> Figure:
    """Return a figure of two panels: simulation against target, and what of the bound each deviation uses up."""
    figure = Figure(figsize=(13, 1.5 + 0.2 * len(table)), layout="constrained")
    values, deviations = figure.subplots(1, 2, width_ratios=[1, 1.3])
    _draw_values(values, table)
    _draw_deviations(deviations, table)
    return figure


def _draw_values(axes: Axes, table: pd.DataFrame) -> None:
    ends = [table["target"].min() / 2, table["target"].max() * 2]
    axes.plot(ends, ends, color="0.7", linewidth=1)
    for verdict, group in table.groupby("verdict"):
        axes.scatter(group["target"], group["mean"], color=COLOURS[verdict], s=18, label=verdict, zorder=2)
    axes.set(xscale="log", yscale="log", xlabel="theory", ylabel="simulation")
    axes.legend(frameon=False)


def _draw_deviations(axes: Axes, table: pd.DataFrame) -> None:
    bound = table["rule"].str.extract(r"([\d.e-]+) %")[0].astype(float) / 100 * table["target"].abs()
    places = range(len(table))
    axes.axvspan(-1, 1, color="0.93")
    axes.axvline(0, color="0.7", linewidth=1)
    axes.errorbar(
        (table["mean"] - table["target"]) / bound,
        places,
        xerr=table["half_width"].fillna(0) / bound,
        fmt="none",
        ecolor="0.4",
    )
    axes.scatter((table["mean"] - table["target"]) / bound, places, color=table["verdict"].map(COLOURS), s=18, zorder=3)
    axes.set_yticks(places, [f"{row}: {case}, {what}" for row, case, what in _names(table)], fontsize=7)
    axes.invert_yaxis()
    axes.set(xlabel="(simulation - theory) / bound, with 3 standard errors")


def _names(table: pd.DataFrame) -> list[tuple[str, str, str]]:
    return list(zip(table["row"], table["case"], table["measure"], strict=True))
