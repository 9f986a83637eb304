"""The reference page of the frames, written from their declared columns."""

from __future__ import annotations

from .columns import DERIVED, FRAMES

ABOUT = {
    "runs": "One row by replication and chain, and one for the whole market (`all`), after the warm-up.",
    "summary": "Means over replications with intervals: one row by chain and measure of `runs`.",
    "series": "One row by replication, product and sample. Counts and money are those since the last sample.",
    "participants": "One row by replication and participant, after the warm-up; unless `record.participants: false`.",
    "accounts": "A person's whole account, after the warm-up: one row by replication, participant, chain and role;"
    " all as consumers of the whole market (`all`), and in other roles whoever has anything; unless"
    " `record.participants: false`.",
    "products": "One row by replication and product, after the warm-up.",
    "ledger": "Money that moved between two samples: one row by replication, sample and kind of transfer.",
    "echelons": "One row by replication, echelon and product, after the warm-up; only with a chain that has `echelons`"
    " (or a distributor that orders up to a level).",
    "echelon_series": "One row by replication, sample, echelon and product: flows since the last sample, and stocks;"
    " where `echelons` is.",
    "roles": "Who got what: one row by replication, chain and role, after the warm-up.",
    "chains": "How chains fared over time: one row by replication, sample and chain, and one for the market (`all`).",
    "commons": "The state of each commons: one row by replication, commons and sample.",
    "modules": "One row by replication, commons and module, at the end of the run.",
    "members": "What each participant has been to a commons, since the start: one row by replication, commons and"
    " participant; unless `record.participants: false`.",
    "produsers": "The hybrid role of each participant over time: one row by replication, commons, sample and"
    " participant with any use, contribution or judgement since the last sample; only with `record.produsers: true`.",
    "status": "Leaders of a commons: one row by replication, commons, day on which they were formed, topic and rank.",
    "revisions": "The palimpsest: every revision of a commons; unless `record.revisions: false`.",
    "events": "Every need and what became of it; only with `record.events: true`.",
    "comparison": "What `valuechain compare` gives: one row by scenario, chain and measure; not kept with results.",
    "research": "One row by replication and round of questions, warm-up included; only where a chain has `feedback`.",
    "orders": "The life of every order made to specification, warm-up included; only with `record.orders: true`.",
    "stages": "One row by replication and stage of a chain that makes to order, after the warm-up.",
    "tiers": "One row by replication, sample and tier of a chain that makes to order: the ladder over time.",
    "prosumers": "One row by replication and participant as customer of a chain that makes to order, since the start;"
    " unless `record.participants: false`.",
}


_SWEEPS = """\
## The frames of a sweep

`vc.load_sweep(folder)` opens them; `units` of the object tells the unit of each factor and output.

| Frame | One row by | Columns |
|---|---|---|
| `points` | point | `point`, then one column by factor, named by its label or path |
| `runs` | point and replication that has finished | `point`, `replication`, then one column by output |
| `summary` | point and output | `point`, the factors, `output`, `mean`, `sd`, `n`, `half_width`, `low`, `high` |
| `failures` | point and replication that failed | `point`, `replication`, `error`, `traceback`, `command` |

Numbers of factors are in resolved units (days, per day, the currency); words are categories. An output is named as its
column of `runs` above: `profit` is that of the whole market, `maker.profit` that of the chain `maker`. Intervals are
95 % t-intervals over replications. `n` counts the replications in which the measure applies; it is 0 where none has
finished.
"""


def reference() -> str:
    """Return the page in Markdown: for each frame, its columns with type, unit and meaning."""
    intro = (
        "Every frame is tidy: one row an observation, one column a variable, the same names everywhere. Keys come"
        " first. `money` is the scenario's currency. Missing values mean that the measure does not apply.\n"
    )
    return "\n".join([intro, *(_section(name) for name in ABOUT), _SWEEPS])


def _section(name: str) -> str:
    rows = [f"| `{c.name}` | {c.dtype} | {c.unit} | {c.meaning} |" for c in (FRAMES.get(name) or DERIVED[name])]
    return "\n".join(
        [f"## {name}\n", f"{ABOUT[name]}\n", "| Column | Type | Unit | Meaning |", "|---|---|---|---|", *rows, ""]
    )
