"""Base stock: every unit that leaves is reordered at once. The swarm does that; here the position is brought up first.

Source of the policy: Palm 1938; Buzacott & Shanthikumar 1993, chapter 4.
"""

from __future__ import annotations

from valuechain.clock import Clock, Flow
from valuechain.scenario import BaseStock


def fill_up(clock: Clock, offer: int, policy: BaseStock) -> Flow:
    """Order what the opening stock lacks of the base stock, at the start."""
    clock.economy.order_up_to(offer, policy.level, clock.now)
    yield clock.timeout(0)
