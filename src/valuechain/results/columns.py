"""The columns of every frame: name, type, unit and meaning, declared once.

``money`` stands for the scenario's currency. Every measure counts from the end of the warm-up, unless its frame has
a column ``warmup`` that flags the rows before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

ALL = "all"
"""In the column ``chain``: the whole market."""


class Column(NamedTuple):
    """A declared column; ``dtype`` is a pandas dtype."""

    name: str
    dtype: str
    unit: str
    meaning: str


FIRMS = {
    "producer": "balance of the producer's account",
    "distributor": "balance of the distributor's account; 0 where there is none",
}
"""The roles whose balances are profits, and what their columns in `runs` mean."""

KEYS = (
    Column("scenario", "category", "", "name of the scenario"),
    Column("replication", "int32", "", "number of the replication, from 0"),
    Column("chain", "category", "", "name of the chain; `all` is the whole market"),
)

RUNS = (
    *KEYS,
    Column("days", "float64", "days", "length of the time that is measured"),
    Column("needs", "float64", "needs", "needs that arose (chain `all` only)"),
    Column("outside", "float64", "needs", "needs that chose the outside option at once (chain `all` only); not the account"
           " of that name in `ledger`"),
    Column("demand", "float64", "units", "first choices that fell on an offer"),
    Column("sold", "float64", "units", "units handed over to customers"),
    Column("lost", "float64", "units", "first choices that met an empty shelf and left without anything"),
    Column("backordered", "float64", "units", "first choices that met an empty shelf and waited"),
    Column("substituted", "float64", "units", "first choices that met an empty shelf and bought another offer"),
    Column("fill_rate", "float64", "share", "first choices served at once from the shelf, of all first choices"),
    Column("market_share", "float64", "share", "units sold, of all needs, those that chose the outside option included"),
    Column("made", "float64", "units", "units finished by the producer"),
    Column("scrapped", "float64", "units", "units cleared at salvage value"),
    Column("stock_outs", "float64", "times", "times that a shelf ran empty"),
    Column("mean_on_hand", "float64", "units", "time average of the stock on the shelf"),
    Column("mean_backorders", "float64", "units", "time average of the back-orders waiting"),
    Column("mean_on_order", "float64", "units", "time average of units in work and in transit"),
    Column("mean_wait", "float64", "days", "mean wait of the back-orders handed over"),
    Column("utilisation", "float64", "share", "line-time in use, of all line-time"),
    Column("revenue", "float64", "money", "paid by customers"),
    Column("costs", "float64", "money", "paid to the outside, less salvage"),
    Column("profit", "float64", "money", "money in less money out of all firms together; stock is not valued"),
    Column("inventory_change", "float64", "money", "units made less units sold and scrapped, at the mean unit cost of those"
           " made: what `profit` leaves out; missing where nothing was made"),
    *(Column(f"{role}_profit", "float64", "money", meaning) for role, meaning in FIRMS.items()),
    Column("unit_cost", "float64", "money / unit", "mean cost of the units made, set-ups apart"),
    Column("consumer_surplus", "float64", "money", "surplus of needs (log-sum, Small & Rosen 1981) served by the chain;"
           " `all` includes needs that ended with the outside option"),
    Column("surplus_per_need", "float64", "money / need", "consumer surplus by need (chain `all` only)"),
    Column("welfare", "float64", "money", "value created: consumer surplus + profit; chains do not add up to `all`, which has the outside option too"),
    Column("gini_surplus", "float64", "index", "Gini coefficient over participants of their expected surplus since the warm-up (chain `all` only); it falls"
           " with the length of the run, as luck evens out"),
)  # fmt: skip

SERIES = (
    *KEYS,
    Column("product", "category", "", "name of the product"),
    Column("time", "float64", "days", "day of the sample"),
    Column("warmup", "bool", "", "whether what happened since the last sample was in the warm-up"),
    Column("price", "float64", "money / unit", "retail price at the sample"),
    Column("on_hand", "float64", "units", "stock on the shelf at the sample"),
    Column("in_work", "float64", "units", "ordered from the producer, not finished, at the sample"),
    Column("in_transit", "float64", "units", "finished, not received, at the sample"),
    Column("backorders", "float64", "units", "back-orders waiting at the sample"),
    Column("sold", "float64", "units", "units handed over since the last sample"),
    Column("lost", "float64", "units", "first choices lost since the last sample"),
    Column("ordered", "float64", "units", "units ordered from the producer since the last sample"),
    Column("made", "float64", "units", "units finished since the last sample"),
    Column("received", "float64", "units", "units received since the last sample"),
    Column("revenue", "float64", "money", "paid by customers since the last sample"),
    Column("consumer_surplus", "float64", "money", "surplus of needs served since the last sample"),
)

PARTICIPANTS = (
    *KEYS[:2],
    Column("participant", "int32", "", "number of the participant, from 0"),
    Column("willingness_to_pay", "float64", "money / unit", "for a product at the ideal point"),
    Column("needs", "float64", "needs", "needs met"),
    Column("bought", "float64", "units", "units received"),
    Column("spent", "float64", "money", "paid"),
    Column("surplus", "float64", "money", "consumer surplus"),
)

PRODUCTS = (
    *KEYS,
    Column("product", "category", "", "name of the product"),
    *(column for column in RUNS if column.name in {
        "demand", "sold", "lost", "backordered", "substituted", "fill_rate", "market_share", "made", "scrapped",
        "stock_outs", "mean_on_hand", "mean_backorders", "mean_on_order", "mean_wait", "revenue",
        "consumer_surplus", "unit_cost"}),
)  # fmt: skip

LEDGER = (
    *KEYS,
    Column("time", "float64", "days", "day of the sample that ends the period"),
    Column("warmup", "bool", "", "whether the period lies before the end of the warm-up"),
    Column("payer", "category", "", "role that pays"),
    Column("payee", "category", "", "role that is paid"),
    Column("category", "category", "", "what for"),
    Column("amount", "float64", "money", "paid since the last sample"),
)

EVENTS = (
    *KEYS[:2],
    Column("time", "float64", "days", "when the need arose"),
    Column("participant", "int32", "", "whose need it was"),
    Column("chain", "category", "", "chain of the first choice (of the product bought, for `substituted`)"),
    Column("product", "category", "", "product; empty for the outside option"),
    Column("outcome", "category", "", "bought, lost, backordered, substituted or outside"),
)

SUMMARY = (
    KEYS[0],
    KEYS[2],
    Column("measure", "category", "", "name of a column of `runs`"),
    Column("unit", "category", "", "unit of the measure"),
    Column("mean", "float64", "see unit", "mean over replications"),
    Column("sd", "float64", "see unit", "standard deviation over replications; missing for n = 1"),
    Column("n", "int64", "", "number of replications"),
    Column("half_width", "float64", "see unit", "half-width of the 95 % t-interval of the mean; missing for n = 1"),
    Column("low", "float64", "see unit", "lower end of the interval"),
    Column("high", "float64", "see unit", "upper end of the interval"),
)

FRAMES: Mapping[str, tuple[Column, ...]] = {
    "runs": RUNS,
    "summary": SUMMARY,
    "series": SERIES,
    "participants": PARTICIPANTS,
    "products": PRODUCTS,
    "ledger": LEDGER,
    "events": EVENTS,
}
"""The columns of each frame, in order."""

MEASURES = tuple(column.name for column in FRAMES["runs"] if column.dtype == "float64")
"""Names of the measures in `runs`."""

ONLY_WITH: Mapping[str, str] = {}
"""Frames that only scenarios with a chain of some paradigm have, and that paradigm."""


def frame(name: str, data: Mapping[str, Any]) -> pd.DataFrame:
    """Return the frame ``name`` from columns of ``data``: arrays of one length, scalars, or ready categoricals.

    Raises:
        KeyError: a declared column is missing.
    """
    length = max((len(v) for v in data.values() if not np.isscalar(v)), default=0)
    columns = {c.name: _column(data[c.name], c.dtype, length) for c in FRAMES[name]}
    return pd.DataFrame(columns, copy=False)


def coded(codes: NDArray[np.integer[Any]], names: Sequence[str]) -> pd.Categorical[Any]:
    """Return the categorical whose values are ``names[codes]``."""
    return pd.Categorical.from_codes(codes, dtype=_categories(tuple(names)), validate=False)


@lru_cache(maxsize=256)
def _categories(names: tuple[str, ...]) -> pd.CategoricalDtype[Any]:
    """Return the type of a column with these names: cheap to share, slow to make anew for every frame."""
    return pd.CategoricalDtype(pd.Index(list(names), dtype="str"))


def _column(values: Any, dtype: str, length: int) -> Any:
    if dtype == "category":
        if isinstance(values, str):
            return coded(np.zeros(length, np.int8), [values])
        return values if isinstance(values, pd.Categorical) else pd.Categorical(values)
    if np.isscalar(values):
        return np.full(length, values, dtype=dtype)
    return np.asarray(values, dtype=dtype)
