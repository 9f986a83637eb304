"""Several maps over the same two quantities, side by side on one scale: where is what viable?"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure

from valuechain.errors import RequestError

from .factors import level
from .heatmap import PALETTE
from .style import caption, new_figure, styled
from .wording import listed

HALF = 0.5
"""Part of the most that is reached from which a place counts as inside."""


@styled
def regions(
    panels: Mapping[str, pd.DataFrame], *, x: str, y: str, log_x: bool = False, value: str = "what is reached"
) -> Figure:
    """Draw a map for each of ``panels``, of what is reached there as a part of the most that the panel reaches.

    Each frame has the columns ``x``, ``y`` and ``mean``, a row for each place of a full grid; all have the same axes,
    and panels one scale from 0 to 1 of their own largest mean. What is below 0 counts as 0. A line encloses where at
    least half is reached. ``value`` says in words what that is.

    Raises:
        RequestError: there are no panels, a column is missing, or the places are no full grid.
    """
    if not panels:
        raise RequestError("there is nothing to draw; give a frame for each panel")
    tables = {name: _table(frame, x, y, name) for name, frame in panels.items()}
    figure = new_figure(4.2)
    grid = figure.subplots(1, len(tables), sharex=True, sharey=True, squeeze=False)[0]
    for axes, (name, table) in zip(grid, tables.items(), strict=True):
        image = _draw(axes, table, log_x)
        axes.set_title(name)
        axes.set_xlabel(x)
    grid[0].set_ylabel(y)
    figure.colorbar(image, ax=grid, label=f"{value}, part of the most", pad=0.02)
    most = [f"{table.attrs['most']} for {name}" for name, table in tables.items()]
    note = f"Line: half of the most, which is {listed(most)}"
    caption(figure, _finding(tables, x, y), note, "white: not swept")
    return figure


def _table(frame: pd.DataFrame, x: str, y: str, name: str) -> pd.DataFrame:
    if lacking := [each for each in (x, y, "mean") if each not in frame]:
        raise RequestError(f"the frame of {name} has no column {listed(lacking)}")
    table = frame.pivot_table("mean", index=y, columns=x, dropna=False).sort_index().sort_index(axis=1)
    if table.isna().any(axis=None) or table.size != len(frame) or min(table.shape) < 2:
        raise RequestError(f"the places of {name} are no full grid of at least two by two, each with a mean")
    most = float(table.to_numpy().max())
    if most <= 0:
        raise RequestError(f"{name} reaches nothing above 0 anywhere")
    scaled = table.clip(lower=0.0) / most
    scaled.attrs["most"] = f"{most:.3g}"
    return scaled


def _draw(axes: Axes, table: pd.DataFrame, log_x: bool) -> ScalarMappable:
    """Draw one map; return what a colour bar needs."""
    across, up = table.columns.to_numpy(float), table.index.to_numpy(float)
    if log_x:
        axes.set_xscale("log")
    image = axes.pcolormesh(across, up, table.to_numpy(), cmap=PALETTE, vmin=0.0, vmax=1.0, shading="nearest")
    if float(table.to_numpy().min()) < HALF:
        for colour, width in (("white", 2.6), ("black", 1.2)):
            axes.contour(across, up, table.to_numpy(), levels=[HALF], colors=colour, linewidths=width)
    axes.grid(visible=False)
    return image


def _finding(tables: Mapping[str, pd.DataFrame], x: str, y: str) -> str:
    """Say up to which x (at the least y) and up to which y (at the least x) each panel reaches half of its most."""
    told = []
    for name, table in tables.items():
        inside = table.to_numpy() >= HALF
        along = ((table.columns, inside[0]), (table.index, inside[:, 0]))
        ends = [level(places[each][-1]) for places, each in along if each.any()]
        told.append(f"{name} up to {listed(ends)}" if ends else f"{name} at neither end")
    return f"Half of the most is reached by {listed(told)} ({x}, then {y})"
