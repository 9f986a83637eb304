"""Replenishment by (Q, R): when the inventory position falls to R, lots of Q are ordered until it is above R again.

Source of the policy: Hadley & Whitin 1963, chapter 4.
"""

from __future__ import annotations

from valuechain.clock import Clock, Flow
from valuechain.economy.offers import policy_of
from valuechain.scenario import ReorderPoint


def keep_stocked(clock: Clock, offer: int) -> Flow:
    """Order lots of ``offer`` whenever its position is at or below the reorder point, for ever."""
    while True:
        policy = policy_of(clock.economy.scenario, clock.economy.offers[offer], ReorderPoint)
        position = clock.economy.inventory_position(offer)
        while position <= policy.reorder_point:
            clock.fetch(offer, policy.quantity)
            position += policy.quantity
        yield clock.reorder_due(offer)
