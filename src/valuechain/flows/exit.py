"""Exit: a chain gives up when its account has stayed below an amount for a stated time.

Insolvency on a cash basis: losses are borne as long as there is money to bear them (model: "Entry and exit").
"""

from __future__ import annotations

import math

from valuechain.clock import Clock, Flow
from valuechain.economy.books import Account
from valuechain.scenario import Exit

SLACK = 1e-9
"""Days by which sums of intervals may miss the stated time."""


def leave_when_dry(clock: Clock, chain: int, terms: Exit) -> Flow:
    """Look at the account of ``chain`` every so often, and leave the market when it has been low for long enough."""
    name, low_since = clock.economy.chain_names[chain], math.inf
    while clock.now - low_since < terms.lasting - SLACK:
        yield clock.timeout(terms.every)
        low = _balance(clock, name, terms.account) < terms.below
        low_since = min(low_since, clock.now) if low else math.inf
    clock.leave(name, terms.salvage)


def _balance(clock: Clock, chain: str, role: str | None) -> float:
    """Return the present balance of a role of ``chain``, or of all of them together."""
    clock.economy.settle(clock.now)
    books = clock.economy.books
    return books.worth(chain) if role is None else books.balance(Account(role, chain))
