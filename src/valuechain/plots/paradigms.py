"""Paradigms side by side: how each chain runs, who gets what, how well it fits, how its quality moves, and status."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from valuechain import analysis
from valuechain.errors import RequestError
from valuechain.results.column import ALL
from valuechain.results.measures import FIRMS

from .style import COLOURS, CONSUMER, DISTRIBUTOR, GREY, PRODUCER, TimeAxis, caption, interval_note, new_figure, styled
from .wording import ALONE, Estimate, capital, estimate, grouped, listed, rounded

MOST = 4
"""Most results that stand side by side."""
HEIGHTS = (1.15, 1.2, 0.62, 1.25, 1.75)
"""Of the rows: chain, who gets what, fit, quality, how surplus and status are spread."""
PEOPLE = ("prosumer", "patron", "produser")
STATUS = COLOURS[1]
GAINS = {"consumers": CONSUMER, "firms": PRODUCER, "shares of people": COLOURS[6], "foundation": DISTRIBUTOR}
"""Who gets something, and in which colour."""

STATIONS: Mapping[str, tuple[Sequence[tuple[float, float, str]], Sequence[tuple[int, int]]]] = {
    "industrial": (((0.5, 0.95, "producer"), (0.5, 0.5, "distributor"), (0.5, 0.05, "consumer")), ((0, 1), (1, 2))),
    "prosumption": (
        ((0.5, 0.95, "prosumer"), (1.0, 0.5, "producer"), (0.5, 0.05, "delivery"), (0.0, 0.5, "payment")),
        ((0, 1), (1, 2), (2, 3), (3, 0)),
    ),
    "produsage": (
        ((0.0, 0.5, "use"), (0.5, 0.95, "revision"), (1.0, 0.5, "judgement"), (0.5, 0.05, "artefact")),
        ((0, 1), (1, 2), (2, 3), (3, 0)),
    ),
}
"""Stations of a chain with their places, and the arrows between them, by paradigm (Bruns 2010, Figs. 1, 3 and 4)."""


class Results(Protocol):
    """What is drawn: frames of one scenario, and the scenario."""

    @property
    def runs(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def frames(self) -> Mapping[str, pd.DataFrame]: ...  # noqa: D102
    @property
    def scenario(self) -> Any: ...  # noqa: D102
    @property
    def provenance(self) -> Mapping[str, Any]: ...  # noqa: D102


@styled
def side_by_side(results: Mapping[str, Results]) -> Figure:
    """Draw a column for each of the results, by label: the chain, who gets what, fit, quality over time, status.

    Money is by day, means with 95 % t-intervals over replications. Status stands beside money, in its own unit.

    Raises:
        RequestError: fewer than two results or more than `MOST`, or different currencies.
    """
    if not 2 <= len(results) <= MOST:
        raise RequestError(f"from 2 to {MOST} results stand side by side, and there are {len(results)}")
    currencies = {str(each.provenance["currency"]) for each in results.values()}
    if len(currencies) > 1:
        raise RequestError(f"the results count in {listed(sorted(currencies))}; only one currency can be compared")
    figure = new_figure(2.0 + 1.42 * sum(HEIGHTS))
    grid = figure.subplots(len(HEIGHTS), len(results), squeeze=False, gridspec_kw={"height_ratios": HEIGHTS})
    for place, (name, each) in enumerate(results.items()):
        _chains(grid[0, place], each, name)
        for row, draw in enumerate(_ROWS, 1):
            draw(grid[row, place], each)
    for row in (1, 2, 3):
        _share_scale(grid[row], "y" if row == 3 else "x")
    _dress(grid, currencies.pop())
    n = min(int(each.runs["replication"].nunique()) for each in results.values())
    notes = (
        "fit: mean squared distance from what is wanted to the nearest product, to the order, or to the module used",
        "consumers: surplus less what they give to a commons",
        "quality is a factor on willingness to pay",
        "Gini coefficients count those who have nothing",
    )
    caption(figure, _finding(results), interval_note(n, "Whiskers and bands"), *notes)
    return figure


def _whole(results: Results) -> pd.DataFrame:
    runs = results.runs
    return runs[runs["chain"] == ALL]


def _chains(axes: Axes, results: Results, name: str) -> None:
    """Draw the chain as stations and arrows; of several chains the names and paradigms."""
    axes.set_axis_off()
    axes.set_title(name, fontsize=10.5, fontweight="bold", loc="center")
    axes.set(xlim=(-0.25, 1.25), ylim=(-0.15, 1.15))
    chains = results.scenario.chains
    if len(chains) > 1:
        told = "\n".join(f"{chain}: {terms.paradigm}" for chain, terms in chains.items())
        axes.text(0.5, 0.5, told, ha="center", va="center", fontsize=8.5)
        return
    stations, arrows = STATIONS[next(iter(chains.values())).paradigm]
    for x, y, word in stations:
        box = {"boxstyle": "round,pad=0.3", "facecolor": "white", "edgecolor": GREY, "linewidth": 1.0}
        axes.text(x, y, word, ha="center", va="center", fontsize=8, bbox=box, zorder=3)
    for start, end in arrows:
        bent, tight = ("arc3,rad=0", 7) if len(stations) == 3 else ("arc3,rad=-0.25", 13)
        look = {
            "arrowstyle": "-|>",
            "color": GREY,
            "connectionstyle": bent,
            "shrinkA": tight,
            "shrinkB": tight + 2,
            "linewidth": 1.3,
        }
        axes.annotate("", stations[end][:2], stations[start][:2], arrowprops=look)


def _gains(axes: Axes, results: Results) -> None:
    """Draw what consumers, firms, people by their shares and commons get per day."""
    whole = _whole(results)
    days = whole["days"]
    given = whole["pay"].fillna(0) - whole["contribution_cost"].fillna(0) - whole["donations"].fillna(0)
    firms = [role for role in FIRMS if role not in (*PEOPLE, "foundation")]
    parts = {
        "consumers": whole["consumer_surplus"] + given,
        "firms": sum(whole[f"{role}_profit"] for role in firms),
        "shares of people": sum(whole[f"{role}_profit"] for role in PEOPLE),
        "foundation": whole["foundation_profit"],
    }
    for place, (who, values) in enumerate(parts.items()):
        _bar(axes, place, estimate(values / days), GAINS[who])
    axes.set_yticks(range(len(parts)), list(parts))
    axes.set_ylim(len(parts) - 0.4, -0.6)
    axes.axvline(0, color=GREY, linewidth=0.8)


def _bar(axes: Axes, place: int, value: Estimate, colour: str) -> None:
    """Draw a bar with its whisker and its value in words beside it."""
    axes.barh(place, value.mean, height=0.62, color=colour, linewidth=0)
    reach = value.half_width if value.n > 1 else 0.0
    if value.n > 1:
        axes.errorbar(value.mean, place, xerr=reach, color="black", capsize=3, linewidth=1.1)
    end = max(value.mean + reach, 0.0)
    axes.annotate(str(value), (end, place), (4, 0), textcoords="offset points", va="center", fontsize=8)


FITS = {"industrial": "mismatch", "prosumption": "order_mismatch", "produsage": "mismatch_used"}
"""The column of `runs` that tells the fit of a chain, by paradigm."""


def _fit(axes: Axes, results: Results) -> None:
    """Draw the mean squared distance from what is wanted of each chain, and how many designs it has in words."""
    runs, chains = results.runs, results.scenario.chains
    for place, (name, terms) in enumerate(chains.items()):
        own = runs[runs["chain"] == name]
        _bar(axes, place, estimate(own[FITS[terms.paradigm]]), COLOURS[3])
    axes.set_yticks(range(len(chains)), [_variety(results, name) for name in chains])
    axes.set_ylim(len(chains) - 0.4, -0.6)


def _variety(results: Results, name: str) -> str:
    """Return how many designs a chain offers."""
    terms, runs = results.scenario.chains[name], results.runs
    if terms.paradigm == "prosumption":
        return f"{grouped(terms.options**results.scenario.population.tastes.dimensions, 0)} designs"
    if terms.paradigm == "produsage":
        return f"{rounded(float(runs.loc[runs['chain'] == name, 'modules'].mean()))} modules"
    products = results.frames["products"]
    count = products.loc[products["chain"] == name, "product"].nunique()
    return f"{count} product{'' if count == 1 else 's'}"


def _quality(axes: Axes, results: Results) -> None:
    """Draw quality over time: of a commons as sampled with its band, of others as the scenario says."""
    horizon, commons = results.scenario.horizon, results.frames.get("commons")
    axis = TimeAxis.over(horizon, results.scenario.calendar_start)
    for number, (name, terms) in enumerate(results.scenario.chains.items()):
        colour = COLOURS[number % len(COLOURS)]
        if terms.paradigm == "produsage" and commons is not None:
            own = commons[commons["chain"] == name]
            path = analysis.over_replications(own, ["time"], "quality")
            days = axis.at(path["time"])
            axes.plot(days, path["mean"], color=colour, label=name)
            if path["half_width"].notna().all():
                axes.fill_between(days, path["low"], path["high"], color=colour, alpha=0.22, linewidth=0)
            continue
        variants = getattr(terms, "variants", None)
        quality = getattr(terms, "quality", None) or (variants.quality if variants else _mean_quality(terms))
        axes.plot(
            axis.at(np.array([terms.enters, horizon])), [quality] * 2, color=colour, linestyle=(0, (5, 2)), label=name
        )
    axis.dress(axes, 0.0, horizon, 4)
    axes.set_ylim(bottom=0)
    if len(results.scenario.chains) > 1:
        axes.legend(loc="lower right", fontsize=7.5)


def _mean_quality(terms: Any) -> float:
    return float(np.mean([product.quality for product in terms.products.values()]))


def _spread(axes: Axes, results: Results) -> None:
    """Draw the Lorenz curves of surplus and of status over participants."""
    people, accounts = results.frames.get("participants"), results.frames.get("accounts")
    axes.plot([0, 100], [0, 100], color=GREY, linestyle=(0, (4, 3)), linewidth=1.0)
    axes.set(xlim=(0, 100), ylim=(0, 100), aspect="equal")
    axes.set_xticks([0, 50, 100])
    axes.set_yticks([0, 50, 100])
    if people is None:
        axes.text(50, 70, "not recorded", ha="center", fontsize=8, color=GREY)
        return
    both = people.assign(status=0.0)
    if accounts is not None:
        status = accounts.groupby(["replication", "participant"], observed=True)["status"].sum()
        both = people.join(status, on=["replication", "participant"]).fillna({"status": 0.0})
    told = []
    for measure, colour, dashes in (("surplus", CONSUMER, "-"), ("status", STATUS, (0, (5, 2)))):
        if not both[measure].any() or both[measure].min() < 0:
            told.append((f"no {measure}" if measure == "status" else "surplus below 0", colour))
            continue
        curve = analysis.over_replications(analysis.lorenz(both, measure), ["quantile"], "share")
        axes.plot(100 * curve["quantile"], 100 * curve["mean"], color=colour, linestyle=dashes)
        gini = estimate(analysis.inequality(both, [measure])["gini"])
        told.append((f"{measure}: Gini {gini}", colour))
    for line, (text, colour) in enumerate(told):
        above: dict[str, Any] = {
            "xycoords": "axes fraction",
            "textcoords": "offset points",
            "fontsize": 8,
            "color": colour,
        }
        axes.annotate(text, (0, 1), (0, 16 - 11 * line), **above)


_ROWS: tuple[Callable[[Axes, Results], None], ...] = (_gains, _fit, _quality, _spread)


def _share_scale(panels: np.ndarray, which: str) -> None:
    """Give the panels of a row one scale, wide enough for the values in words."""
    limits = [axes.get_xlim() if which == "x" else axes.get_ylim() for axes in panels]
    low, high = min(each[0] for each in limits), max(each[1] for each in limits)
    for axes in panels:
        if which == "x":
            axes.set_xlim(min(low, 0.0), high * 2.3)
            axes.locator_params(axis="x", nbins=3)
        else:
            axes.set_ylim(low, high)


def _dress(grid: np.ndarray, currency: str) -> None:
    """Name the scales, and the rows at the left."""
    for column in range(grid.shape[1]):
        grid[1, column].set_xlabel(f"{currency} / day")
        grid[2, column].set_xlabel("squared distance")
        grid[4, column].set_xlabel("participants (%)")
    grid[3, 0].set_ylabel("quality (index)")
    grid[4, 0].set_ylabel("share of all from\nthe lowest on (%)")
    for row, axes in enumerate(grid):
        for one in axes if row in (1, 2) else ():
            one.grid(visible=False)
            one.tick_params(axis="y", length=0, labelcolor="black", labelsize=8)
    for one in grid[1, 1:]:
        one.set_yticklabels([])


def _finding(results: Mapping[str, Results]) -> str:
    """Return who creates the most value, and what share of it consumers get everywhere."""
    wholes = {name: _whole(each) for name, each in results.items()}
    values = {name: estimate(whole["welfare"] / whole["days"]) for name, whole in wholes.items()}
    order = sorted(values, key=lambda name: -values[name].mean)
    first, second = (values[name] for name in order[:2])
    alone = first.n < 2
    apart = not alone and first.mean - second.mean > np.hypot(first.half_width, second.half_width)
    told = f"{order[0]} creates the most value" if apart else "which creates the most value cannot be told apart"
    shares = [
        f"{estimate((whole['welfare'] - whole['profit']) / whole['welfare']).percent} in {name}"
        for name, whole in wholes.items()
    ]
    return f"{capital(told)}; consumers get {listed(shares)}" + (f" ({ALONE})" if alone else "")
