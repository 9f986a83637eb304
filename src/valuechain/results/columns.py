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
    "wholesaler": "balance of the account of wholesalers and other middlemen; 0 where there are none",
    "distributor": "balance of the distributor's account; 0 where there is none",
    "payment": "balance of the payment service's account; 0 where there is none",
    "supplier": "balance of the suppliers' account; 0 where there is none",
    "prosumer": "what customers have got of the profit for their specifications; not in `consumer_surplus`",
    "retailer": "balance of the retailers' account; 0 where there is none",
    "vendor": "balance of the account of the vendors of a commons; 0 where there are none",
    "foundation": "balance of the account of the foundation of a commons: gifts less hosting and pay; 0 where there is none",
    "patron": "dividends to all participants alike; not in `consumer_surplus`",
    "produser": "what contributors to a commons have got of profits; not in `consumer_surplus`, and not the `pay` for contributions",
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
    Column("fill_rate", "float64", "share", "first choices served at once from the shelf, of all first choices of what is on a"
           " shelf; missing for what is made to order or used in common"),
    Column("market_share", "float64", "share", "units sold, of all needs, those that chose the outside option included"),
    Column("made", "float64", "units", "units finished by the producer"),
    Column("scrapped", "float64", "units", "units cleared at salvage value"),
    Column("stock_outs", "float64", "times", "times that a shelf ran empty"),
    Column("mean_on_hand", "float64", "units", "time average of the stock on the shelf"),
    Column("mean_backorders", "float64", "units", "time average of the back-orders waiting"),
    Column("mean_on_order", "float64", "units", "time average of units in work and in transit"),
    Column("days_of_supply", "float64", "days", "mean stock on the shelf and of parts, by units handed over a day"),
    Column("mean_wait", "float64", "days", "mean wait of the back-orders handed over"),
    Column("utilisation", "float64", "share", "line-time in use, of all line-time since the chain's entry"),
    Column("aware", "float64", "share", "participants who know the chain (`all`: any chain) at the end, of all"),
    Column("mismatch", "float64", "squared distance", "mean over participants of the squared distance from the ideal point to the nearest"
           " product of the chain (`all`: of any chain) at the end"),
    Column("feedback_bits", "float64", "bits / participant / year", "information that customers have given in answers to questions"),
    Column("revenue", "float64", "money", "paid by customers"),
    Column("costs", "float64", "money", "paid to the outside, less salvage"),
    Column("profit", "float64", "money", "money in less money out of all firms together, before what people get of it; stock is not valued"),
    Column("inventory_change", "float64", "money", "units made less units sold and scrapped, at the mean unit cost of those"
           " made: what `profit` leaves out; missing where nothing was made"),
    *(Column(f"{role}_profit", "float64", "money", meaning) for role, meaning in FIRMS.items()),
    Column("unit_cost", "float64", "money / unit", "mean cost of the units made, set-ups apart"),
    Column("consumer_surplus", "float64", "money", "surplus of needs (log-sum, Small & Rosen 1981) served by the chain;"
           " `all` includes needs that ended with the outside option"),
    Column("surplus_per_need", "float64", "money / need", "consumer surplus by need (chain `all` only)"),
    Column("welfare", "float64", "money", "value created: consumer surplus + profit, less what users give (contribution costs and donations, less pay); chains do not add up to `all`, which has the outside option too"),
    Column("gini_surplus", "float64", "index", "Gini coefficient over participants of their expected surplus since the warm-up (chain `all` only); it falls"
           " with the length of the run, as luck evens out"),
    Column("status_money", "float64", "index", "rank correlation (Spearman) over participants of status in all commons with the money that they"
           " got as pay or of profits (chain `all` only); missing where nobody got any"),
    Column("status_surplus", "float64", "index", "the same of status with consumer surplus"),
    Column("status_unpaid", "float64", "share", "participants with status who got no money, of all with status (chain `all` only)"),
    Column("uses", "float64", "uses", "uses of a commons; this and what follows is missing where there is none"),
    Column("edits", "float64", "edits", "contributions made, accepted or not"),
    Column("accepted", "float64", "edits", "contributions recognised: settled, passed, or unjudged"),
    Column("rejected", "float64", "edits", "contributions kept from going live"),
    Column("reverted", "float64", "edits", "contributions reverted after they had gone live"),
    Column("judged_right", "float64", "share", "decisions on contributions that were right: what improved was kept, the rest not"),
    Column("quality", "float64", "index", "quality of the artefact from 0 to 1: mean over modules and time"),
    Column("quality_used", "float64", "index", "quality that users met: mean over uses"),
    Column("mismatch_used", "float64", "squared distance", "mean squared distance from what users want to the module that they used"),
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
    Column("pay", "float64", "money", "paid by the foundation to contributors; in `welfare` as what they get, and as what it costs"),
)  # fmt: skip

