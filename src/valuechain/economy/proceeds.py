"""What orders, parts and stages bring and cost, and who gets it: the books of workshops."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise

from valuechain.scenario import Stage
from valuechain.swarm import loop as at
from valuechain.swarm.arrays import Floats
from valuechain.swarm.layout import FILLED
from valuechain.swarm.loop import Loop

from .books import CONSUMERS, OUTSIDE, Account, Books, Line
from .loops import Shop
from .offers import collectors

Due = Callable[[float], float]
"""What is due since the start, in money, by some day."""


class Proceeds:
    """The transfers of all workshops; ``shops``, ``shelf`` and the sums in ``loop`` are those of the economy itself."""

    def __init__(self, own: Sequence[Shop], books: Books, shelf: Floats, loop: Loop) -> None:
        self._shops, self._books, self._shelf, self._loop = own, books, shelf, loop
        self._dues = [list(self._open_dues(w)) for w in range(len(own))]
        self._posted = [[0.0] * len(dues) for dues in self._dues]

    def settle(self, now: float) -> None:
        """Post what orders, parts and stages have moved since the last time, up to day ``now``."""
        for w, dues in enumerate(self._dues):
            for n, (line, due) in enumerate(dues):
                amount = due(now)
                self._books.enter(line, amount - self._posted[w][n])
                self._posted[w][n] = amount

    def renew(self, w: int, now: float) -> None:
        """Go on by other terms of workshop ``w`` from day ``now`` on, up to which everything has been posted."""
        self._dues[w] = list(self._open_dues(w))
        self._posted[w] = [due(now) for _, due in self._dues[w]]

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
