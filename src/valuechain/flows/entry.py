"""Entry: a chain comes into the market on a date; whatever it does begins then."""

from __future__ import annotations

from collections.abc import Iterator

from valuechain.clock import Clock, Flow


def enter_on(clock: Clock, chain: int, day: float, flows: Iterator[Flow]) -> Flow:
    """Bring the offers of ``chain`` into the market on ``day`` and start its own ``flows``."""
    yield clock.timeout(day - clock.now)
    clock.economy.enter(clock.economy.chain_names[chain], clock.now)
    for flow in flows:
        clock.process(flow)
