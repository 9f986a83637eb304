"""Sharing: profits move between accounts until each role, each person and each commons has what the rules say.

At every settlement the profit so far is divided anew, and what is missing is paid; so a loss that comes later takes
back what an earlier profit gave, and the books never depend on how often they were settled. Where an intervention
changes the terms, the profit so far has been shared by the old ones, and what is earned from then on by the new ones.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from valuechain.scenario import PoolSharing, ProdusageChain, Rules, Scenario, meant

from .books import CONSUMERS, Account, Books, Line
from .part import Breach
from .sharing import given, nash, residual, royalty, shapley, shares, with_a_firm
from .shelves import TOLERANCE

SALES = ("sale",)
"""Categories of what customers pay for what they get."""


class Past(NamedTuple):
    """What a chain had earned and shared when its present terms began to hold.

    ``profit``, what its fund got and customers paid; by account what each had, what of it was a share, and the rest.
    """

    profit: float
    funded: float
    revenue: float
    kept: Mapping[Account, float]
    shared: Mapping[Account, float]
    before: Mapping[Account, float]


NOTHING = Past(0.0, 0.0, 0.0, {}, {}, {})
"""The past of a chain whose terms have not changed."""


class Dividends:
    """All sharing of a scenario, as a part of the economy; it settles after all others."""

    def __init__(self, scenario: Scenario, books: Books) -> None:
        self._books, self._pool = books, scenario.sharing
        chains = scenario.chains
        self._commons = [name for name, chain in chains.items() if isinstance(chain, ProdusageChain)]
        ordered = [*(name for name in chains if name not in self._commons), *self._commons]
        self._sharing = {name: chains[name].sharing for name in ordered if chains[name].sharing.shares_out}
        self._players = {name: chains[name].players for name in chains}
        self._paid: dict[Line, float] = {}
        self._targets: dict[str, tuple[float, dict[Account, float]]] = {}
        self._past: dict[str, Past] = {}
        self._own_past: dict[str, float] = {}
        self._pool_past: dict[Line, float] = {}
        self._revenue_past = 0.0

    def settle(self, now: float) -> None:
        """Pay what rules give and accounts do not have yet, chain by chain (commons last) and then from the pool."""
        for name, told in self._sharing.items():
            self._share(name, told)
        if self._pool is not None:
            self._share_pool(self._pool)

    def sample(self, now: float) -> None:
        """Keep nothing: what is shared is in the books."""

    def breach(self, now: float) -> Breach | None:
        """Return a role that does not have what the rule gave it, or a profit that was not shared out to the last."""
        for name, (profit, targets) in self._targets.items():
            firm = self._kept(self.claimant(name))
            if not _equal(firm + math.fsum(targets.values()), profit, self._books.turnover()):
                return Breach("sharing", name, {"profit": profit, "all roles": firm + math.fsum(targets.values())})
            for account, target in targets.items():
                if account.chain == name and not _equal(self._kept(account), target, self._books.turnover()):
                    return Breach("sharing", str(account), {"due": target, "balance": self._kept(account)})
        return None

    def claimant(self, chain: str) -> Account:
        """Return the account of whoever sets the price of a chain."""
        return Account(self._players[chain][0], chain)

    # one chain ------------------------------------------------------------------------------------------------------

    def _share(self, name: str, told: Rules) -> None:
        firm, past = self.claimant(name), self._past.get(name, NOTHING)
        others, fund = self._others(name, told), self._fund(name, told)
        before = {each: self._kept(each) - self._so_far(firm, each, "profit share") for each in others}
        total = self._profit(name, told)
        profit = total - past.profit
        funded = told.fund * max(profit, 0.0)
        targets = {}
        if fund is not None and fund != firm:
            targets[fund] = past.funded + funded
            self._pay(firm, fund, "commons fund", targets[fund])
        rest = profit - funded
        due = self._due(name, told, rest, past.revenue) if rest > 0 else {}
        for each in others:
            own = before[each] - past.before.get(each, 0.0)
            gets = due.get(each.role, own)
            targets[each] = past.kept.get(each, 0.0) + gets
            self._pay(firm, each, "profit share", past.shared.get(each, 0.0) + (gets - own))
        self._targets[name] = total, targets

    def _others(self, name: str, told: Rules) -> list[Account]:
        """Return the accounts, other than of whoever sets the price, that have a part in the profit of a chain."""
        firm = self.claimant(name)
        others = [Account(role, name) for role in (*self._players[name][1:], *told.receivers) if role != firm.role]
        return list(dict.fromkeys(others))

    def _profit(self, name: str, told: Rules) -> float:
        """Return the profit of a chain so far, what its fund got included."""
        firm, fund = self.claimant(name), self._fund(name, told)
        kept = self._so_far(firm, fund, "commons fund") if fund is not None and fund != firm else 0.0
        return self._kept(firm) + math.fsum(map(self._kept, self._others(name, told))) + kept

    def renew(self, scenario: Scenario) -> None:
        """Share by the terms of ``scenario`` from now on; what was shared so far stays shared.

        Everything must be settled up to now. Only terms that leave the receivers as they are may have changed.
        """
        for name in self._sharing:
            told = scenario.chains[name].sharing
            if told != self._sharing[name]:
                self._past[name] = self._so_far_of(name, self._sharing[name])
                self._sharing[name] = told
        if scenario.sharing is not None and scenario.sharing != self._pool:
            firms = {name: self.claimant(name) for name in self._players}
            self._own_past = {name: self._kept(firm) for name, firm in firms.items()}
            self._pool_past = {line: paid for line, paid in self._paid.items() if line.category in _POOL}
            self._revenue_past = self._revenue(list(firms))
            self._pool = scenario.sharing

    def _so_far_of(self, name: str, told: Rules) -> Past:
        firm, fund, others = self.claimant(name), self._fund(name, told), self._others(name, told)
        shared = {each: self._so_far(firm, each, "profit share") for each in others}
        kept = {each: self._kept(each) for each in others}
        return Past(
            self._profit(name, told),
            self._so_far(firm, fund, "commons fund") if fund is not None and fund != firm else 0.0,
            self._revenue([name]),
            kept,
            shared,
            {each: kept[each] - shared[each] for each in others},
        )

    def _fund(self, name: str, told: Rules) -> Account | None:
        """Return the foundation that gets a part of the profit; None where none does."""
        commons = meant(told, name, self._commons)
        return Account("foundation", commons) if told.fund > 0 and commons is not None else None

    def _due(self, name: str, told: Rules, profit: float, earlier: float) -> Mapping[str, float]:
        """Return what the rule gives of ``profit``; customers had paid ``earlier`` before these terms held."""
        paid = self._revenue([name]) - earlier if told.rule == "royalty" else 0.0
        return split(told, (*self._players[name], *_specifiers(told)), profit, told.royalty * paid)

    def _revenue(self, chains: Sequence[str]) -> float:
        """Return what customers have paid for what they got from chains."""
        lines = self._books.lines
        sales = [line for line in lines if line.payer == CONSUMERS and line.category in SALES and line.chain in chains]
        return math.fsum(map(self._books.amount, sales))

    # all chains -----------------------------------------------------------------------------------------------------

    def _share_pool(self, told: PoolSharing) -> None:
        firms = {name: self.claimant(name) for name in self._players}
        own = {name: self._kept(firm) - self._own_past.get(name, 0.0) for name, firm in firms.items()}
        pooled = {name: told.pooled * max(balance, 0.0) for name, balance in own.items()}
        total = math.fsum(pooled.values())
        fund = self._fund("", told)
        parts = self._parts(told, total, list(firms)) if total > 0 else {}
        for name, amount in pooled.items():
            for player, part in parts.items():
                payee = firms.get(player) or Account(player, name)
                if payee != firms[name]:
                    self._pay_more(firms[name], payee, "pool", (1 - told.fund) * amount * part)
            if fund is not None and fund != firms[name]:
                self._pay_more(firms[name], fund, "commons fund of all", told.fund * amount)

    def _parts(self, told: PoolSharing, total: float, chains: list[str]) -> dict[str, float]:
        """Return the part of the pool that each chain and each role of people gets; what is not in it stays."""
        if told.rule == "residual" and told.claimant is None:
            return {}
        first = told.claimant or chains[0]
        players = (first, *(name for name in chains if name != first))
        rest = (1 - told.fund) * total
        if told.receivers and told.rule != "shares":
            paid = self._revenue(chains) - self._revenue_past
            due = told.royalty * paid if told.rule == "royalty" else told.given * rest
            return {told.receivers[0]: min(due / rest, 1.0) if rest > 0 else 0.0}
        due_to = split(told, players, rest, 0.0) if rest > 0 else {}
        return {player: amount / rest for player, amount in due_to.items()}

    def _kept(self, account: Account) -> float:
        """Return the balance of an account before anything went to the pool, or came from it."""
        balance = self._books.balance(account)
        for line, amount in self._paid.items() if self._pool is not None else ():
            if line.category in _POOL:
                balance += amount * ((line.payer == account) - (line.payee == account))
        return balance

    # the books ------------------------------------------------------------------------------------------------------

    def _so_far(self, payer: Account, payee: Account, category: str) -> float:
        return self._paid.get(Line(payer, payee, category, payer.chain), 0.0)

    def _pay_more(self, payer: Account, payee: Account, category: str, due: float) -> None:
        """Bring what ``payer`` has paid to the pool since its present terms hold to ``due``."""
        line = Line(payer, payee, category, payer.chain)
        self._pay(payer, payee, category, self._pool_past.get(line, 0.0) + due)

    def _pay(self, payer: Account, payee: Account, category: str, due: float) -> None:
        """Bring what ``payer`` has paid ``payee`` so far to ``due`` (below 0: the other way)."""
        line = self._books.open_line(payer, payee, category, payer.chain)
        self._books.enter(line, due - self._paid.get(line, 0.0))
        self._paid[line] = due


_POOL = ("pool", "commons fund of all")


def _equal(one: float, other: float, scale: float) -> bool:
    return abs(one - other) <= TOLERANCE * max(1.0, scale)


def _specifiers(told: Rules) -> tuple[str, ...]:
    """Return the roles of people that the rule adds to the players of a chain."""
    return tuple(role for role in told.receivers if told.rule in ("shares", "nash"))


def split(told: Rules, players: Sequence[str], profit: float, royalties: float) -> Mapping[str, float]:
    """Return what players, whoever sets the price first, get of ``profit``; one that is not named keeps what it has."""
    players = tuple(dict.fromkeys(players))
    first = players[0]
    match told.rule:
        case "shares":
            return shares(profit, {**dict.fromkeys(players, 0.0), **told.fractions_by_role})
        case "royalty":  # the other roles keep their fees
            pair = (first, told.specifier)
            return {told.specifier: royalty(profit, pair, first, told.specifier, royalties)[told.specifier]}
        case "patronage" | "by_contribution":  # the other roles keep their fees
            people = told.receivers[0]
            return {people: given(profit, (first, people), first, people, told.given)[people]}
        case "nash":
            weights = {role: told.fractions_by_role.get(role, 0.0) for role in players}
            return nash(profit, weights if any(weights.values()) else dict.fromkeys(players, 1.0))
        case "shapley":
            return shapley(players, with_a_firm(profit, first, len(players) - 1, told.exponent))
    return residual(profit, players, first) if isinstance(told, PoolSharing) else {}
