"""Sensitivity indices: how much of an output each factor answers for, and how sure that is."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from valuechain.errors import RequestError

from .factors import labels, measure, unit
from .style import COLOURS, FAINT, GREY, caption, line_style, new_figure, styled, thousands
from .wording import SPACE, capital, listed, rounded, with_interval

MARKERS = {"S1": "o", "ST": "s", "delta": "D", "pawn_max": "^", "pawn": "D"}
NAMES = {
    "S1": "first order: alone",
    "ST": "total: with interactions",
    "delta": "δ (Borgonovo)",
    "pawn_max": "largest over slices",
    "pawn": "median over slices",
}
SCALES = {"delta": "δ (0 … 1)", "pawn": "PAWN: distance of distributions (0 … 1)"}
"""What indices that are no shares of the variance measure."""
MOST_ALONE = 1.1
"""Sum of first-order indices from which those without intervals are not to be believed: it is at most 1."""
RANKING = ("ST", "delta", "pawn")
"""Kinds of which one ranks the factors."""
MANY = 12
"""Lines that a legend can bear."""


@styled
def sensitivity_indices(indices: pd.DataFrame, output: str) -> Figure:
    """Draw first and total order indices (or δ, or PAWN) of one output by factor, with intervals, and interactions.

    ``indices`` is the frame of `valuechain.analysis.sensitivity.sensitivity`.

    Raises:
        RequestError: there is no such output, or its indices are of another kind (see `morris_plane`).
    """
    rows = _rows(indices, output, tuple(MARKERS))
    main, pairs = rows[rows["index"] != "S2"], rows[rows["index"] == "S2"]
    order = [str(name) for name in _ranking(main)["factor"]]
    figure = new_figure(1.9 + 0.42 * len(order))
    panels = figure.subplots(1, 2, width_ratios=[1.6, 1]) if len(pairs) else [figure.subplots()]
    _draw_indices(panels[0], main, order)
    if len(pairs):
        _draw_pairs(panels[1], pairs, order)
    caption(figure, _finding(main, order, output), _notes(main))
    return figure


def _rows(indices: pd.DataFrame, output: str, wanted: tuple[str, ...]) -> pd.DataFrame:
    known = [str(name) for name in indices["output"].unique()]
    if output not in known:
        raise RequestError(f"there are no indices of {output!r}; there are those of {', '.join(known)}")
    rows = indices[indices["output"] == output]
    if not rows["index"].isin(wanted).any():
        raise RequestError(
            f"the indices of {output} are {listed(list(rows['index'].unique()))}, not {listed(list(wanted))}"
        )
    return rows


def _ranking(main: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the kind that ranks the factors, the weightiest factor first."""
    kinds = set(main["index"])
    kind = next((each for each in RANKING if each in kinds), str(main["index"].iloc[-1]))
    return main[main["index"] == kind].sort_values("value", ascending=False, kind="stable")


def _draw_indices(axes: Axes, main: pd.DataFrame, order: list[str]) -> None:
    kinds = [kind for kind in MARKERS if kind in set(main["index"])]
    for number, kind in enumerate(kinds):
        rows = main[main["index"] == kind].set_index("factor").loc[order]
        at = np.arange(len(order)) + (number - (len(kinds) - 1) / 2) * 0.26
        colour = COLOURS[number]
        axes.barh(at, rows["value"], height=0.24, color=colour, alpha=0.28, linewidth=0)
        width = rows["half_width"].fillna(0.0).to_numpy(float)
        axes.errorbar(rows["value"], at, xerr=width, fmt=MARKERS[kind], color=colour, capsize=3, markersize=6,
                      linewidth=1.3, label=NAMES[kind])  # fmt: skip
    names = labels(order)
    axes.set_yticks(range(len(order)), [names[each] for each in order])
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.axvline(0, color=GREY, linewidth=0.8)
    axes.set_xlabel(SCALES.get(kinds[-1], "share of the variance"))
    axes.set_xlim(min(0.0, axes.get_xlim()[0]), max(1.0, axes.get_xlim()[1]) if "ST" in kinds else None)
    if len(kinds) > 1:
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.2)


def _draw_pairs(axes: Axes, pairs: pd.DataFrame, order: list[str]) -> None:
    """Draw the interactions of pairs, the largest first, with intervals."""
    shown = pairs.sort_values("value", ascending=False).head(MANY)
    names = labels(order)
    at = np.arange(len(shown))
    axes.errorbar(shown["value"], at, xerr=shown["half_width"].fillna(0.0), fmt="^", color=COLOURS[2], capsize=3)
    words = [f"{names[one]} × {names[two]}" for one, two in zip(shown["factor"], shown["other"], strict=True)]
    axes.set_yticks(at, words)
    axes.invert_yaxis()
    axes.axvline(0, color=GREY, linewidth=0.8)
    axes.grid(visible=False, axis="y")
    axes.set_xlabel("S2 (share)")
    axes.set_title("interactions of two")


def _finding(main: pd.DataFrame, order: list[str], output: str) -> str:
    names = labels(order)
    rows = _ranking(main).set_index("factor")
    if rows["index"].iloc[0] in SCALES:
        floor = rows.iloc[[each.startswith("(") for each in order]]["high"].max()
        over = [names[each] for each in order if rows.loc[each, "low"] > floor]
        if not over:
            return f"{capital(measure(output))}: no factor is told from one drawn at random"
        verb = "moves" if len(over) == 1 else "move"
        rest = "; the others are not told from one drawn at random" if len(over) < len(order) - 1 else ""
        return f"{capital(listed(over))} {verb} {measure(output)}{rest}"
    alone = float(main.loc[main["index"] == "S1", "value"].sum())
    if alone > MOST_ALONE and main["half_width"].isna().all():
        return (
            f"Too few points for the indices of {measure(output)}: first orders sum to {alone:.2f}, more than the whole"
        )
    first = rows.iloc[0]
    share = with_interval(100 * first["value"], 100 * first["half_width"])
    if len(rows) > 1 and first["low"] <= rows.iloc[1]["high"]:
        return (
            f"{capital(names[order[0]])} leads with {share}{SPACE}% of the variance of {measure(output)}, "
            f"but is not told from {names[order[1]]} yet"
        )
    return (
        f"{capital(names[order[0]])} answers for {share}{SPACE}% of the variance of {measure(output)}, "
        "with its interactions"
    )


