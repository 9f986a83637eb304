"""What orders, parts and stages bring and cost, who gets it, and how the profit is shared: the books of workshops."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

from valuechain.scenario import Stage
from valuechain.scenario.prosumption import ROLES
from valuechain.swarm import loop as at
from valuechain.swarm.arrays import Floats
from valuechain.swarm.layout import FILLED
from valuechain.swarm.loop import Loop

from .books import CONSUMERS, OUTSIDE, Account, Books, Line
from .loops import Shop
from .offers import collectors
from .sharing import nash, residual, royalty, shapley, shares, with_a_firm

Due = Callable[[float], float]
"""What is due since the start, in money, by some day."""


class Proceeds:
    """The transfers of all workshops; ``shops``, ``shelf`` and the sums in ``loop`` are those of the economy itself."""

    def __init__(self, own: Sequence[Shop], books: Books, shelf: Floats, loop: Loop) -> None:
        self._shops, self._books, self._shelf, self._loop = own, books, shelf, loop
        self._dues = [list(self._open_dues(w)) for w in range(len(own))]
        self._posted = [[0.0] * len(dues) for dues in self._dues]
        self._shared: dict[Line, float] = {}
        self._start: list[dict[str, float]] = [{} for _ in own]
        self._paid_before = [0.0] * len(own)

    def settle(self, now: float) -> None:
        """Post what orders, parts and stages have moved since the last time, up to day ``now``; share the profit."""
        for w, dues in enumerate(self._dues):
            for n, (line, due) in enumerate(dues):
                amount = due(now)
                self._books.enter(line, amount - self._posted[w][n])
                self._posted[w][n] = amount
            self._share(w)

    def renew(self, w: int, now: float, *, anew: bool) -> None:
        """Go on by other terms of workshop ``w`` from day ``now`` on, up to which everything has been posted.

        With ``anew`` profits are shared anew: what has been made so far stays with those who have it.
        """
        self._dues[w] = list(self._open_dues(w))
        self._posted[w] = [due(now) for _, due in self._dues[w]]
        if anew:
            name = self._shops[w].name
            self._start[w] = {role: self._books.balance(Account(role, name)) for role in ROLES}
            self._paid_before[w] = self._paid(w)
            for role in ROLES:
                self._shared.pop(Line(Account("producer", name), Account(role, name), "profit share", name), None)

    def _open_dues(self, w: int) -> Iterator[tuple[Line, Due]]:
        """Yield the transfers of one workshop, each with what is due since the start; only those that there may be."""
        shop, books = self._shops[w], self._books
        name, firm = shop.name, Account("producer", shop.name)
        plan = self._loop.plan[w]
        hands = [Account(role, name) for role in collectors(shop.chain)]
        for payer, payee in pairwise(hands):
            yield books.open_line(payer, payee, "proceeds", name), lambda now: self._paid(w)
        for s, (title, stage) in enumerate(shop.stages.items(), plan[at.FIRST_STAGE]):
            keeper = Account(stage.role, name)
            if keeper != firm and (stage.fee or stage.commission):
                yield books.open_line(firm, keeper, f"{title} fee", name), partial(self._fee, w, stage)
            if stage.cost:
                yield books.open_line(keeper, OUTSIDE, f"{title} cost", name), partial(self._handling, s, stage)
        for q, (title, part) in enumerate(shop.parts.items(), plan[at.FIRST_PART]):
            supplier = Account("supplier", name)
            if part.price:
                kind = books.open_line(firm, supplier, f"{title} from {part.supplier}", name)
                yield kind, partial(self._parts, q, part.price)
            if part.cost:
                yield books.open_line(supplier, OUTSIDE, f"{title} cost", name), partial(self._parts, q, part.cost)
            if part.holding_cost:
                yield (
                    books.open_line(firm, OUTSIDE, f"{title} holding", name),
                    partial(self._held, q, part.holding_cost),
                )
        if shop.chain.expertise.study is not None:
            yield books.open_line(CONSUMERS, OUTSIDE, "study", name), lambda now: float(self._loop.bench[w, at.STUDIED])

    def _paid(self, w: int) -> float:
        """Return what customers have paid for orders delivered."""
        return float(self._loop.bench[w, at.DELIVERED_PRICES])

    def _fee(self, w: int, stage: Stage, now: float) -> float:
        delivered = float(self._shelf[self._loop.plan[w, at.OFFER], FILLED])
        return stage.fee * delivered + stage.commission * self._paid(w)

    def _handling(self, s: int, stage: Stage, now: float) -> float:
        return stage.cost * float(self._loop.stage[s, at.DONE])

    def _parts(self, q: int, money: float, now: float) -> float:
        return money * float(self._loop.part[q, at.PART_ARRIVED])

    def _held(self, q: int, money: float, now: float) -> float:
        row = self._loop.part[q]
        return money * float(row[at.PART_AREA] + row[at.PART_ON_HAND] * (now - row[at.PART_SINCE]))

    def _share(self, w: int) -> None:
        """Move profits between the roles' accounts until each has what the rule of the chain gives it."""
        shop = self._shops[w]
        if shop.chain.profit_shares.rule == "residual":
            return
        firm = Account("producer", shop.name)
        for role, amount in self._transfers(w).items():
            line = self._books.open_line(firm, Account(role, shop.name), "profit share", shop.name)
            self._books.enter(line, amount)
            self._shared[line] = self._shared.get(line, 0.0) + amount

    def _transfers(self, w: int) -> dict[str, float]:
        """Return what the producer must still pay each other role (below 0: get from it)."""
        shop, start = self._shops[w], self._start[w]
        balances = {
            role: self._books.balance(Account(role, shop.name)) - start.get(role, 0.0)
            for role in ("producer", *_others(shop))
        }
        profit = sum(balances.values())
        due = split(shop, profit, self._paid(w) - self._paid_before[w]) if profit > 0 else {}
        before = {role: self._before(shop, role, balances[role]) for role in _others(shop)}
        return {role: due.get(role, before[role]) - balances[role] for role in _others(shop)}

    def _before(self, shop: Shop, role: str, balance: float) -> float:
        """Return what the role would have without any sharing: losses stay where they arise."""
        line = Line(Account("producer", shop.name), Account(role, shop.name), "profit share", shop.name)
        return balance - self._shared.get(line, 0.0)


def _others(shop: Shop) -> tuple[str, ...]:
    """Return the roles that have a part in the loop, the producer apart; whoever is promised a share has one."""
    fractions = shop.chain.profit_shares.fractions
    there = {stage.role for stage in shop.stages.values()} | ({"supplier"} if shop.parts else set()) | {"prosumer"}
    return tuple(role for role, share in fractions.items() if role != "producer" and (role in there or share > 0))


def split(shop: Shop, profit: float, paid: float) -> Mapping[str, float]:
    """Return what roles get of ``profit`` by the chain's rule; a role that is not named keeps what it has.

    ``paid`` is what customers paid for orders delivered.
    """
    told, others = shop.chain.profit_shares, _others(shop)
    roles = ("producer", *others)
    match told.rule:
        case "shares":
            return shares(profit, told.fractions)
        case "royalty":  # the other roles keep their fees
            due = royalty(profit, ("producer", "prosumer"), "producer", "prosumer", told.royalty * paid)
            return {"prosumer": due["prosumer"]}
        case "nash":
            weights = {role: told.fractions[role] for role in roles}
            return nash(profit, weights if any(weights.values()) else dict.fromkeys(roles, 1.0))
        case "shapley":
            return shapley(roles, with_a_firm(profit, "producer", len(others), told.exponent))
    return residual(profit, roles, "producer")
