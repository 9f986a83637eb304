"""How well a calibration fits, and how sharply the objective tells one value of a parameter from another."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from .factors import labels
from .style import COLOURS, GREY, caption, new_figure, styled, thousands
from .wording import SPACE, rounded


@styled
def calibration_fit(moments: pd.DataFrame, objective: Mapping[str, float]) -> Figure:
    """Draw targets beside what is simulated before and after, in replications that the search has not seen.

    ``moments`` and ``objective`` are those of a calibration. Moments over time become curves, others places in a row.
    """
    figure = new_figure(4.8)
    times = len(moments) > 1 and bool(moments["time"].notna().all())
    axes = figure.subplots()
    x = moments["time"].to_numpy(float) if times else np.arange(len(moments), dtype=float)
    scale = np.ones(len(moments)) if times else np.abs(moments["target"].replace(0, 1)).to_numpy(float)
    line = "-" if times else "none"
    axes.plot(
        x, moments["target"] / scale, "k", marker="o", markersize=7, linestyle=line, linewidth=1, label="measured"
    )
    for number, (name, label) in enumerate({"fresh_before": "before", "fresh_after": "after"}.items()):
        shift = 0 if times else 0.12 * (2 * number - 1)
        axes.errorbar(
            x + shift, moments[name] / scale, yerr=moments[f"{name}_half_width"] / scale, capsize=4, linewidth=1.3,
            color=COLOURS[(4, 0)[number]], marker="sD"[number], markersize=5,
            linestyle=("--", "-")[number] if times else "none",
            label=label,
        )  # fmt: skip
    _dress(axes, moments, times)
    roots = {name: np.sqrt(value) for name, value in objective.items()}
    verb = "from" if roots["fresh_after"] < roots["fresh_before"] else "but not better: from"
    caption(
        figure, f"The fit misses by {roots['fresh_after']:.3g} (root mean squared deviation), {verb} "
        f"{roots['fresh_before']:.3g} before",
        f"In replications that the search has not seen; whiskers: 95{SPACE}% t-intervals of the mean",
    )  # fmt: skip
    return figure


def _dress(axes: Axes, moments: pd.DataFrame, times: bool) -> None:
    if times:
        axes.set(xlabel="time (days)", ylabel=str(moments["moment"].iloc[0]).split(" at ")[0].replace("_", " "))
        thousands(axes.xaxis)
    else:
        names = [str(each).replace("_", " ") for each in moments["moment"]]
        axes.set_xticks(
            range(len(names)), names, rotation=30 if len(names) > 4 else 0, ha="right" if len(names) > 4 else "center"
        )
        axes.axhline(1, color=GREY, linewidth=0.8)
        axes.set_ylabel("share of the target")
        axes.set_xlim(-0.5, len(names) - 0.5)
    thousands(axes.yaxis)
    axes.legend()


@styled
def objective_profile(profile: pd.DataFrame, parameters: pd.DataFrame) -> Figure:
    """Draw the distance along each parameter: the others held at the fit, and fitted anew.

    Raises:
        KeyError: the profile is not of these parameters.
    """
    names = [str(each) for each in parameters["parameter"]]
    words = labels(names)
    figure = new_figure(3.8)
    panels = figure.subplots(1, len(names), sharey=True, squeeze=False)[0]
    for axes, name, row in zip(panels, names, parameters.to_dict("records"), strict=True):
        table = profile[profile["parameter"] == name].replace(np.inf, np.nan)
        for number, (kind, label) in enumerate({"held": "others held", "refitted": "others fitted anew"}.items()):
            axes.plot(table["value"], np.sqrt(table[kind]), marker="os"[number], markersize=4,
                      color=COLOURS[(4, 0)[number]], linestyle=("--", "-")[number], label=label)  # fmt: skip
        axes.axvline(row["after"], color="black", linewidth=1)
        if np.isfinite(row["before"]):
            axes.axvline(row["before"], color=GREY, linestyle=":", linewidth=1.4)
        named = f"{words[name]} ({row['unit']})" if row["unit"] else words[name]
        axes.set_xlabel(f"{named}\nfit: {rounded(float(row['after']))}")
        ticks = [row["low"], row["high"]]
        if row["low"] > 0 and row["high"] / row["low"] > 5:
            axes.set_xscale("log")
            ticks.insert(1, float(np.sqrt(row["low"] * row["high"])))
        else:
            ticks.insert(1, (row["low"] + row["high"]) / 2)
        axes.set_xticks(ticks, [rounded(float(each), 2) for each in ticks])
        axes.set_xticks([], minor=True)
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.yaxis.set_minor_locator(NullLocator())
    panels[0].set_ylabel("root mean squared deviation")
    panels[0].set_title(" ")  # room for the legend, which must not widen the first panel
    panels[0].legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.2).set_in_layout(False)
    caption(figure, _finding(profile, names, words), "Line: the fit", "dotted: before",
            "a flat curve says that the moments do not tell the parameter")  # fmt: skip
    return figure


def _finding(profile: pd.DataFrame, names: list[str], words: dict[str, str]) -> str:
    """Say which parameter the moments tell least: whose refitted distance grows least towards the bounds."""
    growth = {}
    for name in names:
        table = profile[profile["parameter"] == name]
        ends = np.minimum(table["refitted"].iloc[0], table["refitted"].iloc[-1])
        growth[name] = float(np.sqrt(ends / max(table["refitted"].min(), 1e-300)))
    least = min(names, key=lambda each: growth[each])
    return f"{words[least].capitalize()} is told least: at a bound the fit is {growth[least]:.2g} times as far off"
