"""The strokes of which diagrams are made: boxes, arrows as wide as what flows, and words, in units of 0.78 inch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patches import FancyBboxPatch, Polygon

from .exchange import OUTSIDE, Exchange, total
from .style import COLOURS, CONSUMER, DISTRIBUTOR, PRODUCER, RETAILER, WHOLESALER
from .wording import Estimate

SPAN, UNIT = 10.0, 0.78
"""Width of a diagram in its units, and the inches of one."""
THICKEST, THINNEST = 0.42, 0.03
"""Width of the widest arrow, and of one that is almost nothing."""
REACH = 0.9 * THICKEST + 0.06
"""From the middle of the widest arrow to the words beyond its head."""
SMALL = 8.5
GOODS: dict[str, Any] = {"facecolor": "#22577a", "edgecolor": "white", "linewidth": 0.6}
MONEY: dict[str, Any] = {"facecolor": "#f2c14e", "edgecolor": "#7a5a00", "linewidth": 0.6, "hatch": "////"}
ROLE_COLOURS = {
    "consumer": CONSUMER,
    "producer": PRODUCER,
    "distributor": DISTRIBUTOR,
    "wholesaler": WHOLESALER,
    "retailer": RETAILER,
    "payment": COLOURS[1],
    "supplier": COLOURS[5],
    "prosumer": COLOURS[6],
    "foundation": COLOURS[3],
    "vendor": COLOURS[4],
}
"""Colours of the roles in diagrams; no two of one chain are alike."""
Point = tuple[float, float]


@dataclass(frozen=True)
class Sketch:
    """Draws above the height ``base``; ``per_money`` and ``per_unit`` are the widths of arrows of one per day."""

    axes: Axes
    base: float
    currency: str
    per_money: float
    per_unit: float

    def box(self, corner: Point, size: Point, colour: str) -> None:
        """Draw a station: its lower left corner, its width and height."""
        place = (corner[0], self.base + corner[1])
        look: dict[str, Any] = {"facecolor": to_rgba(colour, 0.13), "edgecolor": colour, "linewidth": 1.6}
        self.axes.add_patch(FancyBboxPatch(place, *size, boxstyle="round,pad=0,rounding_size=0.12", **look))

    def goods(self, start: Point, end: Point, units: float, label: str) -> float:
        """Draw the flow of ``units`` per day; return how wide the arrow is."""
        return self._arrow(start, end, units * self.per_unit, GOODS | {"label": f"goods, {label}"})

    def money(self, start: Point, end: Point, amount: float, label: str) -> float:
        """Draw the payment of ``amount`` per day; return how wide the arrow is."""
        return self._arrow(start, end, amount * self.per_money, MONEY | {"label": f"money, {label}"})

    def _arrow(self, start: Point, end: Point, width: float, look: dict[str, Any]) -> float:
        """Draw an arrow whose shaft is ``width`` wide, in the units of the axes."""
        (x0, y0), (x1, y1), width = start, end, max(width, THINNEST)
        length = abs(x1 - x0) + abs(y1 - y0)
        ux, uy = (x1 - x0) / length, (y1 - y0) / length
        half, flare, head = width / 2, wing(width), min(width * 0.7 + 0.08, length / 2)
        outline = [(0, half), (length - head, half), (length - head, flare), (length, 0)]
        outline += [(along, -across) for along, across in reversed(outline[:-1])]
        points = [(x0 + a * ux - b * uy, self.base + y0 + a * uy + b * ux) for a, b in outline]
        self.axes.add_patch(Polygon(points, **look))
        return width

    def write(self, x: float, y: float, text: str, **look: object) -> None:
        """Write words, by default small and centred."""
        look = {"ha": "center", "va": "center", "size": SMALL, "linespacing": 1.2} | look
        self.axes.text(x, self.base + y, text, **look)  # type: ignore[arg-type]

    def told(self, flow: Estimate) -> str:
        """Return the amount in words, unless it is too small beside the widest arrow to matter."""
        return str(flow) if abs(flow.mean) * self.per_money > THICKEST / 2000 else "≈ 0"

    def lines(self, flows: Mapping[str, Estimate], gap: str = " ") -> list[str]:
        """Return a line for each category and its amount."""
        return [f"{category}{gap}{self.told(flow)}" for category, flow in flows.items()]

    def account(self, x: float, y: float, title: str, role: str, exchange: Exchange) -> None:
        """Write, right of ``x`` and around ``y``, what a role keeps and pays to the outside, with an arrow."""
        out, back = exchange.between(role, OUTSIDE), exchange.between(OUTSIDE, role)
        wide = 0.0
        if out:
            wide = self.money((x, y), (x + 0.5, y), total(out), f"{role} to outside")
        kept = kept_by(role, exchange.gains[role], title) if role in exchange.gains else [title, ""]
        words = [f"{kept[1]} {self.currency} / day"]
        for word, flows in (("to", out), ("from", back)):
            if flows:
                words += [f"{word} the outside:", *self.lines(flows)]
        place = x + 0.6 if wide else x + 0.1
        height = 0.17 * (len(words) + 1)
        self.write(place, y + height / 2, kept[0], ha="left", va="top", weight="bold")
        self.write(place, y + height / 2 - 0.2, "\n".join(words), ha="left", va="top")


def kept_by(role: str, gain: Estimate, title: str = "") -> list[str]:
    """Return what the gain of a role is called, after its ``title`` if there is one, and its amount."""
    word = "surplus" if role == "consumer" else "loss" if gain.mean < 0 else "profit"
    name = f"{title}: {word}" if title else word
    return [name, str(gain.scaled(-1) if word == "loss" else gain)]


def wing(width: float) -> float:
    """Return how far the head of an arrow reaches from its middle."""
    return width * 0.85 + 0.04


def widest(amounts: Sequence[float]) -> float:
    """Return the largest amount, 0 where there is none."""
    return max(amounts, default=0.0)
