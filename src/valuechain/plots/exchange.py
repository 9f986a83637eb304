"""What the roles of a chain exchange, per day: money by payer, payee and category, and what each keeps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from .wording import Estimate, estimate

OUTSIDE = "outside"
Pair = tuple[str, str]
"""Payer and payee."""
Flows = Mapping[tuple[str, str, str], Estimate]
"""Money per day by payer, payee and category."""
COUNTS = ("made", "sold", "uses", "edits", "packaged")
"""What a chain counts, as far as `runs` has it; `packaged` are sales that are no uses of the commons itself."""
STATES = ("quality", "modules", "coverage", "contributors", "status_held")
"""What a commons is at the end, or on average."""


@dataclass(frozen=True)
class Exchange:
    """What a chain exchanges per day after the warm-up, as means over replications with intervals.

    ``gains`` are profits by role and the consumers' surplus, ``counts`` units, uses and contributions per day,
    ``states`` what `runs` says of a commons. A payment that no replication makes is left out.
    """

    chain: str
    flows: Flows
    gains: Mapping[str, Estimate]
    counts: Mapping[str, Estimate]
    states: Mapping[str, Estimate]

    @property
    def roles(self) -> set[str]:
        """All who pay or are paid."""
        return {role for payer, payee, _ in self.flows for role in (payer, payee)}

    def between(self, payers: str | Collection[str], payees: str | Collection[str]) -> dict[str, Estimate]:
        """Return the payments from one of ``payers`` to one of ``payees`` by category."""
        givers = {payers} if isinstance(payers, str) else payers
        takers = {payees} if isinstance(payees, str) else payees
        return {category: flow for (a, b, category), flow in self.flows.items() if a in givers and b in takers}

    def undrawn(self, drawn: Iterable[Pair], currency: str) -> list[str]:
        """Return in words the payments of other pairs than ``drawn``."""
        known = set(drawn)
        return [
            f"{self.chain}, {payer} to {payee}: {category} {flow} {currency} / day"
            for (payer, payee, category), flow in self.flows.items()
            if (payer, payee) not in known
        ]


def measured(ledger: pd.DataFrame, runs: pd.DataFrame, chain: str) -> Exchange:
    """Return what one chain of the frames `ledger` and `runs` exchanges; payments in the warm-up do not count."""
    own = runs[runs["chain"] == chain]
    own = own.assign(packaged=own["sold"] - own["uses"]) if "uses" in own else own
    days = own.set_index("replication")["days"]
    counted = ~ledger["warmup"].astype(bool) & (ledger["payer"].astype(str) != ledger["payee"].astype(str))
    paid = ledger[(ledger["chain"] == chain) & counted]
    flows: dict[tuple[str, str, str], Estimate] = {}
    for key, rows in paid.groupby(["payer", "payee", "category"], observed=True, sort=False):
        sums = rows.groupby("replication")["amount"].sum().reindex(days.index, fill_value=0.0)
        if sums.any():
            payer, payee, category = map(str, key)
            flows[payer, payee, category] = estimate(sums / days)
    profits = {name.removesuffix("_profit"): name for name in own.columns if name.endswith("_profit")}
    return Exchange(
        chain,
        flows,
        {role: estimate(own[name] / own["days"]) for role, name in {**profits, "consumer": "consumer_surplus"}.items()},
        {name: estimate(own[name] / own["days"]) for name in COUNTS if name in own},
        {name: estimate(own[name]) for name in STATES if name in own and own[name].notna().any()},
    )


def total(flows: Mapping[str, Estimate]) -> float:
    """Return the mean of all payments together."""
    return sum(flow.mean for flow in flows.values())
