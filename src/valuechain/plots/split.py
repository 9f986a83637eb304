"""Value created, and who gets it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from valuechain.analysis import over_replications
from valuechain.results.column import ALL

from .lines import only
from .style import (
    COLOURS,
    CONSUMER,
    DISTRIBUTOR,
    GREY,
    PRODUCER,
    RETAILER,
    WHOLESALER,
    caption,
    interval_note,
    new_figure,
    styled,
    thousands,
)
from .wording import ALONE, Estimate, capital, estimate, listed

PARTS: Mapping[str, tuple[str, str, str]] = {
    "welfare": ("Value created", "#b8b8b8", ""),
    "consumer_surplus": ("Consumer surplus", CONSUMER, "///"),
    "producer_profit": ("Producer's profit", PRODUCER, ""),
    "wholesaler_profit": ("Wholesalers' profit", WHOLESALER, "\\\\\\"),
    "distributor_profit": ("Distributor's profit", DISTRIBUTOR, "..."),
    "retailer_profit": ("Retailers' profit", RETAILER, "--"),
    "payment_profit": ("Payment service's profit", COLOURS[1], "xxx"),
    "supplier_profit": ("Suppliers' profit", COLOURS[5], "\\\\\\"),
    "prosumer_profit": ("Prosumers' share of the profit", COLOURS[6], "++"),
    "patron_profit": ("Patrons' dividends", COLOURS[1], "..."),
    "produser_profit": ("Produsers' share of the profit", COLOURS[6], "xxx"),
    "vendor_profit": ("Vendors' profit", PRODUCER, "xxx"),
    "foundation_profit": ("Foundation's balance", DISTRIBUTOR, "++"),
    "given": ("Given to the commons", CONSUMER, "..."),
}
GETTERS = {
    "consumer_surplus": "consumers",
    "producer_profit": "producers",
    "wholesaler_profit": "wholesalers",
    "distributor_profit": "distributors",
    "retailer_profit": "retailers",
    "payment_profit": "payment services",
    "supplier_profit": "suppliers",
    "prosumer_profit": "prosumers",
    "patron_profit": "patrons",
    "produser_profit": "produsers",
    "vendor_profit": "vendors",
    "foundation_profit": "foundations",
}
NEEDED = ("scenario", "replication", "chain", "days", "made", "pay", "contribution_cost", "donations", *PARTS)
"""Columns of `runs` that are looked at, as far as they are there."""
WORTH_TELLING = 0.001
"""Share of the value created from which a role is named in the title; what is less is in the bars alone."""
ALWAYS = ("welfare", "consumer_surplus")
"""What is drawn even where it is 0; so is the producer's profit where anything is made."""


@styled
def who_gets_what(runs: pd.DataFrame, *, currency: str = "EUR") -> Figure:
    """Draw value created (consumer surplus + profits) and its parts as bars, in ``currency`` per day, with intervals.

    What users give to a commons, time and donations less pay, is a part below 0.
    One panel shows the whole market and, where chains compete, one more shows each of them.
    """
    runs = _with_gifts(only(runs, None).filter(NEEDED))
    chains = [str(name) for name in runs["chain"].unique()]
    panels = [ALL, *(name for name in chains if name != ALL)] if len(chains) > 2 else [ALL]
    per_day = runs.assign(**{part: runs[part] / runs["days"] for part in PARTS if part in runs})
    parts = [[p for p in PARTS if p in ALWAYS or _any(runs, name, p)] for name in panels]
    figure = new_figure(1.4 + sum(0.42 * len(p) + 0.35 for p in parts))
    grid = figure.subplots(
        len(panels), 1, sharex=True, squeeze=False, gridspec_kw={"height_ratios": [len(p) for p in parts]}
    )
    for axes, name, shown in zip(grid[:, 0], panels, parts, strict=True):
        _draw_bars(axes, per_day[per_day["chain"] == name], shown)
        axes.set_title(("Whole market" if name == ALL else f"Chain {name}") if len(panels) > 1 else "")
    _make_room(list(grid[:, 0]))
    grid[-1, 0].set_xlabel(f"{currency} / day")
    outside = "The whole market's consumer surplus includes needs that chose the outside option"
    caption(figure, _finding(runs[runs["chain"] == ALL]), interval_note(_n(runs), "Whiskers"), outside)
    return figure


