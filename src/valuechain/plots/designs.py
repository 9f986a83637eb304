"""How designs drift as customers are asked, and how much is heard."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from valuechain.analysis import over_replications
from valuechain.results.column import ALL

from .lines import only
from .style import GREY, INTERVENTION, TimeAxis, caption, interval_note, line_style, new_figure, styled
from .wording import ALONE, estimate, listed, rounded

MOST = 7


@styled
def designs(
    research: pd.DataFrame,
    runs: pd.DataFrame,
    *,
    calendar_start: int | None = None,
    interventions: Sequence[float] = (),
) -> Figure:
    """Draw how far designs are from what people like after each round of questions, and the bits heard, with bands.

    The grey line is the floor: the spread of ideal points about their mean, below which no single design goes. At most
    seven products are drawn, the first ones. ``interventions`` are days to mark.
    """
    research = only(research, None)
    chain, product = research["chain"].astype(str), research["product"].astype(str)
    names = chain if (product == product.iloc[0]).all() else chain + " · " + product
    research = research.assign(line=names, round=_rounds(research), heard=research["bits"] / research["answers"])
    lines = list(dict.fromkeys(names))[:MOST]
    axis = TimeAxis.over(float(research["time"].max()), calendar_start)
    figure = new_figure(5.2)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    for number, line in enumerate(lines):
        own = research[research["line"] == line]
        for axes, measure in ((above, "mismatch"), (below, "heard")):
            _draw(axes, own, measure, axis, number, line)
    if research["floor"].notna().all():
        floor = float(research["floor"].mean())
        above.axhline(floor, color=GREY, linewidth=1.2, label="floor: the spread of tastes")
    above.set_ylabel("Mismatch\n(mean squared distance)")
    below.set_ylabel("Heard\n(bits / answer)")
    for axes in (above, below):
        axes.set_ylim(bottom=0)
        axis.mark(axes, interventions)
    above.legend(loc="best")
    axis.dress(below, 0.0, float(research["time"].max()))
    figure.align_ylabels()
    n = int(research["replication"].nunique())
    caption(figure, _finding(research, runs, lines), interval_note(n), INTERVENTION if interventions else "")
    return figure


def _rounds(research: pd.DataFrame) -> pd.Series:
    """Return the number of each round of questions: late ones may come on other days in other replications."""
    return research.groupby(["replication", "chain", "product"], observed=True).cumcount()


def _draw(axes: object, own: pd.DataFrame, measure: str, axis: TimeAxis, number: int, line: str) -> None:
    full = own.groupby("round")["replication"].transform("nunique") == own["replication"].nunique()
    stats = over_replications(own[full], ["round"], measure)
    days = axis.at(own[full].groupby("round")["time"].mean().to_numpy())
    axes.plot(days, stats["mean"], label=line, **line_style(number))  # type: ignore[attr-defined]
    if stats["half_width"].notna().all():
        colour = line_style(number)["color"]
        axes.fill_between(days, stats["low"], stats["high"], color=colour, alpha=0.22, linewidth=0)  # type: ignore[attr-defined]


def _finding(research: pd.DataFrame, runs: pd.DataFrame, lines: Sequence[str]) -> str:
    """Return where mismatch ended, where its floor is, and how much was heard for it."""
    told = [_ended(research[research["line"] == line], line if len(lines) > 1 else "") for line in lines[:2]]
    more = f", and {len(lines) - 2} more" if len(lines) > 2 else ""
    floor = research["floor"].mean()
    limit = f"; no single design goes below {rounded(floor)}" if np.isfinite(floor) else ""
    bits = estimate(runs.loc[runs["chain"] == ALL, "feedback_bits"])
    alone = f" ({ALONE})" if bits.n < 2 else ""
    heard = f"; heard: {rounded(bits.mean, 2)} bits per participant and year"
    return f"The mismatch ends at {listed(told)}{more}{limit}{heard}{alone}"


def _ended(own: pd.DataFrame, name: str) -> str:
    last = estimate(own.groupby("replication")["mismatch"].last())
    return f"{last} ({name})" if name else str(last)
