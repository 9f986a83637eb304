"""What shelves owe and earn, and what must hold of their goods: the books of everything that is sold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from valuechain.swarm import identities
from valuechain.swarm.arrays import Agenda, Floats, Market
from valuechain.swarm.entries import violated
from valuechain.swarm.layout import (
    AREA,
    BOOKED,
    IN_TRANSIT,
    IN_WORK,
    ON_HAND,
    PRICE,
    RELEASED,
    REVENUE,
    SETUP_COSTS,
    SINCE,
    SOLD,
    UNIT_COSTS,
)

from .books import CONSUMERS, OUTSIDE, Books, Line
from .offers import Offer, Terms
from .part import Breach

TOLERANCE = 1e-9
"""Relative difference allowed between the two sides of an identity."""

_IDENTITIES = {
    identities.GOODS: ("goods", "produced", "sold + on hand + in work + in transit + scrapped"),
    identities.BACK_ORDERS: ("back-orders", "accepted", "filled + owed"),
    identities.NEGATIVE: ("goods", "least of stock, work, transit and back-orders", "zero"),
    identities.LITTLE: ("Little's law", "time integral of the queue", "sum of the waits"),
}


class Shelves:
    """The shelves of all offers, as a part of the economy; ``market`` and ``agenda`` are the swarm's own arrays."""

    def __init__(self, offers: Sequence[Offer], books: Books, market: Market, agenda: Agenda) -> None:
        self._offers, self._books, self._market = offers, books, tuple(market)
        self._shelf = market.shelf
        self.agenda = agenda
        chains = list(dict.fromkeys(offer.chain for offer in offers))
        own = {offer.chain: offer.terms for offer in offers}
        self._lines = [self._open_lines(chain, own[chain]) for chain in chains]
        self._members = np.array([[float(offer.chain == chain) for offer in offers] for chain in chains])
        self._posted = np.zeros((len(offers), 5))
        self._wholesale = np.array([offer.terms.wholesale for offer in offers])
        self._holding = np.array([offer.terms.holding for offer in offers])

    def _open_lines(self, chain: str, terms: Terms) -> tuple[Line | None, ...]:
        """Return the transfers that `settle` posts for one chain, in the order of `_dues`."""
        maker, seller, line = terms.maker, terms.seller, self._books.open_line
        return (
            line(CONSUMERS, seller, "sale", chain),
            line(seller, maker, "wholesale", chain) if seller != maker else None,
            line(maker, OUTSIDE, "unit cost", chain),
            line(maker, OUTSIDE, "set-up", chain),
            line(seller, OUTSIDE, "holding", chain),
        )

    def settle(self, now: float) -> None:
        """Post what goods and customers have moved since the last time, up to day ``now``."""
        due = self._dues(now)
        fresh, self._posted = due - self._posted, due
        for lines, amounts in zip(self._lines, np.einsum("cj,jk->ck", self._members, fresh).tolist(), strict=True):
            for line, amount in zip(lines, amounts, strict=True):
                if line is not None:
                    self._books.enter(line, amount)

    def _dues(self, now: float) -> Floats:
        """Return what is due since the start per offer: sale, wholesale, unit cost, set-up, holding (J, 5)."""
        shelf = self._shelf
        due = np.empty((len(shelf), 5))
        due[:, 0] = self.revenue()
        due[:, 1] = (shelf[:, RELEASED] - shelf[:, IN_WORK] - shelf[:, IN_TRANSIT]) * self._wholesale
        due[:, 2] = shelf[:, UNIT_COSTS]
        due[:, 3] = shelf[:, SETUP_COSTS]
        due[:, 4] = (shelf[:, AREA] + shelf[:, ON_HAND] * (now - shelf[:, SINCE])) * self._holding
        return due

    def revenue(self) -> Floats:
        """Return what customers have paid for each offer (J,)."""
        shelf = self._shelf
        return shelf[:, REVENUE] + shelf[:, PRICE] * (shelf[:, SOLD] - shelf[:, BOOKED])

    def breach(self, now: float) -> Breach | None:
        """Return an identity of goods, back-orders or waits that does not hold at day ``now``."""
        which, j, left, right = violated(self._market, tuple(self.agenda), now, TOLERANCE)
        if which == identities.NONE:
            return None
        name, one, other = _IDENTITIES[which]
        return Breach(name, self._offers[j].name, {one: left, other: right})
