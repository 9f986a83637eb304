"""A chain of three stations in a row: producer, distributor, consumers.

After Axel Bruns, "Vom Prosumenten zum Produtzer", Fig. 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from .exchange import OUTSIDE, Exchange, Pair, total
from .sketch import REACH, ROLE_COLOURS, THICKEST, THINNEST, Sketch, kept_by, wing
from .wording import Estimate

LEFT = {"producer": 0.05, "distributor": 3.9, "consumer": 7.75}
BOX, FLOOR, CEILING = 2.2, 1.05, 2.55
"""Width of a box, its lower and its upper end."""


@dataclass(frozen=True)
class Row:
    """Draws a chain as a row of stations; a producer with a shop of its own fills the distributor's place as well."""

    exchange: Exchange
    height: float = 3.1
    thickest: float = THICKEST

    @property
    def roles(self) -> list[str]:
        """The stations: no distributor where nobody pays one."""
        paid = self.exchange.roles
        return [role for role in LEFT if role != "distributor" or role in paid]

    @property
    def pairs(self) -> list[Pair]:
        """The pairs (payer, payee) that have an arrow: to the station before, to the outside and back."""
        neighbours = [(after, before) for before, after in pairwise(self.roles)]
        return neighbours + [pair for role in self.roles for pair in ((role, OUTSIDE), (OUTSIDE, role))]

    @property
    def money(self) -> list[float]:
        """What the arrows of money stand for."""
        return [total(self.exchange.between(*pair)) for pair in self.pairs]

    @property
    def goods(self) -> list[float]:
        """What the arrows of goods stand for."""
        return [self._goods_to(taker)[1].mean for taker in self.roles[1:]]

    def draw(self, sketch: Sketch) -> None:
        """Draw boxes, goods, money and costs."""
        for role in self.roles:
            self._station(sketch, role)
            self._costs(sketch, role)
        for before, after in pairwise(self.roles):
            self._deliver(sketch, before, after)
            self._pay(sketch, after, before)

    def _station(self, sketch: Sketch, role: str) -> None:
        left, right = self._edges(role)
        sketch.box((left, FLOOR), (right - left, CEILING - FLOOR), ROLE_COLOURS[role])
        middle = (left + right) / 2
        sketch.write(middle, CEILING - 0.38, self._title(role), va="baseline", size=10.5, weight="bold")
        word, gain = kept_by(role, self.exchange.gains[role])
        sketch.write(middle, FLOOR + 0.55, f"{word}\n{gain}\n{sketch.currency} / day", size=9)

    def _deliver(self, sketch: Sketch, giver: str, taker: str) -> None:
        start, end = self._edges(giver)[1] + 0.05, LEFT[taker] - 0.05
        height, (verb, goods) = CEILING - 0.42, self._goods_to(taker)
        sketch.goods((start, height), (end, height), goods.mean, f"{giver} to {taker}")
        sketch.write((start + end) / 2, height + REACH, f"{goods} units\n{verb} / day", va="bottom")

    def _pay(self, sketch: Sketch, payer: str, payee: str) -> None:
        flows = self.exchange.between(payer, payee)
        start, end = LEFT[payer] - 0.05, self._edges(payee)[1] + 0.05
        height, gap = FLOOR + 0.42, "\n" if len(flows) < 2 else " "
        sketch.money((start, height), (end, height), total(flows), f"{payer} to {payee}")
        lines = [*sketch.lines(flows, gap), f"{sketch.currency} / day"]
        sketch.write((start + end) / 2, height - REACH, "\n".join(lines), va="top")

    def _costs(self, sketch: Sketch, role: str) -> None:
        """Draw payments to the outside as an arrow down from the box, payments from it as an arrow up, named beside."""
        place, lines = self._edges(role)[0] + 0.05, []
        top, bottom = FLOOR - 0.05, 0.12
        for word, pair, (y0, y1) in (("to", (role, OUTSIDE), (top, bottom)), ("from", (OUTSIDE, role), (bottom, top))):
            flows = self.exchange.between(*pair)
            if not flows:
                continue
            half = wing(max(total(flows) * sketch.per_money, THINNEST))
            middle = place + half
            sketch.money((middle, y0), (middle, y1), total(flows), f"{pair[0]} to {pair[1]}")
            place = middle + half + 0.08
            lines += [f"{word} the outside:", *sketch.lines(flows)]
        sketch.write(place + 0.02, FLOOR - 0.08, "\n".join(lines), ha="left", va="top")

    def _edges(self, role: str) -> tuple[float, float]:
        last = "distributor" if role == "producer" and "distributor" not in self.roles else role
        return LEFT[role], LEFT[last] + BOX

    def _goods_to(self, taker: str) -> tuple[str, Estimate]:
        counts = self.exchange.counts
        return ("sold", counts["sold"]) if taker == "consumer" else ("made", counts["made"])

    def _title(self, role: str) -> str:
        if role == "producer" and "distributor" not in self.roles:
            return "Producer, with own shop"
        return "Consumers" if role == "consumer" else role.capitalize()
