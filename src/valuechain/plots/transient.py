"""The beginning of a run, and what MSER-5 would leave out of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

from .style import COLOURS, GREY, caption, new_figure, styled, thousands
from .wording import capital


@styled
def warmup_curve(suggestion: Mapping[str, Any]) -> Figure:
    """Draw a measure over time with the warm-up that MSER-5 suggests, and the statistic that it minimises.

    ``suggestion`` is what `valuechain.analysis.suggest_warmup` returns.
    """
    curve, suggested, now = suggestion["curve"], float(suggestion["suggested"]), float(suggestion["now"])
    name = str(suggestion["measure"]).replace("_", " ")
    figure = new_figure(5.2)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=[1.6, 1])
    above.plot(curve["time"], curve["mean"], color="#b8b8b8", linewidth=0.8, label="each sample")
    batches = curve.groupby(np.arange(len(curve)) // 5).agg({"time": "last", "mean": "mean"})
    above.plot(batches["time"], batches["mean"], color=COLOURS[0], label="means of five samples")
    known = curve.dropna(subset="statistic")
    below.plot(known["time"], known["statistic"], color=COLOURS[3], marker=".", markersize=4)
    for axes in (above, below):
        if np.isfinite(suggested):
            axes.axvline(suggested, color=COLOURS[4], linewidth=1.6, label=f"suggested: {suggested:g} days")
        axes.axvline(now, color=GREY, linestyle=":", linewidth=1.6, label=f"warm-up now: {now:g} days")
        thousands(axes.yaxis)
    if (known["statistic"] > 0).any():
        below.set_yscale("log")
        below.yaxis.set_minor_formatter(NullFormatter())  # Matplotlib would write powers of ten as formulas
        below.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5), numticks=7))
        thousands(below.yaxis)
    above.set_ylabel(f"{name} in a sample")
    below.set(xlabel="time (days)", ylabel="MSER-5")
    above.legend(loc="upper right", ncols=2)
    chain = "" if suggestion["chain"] == "all" else f" of {suggestion['chain']}"
    replications = suggestion["replications"]
    caption(
        figure, f"{capital(name)}{chain}: {suggestion['verdict']}",
        f"Mean of {replications} replication{'s' * (replications != 1)}",
        "the suggestion is where the lower curve is lowest in its first half",
    )  # fmt: skip
    return figure