def _with_gifts(runs: pd.DataFrame) -> pd.DataFrame:
    if "contribution_cost" not in runs:
        return runs
    columns = ("pay", "contribution_cost", "donations")
    pay, cost, donations = (runs[name].fillna(0.0) if name in runs else 0.0 for name in columns)
    return runs.assign(given=pay - cost - donations)


def _any(runs: pd.DataFrame, chain: str, part: str) -> bool:
    if part == "producer_profit" and "made" in runs:
        part = "made"
    return part in runs and bool(runs.loc[runs["chain"] == chain, part].any())


def _n(runs: pd.DataFrame) -> int:
    return int(runs["replication"].nunique())


def _draw_bars(axes: Axes, per_day: pd.DataFrame, parts: list[str]) -> None:
    """Draw one bar for each part, with its whisker and its value in words beside it."""
    whole = per_day["welfare"]
    for place, part in enumerate(parts):
        _, colour, hatch = PARTS[part]
        row = over_replications(per_day, ["chain"], part).iloc[0]
        value = Estimate(float(row["mean"]), float(row["half_width"]), int(row["n"]))
        axes.barh(place, value.mean, height=0.66, color=colour, hatch=hatch, edgecolor="white", linewidth=0)
        reach = value.half_width if value.n > 1 else 0.0
        if value.n > 1:
            axes.errorbar(value.mean, place, xerr=reach, color="black", capsize=4, linewidth=1.3)
        share = "" if part == "welfare" or whole.mean() <= 0 else f"  ({estimate(per_day[part] / whole).percent})"
        end = max(value.mean + reach, 0.0)
        axes.annotate(f"{value}{share}", (end, place), (6, 0), textcoords="offset points", va="center")
    axes.set_yticks(np.arange(len(parts)), [PARTS[part][0] for part in parts])
    axes.set_ylim(len(parts) - 0.5, -0.5)
    axes.axvline(0, color=GREY, linewidth=0.8)
    axes.grid(visible=False)
    axes.tick_params(axis="y", length=0, labelcolor="black")
    thousands(axes.xaxis)


def _make_room(panels: list[Axes]) -> None:
    """Widen the scale so that the values in words, about 0.4 of the width, stay inside."""
    low, high = panels[0].get_xlim()
    panels[0].set_xlim(min(low, 0.0), max(high, 0.0) * 1.5 or 1.0)


def _finding(market: pd.DataFrame) -> str:
    value = estimate(market["welfare"] / market["days"])
    alone = f" ({ALONE})" if value.n < 2 else ""
    if value.covers_zero:
        return f"The value created is not distinguishable from 0{alone}"
    if value.mean < 0:
        return f"No value is created: the market costs more than it is worth{alone}"
    shares = {
        part: estimate(market[part] / market["welfare"]) for part in GETTERS if part in market and market[part].any()
    }
    shares = {part: share for part, share in shares.items() if abs(share.mean) >= WORTH_TELLING}
    clauses = [_clause(GETTERS[part], share) for part, share in shares.items()]
    given = estimate(-market["given"] / market["welfare"]) if "given" in market else None
    if given is not None and abs(given.mean) >= WORTH_TELLING:
        clauses.append(f"users give commons {given.percent}")
    return capital(listed(clauses)) + alone


def _clause(who: str, share: Estimate) -> str:
    if share.covers_zero:
        return f"the share of {who} is not distinguishable from 0"
    if share.mean < 0:
        return f"{who} lose what equals {share.scaled(-1).percent} of it"
    return f"{who} get {share.percent}" + (" of the value created" if who == "consumers" else "")
