"""Fluid heterarchy: leaders by topic, formed anew at intervals from the status that they have earned in it."""

from __future__ import annotations

from valuechain.clock import Clock, Flow


def form_leaders(clock: Clock, chain: int) -> Flow:
    """Form the leaders of every topic at intervals, until the exit; there are none before the first time."""
    community = clock.economy.community
    assert community is not None
    p = community.number(clock.economy.chain_names[chain])
    while not clock.economy.has_left(community.offers[p]):
        terms = community.chains[p].heterarchy
        assert terms is not None
        yield clock.timeout(terms.every)
        community.form(p, clock.now)
