"""What customers expect of dividends on their purchases: what they got of late."""

from __future__ import annotations

from valuechain.clock import Clock, Flow
from valuechain.economy.patronage import Patronage


def expect_patronage(clock: Clock, chain: str, every: float) -> Flow:
    """Bring the customers' expectation up to date at the end of every period, for ever."""
    own = Patronage(clock.economy, chain)
    while True:
        yield clock.timeout(every)
        own.look(clock.now)
