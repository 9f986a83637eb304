"""Customers as prosumers: the ladder over time, the fit that expertise brings, how long orders take."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from valuechain.analysis import over_replications

from .lines import only
from .style import COLOURS, GREY, WARMUP, TimeAxis, caption, interval_note, line_style, new_figure, styled
from .wording import SPACE, Estimate, estimate, rounded

BINS = 10
"""Classes of expertise."""
FEWEST = 20
"""Orders that a class must have to be drawn."""


@styled
def ladder(tiers: pd.DataFrame, *, chain: str | None = None, calendar_start: int | None = None) -> Figure:
    """Draw how many participants are in each tier above the lowest, and how many rise and fall a month."""
    tiers = only(tiers, chain or str(tiers["chain"].astype(str).iloc[0]))
    names = list(dict.fromkeys(tiers.sort_values("rank")["tier"].astype(str)))[1:]
    axis = TimeAxis.over(float(tiers["time"].max()), calendar_start)
    end = float(tiers.loc[tiers["warmup"], "time"].max()) if tiers["warmup"].any() else 0.0
    figure = new_figure(5.6)
    heads, flows = figure.subplots(2, 1, sharex=True, height_ratios=[1.5, 1])
    people = tiers.groupby(["replication", "time"])["participants"].transform("sum")
    shares = tiers.assign(share=100 * tiers["participants"] / people)
    for number, name in enumerate(names):
        own = shares[shares["tier"].astype(str) == name]
        _draw_line(heads, over_replications(own, ["time"], "share"), axis, number, name)
        _draw_line(flows, _monthly(own, "risen_into"), axis, number, f"risen to {name}")
        _draw_line(flows, _monthly(own, "fallen_out", -1.0), axis, number, "")
    heads.set(ylabel="in the tier (% of participants)", ylim=(0, None))
    heads.legend()
    flows.axhline(0, color=GREY, linewidth=0.8)
    flows.set(ylabel="rise, and fall (below 0),\nparticipants / month")
    for axes in (heads, flows):
        axis.shade_warmup(axes, end)
    axis.dress(flows, 0.0, float(tiers["time"].max()))
    last = shares[shares["time"] == shares["time"].max()]
    ends = {name: estimate(last.loc[last["tier"].astype(str) == name, "share"]) for name in names}
    told = ", ".join(f"{share}{SPACE}% {name}" for name, share in ends.items())
    n = int(tiers["replication"].nunique())
    caption(figure, f"At the end of the run {told}", interval_note(n), WARMUP if end > 0 else "")
    return figure


def _monthly(own: pd.DataFrame, column: str, sign: float = 1.0) -> pd.DataFrame:
    """Return the flow by month of 365/12 days, quarter by quarter, averaged over replications."""
    quarter = 365 / 4
    moved = own[own["time"] > 0].assign(time=lambda rows: np.ceil(rows["time"] / quarter - 1e-9) * quarter)
    summed = moved.groupby(["replication", "time"], as_index=False)[column].sum()
    return over_replications(summed.assign(flow=sign * summed[column] / 3), ["time"], "flow")


def _draw_line(axes: Axes, path: pd.DataFrame, axis: TimeAxis, number: int, label: str) -> None:
    style = line_style(number)
    days = axis.at(path["time"].to_numpy())
    axes.plot(days, path["mean"], label=label or None, **style)
    if path["half_width"].notna().all():
        axes.fill_between(days, path["low"], path["high"], color=style["color"], alpha=0.2, linewidth=0)


@styled
def fit_by_expertise(orders: pd.DataFrame, *, chain: str | None = None) -> Figure:
    """Draw the mean squared mismatch of orders by the expertise of who ordered, in ten classes, with intervals."""
    orders = only(orders, chain or str(orders["chain"].astype(str).iloc[0]))
    classes = np.minimum((orders["expertise"] * BINS).astype(int), BINS - 1)
    means = orders.assign(place=(classes + 0.5) / BINS).groupby(["replication", "place"])["mismatch"]
    counted = means.agg(["mean", "size"]).reset_index()
    path = over_replications(counted[counted["size"] >= FEWEST], ["place"], "mean")
    path = path[path["n"] == path["n"].max()]
    figure = new_figure(4.2)
    axes = figure.subplots()
    axes.plot(path["place"], path["mean"], marker="o", markersize=6, color=COLOURS[0])
    if path["half_width"].notna().all():
        axes.errorbar(path["place"], path["mean"], path["half_width"], fmt="none", ecolor=COLOURS[0], capsize=4)
    axes.set(xlabel="expertise at the order", ylabel="mean squared mismatch", xlim=(0, 1), ylim=(0, None))
    first, last = path.iloc[0], path.iloc[-1]
    finding = (
        f"Mismatch falls from {_at(first)} at expertise {first['place']:g} to {_at(last)} at {last['place']:g}"
        if len(path) > 1 and first["mean"] > last["mean"]
        else f"Mismatch at expertise {last['place']:g} is {_at(last)}"
    )
    left_out = f"classes with fewer than {FEWEST} orders are left out"
    caption(figure, finding, interval_note(int(orders["replication"].nunique()), "Whiskers"), left_out)
    return figure


def _at(row: pd.Series) -> str:
    return str(Estimate(float(row["mean"]), float(row["half_width"]), int(row["n"])))


@styled
def time_in_system(orders: pd.DataFrame, *, chain: str | None = None) -> Figure:
    """Draw the share of orders delivered within so many days, and that of delivery times quoted."""
    orders = only(orders, chain or str(orders["chain"].astype(str).iloc[0]))
    done = orders.dropna(subset=["delivered"])
    days = (done["delivered"] - done["placed"]).to_numpy()
    figure = new_figure(4.2)
    axes = figure.subplots()
    places = np.linspace(0, max(float(np.quantile(days, 0.995)), 1e-9), 200)
    for number, (label, values) in enumerate({"delivered": days, "quoted": done["quoted"].to_numpy()}.items()):
        shares = 100 * np.searchsorted(np.sort(values), places, side="right") / len(values)
        axes.plot(places, shares, label=label, **line_style(number))
    axes.set(
        xlabel="days since the order",
        ylabel="share of orders (%)",
        ylim=(0, 102),
        xlim=(0, None),
    )
    axes.legend()
    within = estimate(
        [float(np.quantile(own["delivered"] - own["placed"], 0.9)) for _, own in done.groupby("replication")]
    )
    late = estimate(
        [
            100 * float((own["delivered"] - own["placed"] > own["quoted"]).mean())
            for _, own in done.groupby("replication")
        ]
    )
    finding = f"Nine of ten orders are delivered within {within} days; {late}{SPACE}% later than quoted"
    caption(
        figure,
        finding,
        f"{rounded(len(done))} orders of {within.n} replications, warm-up included",
        interval_note(within.n, "±"),
    )
    return figure
