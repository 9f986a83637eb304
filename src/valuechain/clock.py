"""The clock: a SimPy environment in which the compiled swarm plays between any two events.

Before each step the swarm plays up to the time of the next event. When it meets something that an institution must
answer, it stops at that instant and the clock wakes whoever waits for it. Any SimPy program runs inside unchanged.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Generator, Sequence
from typing import Any, NamedTuple

import simpy

from valuechain.economy import Economy
from valuechain.errors import RequestError
from valuechain.swarm.layout import REORDER_DUE, STOCK_OUT, SUBMISSION

Flow = Generator[simpy.Event, Any, None]
"""A process that runs on the clock: it yields the events for which it waits."""

REVIEW = 2
"""Priority of periodic reviews: after what arrives at the same instant, orders and goods."""

LAST = 3
"""Priority of samples and of the end of a run: after everything else that happens at that instant."""


class Order(NamedTuple):
    """An order of ``units`` for offer (or store) ``place``; ``made`` is called when the batch has left the line."""

    place: int
    units: int
    made: Callable[[], object]


class Clock(simpy.Environment):
    """A SimPy environment with an economy; ``now`` is in days.

    A process gets the clock as its argument, waits with ``clock.timeout(days)``, `reorder_due` or `stock_out`, and
    sees and changes ``clock.economy``.
    """

    def __init__(self, economy: Economy) -> None:
        super().__init__(initial_time=0.0)
        self.economy = economy
        self._reorders: defaultdict[int, list[simpy.Event]] = defaultdict(list)
        self._stock_outs: defaultdict[int, list[simpy.Event]] = defaultdict(list)
        self._submissions: defaultdict[int, list[simpy.Event]] = defaultdict(list)
        self._orders: list[deque[Order]] = [deque() for _ in economy.chain_names]
        self._idle: defaultdict[int, list[simpy.Event]] = defaultdict(list)

    def order(self, offer: int, units: int) -> simpy.Event:
        """Order a batch from the producer of the offer's chain; return the event that it has been made.

        Raises:
            RequestError: ``units`` is no whole number above 0, the chain makes one for one, without batches, or another
                echelon supplies the offer.
        """
        self._place_order(offer, units)
        made = self.event()
        self.enqueue(offer, units, made.succeed)
        return made

    def _place_order(self, offer: int, units: int) -> None:
        if self.economy.one_for_one(offer):
            chain = self.economy.chain_of(offer)
            raise RequestError(f"{self.economy.chain_names[chain]} makes units one for one; it takes no batch orders")
        if not self.economy.supplied_by_producer(offer):
            raise RequestError(f"{self.economy.offers[offer].name} is supplied by another echelon, not by the producer")
        if units != int(units) or units < 1:
            raise RequestError(f"an order of {units!r} units is not possible; it must be a whole number above 0")
        self.economy.order(offer, units, self.now)

    def fetch(self, offer: int, units: int) -> None:
        """Order a batch, and take it in when it has been made and shipped; raises what `order` raises."""
        ordered = self.now
        self._place_order(offer, units)
        self.enqueue(offer, units, lambda: self.economy.send(offer, units, ordered, self.now))

    def enqueue(self, place: int, units: int, made: Callable[[], object]) -> None:
        """Put a batch that has been ordered for ``place`` before the lines; ``made`` is called when it is made."""
        chain = self.economy.chain_at(place)
        self._orders[chain].append(Order(place, units, made))
        self.call_lines(chain)

    def call_lines(self, chain: int) -> None:
        """Wake the lines of ``chain`` that wait, to see whether there is work for them."""
        for idle in self._idle.pop(chain, []):
            idle.succeed()

    def orders(self, chain: int) -> deque[Order]:
        """Return the orders that wait for the lines of ``chain``, the oldest first."""
        return self._orders[chain]

    def order_placed(self, chain: int) -> simpy.Event:
        """Return an event that happens when the lines of ``chain`` get an order; everybody who waits is woken."""
        return self._await(self._idle, chain)

    def retool(
        self, chain: str, offer: str | int, position: Sequence[float], quality: float, now: float
    ) -> Generator[simpy.Event, Any, None]:
        """Change the design of ``offer``: a flow that stops the lines, waits, and puts the new design on sale.

        The producer pays for it at the start. Use it as ``yield from clock.retool(…)``, or start a process with it.

        Args:
            chain: name of the chain whose lines stand still, for the ``downtime`` of its ``production.retooling``.
            offer: name or number of an offer of the chain; its product changes at every outlet.
            position: new place in taste space, one coordinate for each dimension.
            quality: new factor on willingness to pay, above 0.
            now: present day.

        Raises:
            RequestError: there is no such chain or offer, or the design is impossible.
        """
        downtime = self.economy.begin_retooling(chain, now)
        yield self.timeout(downtime)
        self.economy.redesign(offer, position, quality, self.now)

    def change_lines(self, chain: str, lines: int) -> None:
        """Give ``chain`` another number of production lines from now on.

        New lines take the oldest orders that wait; lines that close finish what they have begun. Where units are made
        one for one, orders placed before keep the line that they were given.

        Raises:
            RequestError: there is no such chain, or not room for so many lines.
        """
        self.economy.change_lines(chain, lines, self.now)
        self.call_lines(self.economy.chain_names.index(chain))

    def reorder_due(self, offer: str | int) -> simpy.Event:
        """Return an event that happens when the inventory position falls to the reorder point; at once if it has."""
        j = self.economy.index(offer)
        return self.event().succeed() if self.economy.reorder_due(j) else self._await(self._reorders, j)

    def look_again(self, offer: str | int) -> None:
        """Wake whoever waits for the offer's position to reorder at, if it is there: that may have changed."""
        j = self.economy.index(offer)
        if self.economy.reorder_due(j):
            for event in self._woken(REORDER_DUE, j):
                event.succeed()

    def clear(self, offer: str | int, salvage: float) -> float:
        """Clear the shelf at ``salvage`` money a unit and wake whoever waits for that; return the units cleared."""
        j = self.economy.index(offer)
        units = self.economy.scrap(j, salvage, self.now)
        bits = STOCK_OUT | (REORDER_DUE if self.economy.reorder_due(j) else 0)
        for event in self._woken(bits, j):
            event.succeed()
        return units

    def leave(self, chain: str, salvage: float = 0.0) -> None:
        """Take the offers of ``chain`` out of the market and clear its shelves at ``salvage`` money a unit."""
        self.economy.leave(chain, self.now)
        for offer in self.economy.offers:
            if offer.chain == chain:
                self.clear(offer.index, salvage)

    def stock_out(self, offer: str | int) -> simpy.Event:
        """Return an event that happens at the instant at which the shelf is empty; at once if it is empty now."""
        j = self.economy.index(offer)
        if self.economy.on_hand(j) == 0:
            return self.event().succeed()
        self.economy.watch(j, True)
        return self._await(self._stock_outs, j)

    def submission(self, offer: str | int) -> simpy.Event:
        """Return an event that happens when a contribution to the commons ``offer`` comes before its board."""
        return self._await(self._submissions, self.economy.index(offer))

    def _await(self, waiting: defaultdict[int, list[simpy.Event]], key: int) -> simpy.Event:
        event = self.event()
        waiting[key].append(event)
        return event

    def step(self) -> None:
        """Let the swarm play up to the next event, or to the instant at which it needs an answer; then step."""
        until = self.peek()
        while self.economy.next_event < until:
            bits, offer = self.economy.play(until)
            if bits == 0 or self._wake(bits, offer):
                break
        if self.economy.next_event == until:
            self.economy.take_in(until)
        super().step()

    def _wake(self, bits: int, offer: int) -> bool:
        """Wake whoever waits for what happened at ``offer``; return whether anybody did."""
        woken = self._woken(bits, offer)
        if woken:
            self._now = self.economy.stopped_at()
        for event in woken:
            event.succeed()
        return bool(woken)

    def _woken(self, bits: int, offer: int) -> list[simpy.Event]:
        woken: list[simpy.Event] = []
        if bits & REORDER_DUE:
            woken += self._reorders.pop(offer, [])
        if bits & STOCK_OUT:
            woken += self._stock_outs.pop(offer, [])
            self.economy.watch(offer, False)
        if bits & SUBMISSION:
            woken += self._submissions.pop(offer, [])
        return woken

    def end_of(self, day: float) -> simpy.Event:
        """Return an event that happens on ``day`` after everything else that happens at that instant."""
        return self._event_on(day, LAST)

    def review_on(self, day: float) -> simpy.Event:
        """Return an event that happens on ``day`` after what arrives at that instant, and before samples."""
        return self._event_on(day, REVIEW)

    def _event_on(self, day: float, priority: int) -> simpy.Event:
        event = self.event()
        event._ok, event._value = True, None
        self.schedule(event, priority, max(0.0, day - self.now))  # type: ignore[arg-type]
        return event

    def run_to(self, horizon: float) -> None:
        """Run up to day ``horizon``: needs before it, institutions' events up to and including it."""
        self.run(until=self.end_of(horizon))
