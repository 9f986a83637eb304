"""The columns of every frame: name, type, unit and meaning, declared once.

``money`` stands for the scenario's currency. Every measure counts from the end of the warm-up, unless its frame has
a column ``warmup`` that flags the rows before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .chain_columns import (
    COMMONS,
    ECHELON_SERIES,
    ECHELONS,
    MEMBERS,
    MODULES,
    ORDERS,
    PRODUSERS,
    PROSUMERS,
    RESEARCH,
    REVISIONS,
    STAGES,
    STATUS,
    TIERS,
)
from .column import KEYS, Column
from .measures import RUNS

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
    Column("aware", "float64", "share", "participants who know the chain at the sample, of all"),
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

ACCOUNTS = (
    *KEYS[:2],
    Column("participant", "int32", "", "number of the participant, from 0"),
    KEYS[2],
    Column("role", "category", "", "`consumer`, `prosumer` (who specifies), `patron` (who gets a dividend) or `produser` (who contributes)"),
    Column("money", "float64", "money", "received less paid: consumers pay prices, study and donations; others get pay and shares of profits"),
    Column("surplus", "float64", "money", "consumer surplus"),
    Column("hours", "float64", "hours", "own time given: to specify and to study, or to contribute"),
    Column("status", "float64", "status", "held at the end: granted for contributions; of prosumers, the number of the tier set by the firm"),
)  # fmt: skip

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
    Column("outcome", "category", "", "bought, lost, backordered, substituted, ordered (made to order) or outside"),
)

ROLES = (
    *KEYS,
    Column("role", "category", "", "who: `consumer`, a role that has an account, or `outside`, everybody beyond the model"),
    Column("received", "float64", "money", "money received"),
    Column("paid", "float64", "money", "money paid"),
    Column("profit", "float64", "money", "received less paid; missing for `consumer` and `outside`"),
    Column("consumer_surplus", "float64", "money", "surplus of needs served by the chain (`consumer` only)"),
    Column("value", "float64", "money", "value captured: profit, or consumer surplus and money received; missing for `outside`"),
    Column("share", "float64", "share", "value captured, of all that the roles of the chain capture; missing where that is not above 0"),
    Column("status", "float64", "status", "status held at the end, in its own unit and in no sum with money; missing where the role has none"),
)  # fmt: skip

CHAINS = (
    *KEYS,
    Column("time", "float64", "days", "day of the sample"),
    Column("warmup", "bool", "", "whether what happened since the last sample was in the warm-up"),
    Column("needs", "float64", "needs", "needs that arose since the last sample (chain `all` only)"),
    Column("sold", "float64", "units", "units handed over since the last sample"),
    Column("market_share", "float64", "share", "units sold, of all needs that arose, since the last sample; missing where none did"),
    Column("consumer_surplus", "float64", "money", "surplus of needs served since the last sample; `all` includes needs that ended"
           " with the outside option"),
    Column("profit", "float64", "money", "what the firms earned since the last sample; stock is not valued"),
    Column("in_market", "bool", "", "whether the chain's offers are in the market at the sample"),
)  # fmt: skip

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

COMPARISON = (
    Column("scenario", "category", "", "the scenario that is compared with the baseline"),
    Column("baseline", "category", "", "the scenario with which it is compared"),
    KEYS[2],
    Column("measure", "category", "", "name of a column of `runs`"),
    Column("unit", "category", "", "unit of the measure"),
    Column("baseline_mean", "float64", "see unit", "mean of the baseline; missing where it has no such chain or measure"),
    Column("mean", "float64", "see unit", "mean of the scenario; missing where it has no such chain or measure"),
    Column("difference", "float64", "see unit", "`mean` less `baseline_mean`; missing where one of them is"),
    Column("half_width", "float64", "see unit", "half-width of the interval of the difference; missing for n = 1"),
    Column("low", "float64", "see unit", "lower end of the interval"),
    Column("high", "float64", "see unit", "upper end of the interval"),
    Column("level", "float64", "share", "confidence level of each interval by itself: all scenarios compared with the baseline hold"
           " together, measure by measure, with 95 % (Bonferroni)"),
    Column("interval", "category", "", "`paired`: of the differences replication by replication; `welch`: of two independent means"),
    Column("correlation", "float64", "index", "correlation of the pairs over replications; missing without pairs or where one side does not vary"),
    Column("variance_reduction", "float64", "index", "variance of the difference, were the two independent, over that of the pairs:"
           " 4 means that four times the replications would be needed without common random numbers"),
    Column("n", "int64", "", "replications of the scenario that count"),
    Column("baseline_n", "int64", "", "replications of the baseline that count"),
)  # fmt: skip

FRAMES: Mapping[str, tuple[Column, ...]] = {
    "runs": RUNS,
    "summary": SUMMARY,
    "series": SERIES,
    "participants": PARTICIPANTS,
    "accounts": ACCOUNTS,
    "products": PRODUCTS,
    "ledger": LEDGER,
    "echelons": ECHELONS,
    "echelon_series": ECHELON_SERIES,
    "roles": ROLES,
    "chains": CHAINS,
    "commons": COMMONS,
    "modules": MODULES,
    "members": MEMBERS,
    "produsers": PRODUSERS,
    "status": STATUS,
    "revisions": REVISIONS,
    "events": EVENTS,
    "research": RESEARCH,
    "orders": ORDERS,
    "stages": STAGES,
    "tiers": TIERS,
    "prosumers": PROSUMERS,
}
"""The columns of each frame of a result, in order."""

MEASURES = tuple(column.name for column in FRAMES["runs"] if column.dtype == "float64")
"""Names of the measures in `runs`."""

DERIVED: Mapping[str, tuple[Column, ...]] = {"comparison": COMPARISON}
"""The columns of frames that are made from results and not kept with them."""

ONLY_WITH: Mapping[str, str] = {
    "accounts": "people",
    "echelons": "echelons",
    "echelon_series": "echelons",
    **dict.fromkeys(("orders", "stages", "tiers", "prosumers"), "prosumption"),
    **dict.fromkeys(("commons", "modules", "members", "produsers", "status", "revisions"), "produsage"),
}
"""Frames that only some scenarios have, and the kind of chain that they need: a paradigm, `echelons`, or `people` in other
roles than the consumer's."""

