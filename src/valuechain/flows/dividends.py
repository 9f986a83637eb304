"""What customers expect to get of the profit: what they got of late, per order (adaptive: Nerlove 1958)."""

from __future__ import annotations

from valuechain.clock import Clock, Flow
from valuechain.economy.workshops import Workshops


def expect_dividends(clock: Clock, shops: Workshops, w: int, every: float) -> Flow:
    """Bring customers' expectation up to date at every interval, for ever, where there is or was anything to get."""
    while True:
        if shops.promises(w):
            shops.expect(w, clock.now)
        yield clock.timeout(every)
