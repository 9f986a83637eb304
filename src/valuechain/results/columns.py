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
    "vendor": "balance of the account of the vendors of a commons; 0 where there are none",
    "foundation": "balance of the account of the foundation of a commons: gifts less hosting and pay; 0 where there is none",
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
    Column("welfare", "float64", "money", "value created: consumer surplus + profit, less contribution costs and donations; chains do not add up to `all`, which has the outside option too"),
    Column("gini_surplus", "float64", "index", "Gini coefficient over participants of their expected surplus since the warm-up (chain `all` only); it falls"
           " with the length of the run, as luck evens out"),
    Column("uses", "float64", "uses", "uses of a commons; this and what follows is missing where there is none"),
    Column("edits", "float64", "edits", "contributions made, accepted or not"),
    Column("accepted", "float64", "edits", "contributions recognised: settled, passed, or unjudged"),
    Column("rejected", "float64", "edits", "contributions kept from going live"),
    Column("reverted", "float64", "edits", "contributions reverted after they had gone live"),
    Column("judged_right", "float64", "share", "decisions on contributions that were right: what improved was kept, the rest not"),
    Column("quality", "float64", "index", "quality of the artefact from 0 to 1: mean over modules and time"),
    Column("quality_used", "float64", "index", "quality that users met: mean over uses"),
    Column("coverage", "float64", "share", "uses that found a developed module within reach"),
    Column("modules", "float64", "modules", "modules at the end"),
    Column("developed", "float64", "share", "modules with any quality at the end"),
    Column("contributors", "float64", "participants", "participants who contributed"),
    Column("one_timers", "float64", "share", "contributors who contributed once only"),
    Column("left", "float64", "participants", "contributors who left for good"),
    Column("gini_contributions", "float64", "index", "Gini coefficient of contributions over contributors"),
    Column("gini_contributions_all", "float64", "index", "the same over all participants: Z + (1 - Z)·Gini of contributors"),
    Column("no_contribution", "float64", "share", "participants who did not contribute, Z"),
    Column("top_1_percent", "float64", "share", "contributions made by the most active 1 % of contributors"),
    Column("next_9_percent", "float64", "share", "contributions made by the next 9 % of contributors"),
    Column("bottom_90_percent", "float64", "share", "contributions made by the other 90 % of contributors"),
    Column("top_15", "float64", "share", "contributions made by the 15 most active contributors"),
    Column("bus_factor", "float64", "participants", "least number of contributors who made 80 % of contributions"),
    Column("gini_status", "float64", "index", "Gini coefficient of status over participants at the end"),
    Column("effective_leaders", "float64", "participants", "1/Σ shares² of status at the end: as many equals would be as concentrated"),
    Column("turnover", "float64", "share", "leaders that change when they are formed anew: mean of 1 - |old ∩ new|/|old ∪ new|"),
    Column("status_minted", "float64", "status", "status granted"),
    Column("status_faded", "float64", "status", "status faded"),
    Column("status_deducted", "float64", "status", "status taken away"),
    Column("status_held", "float64", "status", "status held by all at the end"),
    Column("reviews", "float64", "reviews", "judgements by participants"),
    Column("time_to_repair", "float64", "days", "mean life of harmful contributions that were reverted"),
    Column("flaws_found", "float64", "flaws", "latent flaws found by users"),
    Column("flaws_open", "float64", "flaws", "flaws at the end: latent, or found and not mended"),
    Column("time_to_mend", "float64", "days", "days that found flaws waited, by flaw mended (Little)"),
    Column("staleness", "float64", "index", "quality of the artefact less that of the vendors' latest snapshot: mean over samples"),
    Column("hours", "float64", "hours", "time contributed"),
    Column("contribution_cost", "float64", "money", "worth of the time contributed; taken off `welfare`"),
    Column("donations", "float64", "money", "given by participants to the foundation; taken off `welfare`, where they stand as its income"),
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