ONLY_WHERE: Mapping[str, str] = {"research": "feedback"}
"""Frames that only scenarios have in which some chain gives a key, and that key."""


SCALARS = (str, int, float, np.generic)  # as a check of type this is done in a tenth of the time of np.isscalar
SHORT = 10_000
"""Rows up to which a frame is put together in one piece for each type, which copies the columns."""


def frame(name: str, data: Mapping[str, Any]) -> pd.DataFrame:
    """Return the frame ``name`` from columns of ``data``: arrays of one length, scalars, or ready categoricals.

    Raises:
        KeyError: a declared column is missing.
    """
    length = max((len(v) for v in data.values() if not isinstance(v, SCALARS)), default=0)
    columns = {c.name: _column(data[c.name], c.dtype, length) for c in (FRAMES.get(name) or DERIVED[name])}
    return assembled(columns, length)


def assembled(columns: Mapping[str, Any], length: int) -> pd.DataFrame:
    """Return the frame of ready columns of one length.

    pandas looks at every column again for what it may be; in a market of a few people that takes longer than the run.
    Its constructor for columns that need no look is its own; where it is missing, the public one gives the same.
    """
    quick = getattr(pd.DataFrame, "_from_arrays", None)
    if quick is None or length > SHORT:
        return pd.DataFrame(columns, copy=length <= SHORT)
    frame: pd.DataFrame = quick(
        [*columns.values()], _names(tuple(columns)), pd.RangeIndex(length), verify_integrity=False
    )
    return frame


@lru_cache
def _names(columns: tuple[str, ...]) -> pd.Index[str]:
    return pd.Index(list(columns), dtype="str")


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
    if isinstance(values, SCALARS):
        return np.full(length, values, dtype=dtype)
    return np.asarray(values, dtype=dtype)