MADE_TO_ORDER = (
    Column("order_to_delivery", "float64", "days", "mean time from order to delivery, of those delivered"),
    Column("queue_time", "float64", "days", "mean time that an order waits for a cell"),
    Column("quoted_time", "float64", "days", "mean delivery time told before ordering"),
    Column("specification_bits", "float64", "bits", "information in all specifications: K·log2(options) an order"),
    Column("order_mismatch", "float64", "squared distance", "mean squared distance of what is ordered from what is wanted"),
    Column("order_distance", "float64", "distance", "mean distance of what is ordered from what is wanted"),
    Column("expertise", "float64", "share", "mean expertise of customers when they order"),
    Column("effort_hours", "float64", "hours / unit", "mean own time for specifying an order"),
    Column("worth", "float64", "money / unit", "mean worth of an order to whoever places it, before price, wait and time"),
    Column("minted", "float64", "money", "worth that the prestige of tiers adds to orders: status minted by the firm"),
    Column("tiered", "float64", "share", "orders placed from above the lowest tier"),
    Column("rushed", "float64", "share", "orders that paid to be served first"),
    Column("changeovers", "float64", "times", "set-ups of cells for another specification"),
    Column("study_money", "float64", "money", "spent by customers on study"),
    Column("study_hours", "float64", "hours", "own time of customers spent on study"),
    Column("mean_parts", "float64", "units", "time average of the parts on hand, mean over kinds of part"),
)  # fmt: skip
"""What `runs` measures where something is made to order; missing elsewhere."""

RUNS = (*RUNS, *MADE_TO_ORDER)

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

ECHELONS = (
    *KEYS,
    Column("echelon", "category", "", "name of the echelon, the stocking point"),
    Column("product", "category", "", "name of the product"),
    Column("supplier", "category", "", "echelon that supplies it, or `producer`"),
    Column("demand", "float64", "units", "units asked for, less units sent back by its customers"),
    Column("orders", "float64", "units", "units ordered, less units sent back or not supplied"),
    Column("received", "float64", "units", "units received"),
    Column("delivered", "float64", "units", "units sold, or shipped on"),
    Column("lost", "float64", "units", "units asked for and never supplied; at a retailer, also those bought elsewhere"),
    Column("scrapped", "float64", "units", "units cleared at salvage value"),
    Column("fill_rate", "float64", "share", "units asked for that were there at once, of all units asked for"),
    Column("mean_on_hand", "float64", "units", "time average of the stock on hand"),
    Column("mean_backorders", "float64", "units", "time average of the units owed"),
    Column("mean_on_order", "float64", "units", "time average of the units ordered and not yet received"),
    Column("mean_wait", "float64", "days", "mean wait of the units that were owed and handed over"),
    Column("days_of_supply", "float64", "days", "mean stock on hand, by mean demand per day"),
    Column("demand_mean", "float64", "units / period", "mean demand per period (`sample_every`, whole periods only)"),
    Column("demand_variance", "float64", "(units / period)²", "variance over periods of demand"),
    Column("orders_mean", "float64", "units / period", "mean orders per period"),
    Column("orders_variance", "float64", "(units / period)²", "variance over periods of orders"),
    Column("bullwhip", "float64", "ratio", "variance of orders by variance of its own demand (Chen et al. 2000)"),
    Column("amplification", "float64", "ratio", "variance of orders by variance of the demand of the customers at its end"
           " of the chain"),
    Column("revenue", "float64", "money", "paid by its customers: retail price, or their wholesale prices"),
    Column("purchases", "float64", "money", "paid to its supplier at the wholesale price, if it has one"),
    Column("holding_cost", "float64", "money", "paid for holding stock"),
)  # fmt: skip

ECHELON_SERIES = (
    *ECHELONS[:5],
    Column("time", "float64", "days", "day of the sample"),
    Column("warmup", "bool", "", "whether what happened since the last sample was in the warm-up"),
    Column("demand", "float64", "units", "units asked for since the last sample, less units sent back"),
    Column("orders", "float64", "units", "units ordered since the last sample, less units sent back or not supplied"),
    Column("received", "float64", "units", "units received since the last sample"),
    Column("delivered", "float64", "units", "units sold or shipped on since the last sample"),
    Column("lost", "float64", "units", "units asked for and never supplied since the last sample"),
    Column("on_hand", "float64", "units", "stock on hand at the sample"),
    Column("on_order", "float64", "units", "units ordered and not yet shipped at the sample"),
    Column("in_transit", "float64", "units", "units shipped and not yet received at the sample"),
    Column("backorders", "float64", "units", "units owed at the sample"),
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
    Column("outcome", "category", "", "bought, lost, backordered, substituted, ordered (made to order) or outside"),
)

