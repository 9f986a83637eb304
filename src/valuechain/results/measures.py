"""The columns of the frame `runs`: the measures of a replication, for the whole market and for each chain."""

from __future__ import annotations

from .column import KEYS, Column

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
    Column("top_1_percent_all", "float64", "share", "contributions made by the most active 1 % of all participants"),
    Column("next_9_percent_all", "float64", "share", "contributions made by the next 9 % of all participants"),
    Column("bottom_90_percent_all", "float64", "share", "contributions made by the other 90 % of all participants"),
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
    Column("order_mismatch", "float64", "squared distance", "mean squared distance of what is ordered from what its customer wants (`mismatch`: what is"
           " on offer, bought or not)"),
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
