"""Reputation: what users of late have met becomes known to all, who choose by it."""

from __future__ import annotations

from valuechain.clock import Clock, Flow


def spread_reputation(clock: Clock, chain: int, every: float) -> Flow:
    """Publish the quality and distance that users of the commons have met, every so many days."""
    economy = clock.economy
    community, name = economy.community, economy.chain_names[chain]
    assert community is not None
    p = community.number(name)
    while not economy.has_left(community.offers[p]):
        yield clock.timeout(every)
        economy.set_quality(community.offers[p], *community.reputation(p))
