"""The ladder of customers (Bruns 2010, section 1): study, advertising, and the firm's look at its tiers."""

from __future__ import annotations

from valuechain.clock import Clock, Flow
from valuechain.economy.workshops import Workshops
from valuechain.scenario import Expertise

REVIEW = 365 / 12
"""Days between two looks at everybody's tier: expertise fades meanwhile, and orders and study move people at once."""


def study(clock: Clock, shops: Workshops, w: int, terms: Expertise) -> Flow:
    """Let enthusiasts study at every interval, for ever."""
    assert terms.study is not None
    while True:
        yield clock.timeout(terms.study.every)
        shops.study(w, terms.study, clock.now)


def advertise(clock: Clock, shops: Workshops, w: int, terms: Expertise) -> Flow:
    """Make enthusiasts at every interval, for ever."""
    assert terms.advertising is not None
    while True:
        yield clock.timeout(terms.advertising.every)
        shops.advertise(w, terms.advertising, clock.now)


def review_tiers(clock: Clock, shops: Workshops, w: int) -> Flow:
    """Put everybody into the tier that is open, every month, for ever."""
    while True:
        yield clock.timeout(REVIEW)
        shops.review(w, clock.now)
