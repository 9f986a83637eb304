"""The paradigms: which flows make up a value chain. Each is a table; the engine knows no paradigm.

Industrial (Bruns §1, Fig. 1): production → distribution → consumption, goods one way, money the other. Only policies
that deliberate are flows; with base stock every unit sold is reordered at once, which the swarm plays itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from valuechain.clock import Clock, Flow
from valuechain.flows.basestock import fill_up
from valuechain.flows.entry import enter_on
from valuechain.flows.exit import leave_when_dry
from valuechain.flows.pricing import follow_schedule
from valuechain.flows.production import work_line
from valuechain.flows.replenishment import keep_stocked
from valuechain.flows.seasons import sell_by_season

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
    policy = terms.distribution.policy
    if policy.kind != "base_stock":  # there the swarm has the lines
        for _ in range(terms.production.lines):
            yield work_line(clock, chain)
    for offer in economy.offers:
        if offer.chain == economy.chain_names[chain]:
            yield STOCKING[policy.kind](clock, offer.index, policy)
            yield follow_schedule(clock, offer.index, offer.price)


PARADIGMS = {"industrial": industrial}
"""The flows of a chain, by the paradigm that its scenario names."""


def flows(clock: Clock) -> Iterator[Flow]:
    """Yield the flows of every chain of the economy, in the order of the scenario; late ones begin at the entry."""
    for chain, terms in enumerate(clock.economy.scenario.chains.values()):
        own = _of_chain(clock, chain)
        if terms.enters == 0:
            yield from own
        elif terms.enters < math.inf:
            yield enter_on(clock, chain, terms.enters, own)


def _of_chain(clock: Clock, chain: int) -> Iterator[Flow]:
    """Yield the flows of a chain: those of its paradigm, and its exit."""
    terms = clock.economy.scenario.chains[clock.economy.chain_names[chain]]
    yield from PARADIGMS[terms.paradigm](clock, chain)
    if terms.exits is not None:
        yield leave_when_dry(clock, chain, terms.exits)
