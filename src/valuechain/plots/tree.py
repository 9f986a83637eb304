"""A chain of echelons as a tree: the producer above, each stocking point below its supplier, consumers at the foot.

Each supplier is as wide as all whom it supplies, so that every arrow is upright: goods down, money up. To the right
stand the accounts, whose costs leave the chain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from .exchange import OUTSIDE, Exchange, Pair, total
from .sketch import ROLE_COLOURS, SPAN, Sketch, wing
from .wording import Estimate, capital, estimate

MAKER = "producer"
LEFT, RIGHT = 0.05, 7.15
"""Sides of the tree; the accounts stand to its right, or at its foot where three stations stand beside each other."""
FOOT = 1.5
"""Room for accounts at the foot."""
GAP = 1.02
"""Room for arrows below a station."""
MOST_BESIDE = 3
"""Most stocking points beside each other; of more, those at the same remove from the producer are drawn as one."""
NARROW = 3.6
"""A station narrower than this breaks its line."""


@dataclass(frozen=True)
class Station:
    """A stocking point, or several that are drawn as one: goods and money per day, stock on average."""

    name: str
    role: str
    supplier: str
    sells: bool
    received: Estimate
    delivered: Estimate
    revenue: Estimate
    purchases: Estimate
    on_hand: Estimate
    cover: Estimate


class Tree:
    """Draws a chain from its rows of the frame `echelons`."""

    thickest = 0.25  # arrows stand in pairs, with words to both sides

    def __init__(self, exchange: Exchange, echelons: pd.DataFrame, runs: pd.DataFrame) -> None:
        self.exchange = exchange
        days = runs[runs["chain"] == exchange.chain].set_index("replication")["days"]
        rows = echelons[echelons["chain"] == exchange.chain]
        self.stations = _stations(rows, days)
        if sum(1 for each in self.stations.values() if each.sells) > MOST_BESIDE:
            self.stations = _stations(_by_level(rows), days)
        self._levels = {name: self._level(name) for name in self.stations}
        wide = self._leaves(MAKER) >= MOST_BESIDE
        self._right, self._foot = (SPAN - LEFT, FOOT) if wide else (RIGHT, 0.0)
        self.sides = dict(self._spread(MAKER, LEFT, self._right))
        self._rows = 2 + max(self._levels.values(), default=0)
        self._box_height = 0.8 if any(map(self._narrow, self.stations)) else 0.62
        self.height = self._rows * self._box_height + (self._rows - 1) * GAP + 0.1 + self._foot

    def _narrow(self, name: str) -> bool:
        left, right = self.sides[name]
        return right - left < NARROW

    def _level(self, name: str) -> int:
        supplier = self.stations[name].supplier
        return 1 if supplier == MAKER else 1 + self._level(supplier)

    def _supplied(self, name: str) -> list[str]:
        return [each.name for each in self.stations.values() if each.supplier == name]

    def _leaves(self, name: str) -> int:
        return sum(map(self._leaves, self._supplied(name))) or 1

    def _spread(self, name: str, left: float, right: float) -> Iterator[tuple[str, tuple[float, float]]]:
        """Yield the sides of each station: a supplier is as wide as all whom it supplies."""
        yield name, (left, right)
        place, one = left, (right - left) / self._leaves(name)
        for other in self._supplied(name):
            end = place + one * self._leaves(other)
            yield from self._spread(other, place, end)
            place = end

    @property
    def pairs(self) -> list[Pair]:
        """The pairs (payer, payee) that have an arrow."""
        owner = {MAKER: MAKER} | {name: each.role for name, each in self.stations.items()}
        inside = [(owner[name], owner[each.supplier]) for name, each in self.stations.items()]
        sales = [("consumer", each.role) for each in self.stations.values() if each.sells]
        return inside + sales + [pair for role in self.roles for pair in ((role, OUTSIDE), (OUTSIDE, role))]

    @property
    def roles(self) -> list[str]:
        """Whose the stations are, from the producer on."""
        return list(dict.fromkeys([MAKER, *(each.role for each in self.stations.values())]))

    @property
    def money(self) -> list[float]:
        """What the arrows of money stand for."""
        inside = [each.purchases.mean for each in self.stations.values()]
        sales = [each.revenue.mean for each in self.stations.values() if each.sells]
        outside = [total(self.exchange.between(*pair)) for pair in self.pairs if OUTSIDE in pair]
        return inside + sales + outside

    @property
    def goods(self) -> list[float]:
        """What the arrows of goods stand for."""
        return [max(each.received.mean, each.delivered.mean) for each in self.stations.values()]

    def draw(self, sketch: Sketch) -> None:
        """Draw stations, what flows between them, and accounts."""
        made = self.exchange.counts["made"]
        self._box(sketch, (LEFT, self._right), 0, "Producer", ROLE_COLOURS[MAKER], f"makes {made} units / day")
        sold = self.exchange.counts["sold"]
        last = self._rows - 1
        self._box(sketch, (LEFT, self._right), last, "Consumers", ROLE_COLOURS["consumer"], f"get {sold} units / day")
        for name, each in self.stations.items():
            self._station(sketch, name, each)
        self._accounts(sketch)

    def _bottom(self, level: int) -> float:
        return self.height - 0.05 - self._box_height - level * (self._box_height + GAP)

    def _box(self, sketch: Sketch, sides: tuple[float, float], level: int, title: str, colour: str, words: str) -> None:
        (left, right), bottom = sides, self._bottom(level)
        middle, top = (left + right) / 2, bottom + self._box_height
        sketch.box((left + 0.04, bottom), (right - left - 0.08, self._box_height), colour)
        sketch.write(middle, top - 0.1, title, va="top", size=9.5, weight="bold")
        sketch.write(middle, top - 0.34, words, va="top")

    def _station(self, sketch: Sketch, name: str, each: Station) -> None:
        """Draw a stocking point, what it gets from its supplier and, at the end, what customers get."""
        level, sides = self._levels[name], self.sides[name]
        words = [f"{each.on_hand} units on hand", f"{each.cover} days of supply" if each.cover.n else ""]
        told = ("\n" if self._narrow(name) else " · ").join(filter(None, words))
        self._box(sketch, sides, level, capital(name), ROLE_COLOURS[each.role], told)
        supplier = 0 if each.supplier == MAKER else self._levels[each.supplier]
        self._link(sketch, sides, (supplier, level), each.received, each.purchases, ("wholesale", each.supplier, name))
        if each.sells:
            self._link(sketch, sides, (level, self._rows - 1), each.delivered, each.revenue, ("sale", name, "consumer"))

    def _link(
        self,
        sketch: Sketch,
        sides: tuple[float, float],
        levels: tuple[int, int],
        goods: Estimate,
        money: Estimate,
        words: tuple[str, str, str],
    ) -> None:
        """Draw goods down from one level to another and money up, their amounts beside them; no money, no arrow."""
        category, giver, taker = words
        top, bottom = self._bottom(levels[0]) - 0.05, self._bottom(levels[1]) + self._box_height + 0.05
        middle, height = sum(sides) / 2, bottom + 0.46
        reach = wing(self.thickest)
        down = middle - reach - 0.02 if money.mean else middle
        sketch.goods((down, top), (down, bottom), goods.mean, f"{giver} to {taker}")
        sketch.write(down - reach - 0.08, height, f"{goods}\nunits / day", ha="right")
        if money.mean:
            up = middle + reach + 0.02
            sketch.money((up, bottom), (up, top), money.mean, f"{taker} to {giver}")
            told = f"{category}\n{money}\n{sketch.currency} / day"
            sketch.write(up + reach + 0.08, height, told, ha="left")

    def _accounts(self, sketch: Sketch) -> None:
        """Write the accounts: to the right, each beside the first station of its role, or at the foot in a row."""
        names: dict[str, list[str]] = {role: [] for role in self.roles}
        places = {MAKER: 0}
        for name, each in self.stations.items():
            names[each.role].append(name)
            places.setdefault(each.role, self._levels[name])
        places["consumer"] = self._rows - 1
        for number, (role, level) in enumerate(places.items()):
            several = role == "consumer" or (len(names[role]) > 1 and role != MAKER)
            title = f"{capital(role)}{'s' if several else ''}"
            x, y = RIGHT + 0.08, self._bottom(level) + self._box_height / 2
            if self._foot:
                x, y = LEFT + number * (SPAN - LEFT) / len(places), self._foot / 2
            sketch.account(x, y, title, role, self.exchange)


def _stations(rows: pd.DataFrame, days: pd.Series) -> dict[str, Station]:
    """Return the stocking points in the order of the frame, products summed."""
    suppliers = set(rows["supplier"].astype(str))

    def by_replication(own: pd.DataFrame, column: str) -> Any:
        return own.groupby("replication")[column].sum().reindex(days.index, fill_value=0.0)

    stations = {}
    for name, own in rows.groupby(rows["echelon"].astype(str), sort=False):
        daily = {
            column: by_replication(own, column) / days for column in ("received", "delivered", "revenue", "purchases")
        }
        on_hand = by_replication(own, "mean_on_hand")
        stations[str(name)] = Station(
            str(name),
            str(own["role"].iloc[0]),
            str(own["supplier"].iloc[0]),
            str(name) not in suppliers,
            **{column: estimate(values) for column, values in daily.items()},
            on_hand=estimate(on_hand),
            cover=estimate(on_hand / daily["delivered"].where(daily["delivered"] > 0)),
        )
    return stations


def _by_level(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with all stocking points of one remove from the producer, and one trade, under one name."""
    supplier = dict(zip(rows["echelon"].astype(str), rows["supplier"].astype(str), strict=True))
    supplying = set(supplier.values())

    def level(name: str) -> int:
        return 0 if name == MAKER else 1 + level(supplier[name])

    groups = {name: (level(name), name in supplying) for name in supplier}
    members: dict[tuple[int, bool], list[str]] = {}
    for name, group in groups.items():
        members.setdefault(group, []).append(name)
    role = dict(zip(rows["echelon"].astype(str), rows["role"].astype(str), strict=True))
    called = {group: _together(names, [role[name] for name in names]) for group, names in members.items()}
    above = {name: called.get((remove - 1, True), MAKER) for name, (remove, _) in groups.items()}
    names = rows["echelon"].astype(str)
    return rows.assign(echelon=names.map(lambda name: called[groups[name]]), supplier=names.map(above))


def _together(names: list[str], roles: list[str]) -> str:
    """Return what several stocking points are called: by their role if they have one and are not the producer's."""
    alike = len(set(roles)) == 1 and roles[0] != MAKER
    return names[0] if len(names) == 1 else f"{len(names)} {roles[0] + 's' if alike else 'stocking points'}"
