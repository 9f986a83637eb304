"""The books of firms that sell copies of a commons: support, developers, and what they give back."""

from __future__ import annotations

from typing import Any

import numpy as np

from valuechain.scenario import ProdusageChain, Scenario
from valuechain.swarm.arrays import Floats
from valuechain.swarm.layout import BOOKED, PRICE, REVENUE, SOLD

from .books import OUTSIDE, Account, Books
from .offers import Offer
from .part import Breach
from .presence import Presence


class Vendors:
    """The vendors of all commons, as a part of the economy; ``shelf`` is the swarm's own."""

    def __init__(
        self, scenario: Scenario, offers: tuple[Offer, ...], books: Books, shelf: Floats, presence: Presence
    ) -> None:
        self._books, self._shelf, self._presence = books, shelf, presence
        self._own = [
            (offer, chain.vendors[offer.product], _open_lines(books, offer.chain))
            for offer in offers
            if isinstance(chain := scenario.chains[offer.chain], ProdusageChain)
            and chain.vendors is not None
            and offer.product in chain.vendors
        ]
        self._posted = np.zeros((len(self._own), 3))

    def settle(self, now: float) -> None:
        """Post support, developers and gifts to the foundation since the last time, up to day ``now``."""
        shelf = self._shelf
        for k, (offer, vendor, lines) in enumerate(self._own):
            j, days = offer.index, self._presence.days(offer.chain, now)
            revenue = shelf[j, REVENUE] + shelf[j, PRICE] * (shelf[j, SOLD] - shelf[j, BOOKED])
            due = np.array(
                [shelf[j, SOLD] * vendor.support_cost, days * vendor.developers_cost, revenue * vendor.give_back]
            )
            fresh, self._posted[k] = due - self._posted[k], due
            for line, amount in zip(lines, fresh.tolist(), strict=True):
                self._books.enter(line, amount)

    def sample(self, now: float) -> None:
        """Keep nothing: what vendors do is in the books and on the shelves."""

    def breach(self, now: float) -> Breach | None:
        """Return nothing: vendors have no identities of their own but those of the accounts."""
        return None


def _open_lines(books: Books, chain: str) -> tuple[Any, ...]:
    vendor, line = Account("vendor", chain), books.open_line
    return (
        line(vendor, OUTSIDE, "support", chain),
        line(vendor, OUTSIDE, "developers", chain),
        line(vendor, Account("foundation", chain), "give back", chain),
    )
