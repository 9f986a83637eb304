"""The columns of the frames that only some chains have: echelons, a commons, market research, orders."""

from __future__ import annotations

from .column import KEYS, Column

ECHELONS = (
    *KEYS,
    Column("echelon", "category", "", "name of the echelon, the stocking point"),
    Column("product", "category", "", "name of the product"),
    Column("supplier", "category", "", "echelon that supplies it, or `producer`"),
    Column("role", "category", "", "role whose account it has: `producer` where it belongs to the producer"),
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
    Column("days_of_supply", "float64", "days", "mean stock on hand, by units handed over (or shipped on) a day"),
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
    Column(
        "produser_index",
        "float64",
        "share",
        "contributions and reviews among all acts, uses included, since the last sample",
    ),
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

PRODUSERS = (
    *KEYS,
    Column("participant", "int32", "", "number of the participant, from 0"),
    Column("time", "float64", "days", "day of the sample"),
    Column("warmup", "bool", "", "whether what happened since the last sample was in the warm-up"),
    Column("uses", "float64", "uses", "uses of the commons since the last sample"),
    Column("contributions", "float64", "edits", "contributions made since the last sample"),
    Column("reviews", "float64", "reviews", "judgements since the last sample"),
    Column("produser_index", "float64", "index", "contributions and judgements, of these and uses together: 0 only uses, 1 only makes"),
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
