"""The paradigms: which flows make up a value chain. Each is a table; the engine knows no paradigm.

Industrial (Bruns §1, Fig. 1): production → distribution → consumption, goods one way, money the other. Only policies
that deliberate are flows; with base stock every unit sold is reordered at once, which the swarm plays itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from valuechain.clock import Clock, Flow
from valuechain.economy.pricing import reviews
from valuechain.flows.basestock import fill_up
from valuechain.flows.interventions import intervene
from valuechain.flows.pricing import follow_schedule, review_prices
from valuechain.flows.production import work_line
from valuechain.flows.replenishment import keep_stocked
from valuechain.flows.research import ask_for_ideals, ask_for_preference
from valuechain.flows.seasons import sell_by_season
from valuechain.scenario import Price

STOCKING: Mapping[str, Callable[[Clock, int, Any], Flow]] = {
    "reorder_point": keep_stocked,
    "base_stock": fill_up,
    "newsvendor": sell_by_season,
}
"""The flow that keeps a shelf stocked, by policy."""

INQUIRIES: Mapping[str, Callable[[Clock, int, Any], Flow]] = {
    "market_research": ask_for_preference,
    "survey": ask_for_ideals,
}
"""The flow that asks the customers, by kind of feedback."""


def industrial(clock: Clock, chain: int) -> Iterator[Flow]:
    """Yield the flows of an industrial chain: its lines, its stocking, its prices, its questions to customers."""
    economy = clock.economy
    terms = economy.scenario.chains[economy.chain_names[chain]]
    policy = terms.distribution.policy
    if policy.kind != "base_stock":  # there the swarm has the lines
        for _ in range(terms.production.lines):
            yield work_line(clock, chain)
    every = reviews(economy.offers, economy.chain_names[chain])
    if every is not None:
        yield review_prices(clock, chain, every)
    for offer in economy.offers:
        if offer.chain == economy.chain_names[chain]:
            yield STOCKING[policy.kind](clock, offer.index, policy)
            if isinstance(offer.price, Price):
                yield follow_schedule(clock, offer.index, offer.price)
            if terms.feedback is not None:
                yield INQUIRIES[terms.feedback.kind](clock, offer.index, terms.feedback)


PARADIGMS = {"industrial": industrial}
"""The flows of a chain, by the paradigm that its scenario names."""


def flows(clock: Clock) -> Iterator[Flow]:
    """Yield the interventions, then the flows of every chain of the economy in the order of the scenario."""
    yield intervene(clock)
    for chain, terms in enumerate(clock.economy.scenario.chains.values()):
        yield from PARADIGMS[terms.paradigm](clock, chain)
