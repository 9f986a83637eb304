"""Base stock: every unit that leaves is reordered at once. Where lines are steady the swarm does that by itself.

Source of the policy: Palm 1938; Buzacott & Shanthikumar 1993, chapter 4.
"""

from __future__ import annotations

from valuechain.clock import Clock, Flow
from valuechain.economy.offers import policy_of
from valuechain.scenario import BaseStock


def keep_at(clock: Clock, offer: int) -> Flow:
    """Order what the opening stock lacks; then, where the swarm does not, one unit for each that leaves."""
    economy = clock.economy

    def level() -> int:
        return policy_of(economy.scenario, economy.offers[offer], BaseStock).level

    if economy.one_for_one(offer):
        economy.order_up_to(offer, level(), clock.now)
        yield clock.timeout(0)
        return
    while True:
        while economy.inventory_position(offer) < level():
            clock.fetch(offer, 1)
        yield clock.reorder_due(offer)
