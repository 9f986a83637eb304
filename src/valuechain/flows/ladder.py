"""The ladder of customers (Bruns 2010, section 1): study, advertising, and the firm's look at its tiers."""

from __future__ import annotations

from valuechain.clock import Clock, Flow
from valuechain.economy.workshops import Workshops

REVIEW = 365 / 12
"""Days between two looks at everybody's tier: expertise fades meanwhile, and orders and study move people at once."""


def study(clock: Clock, shops: Workshops, w: int) -> Flow:
    """Let enthusiasts study at every interval, for ever."""
    while (terms := shops.shops[w].chain.expertise.study) is not None:
        yield clock.timeout(terms.every)
        shops.study(w, clock.now)


def advertise(clock: Clock, shops: Workshops, w: int) -> Flow:
    """Make enthusiasts at every interval, for ever."""
    while (terms := shops.shops[w].chain.expertise.advertising) is not None:
        yield clock.timeout(terms.every)
        shops.advertise(w)


def review_tiers(clock: Clock, shops: Workshops, w: int) -> Flow:
    """Put everybody into the tier that is open, every month, for ever."""
    while True:
        yield clock.timeout(REVIEW)
        shops.review(w, clock.now)
