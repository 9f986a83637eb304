"""All sensible figures of a result, as PNG and SVG files that name their origin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import pandas as pd
from matplotlib.figure import Figure

from .concentration import lorenz
from .diagram import value_chain
from .files import save
from .sales import prices_and_sales
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
    time = {"currency": currency, "calendar_start": calendar_start}
    yield "who-gets-what", lambda: who_gets_what(runs, currency=currency)
    if not ledger.empty:
        yield "value-chain", lambda: value_chain(ledger, runs, currency=currency)
    if not series.empty:
        yield "stock-and-orders", lambda: stock_and_orders(series, **time)  # type: ignore[arg-type]
        yield "prices-and-sales", lambda: prices_and_sales(series, **time)  # type: ignore[arg-type]
    if not people.empty and (people["surplus"].sum() > 0 or people["spent"].sum() > 0):
        yield "lorenz", lambda: lorenz(people)
