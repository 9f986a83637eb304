"""The paradigms: which flows make up a value chain. Each is a table; the engine knows no paradigm.

Industrial (Bruns §1, Fig. 1): production → distribution → consumption, goods one way, money the other. Only policies
that deliberate are flows; with base stock every unit sold is reordered at once, which the swarm plays itself.

Prosumption (Bruns §1, Fig. 3; Toffler 1990): an order with a specification runs through one integrated loop, which the
swarm plays; what deliberates about it, the ladder of customers and the trend, are flows.

Produsage (Bruns §2, Fig. 4): use → revision → use, which is the swarm's; institutions are few, and none of them is at
the centre.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from valuechain.clock import Clock, Flow
from valuechain.economy.pricing import reviews
from valuechain.flows.award import give_award
from valuechain.flows.basestock import keep_at
from valuechain.flows.board import review
from valuechain.flows.breakdowns import fail_and_repair
from valuechain.flows.dividends import expect_dividends
from valuechain.flows.entry import enter_on
from valuechain.flows.exit import leave_when_dry
from valuechain.flows.heterarchy import form_leaders
from valuechain.flows.interventions import intervene
from valuechain.flows.ladder import advertise, review_tiers, study
from valuechain.flows.patronage import expect_patronage
from valuechain.flows.pricing import follow_schedule, review_prices
from valuechain.flows.production import change_capacity, work_line
from valuechain.flows.release import release
from valuechain.flows.replenishment import keep_stocked
from valuechain.flows.reputation import spread_reputation
from valuechain.flows.research import ask_for_ideals, ask_for_preference
from valuechain.flows.seasons import sell_by_season
from valuechain.flows.supply import supply
from valuechain.flows.trend import follow_trend
from valuechain.scenario import Experts, Price, ProdusageChain

STOCKING: Mapping[str, Callable[[Clock, int], Flow]] = {
    "reorder_point": keep_stocked,
    "base_stock": keep_at,
    "newsvendor": sell_by_season,
}
"""The flow that keeps a chain's only shelf stocked, by policy."""

INQUIRIES: Mapping[str, Callable[[Clock, int, Any], Flow]] = {
    "market_research": ask_for_preference,
    "survey": ask_for_ideals,
}
"""The flow that asks the customers, by kind of feedback."""


def industrial(clock: Clock, chain: int) -> Iterator[Flow]:
    """Yield the flows of an industrial chain: its lines, its stocking, its prices, its questions to customers."""
    economy = clock.economy
    name = economy.chain_names[chain]
    terms: Any = economy.scenario.chains[name]
    offers = [offer for offer in economy.offers if offer.chain == name]
    if not offers[0].terms.one_for_one:  # there the swarm has the lines
        for line in range(economy.lines.most[chain]):
            yield work_line(clock, chain, line)
        if terms.production.capacity:
            yield change_capacity(clock, name, terms.production.capacity)
    every = reviews(economy.offers, name)
    if every is not None:
        yield review_prices(clock, chain, every)
    for offer in offers:
        if terms.distribution is not None and not terms.stations:
            yield STOCKING[terms.distribution.policy.kind](clock, offer.index)
        if isinstance(offer.price, Price):
            yield follow_schedule(clock, offer.index, offer.price)
        if terms.feedback is not None:
            yield INQUIRIES[terms.feedback.kind](clock, offer.index, terms.feedback)
    yield from supply(clock, name)


def prosumption(clock: Clock, chain: int) -> Iterator[Flow]:
    """Yield the flows of a prosumption chain: prices, the ladder, breakdowns, the trend; the swarm plays the orders."""
    shops = clock.economy.workshops
    assert shops is not None
    w = shops.number(clock.economy.chain_names[chain])
    terms = shops.shops[w].chain
    yield follow_schedule(clock, shops.shops[w].offer.index, terms.price)
    yield expect_dividends(clock, shops, w, terms.sharing.review)
    if terms.expertise.study is not None:
        yield study(clock, shops, w)
    if terms.expertise.advertising is not None:
        yield advertise(clock, shops, w)
    if terms.tiers:
        yield review_tiers(clock, shops, w)
    if terms.cells.breakdowns is not None:
        for cell, source in enumerate(shops.failures(w)):
            yield fail_and_repair(clock, shops, w, cell, source)
    if terms.trend_feedback is not None:
        yield follow_trend(clock, shops, w)


def produsage(clock: Clock, chain: int) -> Iterator[Flow]:
    """Yield the flows of a produsage chain: its reputation, and its board, leaders and vendors, where it has any."""
    terms = clock.economy.scenario.chains[clock.economy.chain_names[chain]]
    assert isinstance(terms, ProdusageChain)
    yield spread_reputation(clock, chain, terms.reputation_every)
    if isinstance(terms.evaluation, Experts):
        yield review(clock, chain, terms.evaluation)
    if terms.heterarchy is not None:
        yield form_leaders(clock, chain)
    if terms.status.award is not None:
        yield give_award(clock, chain, terms.status.award)
    vendors = terms.vendors or {}
    for offer in clock.economy.offers:
        if offer.chain == clock.economy.chain_names[chain] and offer.product in vendors:
            yield release(clock, offer.index, vendors[offer.product])
            yield follow_schedule(clock, offer.index, vendors[offer.product].price)


PARADIGMS = {"industrial": industrial, "prosumption": prosumption, "produsage": produsage}
"""The flows of a chain, by the paradigm that its scenario names."""


def flows(clock: Clock) -> Iterator[Flow]:
    """Yield the interventions, then the flows of every chain in the order of the scenario; late ones at their entry."""
    yield intervene(clock)
    for chain, terms in enumerate(clock.economy.scenario.chains.values()):
        own = _of_chain(clock, chain)
        if terms.enters == 0:
            yield from own
        elif terms.enters < math.inf:
            yield enter_on(clock, chain, terms.enters, own)


def _of_chain(clock: Clock, chain: int) -> Iterator[Flow]:
    """Yield the flows of a chain: those of its paradigm, what customers expect of its profit, and its exit."""
    terms = clock.economy.scenario.chains[clock.economy.chain_names[chain]]
    yield from PARADIGMS[terms.paradigm](clock, chain)
    if terms.sharing.is_anticipated:
        yield expect_patronage(clock, clock.economy.chain_names[chain], terms.sharing.review)
    if terms.exits is not None:
        yield leave_when_dry(clock, chain, terms.exits)
