"""All sensible figures of a result, as PNG and SVG files that name their origin."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Protocol

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from .community import artefact, leaders, status_and_contributions
from .concentration import lorenz
from .diagram import value_chain
from .palimpsest import palimpsest, survival_curves
from .sales import prices_and_sales
from .split import who_gets_what
from .stock import stock_and_orders

DPI = 150


class Results(Protocol):
    """What is drawn: the frames of one or more scenarios, and where they come from."""

    @property
    def runs(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def series(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def participants(self) -> pd.DataFrame | None: ...  # noqa: D102
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
            paths += _save(draw(), folder / f"{prefix}{name}", scenario, origin)
    return paths


def _figures(
    results: Results, scenario: str, currency: str, calendar_start: int | None
) -> Iterator[tuple[str, Callable[[], Figure]]]:
    """Yield name and drawing of each figure for which there are data."""

    def rows(frame: pd.DataFrame | None) -> pd.DataFrame:
        return pd.DataFrame() if frame is None or frame.empty else frame[frame["scenario"] == scenario]

    runs, series, ledger, people = map(rows, (results.runs, results.series, results.ledger, results.participants))
    time = {"currency": currency, "calendar_start": calendar_start}
    yield "who-gets-what", lambda: who_gets_what(runs, currency=currency)
    if not ledger.empty:
        yield "value-chain", lambda: value_chain(ledger, runs, currency=currency)
    if not series.empty:
        yield "stock-and-orders", lambda: stock_and_orders(series, **time)  # type: ignore[arg-type]
        yield "prices-and-sales", lambda: prices_and_sales(series, **time)  # type: ignore[arg-type]
    if not people.empty and (people["surplus"].sum() > 0 or people["spent"].sum() > 0):
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


def _save(figure: Figure, stem: Path, scenario: str, origin: Mapping[str, Any]) -> list[Path]:
    made_by = f"valuechain {origin.get('version') or _version()}"
    digest = str(origin.get("digest", ""))
    about = f"scenario {scenario}" + (f", digest {digest}" if digest else "")
    metadata: dict[str, dict[str, Any]] = {
        "png": {"Software": made_by, "Title": stem.name, "Description": about},
        "svg": {"Creator": made_by, "Title": stem.name, "Description": about, "Date": None},
    }
    salt = hashlib.sha256(f"{about}/{stem.name}".encode()).hexdigest()
    paths = []
    for kind, entries in metadata.items():
        path = stem.with_name(f"{stem.name}.{kind}")
        with mpl.rc_context({"svg.hashsalt": salt, "svg.fonttype": "path"}):
            figure.savefig(path, dpi=DPI, metadata=entries)
        figure.set_layout_engine("none")  # the second file is laid out as the first
        paths.append(path)
    return paths


def _version() -> str:
    try:
        return version("valuechain")
    except PackageNotFoundError:
        return "unknown"
