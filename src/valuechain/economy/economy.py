"""The economy of one replication: everything that exists, and the few acts by which institutions change it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from valuechain.errors import IdentityViolation, RequestError
from valuechain.scenario import Scenario
from valuechain.swarm import identities
from valuechain.swarm.arrays import Floats, Market
from valuechain.swarm.choice import BOX, TORUS, appraise, settle_surplus, weigh
from valuechain.swarm.entries import finish, make_one, play, receive
from valuechain.swarm.layout import (
    BUSY,
    CHAIN,
    CURSOR,
    EMPTY,
    FORESEEN,
    GROW,
    INITIAL,
    NOW,
    ON_HAND,
    ONE_FOR_ONE,
    OUTSIDE_SURPLUS,
    OWED,
    PRICE,
    QUALITY,
    REFILL,
    REORDER,
    SHELF_COLUMNS,
    SHORTAGE,
    SURPLUS,
    TALLY_COLUMNS,
    TERMS_COLUMNS,
    WATCH,
)
from valuechain.swarm.shelf import book_revenue, clear_shelf, position, release, set_alarm

from .arrivals import Arrivals
from .books import OUTSIDE, Books
from .offers import list_offers
from .part import Breach, Part
from .population import chooses_afresh, draw_population
from .queues import grow, open_agenda
from .shelves import TOLERANCE, Shelves
from .works import draw_times, open_works, refill

ROUNDING = 2.0**-53
"""Relative rounding error of one addition; sums of n equal numbers may be off by n times as much (Higham 2002)."""


class Economy:
    """All that exists in one replication.

    Times are in days, money in the scenario's currency. Institutions act through the methods below; offers are named
    ``chain/product``.
    """

    def __init__(self, scenario: Scenario, replication: int) -> None:
        self.scenario, self.replication = scenario, replication
        self.offers = list_offers(scenario)
        self.chain_names = tuple(scenario.chains)
        self.books = Books(scenario.chains)
        self.population = draw_population(scenario, replication, len(self.offers))
        self.crowd = self.population.crowd
        self.arrivals = Arrivals(scenario, replication, self.population)
        self.times = draw_times(scenario, replication)
        self.works = open_works(scenario)
        self.agenda = open_agenda(len(self.offers))
        self.market = self._open_market()
        self._one_for_one = [bool((of_chain[:, ONE_FOR_ONE] == 1).any()) for of_chain in self._terms_by_chain()]
        self.shelves = Shelves(self.offers, self.books, self.market, self.agenda)
        self.parts: tuple[Part, ...] = (self.shelves,)
        self._last_act: tuple[str, str | int, int, float] = ("opening", "", 0, 0.0)
        self._idle: list[tuple[int, float, float]] = []
        self._log: list[tuple[np.ndarray, ...]] = []
        self._chain_of: list[int] = self.market.terms[:, CHAIN].tolist()
        self._by_name = {offer.name: offer.index for offer in self.offers}
        self._plain = self._doors()
        self.next_event = -math.inf
        self._judge_anew()
        refill(self.works, self.times, self._one_for_one)
        self.arrivals.draw(self.agenda.marks)

    def _terms_by_chain(self) -> list[np.ndarray]:
        terms = self.market.terms
        return [terms[terms[:, CHAIN] == c] for c in range(len(self.chain_names))]

    def _open_market(self) -> Market:
        people = self.scenario.population
        shelf = np.zeros((len(self.offers), SHELF_COLUMNS))
        terms = np.zeros((len(self.offers), TERMS_COLUMNS), np.int64)
        for j, offer in enumerate(self.offers):
            own = offer.terms
            shelf[j, [ON_HAND, INITIAL]] = own.opening
            shelf[j, PRICE], shelf[j, QUALITY] = offer.price.values[0], offer.quality
            shelf[j, REORDER] = own.reorder
            terms[j, CHAIN] = self.chain_names.index(offer.chain)
            terms[j, SHORTAGE] = own.shortage
            terms[j, ONE_FOR_ONE] = own.one_for_one
            set_alarm(shelf, terms, j)
        return Market(
            shelf,
            terms,
            np.array([offer.position for offer in self.offers]),
            np.zeros(TALLY_COLUMNS),
            people.choice.noise if people.choice.rule == "logit" else 0.0,
            people.mismatch_cost,
            TORUS if people.tastes.space == "torus" else BOX,
            int(chooses_afresh(self.scenario)),
            people.choice.network_effect,
            people.choice.switching_cost,
            np.zeros(len(self.chain_names)),
            np.zeros((2, len(self.offers) + 1)),
        )

    def _judge_anew(self) -> None:
        """Bring what participants think of the offers up to the present prices."""
        if self.market.afresh:
            appraise(self.crowd, self.market, 0, len(self.crowd.rows))
        else:
            weigh(self.crowd, self.market, 0, len(self.crowd.rows))
        self.agenda.marks[FORESEEN] = self.agenda.marks[CURSOR]

    # the swarm ------------------------------------------------------------------------------------------------------

    def _doors(self) -> tuple[tuple[Any, ...], ...]:
        """Return all arrays as the plain tuples that `swarm.entries` takes: needs, crowd, market, works, agenda."""
        return tuple(map(tuple, (self.arrivals.block, self.crowd, self.market, self.works, self.agenda)))

    def play(self, until: float) -> tuple[int, int]:
        """Let the swarm play until day ``until`` or until an institution must act; return (stop bits, offer)."""
        while True:
            bits, offer, self.next_event = play(until, *self._plain)
            if bits & EMPTY:
                self._log_block()
                self.arrivals.draw(self.agenda.marks)
            self._make_room(bits)
            rest = bits & ~(EMPTY | REFILL | GROW)
            if bits == 0 or rest:
                return rest, offer

    def _make_room(self, bits: int) -> None:
        """Draw new times, or lengthen the agenda and the queues, where the kernel has asked for it."""
        if bits & REFILL:
            refill(self.works, self.times, self._one_for_one)
        if bits & GROW:
            self.agenda = self.shelves.agenda = grow(self.agenda, self.market.shelf[:, OWED])
            self._plain = self._doors()

    def _log_block(self) -> None:
        """Keep the needs of the block that have been played, if the scenario records events."""
        if self.scenario.record.events:
            n = self.agenda.marks[CURSOR]
            block = self.arrivals.block
            self._log.append((block.times[:n].copy(), block.who[:n].copy(), block.outcome[:n].copy()))

    def events(self) -> tuple[np.ndarray, ...]:
        """Return (days, participants, outcome codes) of all needs since the start; only at the end of a run."""
        self._log_block()
        return tuple(np.concatenate(parts) for parts in zip(*self._log, strict=True))

    def stopped_at(self) -> float:
        """Return the day at which the swarm stopped for an institution."""
        return float(self.market.tally[NOW])

    # acts of institutions -------------------------------------------------------------------------------------------

    def index(self, offer: str | int) -> int:
        """Return the number of the offer called ``chain/product`` (or ``chain`` if it has one product).

        Raises:
            RequestError: there is no such offer.
        """
        is_number = type(offer) is int or isinstance(offer, int | np.integer)  # the first is fast, and most often true
        if is_number and 0 <= offer < len(self.offers):  # type: ignore[operator]
            return int(offer)
        alone = [o.index for o in self.offers if o.chain == offer]
        if offer in self._by_name:
            return self._by_name[offer]
        if len(alone) == 1:
            return alone[0]
        raise RequestError(f"there is no offer {offer!r}; the offers are {', '.join(self._by_name)}")

    def one_for_one(self, offer: str | int) -> bool:
        """Whether units of the offer are made one for one by the swarm, without batches."""
        return self._one_for_one[self.chain_of(offer)]

    def reorder_due(self, offer: str | int) -> bool:
        """Whether the inventory position is at or below the reorder point, where the chain has one."""
        j = self.index(offer)
        return not self.one_for_one(j) and self.inventory_position(j) <= self.market.shelf[j, REORDER]

    def chain_of(self, offer: str | int) -> int:
        """Return the number of the chain to which the offer belongs."""
        return self._chain_of[self.index(offer)]

    def shipment(self, offer: str | int) -> float:
        """Draw the lead time of one shipment of the offer, in days."""
        return self.times[self.chain_of(offer)].shipment()

    def on_hand(self, offer: str | int) -> float:
        """Return the units on the shelf."""
        return float(self.market.shelf[self.index(offer), ON_HAND])

    def inventory_position(self, offer: str | int) -> float:
        """Return units on hand and on order less those owed."""
        return float(position(self.market.shelf, self.index(offer)))

    def price(self, offer: str | int) -> float:
        """Return the present price per unit."""
        return float(self.market.shelf[self.index(offer), PRICE])

    def set_price(self, offer: str | int, price: float) -> None:
        """Change the price per unit (≥ 0); everybody sees it from the next need on.

        Raises:
            RequestError: the price is negative or not finite.
        """
        if not (math.isfinite(price) and price >= 0):
            raise RequestError(f"a price of {price!r} for {offer!r} is not possible; it must be a number ≥ 0")
        j = self.index(offer)
        if self.market.shelf[j, PRICE] == price:
            return
        self._settle_surplus()
        book_revenue(self.market.shelf, j)
        self.market.shelf[j, PRICE] = price
        self._judge_anew()

    def watch(self, offer: str | int, watched: bool) -> None:
        """Ask the swarm to stop (or no longer to stop) at the instant at which the shelf runs empty."""
        self.market.shelf[self.index(offer), WATCH] = float(watched)

    def order(self, offer: str | int, units: int, now: float) -> None:
        """Release ``units`` to the producer's shop floor."""
        self._last_act = ("order", offer, units, now)
        release(self.market.shelf, self.market.terms, self.index(offer), now, float(units))

    def order_up_to(self, offer: str | int, level: int, now: float) -> None:
        """Order single units until the inventory position is ``level``; only where units are made one for one."""
        j = self.index(offer)
        while self.inventory_position(j) < level:
            _, crowd, market, works, agenda = self._plain
            self._make_room(make_one(crowd, market, works, agenda, j, now))
        self.next_event = -math.inf

    def start_batch(self, offer: str | int, work: float, now: float) -> None:
        """Occupy the line of the offer's chain that is free first for ``work`` days."""
        free = self.works.free[self.chain_of(offer)]
        self.market.shelf[self.index(offer), BUSY] += work
        days = free.tolist()  # a few numbers: as a list they are looked through in a tenth of the time
        free[days.index(min(days))] = now + work

    def finish_batch(self, offer: str | int, units: int, now: float) -> None:
        """Move a finished batch into transit and charge its set-up and unit costs."""
        self._last_act = ("finished batch", offer, units, now)
        finish(self._plain[2], self.works.craft, self.index(offer), now, float(units))

    def receive(self, offer: str | int, units: int, ordered: float, now: float) -> None:
        """Take a shipment in: back-orders first, then the shelf."""
        self._last_act = ("receipt", offer, units, now)
        receive(self._plain[1], self._plain[2], self._plain[4], self.index(offer), now, float(units), ordered)

    def open_with(self, offer: str | int, units: int, now: float) -> None:
        """Put a lot on the shelf that was made, and is paid for, before the run began."""
        self.order(offer, units, now)
        self.finish_batch(offer, units, now)
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
        free = self.works.free[self.chain_names.index(chain)]
        for line in np.flatnonzero(free < until):
            self._idle.append((self.chain_names.index(chain), max(now, float(free[line])), until))
            free[line] = until
        self._last_act = ("halt", chain, 0, now)

    def line_free(self, chain: int) -> float:
        """Return the day from which a line of the chain is free."""
        return float(min(self.works.free[chain].tolist()))

    def work_ahead(self, now: float) -> Floats:
        """Return the line-days of work already promised beyond day ``now``, per chain; idle days of halts apart."""
        lines = self.works.free.tolist()
        ahead = np.array([sum(day - now for day in days if now < day < math.inf) for days in lines])
        for chain, start, end in self._idle:
            ahead[chain] -= max(0.0, end - max(start, now))
        return ahead

    # books and identities -------------------------------------------------------------------------------------------

    def settle(self, now: float) -> None:
        """Bring the books up to day ``now``."""
        for part in self.parts:
            part.settle(now)

    def _settle_surplus(self) -> None:
        settle_surplus(self.crowd.rows, self.crowd.settled, self.crowd.surplus)

    def check(self, now: float, event: str) -> None:
        """Hold goods, queues and accounts against their identities.

        Raises:
            IdentityViolation: one of them fails; it names the identity, where, when, during what and both sides.
        """
        for part in self.parts:
            if breach := part.breach(now):
                self._fail(breach, now, event)
        account, gap = self.books.worst_imbalance()
        scale = max(1.0, self.books.turnover())
        if not abs(gap) <= TOLERANCE * scale:
            self._fail(Breach("money", account, {"imbalance": gap, "turnover": scale}), now, event)

    def check_participants(self, now: float, event: str) -> None:
        """Hold what participants spent and gained, one by one, against what the market recorded.

        Raises:
            IdentityViolation: the sums differ.
        """
        self._settle_surplus()
        needs, spent, surplus = identities.totals(self.crowd)
        tolerance = max(TOLERANCE, needs * ROUNDING)
        shelf, tally = self.market.shelf, self.market.tally
        revenue = float(self.shelves.revenue().sum())
        gained = float(shelf[:, SURPLUS].sum() + tally[OUTSIDE_SURPLUS])
        if identities.unequal(revenue, spent, tolerance):
            sides = {"revenue": revenue, "spent": float(spent)}
            self._fail(Breach("spending", "all participants", sides), now, event)
        if identities.unequal(gained, surplus, tolerance):
            sides = {"market": gained, "participants": float(surplus)}
            self._fail(Breach("surplus", "all participants", sides), now, event)

    def _fail(self, breach: Breach, now: float, event: str) -> None:
        act, whose, units, day = self._last_act
        place = self.offers[whose].name if isinstance(whose, int) else whose
        last = f"last act: {act} {place}, {units} units, day {day:.6f}"
        raise IdentityViolation(breach.identity, breach.subject, now, f"{event}; {last}", breach.balances)
