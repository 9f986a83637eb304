"""What institutions do with goods: orders, batches, shipments, lines."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from valuechain.errors import RequestError
from valuechain.scenario import IndustrialChain
from valuechain.swarm.arrays import Floats
from valuechain.swarm.entries import finish, make_one, receive, send, take_in
from valuechain.swarm.layout import (
    ABSENCE,
    AWAITED,
    BUSY,
    CHAIN,
    ON_HAND,
    REORDER,
    SETUP_COST,
    WATCH,
)
from valuechain.swarm.shelf import clear_shelf, lot_cost, position, release

from .books import OUTSIDE, Account
from .stage import Stage


class Supply(Stage):
    """A stage on which goods are ordered, made, shipped and cleared."""

    _position: Callable[[int], float]
    _release: Callable[[int, float, float], None]
    _finish: Callable[[int, float, float], None]
    _receive: Callable[[int, float, float, float], None]
    _send: Callable[[int, int, float, int, float], int]
    _take_in: Callable[[float], None]

    def _open_doors(self) -> None:
        super()._open_doors()
        _, crowd, market, _, agenda, *_ = self._plain
        shelf = self.market.shelf
        self._open_later("_position", position, shelf)
        self._open_later("_release", release, shelf, self.market.terms)
        self._open_later("_finish", finish, market, self.works.craft)
        self._open_later("_receive", receive, crowd, market, agenda)
        self._open_later("_send", send, agenda)
        self._open_later("_take_in", take_in, crowd, market, agenda)

    def supplied_by_producer(self, offer: str | int) -> bool:
        """Whether the offer's shelf is supplied by the producer and not by another echelon."""
        return self.offers[self.index(offer)].terms.makes

    def reorder_due(self, offer: str | int) -> bool:
        """Whether the inventory position is at or below the reorder point, where the chain has one."""
        j = self.index(offer)
        return not self._one_for_one[self._chain_of[j]] and self._position(j) <= self.market.shelf[j, REORDER]

    def shipment(self, offer: str | int) -> float:
        """Draw the lead time of one shipment of the offer, in days."""
        return self.times[self.chain_of(offer)].shipment()

    def on_hand(self, offer: str | int) -> float:
        """Return the units on the shelf."""
        return float(self.market.shelf[self.index(offer), ON_HAND])

    def inventory_position(self, offer: str | int) -> float:
        """Return units on hand and on order less those owed."""
        return self._position(self.index(offer))

    def watch(self, offer: str | int, watched: bool) -> None:
        """Ask the swarm to stop (or no longer to stop) at the instant at which the shelf runs empty."""
        self.market.shelf[self.index(offer), WATCH] = float(watched)

    def order(self, offer: str | int, units: int, now: float) -> None:
        """Release ``units`` to the producer's shop floor."""
        self._last_act = ("order", offer, units, now)
        self._release(self.index(offer), now, float(units))

    def order_up_to(self, offer: str | int, level: int, now: float) -> None:
        """Order single units until the inventory position is ``level``; only where units are made one for one."""
        j = self.index(offer)
        while self.inventory_position(j) < level:
            _, crowd, market, works, agenda, *_ = self._plain
            self.make_room(make_one(crowd, market, works, agenda, j, now))
        self.next_event = -math.inf

    def start_batch(self, place: int, work: float, now: float) -> None:
        """Occupy the line that is free first for ``work`` days, for offer ``place`` or, beyond them, for a store."""
        self.lines.begin(self._chain_of[place], work, now)
        if place < len(self.offers):
            self.market.shelf[place, BUSY] += work
        else:
            self.echelons.store(place).busy += work

    def finish_batch(self, place: int, units: int, now: float) -> None:
        """Move a finished batch into transit and charge its set-up and unit costs."""
        self._last_act = ("finished batch", place, units, now)
        if place < len(self.offers):
            self._finish(place, now, float(units))
            return
        craft, store, chain = self.works.craft, self.echelons.store(place), self._chain_of[place]
        store.dispatched(float(units), now)
        store.made += units
        store.unit_costs += lot_cost(craft, chain, float(units), now)
        store.setup_costs += craft[chain, SETUP_COST]

    def receive(self, offer: str | int, units: int, ordered: float, now: float) -> None:
        """Take a shipment in: back-orders first, then the shelf."""
        self._last_act = ("receipt", offer, units, now)
        self._receive(self.index(offer), now, float(units), ordered)

    def send(self, offer: str | int, units: int, ordered: float, now: float) -> None:
        """Send a batch that has been made on its way; the swarm takes it in after a lead time, back-orders first.

        At the instant at which it arrives it is on the shelf before anything else happens.
        """
        j = self.index(offer)
        due = now + self.shipment(j)
        if due == now:
            self.receive(j, units, ordered, now)
            return
        self._last_act = ("shipment", offer, units, now)
        if self._send(len(self.offers), j, due, int(units), ordered) + self._spare >= len(self.agenda.when):
            self._grow(self._spare + 1)
        self.next_event = min(self.next_event, due)

    def take_in(self, now: float) -> None:
        """Take in the batches that arrive just now."""
        self._take_in(now)
        self.next_event = -math.inf

    def open_with(self, offer: str | int, units: int, now: float) -> None:
        """Put a lot on the shelf that was made, and is paid for, before the run began."""
        self.order(offer, units, now)
        self.finish_batch(self.index(offer), units, now)
        self.receive(offer, units, now, now)

    def scrap(self, offer: str | int, salvage: float, now: float) -> float:
        """Clear the shelf at ``salvage`` money a unit; return the units cleared.

        Processes call `Clock.clear`, which also wakes whoever waits for an empty shelf or a position to reorder at.
        """
        j = self.index(offer)
        self._last_act = ("clearance", offer, 0, now)
        units = float(clear_shelf(self.market.shelf, j, now))
        chain = self.offers[j].chain
        self.books.post(OUTSIDE, self.offers[j].terms.seller, "salvage", salvage * units, chain)
        if self.one_for_one(j):
            self.order_up_to(j, int(self.market.shelf[j, REORDER]), now)
        return units

    def halt(self, chain: str, until: float, now: float) -> None:
        """Stop the lines of ``chain`` from starting any work before day ``until``.

        Batches that are on a line are finished. Where units are made one for one, those already ordered are still made.

        Raises:
            RequestError: there is no such chain, or ``until`` is not a number.
        """
        if not math.isfinite(until):
            raise RequestError(f"a halt of {chain} until day {until!r} is not possible; give a day")
        if chain not in self.chain_names:
            raise RequestError(f"there is no chain {chain!r}; the chains are {', '.join(self.chain_names)}")
        self.lines.halt(self.chain_names.index(chain), until, now)
        self._last_act = ("halt", chain, 0, now)

    def begin_retooling(self, chain: str, now: float) -> float:
        """Charge a change of design to the producer of ``chain`` and halt its lines; return for how many days.

        Raises:
            RequestError: there is no such chain, or it has no lines.
        """
        terms = self.scenario.chains.get(chain)
        if not isinstance(terms, IndustrialChain):
            raise RequestError(f"there is no industrial chain {chain!r} to retool")
        retooling = terms.production.retooling
        self.books.post(Account("producer", chain), OUTSIDE, "retooling", retooling.cost, chain)
        if retooling.downtime > 0:
            self.halt(chain, now + retooling.downtime, now)
        return retooling.downtime

    def change_lines(self, chain: str, lines: int, now: float) -> None:
        """Give ``chain`` another number of lines; processes call `Clock.change_lines`, which also wakes them.

        Raises:
            RequestError: there is no such chain, or ``lines`` is not from 1 to the most that its scenario plans.
        """
        if chain not in self.chain_names:
            raise RequestError(f"there is no chain {chain!r}; the chains are {', '.join(self.chain_names)}")
        most = self.works.free.shape[1]
        if lines != int(lines) or not 1 <= lines <= most:
            raise RequestError(
                f"{lines!r} lines of {chain} are not possible; it must be a whole number from 1 to {most}"
            )
        self.lines.change(self.chain_names.index(chain), int(lines), now)
        self._last_act = ("change of lines", chain, int(lines), now)

    def repaired(self, chain: int, failures: int) -> None:
        """Charge the repairs of ``failures`` of a line to the producer."""
        breakdowns = self.times[chain].breakdowns
        if breakdowns is not None and failures:
            name = self.chain_names[chain]
            self.books.post(Account("producer", name), OUTSIDE, "repair", failures * breakdowns.repair_cost, name)

    def retool(self, chain: str, now: float) -> float:
        """Pay for retooling the lines of ``chain``, and stop them for that time; return the day on which it is done."""
        return now + self.begin_retooling(chain, now)

    def work_ahead(self, now: float) -> Floats:
        """Return the line-days (and cell-days) of work already promised beyond day ``now``, per chain."""
        ahead = self.lines.work_ahead(now)
        return ahead if self.workshops is None else ahead + self.workshops.work_ahead(now, self.chain_names)

    def line_days(self, now: float) -> Floats:
        """Return the days that all lines (and cells) together have existed since their chain's entry, per chain."""
        days = self._all_line_days(now) - self._line_days_before_entry
        awaited = self.market.shelf[:, ABSENCE] == AWAITED
        days[np.unique(self.market.terms[awaited, CHAIN])] = 0.0
        return days

    def _all_line_days(self, now: float) -> Floats:
        days = self.lines.line_days(now)
        if self.workshops is None:
            return days
        for w, shop in enumerate(self.workshops.shops):
            days[self.chain_names.index(shop.name)] = self.workshops.cell_days(w, now)
        return days
