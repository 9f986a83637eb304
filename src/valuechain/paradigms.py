"""The paradigms: which flows make up a value chain. Each is a table; the engine knows no paradigm.

Industrial (Bruns §1, Fig. 1): production → distribution → consumption, goods one way, money the other. Only policies
that deliberate are flows; with base stock every unit sold is reordered at once, which the swarm plays itself.

Produsage (Bruns §2, Fig. 4): use → revision → use, which is the swarm's; institutions are few, and none of them is at
the centre.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from valuechain.clock import Clock, Flow
from valuechain.flows.award import give_award
from valuechain.flows.basestock import fill_up
from valuechain.flows.board import review
from valuechain.flows.heterarchy import form_leaders
from valuechain.flows.pricing import follow_schedule
from valuechain.flows.production import work_line
from valuechain.flows.release import release
from valuechain.flows.replenishment import keep_stocked
from valuechain.flows.reputation import spread_reputation
from valuechain.flows.seasons import sell_by_season
from valuechain.scenario import Experts, IndustrialChain, ProdusageChain

STOCKING: Mapping[str, Callable[[Clock, int, Any], Flow]] = {
    "reorder_point": keep_stocked,
    "base_stock": fill_up,
    "newsvendor": sell_by_season,
}
"""The flow that keeps a shelf stocked, by policy."""


def industrial(clock: Clock, chain: int) -> Iterator[Flow]:
    """Yield the flows of an industrial chain: its lines, its stocking, its prices."""
    economy = clock.economy
    terms = economy.scenario.chains[economy.chain_names[chain]]
    assert isinstance(terms, IndustrialChain)
    policy = terms.distribution.policy
    if policy.kind != "base_stock":  # there the swarm has the lines
        for _ in range(terms.production.lines):
            yield work_line(clock, chain)
    for offer in economy.offers:
        if offer.chain == economy.chain_names[chain]:
            yield STOCKING[policy.kind](clock, offer.index, policy)
            yield follow_schedule(clock, offer.index, offer.price)


def produsage(clock: Clock, chain: int) -> Iterator[Flow]:
    """Yield the flows of a produsage chain: its reputation, and its board, leaders and vendors, where it has any."""
    terms = clock.economy.scenario.chains[clock.economy.chain_names[chain]]
    assert isinstance(terms, ProdusageChain)
    yield spread_reputation(clock, chain, terms.reputation_every)
    if isinstance(terms.evaluation, Experts):
        yield review(clock, chain, terms.evaluation)
    if terms.heterarchy is not None:
        yield form_leaders(clock, chain, terms.heterarchy)
    if terms.status.award is not None:
        yield give_award(clock, chain, terms.status.award)
    for offer in clock.economy.offers:
        if offer.chain == clock.economy.chain_names[chain] and offer.product in (terms.vendors or {}):
            yield release(clock, offer.index, (terms.vendors or {})[offer.product])
            yield follow_schedule(clock, offer.index, offer.price)


PARADIGMS = {"industrial": industrial, "produsage": produsage}
"""The flows of a chain, by the paradigm that its scenario names."""


def flows(clock: Clock) -> Iterator[Flow]:
    """Yield the flows of every chain of the economy, in the order of the scenario."""
    for chain, terms in enumerate(clock.economy.scenario.chains.values()):
        yield from PARADIGMS[terms.paradigm](clock, chain)
