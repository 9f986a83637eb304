"""How word of chains spreads: who knows over time, and when most hear."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from valuechain.analysis import over_replications

from .lines import only
from .style import INTERVENTION, TimeAxis, caption, interval_note, line_style, new_figure, styled
from .wording import ALONE, Estimate, capital, estimate, listed

YEAR = 365.0


@styled
def awareness(
    series: pd.DataFrame, *, calendar_start: int | None = None, interventions: Sequence[float] = ()
) -> Figure:
    """Draw the share of participants who know each chain over time, and below how many hear per year, with bands.

    Chains that everyone knows from the start are left out. ``interventions`` are days to mark.
    """
    series = only(series, None)
    shares = series.groupby(["chain", "replication", "time"], observed=True, sort=False)["aware"].first().reset_index()
    shares["rate"] = shares.groupby(["chain", "replication"], observed=True)["aware"].diff() / (
        shares.groupby(["chain", "replication"], observed=True)["time"].diff() / YEAR
    )
    chains = [str(name) for name, of in shares.groupby("chain", observed=True, sort=False) if of["aware"].lt(1).any()]
    axis = TimeAxis.over(float(shares["time"].max()), calendar_start)
    figure = new_figure(5.2)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    for number, chain in enumerate(chains):
        own = shares[shares["chain"] == chain]
        for axes, measure in ((above, "aware"), (below, "rate")):
            stats = over_replications(own.dropna(subset=[measure]), ["time"], measure)
            days = axis.at(stats["time"].to_numpy())
            axes.plot(days, 100 * stats["mean"], label=chain, **line_style(number))
            if stats["half_width"].notna().all():
                colour = line_style(number)["color"]
                axes.fill_between(days, 100 * stats["low"], 100 * stats["high"], color=colour, alpha=0.22, linewidth=0)
    above.set(ylabel="Know the chain\n(% of participants)", ylim=(0, 102))
    below.set_ylabel("Hear of it\n(% of participants / year)")
    below.set_ylim(bottom=0)
    if len(chains) > 1:
        above.legend(title="chain", loc="best")
    for axes in (above, below):
        axis.mark(axes, interventions)
    axis.dress(below, 0.0, float(shares["time"].max()))
    figure.align_ylabels()
    n = int(series["replication"].nunique())
    caption(figure, _finding(shares, chains, n), interval_note(n), INTERVENTION if interventions else "")
    return figure


def _finding(shares: pd.DataFrame, chains: Sequence[str], n: int) -> str:
    """Return when half of the participants know each chain, or how many know those of which fewer do at the end."""
    alone = f" ({ALONE})" if n < 2 else ""
    soon, late = [], []
    for chain in chains:
        own, name = shares[shares["chain"] == chain], chain if len(chains) > 1 else "the chain"
        halves = [_half(of["time"].to_numpy(), of["aware"].to_numpy()) for _, of in own.groupby("replication")]
        if np.isfinite(halves).all():
            soon.append(f"{name} after {_years(estimate(halves))}")
        else:
            late.append(f"{estimate(own.groupby('replication')['aware'].last()).percent} know {name} at the end")
    told = [f"half of the participants know {listed(soon)}"] if soon else []
    return capital("; ".join(told + late)) + alone


def _half(days: np.ndarray, aware: np.ndarray) -> float:
    """Return the day on which half know, between samples on a straight line; inf if they never do."""
    if aware[-1] < 0.5:
        return float("inf")
    k = int((aware >= 0.5).argmax())
    return float(days[0] if k == 0 else np.interp(0.5, aware[k - 1 : k + 1], days[k - 1 : k + 1]))


def _years(days: Estimate) -> str:
    return f"{days.scaled(1 / YEAR)} years" if days.mean >= 2 * YEAR else f"{days} days"