RESEARCH = (
    *KEYS,
    Column("product", "category", "", "name of the product that was asked about"),
    Column("time", "float64", "days", "day on which the answers came"),
    Column("warmup", "bool", "", "whether that was in the warm-up"),
    Column("answers", "int64", "answers", "participants who answered"),
    Column("share", "float64", "share", "answers that prefer the prototype to the product; missing in a survey"),
    Column("bits", "float64", "bits", "information received: in market research the entropy of the answers (Shannon 1948), at"
           " most 1 bit each; in a survey what they tell of the mean of tastes"),
    Column("adopted", "bool", "", "whether the product was changed for it"),
    Column("shift", "float64", "distance", "distance from the old design to the new one; 0 if it was not changed"),
    Column("mismatch", "float64", "squared distance", "mean squared distance of all ideal points from the design decided upon"),
    Column("floor", "float64", "squared distance", "the same from the mean of tastes, below which no single design goes; missing"
           " on a torus"),
)  # fmt: skip

ORDERS = (
    *KEYS,
    Column("participant", "int32", "", "who ordered"),
    Column("tier", "category", "", "tier of the customer at the order"),
    Column("served_first", "bool", "", "whether the order went before others at the cells"),
    Column("placed", "float64", "days", "day of the order"),
    Column("started", "float64", "days", "day on which a cell began it; missing while it waits"),
    Column("finished", "float64", "days", "day on which the cell finished it"),
    Column("delivered", "float64", "days", "day on which the customer got it and paid"),
    Column("quoted", "float64", "days", "delivery time told before ordering"),
    Column("price", "float64", "money / unit", "price agreed, rush fee included"),
    Column("mismatch", "float64", "", "squared distance of what is ordered from what is wanted"),
    Column("expertise", "float64", "share", "expertise of the customer at the order"),
)

STAGES = (
    *KEYS,
    Column("stage", "category", "", "name of the stage; `making` are the cells"),
    Column("role", "category", "", "whose stage it is"),
    Column("number", "int32", "", "place in the loop, from 0"),
    Column("cells", "float64", "", "orders that it handles at a time; missing: as many as there are"),
    Column("done", "float64", "units", "orders that left the stage"),
    Column("mean_waiting", "float64", "units", "time average of the orders in its queue"),
    Column("mean_working", "float64", "units", "time average of the orders in work there"),
    Column("mean_wait", "float64", "days", "mean time in its queue"),
    Column("mean_work", "float64", "days", "mean time in work there, of orders that left it"),
)

TIERS = (
    *KEYS,
    Column("time", "float64", "days", "day of the sample"),
    Column("warmup", "bool", "", "whether what happened since the last sample was in the warm-up"),
    Column("tier", "category", "", "name of the tier; `normal` is the lowest"),
    Column("rank", "int32", "", "place of the tier, from 0"),
    Column("participants", "float64", "participants", "in the tier at the sample"),
    Column("risen_into", "float64", "participants", "came from a lower tier since the last sample"),
    Column("fallen_into", "float64", "participants", "came from a higher tier since the last sample"),
    Column("risen_out", "float64", "participants", "left for a higher tier since the last sample"),
    Column("fallen_out", "float64", "participants", "left for a lower tier since the last sample"),
)

PROSUMERS = (
    *KEYS,
    Column("participant", "int32", "", "number of the participant, from 0"),
    Column("tier", "category", "", "tier at the end of the run"),
    Column("expertise", "float64", "share", "expertise at the end of the run"),
    Column("enthusiast", "bool", "", "whether the participant studies"),
    Column("orders", "float64", "units", "orders placed since the start, warm-up included"),
    Column("spent", "float64", "money", "paid for orders since the start"),
    Column("own_hours", "float64", "hours", "own time for specifying and study since the start"),
    Column("study_money", "float64", "money", "spent on study since the start"),
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
    "echelons": "echelons",
    "echelon_series": "echelons",
    **dict.fromkeys(("orders", "stages", "tiers", "prosumers"), "prosumption"),
    **dict.fromkeys(("commons", "modules", "members", "status", "revisions"), "produsage"),
}
"""Frames that only scenarios with a chain of some kind have, and that kind: a paradigm, or `echelons`."""

ONLY_WHERE: Mapping[str, str] = {"research": "feedback"}
"""Frames that only scenarios have in which some chain gives a key, and that key."""


def frame(name: str, data: Mapping[str, Any]) -> pd.DataFrame:
    """Return the frame ``name`` from columns of ``data``: arrays of one length, scalars, or ready categoricals.

    Raises:
        KeyError: a declared column is missing.
    """
    length = max((len(v) for v in data.values() if not np.isscalar(v)), default=0)
    columns = {c.name: _column(data[c.name], c.dtype, length) for c in (FRAMES.get(name) or DERIVED[name])}
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