COMMONS = (
    *KEYS,
    Column("time", "float64", "days", "day of the sample"),
    Column("warmup", "bool", "", "whether what happened since the last sample was in the warm-up"),
    Column("quality", "float64", "index", "mean quality of modules at the sample"),
    Column("quality_used", "float64", "index", "quality that users have met since the last sample"),
    Column("coverage", "float64", "share", "uses since the last sample that found a developed module within reach"),
    Column("modules", "float64", "modules", "modules at the sample"),
    Column("uses", "float64", "uses", "uses since the last sample"),
    Column("edits", "float64", "edits", "contributions since the last sample"),
    Column("accepted", "float64", "edits", "contributions recognised since the last sample"),
    Column("reverted", "float64", "edits", "contributions reverted or rejected since the last sample"),
    Column("staleness", "float64", "index", "quality at the sample less that of the vendors' latest snapshot"),
    Column("queue", "float64", "edits", "contributions before the board at the sample"),
    Column("taking_part", "float64", "participants", "participants who may contribute and judge at the sample"),
    Column("contributors", "float64", "participants", "participants who have ever contributed"),
    Column("flaws_open", "float64", "flaws", "flaws at the sample"),
    Column("status_held", "float64", "status", "status held by all at the sample"),
    Column("status_minted", "float64", "status", "status granted since the last sample"),
    Column("status_faded", "float64", "status", "status faded since the last sample"),
    Column("status_deducted", "float64", "status", "status taken away since the last sample"),
    Column("effective_leaders", "float64", "participants", "1/Σ shares² of status at the sample"),
)

MODULES = (
    *KEYS,
    Column("module", "int32", "", "number of the module, from 0"),
    Column("quality", "float64", "index", "quality at the end"),
    Column("uses", "float64", "uses", "uses since the start"),
    Column("edits", "float64", "edits", "contributions that went live since the start"),
    Column("trail", "float64", "trail", "trail left by users, at the end"),
    Column("flaws", "float64", "flaws", "flaws at the end, found or not"),
    Column("founder", "int32", "", "who made the first contribution; -1: nobody"),
)

MEMBERS = (
    *KEYS,
    Column("participant", "int32", "", "number of the participant, from 0"),
    Column("uses", "float64", "uses", "uses of the commons"),
    Column("contributions", "float64", "edits", "contributions made"),
    Column("accepted", "float64", "edits", "contributions recognised"),
    Column("reverted", "float64", "edits", "contributions reverted or rejected"),
    Column("reviews", "float64", "reviews", "judgements"),
    Column("produser_index", "float64", "index", "contributions and judgements, of these and uses together: 0 only uses, 1 only makes"),
    Column("status", "float64", "status", "status at the end"),
    Column("awarded", "float64", "status", "status from an award"),
    Column("joined", "float64", "days", "day from which the participant may take part; missing for those who are not literate"),
    Column("gone", "bool", "", "whether the participant has given up contributing"),
)  # fmt: skip

STATUS = (
    *KEYS,
    Column("time", "float64", "days", "day on which leaders were formed"),
    Column("topic", "int32", "", "number of the topic, from 0"),
    Column("rank", "int32", "", "place among the leaders of the topic, from 1"),
    Column("participant", "int32", "", "who leads"),
    Column("status", "float64", "status", "status earned in the topic and not faded"),
    Column("turnover", "float64", "share", "leaders of the topic that changed on that day; missing the first time"),
)

REVISIONS = (
    *KEYS,
    Column(
        "revision", "int32", "", "number of the revision, from 0, in the order in which they went live or were refused"
    ),
    Column("time", "float64", "days", "when that was"),
    Column("proposed", "float64", "days", "when it was made; earlier only where a board decides"),
    Column("module", "int32", "", "module"),
    Column("author", "int32", "", "who made it; -1: nobody (damage), -2: a vendor"),
    Column(
        "parent", "int32", "", "revision that it follows, or that it restores; -1: the module as it was at the start"
    ),
    Column("kind", "category", "", "opened, edit, vandalism, restored, damaged or patch"),
    Column("before", "float64", "index", "quality that it found"),
    Column("after", "float64", "index", "quality that it left, or would have left"),
    Column("fate", "category", "", "live, settled, reverted, superseded or rejected"),
    Column("ended", "float64", "days", "when that was decided; missing while it is live"),
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
    "commons": COMMONS,
    "modules": MODULES,
    "members": MEMBERS,
    "status": STATUS,
    "revisions": REVISIONS,
    "events": EVENTS,
}
"""The columns of each frame, in order."""

ONLY_WITH: Mapping[str, str] = dict.fromkeys(("commons", "modules", "members", "status", "revisions"), "produsage")
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
