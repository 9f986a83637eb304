"""The stocks of retailers: shelves of the swarm, seen as one end of a chain of echelons."""

from __future__ import annotations

from valuechain.swarm.arrays import Floats, Ints
from valuechain.swarm.layout import (
    AREA,
    BACKORDERED,
    BUSY,
    FILLED,
    IN_TRANSIT,
    IN_WORK,
    LOST,
    MADE,
    ON_HAND,
    OWED,
    OWED_AREA,
    OWED_SINCE,
    PIPE_AREA,
    PIPE_SINCE,
    RELEASED,
    SCRAPPED,
    SETUP_COSTS,
    SINCE,
    SOLD,
    TURNED_AWAY,
    TURNED_TO,
    UNIT_COSTS,
    WAITS,
)
from valuechain.swarm.shelf import dispatch, position, release, send_back

from .stocks import Stock, Supply


class Shelf(Stock):
    """The stock of a retailer: row ``place`` of the swarm's shelves."""

    def __init__(self, chain: str, product: str, place: int, supply: Supply, shelf: Floats, terms: Ints) -> None:
        super().__init__(chain, product, place, supply)
        self._shelf, self._terms = shelf, terms
        self._sent_back = 0.0

    def position(self) -> float:
        """Return the inventory position."""
        return float(position(self._shelf, self.place))

    def demanded(self) -> float:
        """Return the first choices so far."""
        return _first_choices(self._shelf[self.place].tolist())

    def on_hand(self) -> float:
        """Return the units on the shelf."""
        return float(self._shelf[self.place, ON_HAND])

    def place_order(self, units: float, now: float) -> None:
        """Count ``units`` as ordered."""
        release(self._shelf, self._terms, self.place, now, units)

    def cancel(self, units: float, since: float, now: float) -> None:
        """Strike out ``units`` that were ordered."""
        release(self._shelf, self._terms, self.place, now, -units)

    def dispatched(self, units: float, now: float) -> None:
        """Count ``units`` as shipped."""
        dispatch(self._shelf, self.place, now, units)

    def send_back(self, units: float, now: float) -> float:
        """Take up to ``units`` off the shelf."""
        units = min(units, self.on_hand())
        if units > 0:
            self._sent_back += units
            send_back(self._shelf, self._terms, self.place, now, units)
        return units

    def ordered(self) -> float:
        """Return the units ordered so far, less those refused."""
        return float(self._shelf[self.place, RELEASED]) + self._sent_back

    def coming(self) -> float:
        """Return the units ordered and not yet shipped."""
        return float(self._shelf[self.place, IN_WORK])

    def state(self, now: float) -> list[float]:
        """Return the values of `STATE`, but for the money at its end."""
        row = self._shelf[self.place].tolist()
        demand, on_order, in_transit = _first_choices(row), row[IN_WORK], row[IN_TRANSIT]
        return [
            demand,
            0.0,
            demand - row[LOST] - row[BACKORDERED] - row[TURNED_AWAY],
            row[SOLD],
            row[LOST] + row[TURNED_AWAY],
            row[FILLED],
            row[WAITS],
            row[RELEASED],
            row[RELEASED] + self._sent_back - on_order - in_transit,
            row[SCRAPPED],
            row[ON_HAND],
            on_order,
            in_transit,
            row[OWED],
            row[AREA] + row[ON_HAND] * (now - row[SINCE]),
            row[OWED_AREA] + row[OWED] * (now - row[OWED_SINCE]),
            row[PIPE_AREA] + (on_order + in_transit) * (now - row[PIPE_SINCE]),
            row[MADE],
            row[UNIT_COSTS],
            row[SETUP_COSTS],
            row[BUSY],
        ]


def _first_choices(row: list[float]) -> float:
    return row[SOLD] - row[TURNED_TO] - row[FILLED] + row[LOST] + row[BACKORDERED] + row[TURNED_AWAY]
