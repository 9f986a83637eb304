"""The palimpsest: every revision of every module over time, and how long revisions last."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from valuechain.analysis import survival
from valuechain.errors import RequestError

from .community import _name, one_commons
from .style import COLOURS, GREY, TimeAxis, caption, new_figure, styled
from .wording import SPACE

KNOWN = 6
"""Authors who have a colour of their own."""
STRIPES = 40
"""Most modules that are drawn; beyond, those with the most revisions."""
OTHERS, NOBODY = "#bdbdbd", "#f2f2f2"


@styled
def palimpsest(revisions: pd.DataFrame, *, chain: str | None = None, calendar_start: int | None = None) -> Figure:
    """Draw whose revision of each module was live when (first replication), and where revisions were reverted.

    Each module is a stripe, coloured by the author of what is live; what was restored has the colour of its author
    again. The most active authors have colours, all others are grey. Red crosses are contributions that were reverted;
    rejected ones never were live and are counted below.
    """
    revisions = one_commons(revisions, chain)
    number = int(revisions["replication"].min())
    rows = revisions[revisions["replication"] == number].set_index("revision")
    made = rows[rows["kind"].isin(["edit", "vandalism"])]
    if made.empty:
        raise RequestError("nothing was contributed in this frame; there is nothing to draw")
    known = made["author"].value_counts().head(KNOWN).index.tolist()
    stripes = sorted(made["module"].value_counts().head(STRIPES).index)
    horizon = float(rows["time"].max())
    axis = TimeAxis.over(horizon, calendar_start)
    live = rows[(rows["fate"] != "rejected") & rows["module"].isin(stripes)]
    author = _live_author(live)
    figure = new_figure(5.4)
    axes = figure.subplots()
    for row, module in enumerate(stripes):
        own = live[live["module"] == module]
        edges = axis.at(np.append(own["time"].to_numpy(), horizon))
        colours = [_colour(author[each], known) for each in own.index]
        axes.barh(row, np.diff(edges), left=edges[:-1], height=0.86, color=colours, linewidth=0)
    bad = live[live["fate"] == "reverted"]
    axes.plot(
        axis.at(bad["time"]), [stripes.index(m) for m in bad["module"]], "x", color="#b00020", markersize=4, mew=1.1
    )
    axes.set(ylim=(-0.6, len(stripes) - 0.4), ylabel="module", yticks=[])
    axes.grid(False)
    axis.dress(axes, 0.0, horizon)
    labels: list[Artist] = [Patch(color=COLOURS[k], label=f"author {name}") for k, name in enumerate(known)]
    labels.append(Patch(color=OTHERS, label="others"))
    if len(bad):
        labels.append(Line2D([], [], color="#b00020", marker="x", linestyle="", label="reverted"))
    figure.legend(handles=labels, loc="outside right upper")
    share = made["author"].isin(known).mean()
    undone = made["fate"].isin(["reverted", "rejected"]).mean()
    count = f"{len(made)} contributions by {made['author'].nunique()} authors"
    finding = (
        f"{_name(revisions)}: {count}, {100 * undone:.0f}{SPACE}% of them reverted or rejected; "
        f"the {len(known)} most active made {100 * share:.0f}{SPACE}%"
    )
    hidden = int((made["fate"] == "rejected").sum())
    total = rows["module"].nunique()
    caption(
        figure,
        finding,
        f"replication {number}",
        f"the {len(stripes)} of {total} modules with most contributions" if total > len(stripes) else "",
        "white: as at the start",
        f"{hidden} rejected contributions never went live" if hidden else "",
    )
    return figure


def _live_author(live: pd.DataFrame) -> dict[int, int]:
    """Return whose work is live from each revision on: its author's, or that of what it restores or wears off."""
    whose: dict[int, int] = {}
    for revision, kind, author, parent in zip(live.index, live["kind"], live["author"], live["parent"], strict=True):
        own = kind in ("edit", "vandalism", "patch")
        whose[revision] = author if own else whose.get(parent, -1)
    return whose


def _colour(author: int, known: list[int]) -> str:
    if author == -1:
        return NOBODY
    return COLOURS[known.index(author)] if author in known else OTHERS


@styled
def survival_curves(revisions: pd.DataFrame, *, chain: str | None = None) -> Figure:
    """Draw the share of contributions not yet reverted over the days since they went live (Kaplan-Meier).

    All replications together; a contribution that was superseded is censored then.
    """
    revisions = one_commons(revisions, chain).assign(replication=0)
    figure = new_figure(4.2)
    axes = figure.subplots()
    medians = {}
    for kind, colour, dashes in (("edit", COLOURS[0], "-"), ("vandalism", COLOURS[1], (0, (5, 2)))):
        own = revisions[(revisions["kind"] == kind) & (revisions["fate"] != "rejected")]
        curve = survival(own)
        if curve.empty:
            continue
        days = np.append(0.0, curve["days"])
        axes.step(
            days,
            np.append(1.0, curve["surviving"]),
            where="post",
            color=colour,
            linestyle=dashes,
            label=f"{kind} ({len(own)})",
        )
        half = curve.loc[curve["surviving"] <= 0.5, "days"]
        medians[kind] = f"{half.iloc[0]:.3g}" if len(half) else "never seen"
    if not medians:
        raise RequestError("no contribution of this frame was reverted; there is no curve to draw")
    axes.axhline(0.5, color=GREY, linewidth=0.8, linestyle=(0, (2, 2)))
    axes.set(ylim=(0, 1.02), xlim=(0, None), xlabel="days since it went live", ylabel="share not reverted")
    axes.legend(title="contributions")
    told = "; ".join(f"{kind}: {days}" for kind, days in medians.items())
    caption(
        figure,
        f"{_name(revisions)}: days until half would be reverted: {told}",
        "Kaplan-Meier; censored when superseded or settled",
        "all replications together",
    )
    return figure
