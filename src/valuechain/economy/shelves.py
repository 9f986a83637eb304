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
    TO_ORDER,
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
        sellers = list(dict.fromkeys((offer.chain, offer.terms) for offer in offers))
        self._lines = [self._open_lines(*seller) for seller in sellers]
        self._members = np.array([[float((o.chain, o.terms) == seller) for o in offers] for seller in sellers])
        self._posted = np.zeros((len(offers), 6))
        self._prices = np.zeros((len(offers), 2))
        self._holding = np.array([offer.terms.holding for offer in offers])
        self._before = np.zeros((len(offers), 3))

    def _open_lines(self, chain: str, terms: Terms) -> tuple[Line | None, ...]:
        """Return the transfers that `settle` posts for one seller, in the order of `_dues`."""
        maker, seller, line = terms.maker, terms.seller, self._books.open_line
        if not terms.goods:
            return (line(CONSUMERS, seller, "sale", chain),)
        return (
            line(CONSUMERS, seller, "sale", chain),
            line(seller, terms.middleman or maker, "wholesale", chain)
            if seller != maker and terms.shortage != TO_ORDER
            else None,
            line(maker, OUTSIDE, "unit cost", chain) if terms.makes else None,
            line(maker, OUTSIDE, "set-up", chain) if terms.makes else None,
            line(seller, OUTSIDE, "holding", chain) if terms.shortage != TO_ORDER else None,
            line(terms.middleman, maker, "wholesale", chain) if terms.middleman is not None else None,
        )

    def renew(self, market: Market) -> None:
        """Take over the market's arrays after one of its numbers has changed."""
        self._market = tuple(market)

    def wholesale(self, offer: int) -> float:
        """Return what the seller pays for a unit now, in money."""
        return float(self._prices[offer, 0])

    def set_wholesale(self, offer: int, price: float, of_maker: float) -> None:
        """Change what the seller pays for a unit, and what the maker gets of it where somebody stands between them.

        Units received so far were paid at the old price.
        """
        received = self._received()[offer]
        self._prices[offer], before = (price, of_maker), self._prices[offer].copy()
        self._before[offer, :2] += (before - self._prices[offer]) * received

    def set_holding(self, offer: int, cost: float, now: float) -> None:
        """Change what a unit on the shelf costs from day ``now`` on, in money per day."""
        change = self._holding[offer] - cost
        self._before[offer, 2] += change * self._unit_days(now)[offer]
        self._holding[offer] = cost

    def _received(self) -> Floats:
        shelf = self._shelf
        return shelf[:, RELEASED] - shelf[:, IN_WORK] - shelf[:, IN_TRANSIT]

    def _unit_days(self, now: float) -> Floats:
        shelf = self._shelf
        return shelf[:, AREA] + shelf[:, ON_HAND] * (now - shelf[:, SINCE])

    def settle(self, now: float) -> None:
        """Post what goods and customers have moved since the last time, up to day ``now``."""
        due = self._dues(now)
        fresh, self._posted = due - self._posted, due
        for lines, amounts in zip(self._lines, np.einsum("cj,jk->ck", self._members, fresh).tolist(), strict=True):
            for line, amount in zip(lines, amounts, strict=False):
                if line is not None:
                    self._books.enter(line, amount)

    def _dues(self, now: float) -> Floats:
        """Return what is due since the start per offer (J, 6), in the order of the lines.

        ``_before`` is what units and unit-days from before the last change of a price cost more than they would now.
        """
        shelf = self._shelf
        due = np.empty((len(shelf), 6))
        due[:, 0] = self.revenue()
        due[:, 1] = self._received() * self._prices[:, 0] + self._before[:, 0]
        due[:, 2] = shelf[:, UNIT_COSTS]
        due[:, 3] = shelf[:, SETUP_COSTS]
        due[:, 4] = self._unit_days(now) * self._holding + self._before[:, 2]
        due[:, 5] = self._received() * self._prices[:, 1] + self._before[:, 1]
        return due

    def revenue(self) -> Floats:
        """Return what customers have paid for each offer (J,)."""
        shelf = self._shelf
        return shelf[:, REVENUE] + shelf[:, PRICE] * (shelf[:, SOLD] - shelf[:, BOOKED])

    def sample(self, now: float) -> None:
        """Keep nothing: the recording has the shelves."""

    def breach(self, now: float) -> Breach | None:
        """Return an identity of goods, back-orders or waits that does not hold at day ``now``."""
        which, j, left, right = violated(self._market, tuple(self.agenda), now, TOLERANCE)
        if which == identities.NONE:
            return None
        name, one, other = _IDENTITIES[which]
        return Breach(name, self._offers[j].name, {one: left, other: right})
