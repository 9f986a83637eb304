"""What each factor alone does to an output."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from valuechain.errors import RequestError

from .factors import axis, labels, level, measure, unit
from .style import COLOURS, GREY, caption, interval_note, new_figure, styled, thousands
from .wording import ALONE, capital, rounded, with_interval

LOOKS = {
    "lower": (COLOURS[0], "", "lower than at the base"),
    "higher": (COLOURS[4], "////", "higher than at the base"),
    "word": (COLOURS[2], "....", "another value than at the base"),
}
"""Colour, hatch and name of the bars by what the level of the factor is to that of the base."""


@styled
def tornado(effects: pd.DataFrame, output: str, *, currency: str = "EUR") -> Figure:
    """Draw the change of one output by factor, all else equal, at levels below and above the base, widest first.

    ``effects`` is the frame of `valuechain.analysis.one_at_a_time`; of several levels on a side the outermost is drawn.

    Raises:
        RequestError: there is no such output.
    """
    known = [str(name) for name in effects["output"].unique()]
    if output not in known:
        raise RequestError(f"there are no effects on {output!r}; there are those on {', '.join(known)}")
    rows = _outermost(effects[effects["output"] == output])
    reach = rows.groupby("factor", sort=False)["effect"].agg(lambda each: each.abs().max())
    order = [str(name) for name in reach.sort_values(ascending=False).index]
    names = labels(order)
    figure = new_figure(1.9 + 0.55 * len(order))
    axes = figure.subplots()
    for kind, (colour, hatch, label) in LOOKS.items():
        part = rows[rows["kind"] == kind].set_index("factor")
        if part.empty:
            continue
        at = [order.index(str(name)) + 0.17 * side for name, side in part["side"].items()]
        look: dict[str, Any] = {"color": colour, "hatch": hatch, "edgecolor": "white", "alpha": 0.75, "linewidth": 0}
        axes.barh(at, part["effect"], height=0.32, label=label, **look)
        if part["half_width"].notna().any():
            width = part["half_width"].fillna(0.0)
            axes.errorbar(part["effect"], at, xerr=width, fmt="none", ecolor="black", capsize=4, linewidth=1.2)
        for place, (_, row) in zip(at, part.iterrows(), strict=True):
            _tell_level(axes, place, row)
    axes.axvline(0, color=GREY, linewidth=1)
    axes.set_yticks(range(len(order)), [names[each] for each in order])
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.margins(x=0.16)
    thousands(axes.xaxis)
    axes.set_xlabel(f"change of {axis(output, currency)}, all else equal")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0.2)
    where = ", ".join(f"{names[each]} = {level(rows.loc[rows['factor'] == each, 'from'].iloc[0])}" for each in order)
    base = f"base: {rounded(float(rows['base'].iloc[0]))} {unit(output, currency)}".rstrip() + f" with {where}"
    note = interval_note(int(rows["n"].min()), "Whiskers (paired)")
    caption(figure, _finding(rows, order, names, output, currency), note, base)
    return figure


def _outermost(rows: pd.DataFrame) -> pd.DataFrame:
    """Return at most two rows by factor: furthest below the base and furthest above.

    Words are neither below nor above: of them those with the largest effects to either side.
    """
    numbers = [pd.to_numeric(rows[end], errors="coerce").to_numpy(float) for end in ("from", "to")]
    gap = numbers[1] - numbers[0]
    word = np.isnan(gap)
    gap = np.where(word, rows["effect"].to_numpy(float), gap)
    side = np.where(gap < 0, -1, 1)
    table = rows.assign(side=side, gap=np.abs(gap), kind=np.where(word, "word", np.where(side < 0, "lower", "higher")))
    return table.sort_values("gap", kind="stable").groupby(["factor", "side"], sort=False).tail(1)


def _tell_level(axes: Axes, place: float, row: pd.Series) -> None:
    """Write the factor's level at the end of its bar."""
    width = 0.0 if np.isnan(row["half_width"]) else float(row["half_width"])
    outwards = 1 if row["effect"] >= 0 else -1
    axes.annotate(
        level(row["to"]), (float(row["effect"]) + outwards * width, place), (6 * outwards, 0),
        textcoords="offset points", ha="left" if outwards > 0 else "right", va="center", fontsize=8.5, color=GREY,
    )  # fmt: skip


def _finding(rows: pd.DataFrame, order: list[str], names: dict[str, str], output: str, currency: str) -> str:
    part = rows[rows["factor"] == order[0]]
    row = part.iloc[int(part["effect"].abs().argmax())]
    told = f"{with_interval(float(row['effect']), float(row['half_width']))} {unit(output, currency)}".rstrip()
    alone = f" ({ALONE})" if np.isnan(row["half_width"]) else ""
    if np.isfinite(row["half_width"]) and abs(row["effect"]) <= row["half_width"]:
        return f"No factor alone changes {measure(output)} distinguishably"
    ends = f"{names[order[0]]} from {level(row['from'])} to {level(row['to'])}"
    if len(order) == 1:
        return f"{capital(ends)} changes {measure(output)} by {told}{alone}"
    return f"{capital(names[order[0]])} matters most alone: {ends} changes {measure(output)} by {told}{alone}"
