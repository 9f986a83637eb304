"""Prices that follow a schedule, and prices that are reviewed."""

from __future__ import annotations

from valuechain.clock import Clock, Flow
from valuechain.scenario import Price


def follow_schedule(clock: Clock, offer: int, price: Price) -> Flow:
    """Set each price of the schedule on its day; the first is in force from the start.

    A chain that enters later takes up the schedule where it then stands.
    """
    for day, value in zip(price.times[1:], price.values[1:], strict=True):
        if day > clock.now:
            yield clock.timeout(day - clock.now)
        clock.economy.set_price(offer, value)


def review_prices(clock: Clock, chain: int, every: float) -> Flow:
    """Work out the prices that rules set anew, ``every`` so many days, for ever."""
    while True:
        yield clock.timeout(every)
        clock.economy.reprice([chain])
