"""Releases: a vendor freezes the artefact, polishes it and sells that until the next release.

Packaging cuts content from its context (Bruns §2, §4): between releases the commons goes on and the snapshot does not.
"""

from __future__ import annotations

from valuechain.clock import Clock, Flow
from valuechain.economy.books import OUTSIDE, Account
from valuechain.scenario import Vendor


def release(clock: Clock, offer: int, vendor: Vendor) -> Flow:
    """Release the artefact at the start and at intervals, as long as it is in the market.

    The vendor's developers have meanwhile added a share of what was missing: to the commons, or, enclosed, to the
    vendor's own copies alone, where it adds up from release to release.
    """
    economy = clock.economy
    chain, community = economy.offers[offer].chain, economy.community
    assert community is not None
    p, kept, start = community.number(chain), 0.0, clock.now
    while not economy.has_left(offer):
        if clock.now > start and vendor.enclose:
            kept = 1 - (1 - kept) * (1 - vendor.improvement)
        elif clock.now > start and vendor.improvement > 0:
            community.patch(p, vendor.improvement, clock.now)
        snapshot = community.freeze(p)
        economy.set_quality(offer, snapshot + kept * (1 - snapshot) + vendor.polish, 0.0)
        economy.books.post(Account("vendor", chain), OUTSIDE, "release", vendor.release_cost, chain)
        yield clock.timeout(vendor.release_every)
