"""How unequally surplus and spending are spread over participants."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from valuechain import analysis
from valuechain.errors import RequestError

from .lines import only
from .style import COLOURS, GREY, caption, interval_note, new_figure, styled
from .wording import ALONE, SPACE, estimate

MEASURES = {"surplus": "Consumer surplus", "spent": "Spending"}


@styled
def lorenz(participants: pd.DataFrame) -> Figure:
    """Draw Lorenz curves of surplus and spending: means over replications with bands, and the line of equality.

    Participants are ranked anew in each replication and for each measure. The Gini coefficient counts those with
    nothing; where there are any, their share and the coefficient of the others stand beside it.

    A measure of which somebody has less than 0 in some replication has no curve and is left out.

    Raises:
        RequestError: neither measure has a curve, for values are negative or all 0.
    """
    participants = only(participants, None)
    indices = analysis.inequality(participants)
    shown = [name for name in MEASURES if indices.loc[indices["measure"] == name, "bottom_50"].notna().all()]
    if not shown:
        raise RequestError("there is no Lorenz curve of this frame: surplus and spending are negative or all 0")
    figure = new_figure(4.9)
    panels = figure.subplots(1, len(shown), squeeze=False)[0]
    for number, (axes, measure) in enumerate(zip(panels, shown, strict=True)):
        _draw_curve(axes, participants, measure, COLOURS[number])
        _annotate(axes, indices[indices["measure"] == measure], COLOURS[number])
        axes.set_title(MEASURES[measure])
    panels[0].set_ylabel("their share of the total (%)")
    counts = indices["participants"].unique()
    people = f"{counts[0]:,} participants".replace(",", SPACE) if len(counts) == 1 else ""
    first = indices[indices["measure"] == shown[0]]
    absent = [
        f"{words.lower()}: no curve, for some have less than 0 or all 0"
        for name, words in MEASURES.items()
        if name not in shown
    ]
    n = int(first["replication"].nunique())
    caption(figure, _finding(first, MEASURES[shown[0]].lower()), interval_note(n), people, *absent)
    return figure


def _draw_curve(axes: Axes, participants: pd.DataFrame, measure: str, colour: str) -> None:
    curve = analysis.over_replications(analysis.lorenz(participants, measure), ["quantile"], "share")
    percent = 100 * curve
    axes.plot([0, 100], [0, 100], color=GREY, linestyle=(0, (4, 3)), linewidth=1.1, label="equality")
    axes.plot(percent["quantile"], percent["mean"], color=colour, label=MEASURES[measure])
    if curve["half_width"].notna().all():
        axes.fill_between(percent["quantile"], percent["low"], percent["high"], color=colour, alpha=0.25, linewidth=0)
    axes.set(xlim=(0, 100), ylim=(0, 100), aspect="equal", xlabel="participants, from the lowest (%)")
    axes.set_xticks([0, 25, 50, 75, 90, 100])
    axes.text(40, 43, "equality", rotation=45, ha="center", va="bottom", color=GREY, rotation_mode="anchor")


def _annotate(axes: Axes, indices: pd.DataFrame, colour: str) -> None:
    """Mark the shares of the bottom half and the top tenth, and write the indices above the line of equality."""
    low, high = 100 * indices["bottom_50"].mean(), 100 - 100 * indices["top_10"].mean()
    for place, ends in ((50, (0, low)), (90, (high, 100))):
        axes.plot([place, place], ends, color=colour, linewidth=4, alpha=0.55, solid_capstyle="butt")
    axes.plot([50, 90], [low, high], "o", color=colour, markersize=5)
    told = {name: estimate(indices[name]) for name in ("gini", "gini_active", "zeros", "top_10", "bottom_50")}
    zeros = [f"those above 0: Gini {told['gini_active']}", f"at 0: {told['zeros'].percent}"]
    lines = [f"Gini {told['gini']}", *(zeros if indices["zeros"].any() else [])]
    bars = [f"▌top 10{SPACE}% have {told['top_10'].percent}", f"▌bottom 50{SPACE}% have {told['bottom_50'].percent}"]
    for number, text in enumerate(lines + bars):
        axes.text(3.5, 97 - 6 * number, text, va="top", size=9, color=colour if text in bars else "black")


def _finding(indices: pd.DataFrame, measure: str) -> str:
    top, bottom, gini = (estimate(indices[name]) for name in ("top_10", "bottom_50", "gini"))
    alone = f" ({ALONE})" if gini.n < 2 else ""
    tenth, half = f"The top 10{SPACE}%", f"the bottom half {bottom.percent}"
    return f"{tenth} of participants have {top.percent} of all {measure}, {half}: Gini {gini}{alone}"
