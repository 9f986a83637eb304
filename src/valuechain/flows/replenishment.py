"""Replenishment by (Q, R): when the inventory position falls to R, lots of Q are ordered until it is above R again.

Source of the policy: Hadley & Whitin 1963, chapter 4.
"""

from __future__ import annotations

from valuechain.clock import Clock, Flow
from valuechain.scenario import ReorderPoint


def keep_stocked(clock: Clock, offer: int, policy: ReorderPoint) -> Flow:
    """Order lots of ``offer`` whenever its position is at or below the reorder point, for ever."""
    while True:
        while clock.economy.inventory_position(offer) <= policy.reorder_point:
            clock.fetch(offer, policy.quantity)
        yield clock.reorder_due(offer)