def _notes(main: pd.DataFrame) -> str:
    if main["half_width"].isna().all():
        return "No intervals: the method has none"
    by = "; the title goes by the median" if "pawn" in set(main["index"]) else ""
    return f"Whiskers: 95{SPACE}% bootstrap intervals{by}"


@styled
def morris_plane(indices: pd.DataFrame, output: str, *, currency: str = "EUR") -> Figure:
    """Draw the elementary effects of one output: their mean size μ* and how much they vary, σ, factor by factor.

    Raises:
        RequestError: there is no such output, or its indices are not Morris's.
    """
    rows = _rows(indices, output, ("mu_star",))
    table = rows.pivot_table("value", index="factor", columns="index", sort=False)
    width = rows[rows["index"] == "mu_star"].set_index("factor")["half_width"]
    figure = new_figure(4.6)
    axes = figure.subplots()
    names = labels(list(table.index))
    reach = 1.12 * max(float((table["mu_star"] + width.fillna(0)).max()), 1e-300)
    axes.fill_between([0, reach], 0, [0, 0.1 * reach], color=FAINT, linewidth=0, zorder=0)
    for slope, style in ((0.5, ":"), (1.0, "--")):
        axes.plot([0, reach], [0, slope * reach], color=GREY, linewidth=0.8, linestyle=style)
    for number, (name, row) in enumerate(table.iterrows()):
        colour = COLOURS[number % len(COLOURS)]
        axes.errorbar(row["mu_star"], row["sigma"], xerr=width[str(name)], fmt="osD^v"[number % 5], color=colour,
                      capsize=3, label=names[str(name)])  # fmt: skip
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    money = unit(output, currency)
    axes.set(xlabel="mean size of effects, μ*" + (f" ({money})" if money else ""), ylabel="their spread, σ")
    axes.set_xlim(0, reach)
    thousands(axes.xaxis)
    thousands(axes.yaxis)
    axes.set_ylim(0, 1.15 * max(float(table["sigma"].max()), 0.1 * reach))
    order = table["mu_star"].sort_values(ascending=False)
    caption(
        figure, f"{capital(names[str(order.index[0])])} moves {measure(output)} most: by "
        f"{rounded(float(order.iloc[0]))} {money}".rstrip() + " on average over its whole range",
        f"Whiskers: 95{SPACE}% bootstrap intervals", "grey: nearly linear, σ ≤ μ*/10",
        "dotted: σ = μ*/2, dashed: σ = μ*; above, the effect depends on the other factors",
    )  # fmt: skip
    return figure


@styled
def index_convergence(convergence: pd.DataFrame, output: str) -> Figure:
    """Draw how the indices of one output settle with n, with intervals; the kind is ST, μ*, δ or PAWN's median.

    Raises:
        RequestError: there is no such output.
    """
    wanted = ("ST", "mu_star", "delta", "pawn")
    rows = _rows(convergence, output, wanted)
    kind = next(each for each in wanted if each in set(rows["index"]))
    rows = rows[rows["index"] == kind]
    figure = new_figure(4.2)
    axes = figure.subplots()
    order = [str(each) for each in rows[rows["n"] == rows["n"].max()].sort_values("value", ascending=False)["factor"]]
    names = labels(order)
    for number, name in enumerate(order[:MANY]):
        line = rows[rows["factor"] == name]
        shift = 2 ** (0.06 * (number - len(order) / 2))  # side by side, so that whiskers do not hide one another
        axes.errorbar(line["n"] * shift, line["value"], yerr=line["half_width"].fillna(0.0), capsize=3, markersize=5,
                      marker="osD^v"[number % 5], label=names[name], **line_style(number))  # fmt: skip
    sizes = sorted(rows["n"].unique())
    axes.set_xscale("log", base=2)
    axes.set_xticks(sizes, [f"{size:g}" for size in sizes])
    axes.minorticks_off()
    axes.set(
        xlabel="n (base samples, trajectories or points)",
        ylabel={"ST": "total order index", "mu_star": "μ*", "delta": "δ"}.get(kind, "PAWN, median over slices"),
    )
    thousands(axes.yaxis)
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    caption(figure, _settled(rows, order, names, output), f"Whiskers: 95{SPACE}% bootstrap intervals")
    return figure


def _settled(rows: pd.DataFrame, order: list[str], names: dict[str, str], output: str) -> str:
    sizes = sorted(rows["n"].unique())
    last = rows[rows["n"] == sizes[-1]].set_index("factor")
    if len(sizes) < 2:
        return f"One n tells nothing of how the indices of {measure(output)} settle"
    half = rows[rows["n"] == sizes[-2]].set_index("factor")
    ranks = [list(each.sort_values("value", ascending=False).index) for each in (half, last)]
    clear = len(order) < 2 or last.loc[order[0], "low"] > last.loc[order[1], "high"]
    first = f"{names[order[0]]} leads clearly" if clear else f"the lead of {names[order[0]]} is not clear yet"
    same = "the order of factors is the same" if ranks[0] == ranks[1] else "the order of factors still changes"
    return f"{capital(measure(output))}: from n = {sizes[-2]:g} to {sizes[-1]:g} {same}, and {first}"
