"""The integrated loop of prosumption: what passes each station, how long it takes, and what each keeps of an order.

After Toffler 1990, p. 126, and Axel Bruns, "Vom Prosumenten zum Produtzer", Fig. 3: from the customer to the producer,
through what remains of intermediaries and the payment system, back to the customer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from .lines import only
from .sketch import ROLE_COLOURS, Point
from .style import CONSUMER, caption, interval_note, new_figure, styled
from .wording import SPACE, Estimate, estimate, rounded

BOX_WIDTH, BOX_HEIGHT = 2.6, 1.05
ACROSS, DOWN = 3.66, 2.0
"""Half axes of the ellipse on which the stations stand."""
TALL, FLAT = 5.8, 2.4
"""Height of a loop, in units of which it is 10 wide, and of one of customer and producer alone."""


@styled
def integrated_loop(
    stages: pd.DataFrame, runs: pd.DataFrame, ledger: pd.DataFrame, *, chain: str | None = None, currency: str = "EUR"
) -> Figure:
    """Draw the stations of a chain that makes to order: orders a day, days at each, orders there, fee of an order.

    Who supplies parts stands within the loop, with what the producer pays for the parts of an order.
    """
    name = chain or str(stages["chain"].astype(str).iloc[0])
    stages, runs, ledger = only(stages, name), only(runs, name), only(ledger, name)
    height = loop_height(stages)
    figure = new_figure(1.1 + 0.78 * height)
    axes = figure.subplots()
    axes.set(xlim=(-5.0, 5.0), ylim=(-height / 2, height / 2), aspect="equal")
    axes.set_axis_off()
    draw_loop(axes, (0.0, 0.0), stages, runs, ledger, currency)
    total = estimate(runs["order_to_delivery"])
    share = {place: _days(stages[stages["stage"].astype(str) == place]) for place in _places(stages)}
    caption(figure, _finding(total, share), interval_note(total.n, "±"), "d: days at the station, waiting included")
    return figure


def _places(stages: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys(stages.sort_values("number")["stage"].astype(str)))


def loop_height(stages: pd.DataFrame) -> float:
    """Return how high the loop of one chain is, in units of which it is 10 wide."""
    return TALL if len(_places(stages)) > 1 else FLAT


def draw_loop(
    axes: Axes, centre: Point, stages: pd.DataFrame, runs: pd.DataFrame, ledger: pd.DataFrame, currency: str
) -> None:
    """Draw the loop of one chain, whose rows the frames are, around ``centre``: 10 wide, `loop_height` high."""
    places = _places(stages)
    stations = ["customer", *places]
    middles = [_middle(number, len(stations), centre) for number in range(len(stations))]
    rate = estimate(runs["sold"] / runs["days"])
    bits = estimate(runs["specification_bits"] / runs["demand"])
    price = estimate(runs["revenue"] / runs["sold"])
    own = [
        f"specifies {rounded(bits.mean)} bits",
        f"waits {estimate(runs['order_to_delivery'])} d",
        f"pays {price} {currency}",
    ]
    boxes = [_box(axes, middles[0], "Customer", CONSUMER, own)]
    for place, middle in zip(places, middles[1:], strict=True):
        there = stages[stages["stage"].astype(str) == place]
        boxes.append(_box(axes, middle, *_told(there, place, _fee(ledger, runs, place, currency))))
    for number, box in enumerate(boxes):
        following = (number + 1) % len(boxes)
        _arrow(axes, middles[number], middles[following], box, boxes[following])
    words = f"{rate} orders\na day go round"
    x, y = centre
    parts = _parts_paid(ledger, runs)
    if parts is None:
        axes.text(x, y, words, ha="center", va="center", size=11, weight="bold")
        return
    axes.text(x, y + 0.6, words, ha="center", va="center", size=11, weight="bold")
    suppliers = (x, y - 0.4)
    lines = ["of parts, by kanban", f"get {parts} {currency} an order"]
    box = _box(axes, suppliers, "Suppliers", ROLE_COLOURS["supplier"], lines)
    making = 1 + next(n for n, place in enumerate(places) if _role(stages, place) == "producer")
    _arrow(axes, suppliers, middles[making], box, boxes[making], 0.0)


def _role(stages: pd.DataFrame, place: str) -> str:
    return str(stages.loc[stages["stage"].astype(str) == place, "role"].iloc[0])


def _parts_paid(ledger: pd.DataFrame, runs: pd.DataFrame) -> Estimate | None:
    """Return what suppliers are paid by order delivered; nothing where there are none."""
    sold = runs.set_index("replication")["sold"]
    paid = ledger[~ledger["warmup"].astype(bool) & (ledger["payee"].astype(str) == "supplier")]
    sums = paid.groupby("replication")["amount"].sum().reindex(sold.index, fill_value=0.0)
    return estimate(sums / sold) if sums.any() else None


def _middle(number: int, count: int, centre: Point) -> Point:
    """Return where station ``number`` of ``count`` stands: clockwise, the customer to the left."""
    angle = math.pi - 2 * math.pi * number / count
    return centre[0] + ACROSS * math.cos(angle), centre[1] + DOWN * math.sin(angle)


def _days(own: pd.DataFrame) -> Estimate:
    return estimate(own["mean_wait"].fillna(0) + own["mean_work"].fillna(0))


def _fee(ledger: pd.DataFrame, runs: pd.DataFrame, place: str, currency: str) -> str:
    """Return what the station gets of an order, in words; nothing where it gets no fee."""
    sold = runs.set_index("replication")["sold"]
    paid = ledger[~ledger["warmup"] & (ledger["category"].astype(str) == f"{place} fee")]
    fee = estimate(paid.groupby("replication")["amount"].sum().reindex(sold.index, fill_value=0.0) / sold)
    return f"gets {fee} {currency} an order" if fee.mean else ""


def _told(own: pd.DataFrame, place: str, fee: str) -> tuple[str, str, list[str]]:
    """Return title, colour and lines of a station."""
    role, cells = str(own["role"].iloc[0]), own["cells"].iloc[0]
    there = estimate(own["mean_waiting"] + own["mean_working"])
    count = "" if not math.isfinite(cells) else f" ({cells:.0f} cell{'' if cells == 1 else 's'})"
    title = f"{place.capitalize()}{count}"
    lines = [f"{role}: {_days(own)} d", f"{there} orders there", fee]
    return title, ROLE_COLOURS[role], [line for line in lines if line]


def _box(axes: Axes, middle: Point, title: str, colour: str, lines: Sequence[str]) -> FancyBboxPatch:
    x, y = middle[0] - BOX_WIDTH / 2, middle[1] - BOX_HEIGHT / 2
    look: dict[str, Any] = {"facecolor": to_rgba(colour, 0.16), "edgecolor": colour, "linewidth": 1.6, "zorder": 2}
    box = FancyBboxPatch((x, y), BOX_WIDTH, BOX_HEIGHT, boxstyle="round,pad=0,rounding_size=0.12", **look)
    axes.add_patch(box)
    axes.text(middle[0], middle[1] + 0.29, title, ha="center", va="center", size=9.5, weight="bold", zorder=3)
    axes.text(middle[0], middle[1] - 0.17, "\n".join(lines), ha="center", va="center", size=8.3, zorder=3)
    return box


def _arrow(
    axes: Axes, start: Point, end: Point, giver: FancyBboxPatch, taker: FancyBboxPatch, bend: float = -0.18
) -> None:
    """Draw a bow from one box to the next, cut off where the boxes begin."""
    look: dict[str, Any] = {
        "arrowstyle": "-|>",
        "mutation_scale": 18,
        "linewidth": 2.4,
        "color": "#22577a",
        "zorder": 1,
    }
    axes.add_patch(FancyArrowPatch(start, end, connectionstyle=f"arc3,rad={bend}", patchA=giver, patchB=taker, **look))


def _finding(total: Estimate, share: dict[str, Estimate]) -> str:
    slowest = max(share, key=lambda place: share[place].mean)
    if not total.mean > 0:
        return "Orders go round in no time"
    part = rounded(100 * share[slowest].mean / total.mean, 2)
    return f"From order to delivery it takes {total} days; {part}{SPACE}% of them pass at the station {slowest}"


@styled
def split_of_an_order(ledger: pd.DataFrame, runs: pd.DataFrame, *, chain: str, currency: str = "EUR") -> Figure:
    """Draw what becomes of the money of an order: what each role keeps, and what goes outside for what."""
    ledger, runs = only(ledger, chain), only(runs, chain)
    parts = _parts(ledger, runs)
    figure = new_figure(1.5 + 0.4 * len(parts))
    axes = figure.subplots()
    for place, (name, (part, colour, hatch)) in enumerate(parts.items()):
        axes.barh(place, part.mean, color=colour, hatch=hatch, edgecolor="white", linewidth=0, height=0.66)
        reach = part.half_width if math.isfinite(part.half_width) else 0.0
        if reach:
            axes.errorbar(part.mean, place, xerr=reach, color="black", capsize=4, linewidth=1.3)
        axes.annotate(f"{part}", (max(part.mean + reach, 0), place), (6, 0), textcoords="offset points", va="center")
        axes.annotate(
            name, (0, place), (-8, 0), textcoords="offset points", va="center", ha="right", annotation_clip=False
        )
    axes.set_yticks([])
    axes.set_ylim(len(parts) - 0.5, -0.5)
    axes.set_xlim(right=1.25 * max(part.mean for part, _, _ in parts.values()))
    axes.axvline(0, color="#5a5a5a", linewidth=0.8)
    axes.set_xlabel(f"{currency} by order delivered")
    kept = {name: part for name, (part, _, hatch) in parts.items() if not hatch}
    price = estimate(runs["revenue"] / runs["sold"])
    most = max(kept, key=lambda name: kept[name].mean)
    finding = f"Of the {price} {currency} that a customer pays for an order, {most[:1].lower()}{most[1:]} {kept[most]}"
    caption(figure, finding, interval_note(price.n, "Whiskers"), "hatched: paid to the outside")
    return figure


def _parts(ledger: pd.DataFrame, runs: pd.DataFrame) -> dict[str, tuple[Estimate, str, str]]:
    """Return what each role keeps by order, and each kind of cost: estimate, colour, hatch."""
    sold = runs.set_index("replication")["sold"]
    paid = ledger[~ledger["warmup"]]

    def by_order(rows: pd.DataFrame, sign: float = 1.0) -> pd.Series:
        return sign * rows.groupby("replication")["amount"].sum().reindex(sold.index, fill_value=0.0) / sold

    parts: dict[str, tuple[Estimate, str, str]] = {}
    for role, colour in ROLE_COLOURS.items():
        if role == "consumer":
            continue
        gets, gives = paid[paid["payee"].astype(str) == role], paid[paid["payer"].astype(str) == role]
        if len(gets) or len(gives):
            verb = "get back" if role == "prosumer" else "keep" if role == "supplier" else "keeps"
            who = {"prosumer": "Prosumers", "supplier": "Suppliers", "payment": "The payment service"}
            name = f"{who.get(role, f'The {role}')} {verb}"
            parts[name] = (estimate(by_order(gets) - by_order(gives)), colour, "")
    outside = paid[(paid["payee"].astype(str) == "outside") & (paid["payer"].astype(str) != "consumer")]
    for category, rows in outside.groupby("category", observed=True, sort=False):
        if rows["amount"].any():
            parts[f"For {category}"] = (estimate(by_order(rows)), "#b8b8b8", "///")
    return parts
