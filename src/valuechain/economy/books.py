"""Money: double entry between accounts, every entry with a category."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from valuechain.errors import RequestError
from valuechain.swarm.arrays import Floats


class Account(NamedTuple):
    """The account of a role; ``chain`` is empty for roles that belong to no chain."""

    role: str
    chain: str = ""

    def __str__(self) -> str:
        return f"{self.role} ({self.chain})" if self.chain else self.role


OUTSIDE = Account("outside")
"""Everybody beyond the model: suppliers of inputs, landlords, dealers in left-overs."""

CONSUMERS = Account("consumer")
"""All participants as buyers."""


class Line(NamedTuple):
    """One kind of transfer: who pays, who gets, what for, in which chain."""

    payer: Account
    payee: Account
    category: str
    chain: str


class Books:
    """The journal (amounts by kind of transfer) and, kept apart from it, the balance of every account."""

    def __init__(self, chains: Iterable[str] = ()) -> None:
        self._chains = frozenset(("", *chains))
        self._lines: dict[Line, int] = {}
        self._amounts: list[float] = []
        self._balances: dict[Account, float] = {}

    def open_line(self, payer: Account, payee: Account, category: str, chain: str = "") -> Line:
        """Enter a kind of transfer into the journal, if it is not there yet, and return it."""
        line = Line(payer, payee, category, chain)
        if line not in self._lines:
            self._lines[line] = len(self._amounts)
            self._amounts.append(0.0)
            self._balances.setdefault(payer, 0.0)
            self._balances.setdefault(payee, 0.0)
        return line

    def enter(self, line: Line, amount: float) -> None:
        """Transfer ``amount`` (in the scenario's currency); a negative amount is a transfer the other way."""
        if amount != 0.0:
            self._amounts[self._lines[line]] += amount
            self._balances[line.payer] -= amount
            self._balances[line.payee] += amount

    def post(self, payer: Account, payee: Account, category: str, amount: float, chain: str = "") -> None:
        """Transfer ``amount`` (in the scenario's currency) from ``payer`` to ``payee``.

        Raises:
            RequestError: a chain that does not exist, or an amount that is not finite.
        """
        for name in (payer.chain, payee.chain, chain):
            if name not in self._chains:
                known = ", ".join(sorted(self._chains - {""}))
                raise RequestError(f"there is no chain {name!r} to book {category!r} on; the chains are {known}")
        if not math.isfinite(amount):
            raise RequestError(f"an amount of {amount!r} for {category!r} is not possible; it must be a number")
        self.enter(self.open_line(payer, payee, category, chain), amount)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every kind of transfer seen so far, in the order of their first entries."""
        return tuple(self._lines)

    def amounts(self) -> Floats:
        """Return the sum transferred so far for each of `lines`."""
        return np.array(self._amounts)

    def amount(self, line: Line) -> float:
        """Return the sum transferred so far by one of `lines`."""
        return self._amounts[self._lines[line]]

    def balance(self, account: Account) -> float:
        """Return what ``account`` has received less what it has paid."""
        return self._balances.get(account, 0.0)

    def worth(self, chain: str) -> float:
        """Return the balance of all accounts of ``chain`` together."""
        return sum(balance for account, balance in self._balances.items() if account.chain == chain)

    def turnover(self) -> float:
        """Return the sum of the absolute amounts of the journal: the scale of rounding errors."""
        return sum(map(abs, self._amounts))

    def worst_imbalance(self) -> tuple[str, float]:
        """Return by how much all accounts together differ from zero, or one account from the journal if it is worse."""
        gaps = self._balances.copy()
        worst, largest = "all accounts", sum(gaps.values())
        for line, amount in zip(self._lines, self._amounts, strict=True):
            gaps[line.payer] += amount
            gaps[line.payee] -= amount
        for account, gap in gaps.items():
            if not abs(gap) <= abs(largest):
                worst, largest = str(account), gap
        return worst, largest
