"""All sensible figures of a result, as PNG and SVG files that name their origin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import pandas as pd
from matplotlib.figure import Figure as Figure  # comparing names the type

from valuechain.results.column import ALL

from .community import artefact, leaders, status_and_contributions
from .concentration import lorenz
from .designs import designs
from .diagram import value_chain
from .diffusion import awareness
from .echelons import bullwhip, echelon_stocks
from .files import save
from .loop import integrated_loop, split_of_an_order
from .palimpsest import palimpsest, survival_curves
from .prosumers import fit_by_expertise, ladder, time_in_system
from .sales import prices_and_sales
from .shares import market_shares
from .split import who_gets_what
from .stock import stock_and_orders


class Results(Protocol):
    """What is drawn: the frames of one or more scenarios, and where they come from."""

    @property
    def runs(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def series(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def participants(self) -> pd.DataFrame | None: ...  # noqa: D102
    @property
    def chains(self) -> pd.DataFrame | None: ...  # noqa: D102
    @property
    def ledger(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def provenance(self) -> Mapping[str, Any]: ...  # noqa: D102


def save_all(
    results: Results, folder: Path | str, *, currency: str | None = None, calendar_start: int | None = None
) -> list[Path]:
    """Write each figure that the results allow into ``folder``, as PNG and SVG; return the paths in order.

    The metadata hold scenario, digest and version of the provenance and no date: the same results give the same bytes.
    ``currency`` and ``calendar_start`` default to those of the provenance.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    origin = results.provenance
    money = currency or str(origin.get("currency") or "EUR")
    year = calendar_start if calendar_start is not None else origin.get("calendar_start")
    scenarios = [str(name) for name in results.runs["scenario"].unique()]
    paths = []
    for scenario in scenarios:
        prefix = f"{scenario}-" if len(scenarios) > 1 else ""
        for name, draw in _figures(results, scenario, money, year):
            paths += save(draw(), folder / f"{prefix}{name}", scenario, origin)
    return paths


def _figures(
    results: Results, scenario: str, currency: str, calendar_start: int | None
) -> Iterator[tuple[str, Callable[[], Figure]]]:
    """Yield name and drawing of each figure for which there are data."""

    def rows(frame: pd.DataFrame | None) -> pd.DataFrame:
        return pd.DataFrame() if frame is None or frame.empty else frame[frame["scenario"] == scenario]

    runs, series, ledger, people = map(rows, (results.runs, results.series, results.ledger, results.participants))
    research = rows(getattr(results, "frames", {}).get("research"))
    calendar = {"calendar_start": calendar_start, "interventions": results.provenance.get("interventions", ())}
    time = calendar | {"currency": currency}
    chains = rows(results.chains)
    yield "who-gets-what", lambda: who_gets_what(runs, currency=currency)
    stages, tiers, orders = (rows(_kept(results, name)) for name in ("stages", "tiers", "orders"))
    loops = [] if stages.empty else list(dict.fromkeys(stages["chain"].astype(str)))
    names = {str(name) for name in runs["chain"].unique()} - {ALL}
    echelons = rows(getattr(results, "echelons", None))
    owned = echelons.empty or "role" in echelons  # results of before 1.0 may not say whose an echelon is
    if not ledger.empty and owned and names != set(loops):  # a loop alone has its own figure
        yield (
            "value-chain",
            lambda: value_chain(ledger, runs, echelons=echelons, stages=stages, currency=currency),
        )
    for chain in loops:
        yield f"{chain}-loop", partial(integrated_loop, stages, runs, ledger, chain=chain, currency=currency)
        if (runs.loc[runs["chain"] == chain, "revenue"] > 0).any():
            yield f"{chain}-split-of-an-order", partial(split_of_an_order, ledger, runs, chain=chain, currency=currency)
        if tiers.loc[tiers["chain"] == chain, "rank"].max() > 0:
            yield f"{chain}-ladder", partial(ladder, tiers, chain=chain, calendar_start=calendar_start)
        own = orders[orders["chain"] == chain] if len(orders) else orders
        if len(own) and (own["delivered"] > own["placed"]).any():
            yield f"{chain}-time-in-system", partial(time_in_system, orders, chain=chain)
        if len(own) and own["expertise"].max() > own["expertise"].min():
            yield f"{chain}-fit-by-expertise", partial(fit_by_expertise, orders, chain=chain)
    if not series.empty:
        yield "stock-and-orders", lambda: stock_and_orders(series, **time)
        yield "prices-and-sales", lambda: prices_and_sales(series, **time)
        if series["aware"].lt(1).any():
            yield "awareness", lambda: awareness(series, **calendar)
    if not research.empty:
        yield "designs", lambda: designs(research, runs, **calendar)
    stations, stocks = (rows(getattr(results, name, None)) for name in ("echelons", "echelon_series"))
    if not stations.empty and stations["bullwhip"].notna().any():
        yield "bullwhip", lambda: bullwhip(stations)
    if not stations.empty and not stocks.empty:
        yield "echelon-stocks", lambda: echelon_stocks(stocks, stations, calendar_start=calendar_start)
    if not chains.empty and chains["chain"].nunique() > 2:
        yield "market-shares", lambda: market_shares(chains, calendar_start=calendar_start)
    if not people.empty and any(people[name].sum() > 0 and people[name].min() >= 0 for name in ("surplus", "spent")):
        yield "lorenz", lambda: lorenz(people)
    yield from _figures_of_commons({name: rows(frame) for name, frame in _own_frames(results)}, calendar_start)


COMMONS = ("commons", "members", "status", "revisions")
"""Frames that only scenarios with a commons have."""


def _own_frames(results: Results) -> Iterator[tuple[str, pd.DataFrame]]:
    frames: Mapping[str, pd.DataFrame] = getattr(results, "frames", {})
    yield from ((name, frames[name]) for name in COMMONS if name in frames)


def _figures_of_commons(
    frames: Mapping[str, pd.DataFrame], calendar_start: int | None
) -> Iterator[tuple[str, Callable[[], Figure]]]:
    """Yield name and drawing of each figure of each commons for which there are data."""
    names = [str(name) for name in frames["commons"]["chain"].unique()] if "commons" in frames else []
    for name in names:
        own = {key: frame[frame["chain"] == name] for key, frame in frames.items() if not frame.empty}
        suffix = f"-{name}" if len(names) > 1 else ""
        yield f"artefact{suffix}", partial(artefact, own["commons"], calendar_start=calendar_start)
        if "members" in own and ((own["members"]["contributions"] > 0) & (own["members"]["status"] > 0)).any():
            yield f"status{suffix}", partial(status_and_contributions, own["members"])
        if "status" in own and own["status"].groupby("replication")["time"].nunique().max() > 1:
            yield f"leaders{suffix}", partial(leaders, own["status"], calendar_start=calendar_start)
        if "revisions" not in own:
            continue
        made = own["revisions"][own["revisions"]["kind"].isin(["edit", "vandalism"])]
        if len(made):
            yield f"palimpsest{suffix}", partial(palimpsest, own["revisions"], calendar_start=calendar_start)
        if len(made) and (made["fate"] == "reverted").any():
            yield f"survival{suffix}", partial(survival_curves, own["revisions"])


def _kept(results: Results, name: str) -> pd.DataFrame | None:
    """Return a frame that only some scenarios have."""
    frames: Mapping[str, pd.DataFrame] = getattr(results, "frames", {})
    return frames.get(name)
