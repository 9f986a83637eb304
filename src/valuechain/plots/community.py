"""The artefact over time, and who leads: figures of a commons."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from valuechain.analysis import over_replications
from valuechain.errors import RequestError

from .lines import BAND, LINE, only, warmup_end
from .style import COLOURS, DASHES, GREY, WARMUP, TimeAxis, caption, interval_note, new_figure, styled, thousands
from .wording import SPACE, estimate

PANELS = {
    "quality": ("Quality of the artefact", "mean over modules"),
    "coverage": ("Coverage", "share of uses within reach"),
    "modules": ("Modules", "modules"),
    "contributors": ("Contributors so far", "participants"),
}
"""What is drawn of a commons over time: column, title and label of its axis."""


@styled
def artefact(commons: pd.DataFrame, *, chain: str | None = None, calendar_start: int | None = None) -> Figure:
    """Draw quality, coverage, modules and contributors over time, from the frame `commons`, with bands."""
    commons = one_commons(commons, chain)
    figure = new_figure(4.6)
    panels = figure.subplots(2, 2, sharex=True).ravel()
    times = commons["time"].to_numpy()
    axis = TimeAxis.over(float(times.max()), calendar_start)
    for axes, (measure, (title, label)) in zip(panels, PANELS.items(), strict=True):
        path = over_replications(commons.dropna(subset=[measure]), ["time"], measure)
        days = axis.at(path["time"].to_numpy())
        axes.plot(days, path["mean"], color=LINE)
        if path["half_width"].notna().all():
            axes.fill_between(days, path["low"], path["high"], **BAND)
        axes.set(title=title, ylabel=label)
        if measure in ("quality", "coverage"):
            axes.set_ylim(0, 1.02)
        else:
            axes.set_ylim(bottom=0)
            thousands(axes.yaxis)
        axis.shade_warmup(axes, warmup_end(commons))
    for axes in panels[2:]:
        axis.dress(axes, float(times.min()), float(times.max()), 6)
    first, last = (commons[commons["time"] == end] for end in (times.min(), times.max()))
    before, after = estimate(first["quality"]), estimate(last["quality"])
    finding = f"{_name(commons)}: quality from {before.mean:.2g} to {after}, never finished"
    caption(figure, finding, interval_note(commons["replication"].nunique()), WARMUP if warmup_end(commons) > 0 else "")
    return figure


FADED = 1e-3
"""Status below this counts as none: so much has faded that no scale of decades could show it beside the rest."""


@styled
def status_and_contributions(members: pd.DataFrame, *, chain: str | None = None) -> Figure:
    """Draw each contributor's status against the number of contributions (first replication), on logarithmic scales.

    Dots are participants; those whose status has faded to nearly nothing are left out and counted below.
    """
    members = one_commons(members, chain)
    number = int(members["replication"].min())
    own = members[(members["replication"] == number) & (members["contributions"] > 0)]
    held = own[own["status"] >= FADED]
    if held.empty:
        raise RequestError("nobody in this frame has both contributions and status; there is nothing to draw")
    figure = new_figure(4.6)
    axes = figure.subplots()
    rng = np.random.default_rng(0)
    spread = np.exp(rng.uniform(-0.12, 0.12, len(held)))
    axes.scatter(held["contributions"] * spread, held["status"], s=14, color=COLOURS[0], alpha=0.5, linewidth=0)
    axes.set(xscale="log", yscale="log", xlabel="contributions since the start", ylabel="status at the end")
    order = held["contributions"].rank().corr(held["status"].rank())
    top = own.sort_values("status", ascending=False).head(max(1, round(len(own) / 100)))
    share = top["status"].sum() / own["status"].sum()
    finding = (
        f"{_name(members)}: the 1{SPACE}% of contributors with most status hold {100 * share:.0f}{SPACE}% of it; "
        f"rank correlation with contributions {order:.2f}"
    )
    rest = len(own) - len(held)
    left_out = f"{rest} whose status has faded below {FADED:g} left out"
    moved = "dots are moved sideways a little so that none hides another"
    caption(figure, finding, f"replication {number}", f"{len(held)} contributors; {left_out}", moved)
    return figure


@styled
def leaders(
    status: pd.DataFrame, *, chain: str | None = None, topic: int = 0, calendar_start: int | None = None
) -> Figure:
    """Draw the ranks of the leaders of one topic over time (a bump chart), of the first replication.

    Those who led longest have colours and names; the others are grey.

    Raises:
        RequestError: no leaders were formed more than once.
    """
    status = one_commons(status, chain)
    number = int(status["replication"].min())
    rows = status[(status["replication"] == number) & (status["topic"] == topic)]
    if rows["time"].nunique() < 2:
        raise RequestError("leaders were not formed more than once in this topic; there is nothing to draw")
    times = np.unique(rows["time"])
    axis = TimeAxis.over(float(times.max()), calendar_start)
    known = rows["participant"].value_counts().head(6).index.tolist()
    figure = new_figure(4.6)
    axes = figure.subplots()
    for participant, own in rows.groupby("participant"):
        place = known.index(participant) if participant in known else None
        _draw_ranks(axes, own, times, axis, place)
    most = int(rows["rank"].max())
    axes.set(
        ylim=(most + 0.6, 0.4),
        ylabel="rank by status earned in the topic",
        yticks=range(1, most + 1, max(1, most // 8)),
    )
    axis.dress(axes, float(times.min()), float(times.max()))
    turnover = estimate(
        status.drop_duplicates(["replication", "topic", "time"]).groupby("replication")["turnover"].mean()
    )
    finding = f"{_name(status)}: {turnover.percent} of leaders change each time that they are formed anew"
    names = "coloured: the six who led longest" if len(known) == 6 else ""
    caption(
        figure, finding, f"ranks: replication {number}, topic {topic}", names, interval_note(turnover.n, "Turnover")
    )
    return figure


def _draw_ranks(axes: Axes, own: pd.DataFrame, times: np.ndarray, axis: TimeAxis, place: int | None) -> None:
    """Draw the ranks of one leader, broken where the participant did not lead."""
    ranks = own.set_index("time")["rank"].reindex(times)
    colour = GREY if place is None else COLOURS[place % len(COLOURS)]
    style = {"alpha": 0.28, "linewidth": 1.0} if place is None else {"linewidth": 2.2, "linestyle": DASHES[place % 4]}
    axes.plot(axis.at(times), ranks, color=colour, marker="o", markersize=2.5 if place is None else 4, **style)
    if place is not None:
        last = ranks.last_valid_index()
        text = f" {int(own['participant'].iloc[0])}"
        axes.annotate(text, (axis.at(last), ranks[last]), color=colour, va="center", fontsize=9, fontweight="bold")


def one_commons(frame: pd.DataFrame, chain: str | None) -> pd.DataFrame:
    """Return the rows of one scenario and one commons: the one named, or the only one.

    Raises:
        RequestError: there are several, and none is named.
    """
    frame = only(frame, chain)
    names = [str(name) for name in frame["chain"].unique()]
    if len(names) > 1:
        raise RequestError(f"a figure shows one commons, and there are {', '.join(names)}; name one with chain=")
    return frame


def _name(frame: pd.DataFrame) -> str:
    return str(frame["chain"].iloc[0]).capitalize()
