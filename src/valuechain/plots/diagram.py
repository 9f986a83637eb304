"""The value chain as a diagram: goods one way, money the other, costs out, profits inside.

After Axel Bruns, "Vom Prosumenten zum Produtzer", Fig. 1: producer, distributor and consumer as separate stations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Polygon

from valuechain.results.column import ALL

from .lines import only
from .style import CONSUMER, DISTRIBUTOR, PRODUCER, caption, interval_note, new_figure, styled
from .wording import ALONE, Estimate, estimate, listed, rounded

OUTSIDE = "outside"
GOODS: dict[str, Any] = {"facecolor": "#22577a", "edgecolor": "white", "linewidth": 0.6}
MONEY: dict[str, Any] = {"facecolor": "#f2c14e", "edgecolor": "#7a5a00", "linewidth": 0.6, "hatch": "////"}
SPAN, HEIGHT = 10.0, 3.1
"""Width of the diagram and height of one chain, in units of which one is 0.8 inch less the margins."""
LEFT = {"producer": 0.05, "distributor": 3.9, "consumer": 7.75}
BOX, FLOOR, CEILING = 2.2, 1.05, 2.55
"""Width of a box, its lower and its upper end."""
THICKEST, THINNEST = 0.42, 0.03
"""Width of the widest arrow, and of one that is almost nothing."""
REACH = 0.9 * THICKEST + 0.06
"""From the middle of the widest arrow to the words beyond its head."""
COLOURS = {"producer": PRODUCER, "distributor": DISTRIBUTOR, "consumer": CONSUMER}
SMALL = 8.5

Flows = Mapping[tuple[str, str, str], Estimate]
"""Money per day by payer, payee and category."""


@dataclass(frozen=True)
class Picture:
    """What is drawn of one chain, per day: money flows, goods made and sold, profits and surplus."""

    chain: str
    flows: Flows
    made: Estimate
    sold: Estimate
    gains: Mapping[str, Estimate]

    @property
    def roles(self) -> list[str]:
        """The stations: no distributor where nobody pays one."""
        paid = {role for payer, payee, _ in self.flows for role in (payer, payee)}
        return [role for role in LEFT if role != "distributor" or role in paid]

    def between(self, payer: str, payee: str) -> dict[str, Estimate]:
        """Return the payments from ``payer`` to ``payee`` by category."""
        return {category: flow for (a, b, category), flow in self.flows.items() if (a, b) == (payer, payee)}


@styled
def value_chain(ledger: pd.DataFrame, runs: pd.DataFrame, *, currency: str = "EUR") -> Figure:
    """Draw each chain: goods in units per day, money in ``currency`` per day by category, profits in the boxes.

    Widths of arrows are in proportion to money, and to goods, over all chains. Payments in the warm-up do not count.
    """
    ledger, runs = only(ledger, None), only(runs, None)
    pictures = [_picture(ledger, runs, chain) for chain in runs["chain"].astype(str).unique() if chain != ALL]
    figure = new_figure(1.05 + 0.78 * HEIGHT * len(pictures))
    axes = figure.subplots()
    axes.set(xlim=(0, SPAN), ylim=(0, HEIGHT * len(pictures)), aspect="equal")
    axes.set_axis_off()
    money, goods = _widest(pictures)
    for number, picture in enumerate(pictures):
        base = HEIGHT * (len(pictures) - 1 - number)
        sketch = Sketch(axes, base, currency, THICKEST / (money or 1.0), THICKEST / (goods or 1.0))
        sketch.draw(picture, named=len(pictures) > 1)
    scale = (
        f"Money in {currency} / day; the widest arrows are {rounded(money)} {currency} and {rounded(goods)} units a day"
    )
    undrawn = [text for picture in pictures for text in _undrawn(picture, currency)]
    caption(figure, _finding(runs, currency), scale, interval_note(int(runs["replication"].nunique()), "±"), *undrawn)
    return figure


def _widest(pictures: Sequence[Picture]) -> tuple[float, float]:
    """Return the money and the goods per day of the widest arrows."""
    money = (_sum(picture.between(*pair)) for picture in pictures for pair in _pairs(picture))
    goods = (_goods_of(picture, taker)[1].mean for picture in pictures for taker in picture.roles[1:])
    return max(money, default=0.0), max(goods, default=0.0)


def _picture(ledger: pd.DataFrame, runs: pd.DataFrame, chain: str) -> Picture:
    own = runs[runs["chain"] == chain]
    days = own.set_index("replication")["days"]
    paid = ledger[
        (ledger["chain"] == chain) & ~ledger["warmup"] & (ledger["payer"].astype(str) != ledger["payee"].astype(str))
    ]
    flows: dict[tuple[str, str, str], Estimate] = {}
    for key, rows in paid.groupby(["payer", "payee", "category"], observed=True, sort=False):
        sums = rows.groupby("replication")["amount"].sum().reindex(days.index, fill_value=0.0)
        if sums.any():
            payer, payee, category = map(str, key)
            flows[payer, payee, category] = estimate(sums / days)
    daily = {
        name: estimate(own[name] / own["days"]) for name in ("made", "sold", "consumer_surplus", *_PROFITS.values())
    }
    gains = {role: daily[name] for role, name in _PROFITS.items()} | {"consumer": daily["consumer_surplus"]}
    return Picture(chain, flows, daily["made"], daily["sold"], gains)


_PROFITS = {"producer": "producer_profit", "distributor": "distributor_profit"}


def _pairs(picture: Picture) -> list[tuple[str, str]]:
    """Return the pairs (payer, payee) that have an arrow: to the station before, to the outside and back."""
    roles = picture.roles
    neighbours = [(after, before) for before, after in pairwise(roles)]
    return neighbours + [pair for role in roles for pair in ((role, OUTSIDE), (OUTSIDE, role))]


def _sum(flows: Mapping[str, Estimate]) -> float:
    return sum(flow.mean for flow in flows.values())


def _undrawn(picture: Picture, currency: str) -> list[str]:
    """Return in words the payments that have no arrow."""
    pairs = set(_pairs(picture))
    return [
        f"{picture.chain}, {payer} to {payee}: {category} {flow} {currency} / day"
        for (payer, payee, category), flow in picture.flows.items()
        if (payer, payee) not in pairs
    ]


@dataclass(frozen=True)
class Sketch:
    """Draws one chain above the height ``base``; ``per_money`` and ``per_unit`` are widths of arrows."""

    axes: Axes
    base: float
    currency: str
    per_money: float
    per_unit: float

    def draw(self, picture: Picture, named: bool) -> None:
        """Draw boxes, goods, money and costs."""
        roles = picture.roles
        if named:
            self._write(
                LEFT["producer"], CEILING + 0.12, f"Chain {picture.chain}", ha="left", va="bottom", weight="bold"
            )
        for role in roles:
            self._box(role, picture)
            self._costs(role, picture)
        for before, after in pairwise(roles):
            self._goods(before, after, picture)
            self._money(after, before, picture)

    def _box(self, role: str, picture: Picture) -> None:
        left, right = _edges(role, picture.roles)
        colour = COLOURS[role]
        place, size = (left, self.base + FLOOR), (right - left, CEILING - FLOOR)
        look: dict[str, Any] = {"facecolor": to_rgba(colour, 0.13), "edgecolor": colour, "linewidth": 1.6}
        self.axes.add_patch(FancyBboxPatch(place, *size, boxstyle="round,pad=0,rounding_size=0.12", **look))
        middle = (left + right) / 2
        self._write(middle, CEILING - 0.38, _title(role, picture.roles), va="baseline", size=10.5, weight="bold")
        gain = picture.gains[role]
        word = "surplus" if role == "consumer" else "loss" if gain.mean < 0 else "profit"
        shown = gain.scaled(-1) if word == "loss" else gain
        self._write(middle, FLOOR + 0.55, f"{word}\n{shown}\n{self.currency} / day", size=9)

    def _goods(self, giver: str, taker: str, picture: Picture) -> None:
        start, end = _edges(giver, picture.roles)[1] + 0.05, LEFT[taker] - 0.05
        height, (verb, goods) = CEILING - 0.42, _goods_of(picture, taker)
        width = max(goods.mean * self.per_unit, THINNEST)
        self._arrow((start, height), (end, height), width, GOODS | {"label": f"goods, {giver} to {taker}"})
        self._write((start + end) / 2, height + REACH, f"{goods} units\n{verb} / day", va="bottom")

    def _money(self, payer: str, payee: str, picture: Picture) -> None:
        flows = picture.between(payer, payee)
        start, end = LEFT[payer] - 0.05, _edges(payee, picture.roles)[1] + 0.05
        height, gap = FLOOR + 0.42, "\n" if len(flows) < 2 else " "
        width = max(_sum(flows) * self.per_money, THINNEST)
        self._arrow((start, height), (end, height), width, MONEY | {"label": f"money, {payer} to {payee}"})
        lines = [f"{category}{gap}{self._told(flow)}" for category, flow in flows.items()]
        self._write((start + end) / 2, height - REACH, "\n".join([*lines, f"{self.currency} / day"]), va="top")

    def _costs(self, role: str, picture: Picture) -> None:
        """Draw payments to the outside as an arrow down from the box, payments from it as an arrow up, named beside."""
        place, lines = _edges(role, picture.roles)[0] + 0.05, []
        top, bottom = FLOOR - 0.05, 0.12
        for word, pair, (y0, y1) in (("to", (role, OUTSIDE), (top, bottom)), ("from", (OUTSIDE, role), (bottom, top))):
            flows = picture.between(*pair)
            if not flows:
                continue
            width = max(_sum(flows) * self.per_money, THINNEST)
            middle = place + _wing(width)
            label = f"money, {pair[0]} to {pair[1]}"
            self._arrow((middle, y0), (middle, y1), width, MONEY | {"label": label})
            place = middle + _wing(width) + 0.08
            lines += [f"{word} the outside:", *(f"{category} {self._told(flow)}" for category, flow in flows.items())]
        self._write(place + 0.02, FLOOR - 0.08, "\n".join(lines), ha="left", va="top")

    def _told(self, flow: Estimate) -> str:
        """Return the amount in words, unless it is too small beside the widest arrow to matter."""
        return str(flow) if abs(flow.mean) * self.per_money > THICKEST / 2000 else "≈ 0"

    def _arrow(self, start: tuple[float, float], end: tuple[float, float], width: float, look: dict[str, Any]) -> None:
        """Draw an arrow whose shaft is ``width`` wide, in the units of the axes."""
        (x0, y0), (x1, y1) = start, end
        length = abs(x1 - x0) + abs(y1 - y0)
        ux, uy = (x1 - x0) / length, (y1 - y0) / length
        half, wing, head = width / 2, _wing(width), min(width * 0.7 + 0.08, length / 2)
        outline = [(0, half), (length - head, half), (length - head, wing), (length, 0)]
        outline += [(along, -across) for along, across in reversed(outline[:-1])]
        points = [(x0 + a * ux - b * uy, self.base + y0 + a * uy + b * ux) for a, b in outline]
        self.axes.add_patch(Polygon(points, **look))

    def _write(self, x: float, y: float, text: str, **look: object) -> None:
        look = {"ha": "center", "va": "center", "size": SMALL, "linespacing": 1.2} | look
        self.axes.text(x, self.base + y, text, **look)  # type: ignore[arg-type]


def _edges(role: str, roles: list[str]) -> tuple[float, float]:
    """Return the sides of a box; a producer with a shop of its own fills the distributor's place as well."""
    last = "distributor" if role == "producer" and "distributor" not in roles else role
    return LEFT[role], LEFT[last] + BOX


def _goods_of(picture: Picture, taker: str) -> tuple[str, Estimate]:
    return ("sold", picture.sold) if taker == "consumer" else ("made", picture.made)


def _wing(width: float) -> float:
    """Return how far the head of an arrow reaches from its middle."""
    return width * 0.85 + 0.04


def _title(role: str, roles: list[str]) -> str:
    if role == "producer" and "distributor" not in roles:
        return "Producer, with own shop"
    return "Consumers" if role == "consumer" else role.capitalize()


def _finding(runs: pd.DataFrame, currency: str) -> str:
    """Return what remains, of 100 that customers pay, with each role, and what covers costs."""
    market = runs[runs["chain"] == ALL].set_index("replication")
    if not market["revenue"].any():
        return "Nothing was sold"
    names = {
        "costs": "cover costs",
        "producer_profit": "stay with producers",
        "distributor_profit": "with distributors",
    }
    shares = {name: estimate(100 * market[name] / market["revenue"]) for name in names if market[name].any()}
    alone = f" ({ALONE})" if len(market) < 2 else ""
    told = [f"{share} {names[name]}" for name, share in shares.items()]
    return f"Of 100 {currency} that consumers pay, {listed(told)}{alone}"
