"""An award on a date: status for the work as a whole, given to some of the most active (barnstars)."""

from __future__ import annotations

from valuechain.clock import Clock, Flow
from valuechain.scenario import Award


def give_award(clock: Clock, chain: int, terms: Award) -> Flow:
    """Give the award once, so long after the entry as it says, unless the commons has left the market."""
    community = clock.economy.community
    assert community is not None
    yield clock.timeout(terms.on)
    p = community.number(clock.economy.chain_names[chain])
    if not clock.economy.has_left(community.offers[p]):
        community.award(p, terms, clock.now)
