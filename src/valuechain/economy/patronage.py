"""What customers count on getting back of a profit that is shared by purchases."""

from __future__ import annotations

import math

from valuechain.scenario import PATRON
from valuechain.swarm.layout import APPEAL, EXPECTED, PRICE

from .books import Account
from .economy import Economy


class Patronage:
    """The dividend on purchases from one chain, as who chooses expects it.

    Expectations are naive (Ezekiel 1938): a purchase brings as much per money paid as purchases of the last period did.
    Before the end of the first period nothing is expected. A period without a purchase leaves the expectation as it is.
    A negative dividend, by which a loss takes back what an earlier profit gave, is expected as well.
    """

    def __init__(self, economy: Economy, chain: str) -> None:
        self._economy, self._chain = economy, chain
        self._column = economy.chain_names.index(chain)
        self._offers = [offer.index for offer in economy.offers if offer.chain == chain]
        self._gained = self._paid = 0.0

    def look(self, now: float) -> None:
        """Bring the expectation up to what the period that ends on day ``now`` has brought."""
        economy = self._economy
        economy.settle(now)
        gained, paid = self._dividends(), float(economy.paid()[:, self._column].sum())
        if paid > self._paid:
            rate = (gained - self._gained) / (paid - self._paid)
            for j in self._offers:
                row = economy.market.shelf[j]
                expected = rate * row[PRICE]
                row[APPEAL] += expected - row[EXPECTED]
                row[EXPECTED] = expected
        self._gained, self._paid = gained, paid

    def _dividends(self) -> float:
        books, patron = self._economy.books, Account(PATRON, self._chain)
        own = [line for line in books.lines if line.payee == patron and line.category == "profit share"]
        return math.fsum(map(books.amount, own))
