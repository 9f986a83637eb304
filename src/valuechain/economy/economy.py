"""The economy of one replication: everything that exists, and the few acts by which institutions change it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from valuechain.errors import IdentityViolation, RequestError
from valuechain.randomness import stream
from valuechain.scenario import IndustrialChain, Scenario
from valuechain.swarm import identities
from valuechain.swarm.arrays import Floats, Market
from valuechain.swarm.choice import BOX, TORUS, appraise, settle_surplus, weigh
from valuechain.swarm.commons import MISMATCH, VALUE
from valuechain.swarm.entries import change_word, finish, make_one, play, play_with_commons, receive
from valuechain.swarm.layout import (
    ABSENCE,
    AWAITED,
    BUSY,
    CHAIN,
    COMMONS,
    CURSOR,
    EMPTY,
    FIRST_COST,
    FORESEEN,
    GONE,
    GROW,
    INITIAL,
    MINIMUM_COST,
    MISFIT,
    NEVER,
    NOW,
    ON_HAND,
    ONE_FOR_ONE,
    OUTSIDE_SURPLUS,
    OWED,
    PRESENT,
    PRICE,
    QUALITY,
    REFILL,
    REORDER,
    SETUP_COST,
    SHELF_COLUMNS,
    SHORTAGE,
    SURPLUS,
    TALLY_COLUMNS,
    TERMS_COLUMNS,
    TO_ORDER,
    WATCH,
)
from valuechain.swarm.shelf import book_revenue, change_stock, clear_shelf, lot_cost, position, release, set_alarm

from .arrivals import Arrivals
from .awareness import knowers, open_word
from .books import OUTSIDE, Account, Books
from .community import Community, Submission, has_commons
from .designs import Designs
from .echelons import Echelons
from .lines import Lines
from .loops import shops
from .offers import list_offers
from .part import Breach, Part
from .population import chooses_afresh, draw_population, draw_trait
from .presence import Presence
from .pricing import Pricing, opening_price
from .queues import grow, open_agenda
from .shelves import TOLERANCE, Shelves
from .vendors import Vendors
from .works import draw_times, open_works, planned_lines, refill, renew_times
from .workshops import Workshops

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
        self.times = list(draw_times(scenario, replication))
        self.works = open_works(scenario)
        self.lines = Lines(self.works.free, planned_lines(scenario))
        self.agenda = open_agenda(len(self.offers))
        self.presence = Presence(name for name, chain in scenario.chains.items() if chain.enters > 0)
        self.community = self._open_community()
        self.market = self._open_market()
        self.word = open_word(scenario, replication, self.crowd, self.agenda)
        self._one_for_one = [bool((of_chain[:, ONE_FOR_ONE] == 1).any()) for of_chain in self._terms_by_chain()]
        self.shelves = Shelves(self.offers, self.books, self.market, self.agenda)
        own = shops(scenario, self.offers)
        self.workshops = Workshops(scenario, replication, own, self.books, self.market, self) if own else None
        self.echelons = Echelons(scenario, replication, self.offers, self.books, self.market)
        self.designs = Designs(self.crowd, self.market, scenario.population.tastes.space != "plane")
        self.parts = self._list_parts()
        self._last_act: tuple[str, str | int, int, float] = ("opening", "", 0, 0.0)
        self._line_days_before_entry = np.zeros(len(self.chain_names))
        self._log: list[tuple[np.ndarray, ...]] = []
        stores = [self.chain_names.index(store.chain) for store in self.echelons.stores]
        self._chain_of: list[int] = [*self.market.terms[:, CHAIN].tolist(), *stores]
        self._by_name = {offer.name: offer.index for offer in self.offers}
        self._plain = self._doors()
        self._play = play if self.community is None else play_with_commons
        self.next_event = -math.inf
        self.pricing = Pricing(
            self.offers, self.chain_names, self.population, self.market, self.works.craft, self.shelves
        )
        self.reprice(range(len(self.chain_names)))
        if self.community is not None:
            for p, chain in enumerate(self.community.chains):
                if chain.enters == 0:
                    self._let_age(self.community, p, 0.0)
        self._judge_anew()
        refill(self.works, self.times, self._one_for_one)
        self._draw_needs()

    def _terms_by_chain(self) -> list[np.ndarray]:
        terms = self.market.terms
        return [terms[terms[:, CHAIN] == c] for c in range(len(self.chain_names))]

    def _open_market(self) -> Market:
        people = self.scenario.population
        shelf = np.zeros((len(self.offers), SHELF_COLUMNS))
        terms = np.zeros((len(self.offers), TERMS_COLUMNS), np.int64)
        for j, offer in enumerate(self.offers):
            own = offer.terms
            late = self.scenario.chains[offer.chain].enters > 0
            shelf[j, ABSENCE] = AWAITED if late else PRESENT
            shelf[j, [ON_HAND, INITIAL]] = 0.0 if late else own.opening
            shelf[j, PRICE], shelf[j, QUALITY] = opening_price(offer), offer.quality
            shelf[j, REORDER] = own.reorder
            shelf[j, MISFIT] = -1.0 if own.goods else 0.0
            terms[j, CHAIN] = self.chain_names.index(offer.chain)
            terms[j, SHORTAGE] = own.shortage
            terms[j, ONE_FOR_ONE] = own.one_for_one
            terms[j, COMMONS] = self.community.number_of(offer.chain) if self.community else 0
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

    def _list_parts(self) -> tuple[Part, ...]:
        """Return whatever moves money, goods or status in this scenario, the shelves first."""
        parts: list[Part | None] = [self.shelves, self.echelons if self.echelons.stores else None, self.workshops]
        if self.community is not None:
            parts += [self.community, Vendors(self.scenario, self.offers, self.books, self.market.shelf, self.presence)]
        return tuple(part for part in parts if part is not None)

    def _open_community(self) -> Community | None:
        """Return the commons of the scenario; None if there is none."""
        if not has_commons(self.scenario):
            return None
        return Community(self.scenario, self.replication, self.offers, self.books, self.crowd, self.presence)

    def _let_age(self, community: Community, p: int, now: float) -> None:
        """Begin to let an artefact grow old."""
        self._grow(community.appointments(p) + self._spare)
        community.start_ageing(p, self._plain[4], now)
        self.next_event = -math.inf

    def _judge_anew(self) -> None:
        """Bring what participants think of the offers up to the present prices."""
        if self.market.afresh:
            loop = None if self.workshops is None else self.workshops.loop
            appraise(self.crowd, self.market, loop, 0, len(self.crowd.rows))
        else:
            weigh(self.crowd, self.market, 0, len(self.crowd.rows))
        self.agenda.marks[FORESEEN] = self.agenda.marks[CURSOR]

    # the swarm ------------------------------------------------------------------------------------------------------

    def _doors(self) -> tuple[Any, ...]:
        """Return all arrays as the plain tuples that `swarm.entries` takes.

        They are needs, crowd, market, works, agenda, loop and word; loop is None where nothing is made to order, word
        where everyone knows every chain. After them comes the commons, if there is one.
        """
        loop = None if self.workshops is None else self.workshops.loop
        own = (self.arrivals.block, self.crowd, self.market, self.works, self.agenda, loop, self.word)
        arrays = own if self.community is None else (*own, self.community.arrays)
        return tuple(None if each is None else tuple(each) for each in arrays)

    def doors(self) -> tuple[Any, ...]:
        """Return all arrays as `swarm.entries` takes them: needs, crowd, market, works, agenda, loop, word, commons."""
        return self._plain

    def moved(self) -> None:
        """Take note that a part of the economy has replaced arrays or made appointments."""
        self._plain = self._doors()
        self.next_event = -math.inf

    def _draw_needs(self) -> None:
        """Draw the next block of needs, and what their customers would fail to say."""
        self.arrivals.draw(self.agenda.marks)
        if self.workshops is not None:
            self.workshops.articulate()

    def play(self, until: float) -> tuple[int, int]:
        """Let the swarm play until day ``until`` or until an institution must act; return (stop bits, offer)."""
        while True:
            bits, offer, self.next_event = self._play(until, *self._plain)
            if bits & EMPTY:
                self._log_block()
                self._draw_needs()
            self.make_room(bits)
            rest = bits & ~(EMPTY | REFILL | GROW)
            if bits == 0 or rest:
                return rest, offer

    def make_room(self, bits: int) -> None:
        """Draw new times, or lengthen the agenda and the queues, where the kernel has asked for it."""
        if bits & REFILL:
            refill(self.works, self.times, self._one_for_one)
            if self.workshops is not None:
                self.workshops.refill()
            if self.community is not None:
                self.community.supply()
        if bits & GROW:
            if self.workshops is not None:
                self.workshops.grow()
            self._grow(self._spare)

    def _grow(self, spare: int) -> None:
        """Make room in the agenda for ``spare`` more appointments, and for back-orders."""
        on_shelves = np.where(self.market.terms[:, SHORTAGE] == TO_ORDER, 0.0, self.market.shelf[:, OWED])
        self.agenda = self.shelves.agenda = grow(self.agenda, on_shelves, spare)
        self._plain = self._doors()

    @property
    def _spare(self) -> int:
        """Appointments that one event makes at most."""
        return 2 if self.workshops is None else self.workshops.spare

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

    def supplied_by_producer(self, offer: str | int) -> bool:
        """Whether the offer's shelf is supplied by the producer and not by another echelon."""
        return self.offers[self.index(offer)].terms.makes

    def reorder_due(self, offer: str | int) -> bool:
        """Whether the inventory position is at or below the reorder point, where the chain has one."""
        j = self.index(offer)
        return not self.one_for_one(j) and self.inventory_position(j) <= self.market.shelf[j, REORDER]

    def chain_of(self, offer: str | int) -> int:
        """Return the number of the chain to which the offer belongs."""
        return self._chain_of[self.index(offer)]

    def chain_at(self, place: int) -> int:
        """Return the number of the chain of offer ``place`` or, beyond the offers, of a store."""
        return self._chain_of[place]

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
        self._change_prices({self.index(offer): price})

    def _change_prices(self, prices: Mapping[int, float]) -> None:
        """Change prices per unit by offer, and the wholesale prices that depend on them."""
        shelf = self.market.shelf
        fresh = {j: price for j, price in prices.items() if shelf[j, PRICE] != price}
        if not fresh:
            return
        self._settle_surplus()
        for j, price in fresh.items():
            book_revenue(shelf, j)
            shelf[j, PRICE] = price
            self.pricing.agree(j)
        self._judge_anew()

    def reprice(self, chains: Iterable[int]) -> None:
        """Work out anew the prices of ``chains`` that follow from rules.

        Raises:
            PriceError: best responses do not settle, or producer and distributor cannot agree.
        """
        for prices in self.pricing.reviewed(chains):
            self._change_prices(prices)

    def position(self, offer: str | int) -> Floats:
        """Return where the product stands in taste space (K,): for what is made to order, the platform."""
        return np.array(self.market.position[self.index(offer)])

    def set_position(self, offer: str | int, place: Floats) -> None:
        """Move a product in taste space, its quality as it is; see `redesign`."""
        self.redesign(offer, place, self.quality(offer), self.stopped_at())

    def set_quality(self, offer: str | int, quality: float, misfit: float) -> None:
        """Let everybody know the quality of an offer without a place of its own, and its mean squared distance.

        They see it from the next need on.
        """
        j = self.index(offer)
        if (self.market.shelf[j, QUALITY], self.market.shelf[j, MISFIT]) == (quality, misfit):
            return
        self._settle_surplus()
        self.market.shelf[j, QUALITY], self.market.shelf[j, MISFIT] = quality, misfit
        self._judge_anew()

    def review(self, commons: int, edit: Submission, now: float) -> None:
        """Let the board decide on an edit of a commons."""
        assert self.community is not None
        self._last_act = ("review", self.community.offers[commons], 1, now)
        self.community.decide(commons, edit, now)

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
        craft = self.works.craft
        if place < len(self.offers):
            finish(self._plain[2], craft, place, now, float(units))
            return
        store, chain = self.echelons.store(place), self._chain_of[place]
        store.dispatched(float(units), now)
        store.made += units
        store.unit_costs += lot_cost(craft, chain, float(units), now)
        store.setup_costs += craft[chain, SETUP_COST]

    def receive(self, offer: str | int, units: int, ordered: float, now: float) -> None:
        """Take a shipment in: back-orders first, then the shelf."""
        self._last_act = ("receipt", offer, units, now)
        receive(self._plain[1], self._plain[2], self._plain[4], self.index(offer), now, float(units), ordered)

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

    def redesign(self, offer: str | int, position: Sequence[float] | Floats, quality: float, now: float) -> None:
        """Give the product of ``offer``, at every outlet of its chain, another place and quality.

        What is in stock counts as the new design from then on.

        Raises:
            RequestError: the position does not lie in taste space, the quality is not above 0, or it is a commons.
        """
        own = self.offers[self.index(offer)]
        if not own.terms.goods:
            raise RequestError(f"{own.name!r} has no design that could be changed: it is a commons, or a copy of one")
        place = np.asarray(position, dtype=np.float64)
        plane = self.scenario.population.tastes.space == "plane"
        inside = np.isfinite(place).all() and (plane or ((place >= 0) & (place <= 1)).all())
        if place.shape != self.market.position[own.index].shape or not inside:
            raise RequestError(f"a position of {list(position)!r} for {own.name!r} does not lie in taste space")
        if not (math.isfinite(quality) and quality > 0):
            raise RequestError(
                f"a quality of {quality!r} for {own.name!r} is not possible; it must be a number above 0"
            )
        if (place == self.market.position[own.index]).all() and quality == self.market.shelf[own.index, QUALITY]:
            return
        self._last_act = ("redesign", offer, 0, now)
        self._settle_surplus()
        for each in self.offers:
            if (each.chain, each.design) == (own.chain, own.design):
                self.market.position[each.index] = place
                self.market.shelf[each.index, QUALITY] = quality
        if self.workshops is not None:
            self.workshops.fit_frames()
        self._judge_anew()

    def set_costs(self, chain: str, **costs: float) -> None:
        """Change what the next batches of ``chain`` cost, in money: unit, set-up or minimum cost.

        ``unit_cost`` is that of the first unit ever made.
        """
        craft = self.works.craft[self.chain_names.index(chain)]
        columns = {"unit_cost": FIRST_COST, "setup_cost": SETUP_COST, "minimum_cost": MINIMUM_COST}
        for name, cost in costs.items():
            craft[columns[name]] = cost

    def renew_times(self, chain: str) -> None:
        """Take the laws of the times of ``chain`` from the scenario as it is now: for what begins from now on."""
        c = self.chain_names.index(chain)
        renew_times(self.works, self.times, c, self.scenario.chains[chain])
        refill(self.works, self.times, self._one_for_one)

    def set_reorder(self, offer: int, point: float, now: float) -> None:
        """Change the position at which an offer is reordered; where units are made one for one, that is kept + 1."""
        if self.has_left(offer):
            return
        alone = self.one_for_one(offer)
        self.market.shelf[offer, REORDER] = point + float(alone)
        set_alarm(self.market.shelf, self.market.terms, offer)
        if alone and self.absence(offer) == PRESENT:
            self.order_up_to(offer, int(point) + 1, now)

    def set_rate(self, rate: float, now: float) -> None:
        """Let needs arise at another mean rate, per participant and day, from day ``now`` on."""
        self.arrivals.set_rate(rate, now, int(self.agenda.marks[CURSOR]))
        self.next_event = -math.inf

    def redraw(self, trait: str) -> None:
        """Draw a trait of all participants from its present law, with the numbers of the start: ranks stay."""
        self._settle_surplus()
        drawn = draw_trait(self.scenario, self.replication, trait)
        if trait == "time_cost":
            if self.workshops is not None:
                self.workshops.loop.hour[:] = drawn
        elif trait == "waiting_cost":
            self.crowd.impatience[:] = drawn
        else:
            self.crowd.value[:] = drawn
            if self.community is not None:
                self.community.arrays.members[:, :, VALUE] = drawn
        self._judge_anew()

    def judge_anew(self) -> None:
        """Let all participants see what has changed, from the next need on."""
        self._settle_surplus()
        self._judge_anew()

    def set_judgement(self, **changes: float) -> None:
        """Change how participants judge offers: ``mismatch``, ``noise``, ``network`` or ``switching`` of the market."""
        if all(getattr(self.market, name) == value for name, value in changes.items()):
            return
        self._settle_surplus()
        if self.community is not None:
            self.community.arrays.book[:, MISMATCH] = changes.get("mismatch", self.market.mismatch)
        self.market = self.designs.market = self.pricing.market = self.market._replace(**changes)  # type: ignore[arg-type]
        self.shelves.renew(self.market)
        self._plain = self._doors()
        self._judge_anew()

    def set_word(self, chain: str, innovation: float, imitation: float, now: float) -> None:
        """Change how fast word of ``chain`` spreads from day ``now`` on; rates per day."""
        c = self.chain_names.index(chain)
        if self.word is None or self.word.rates[c].tolist() == [innovation, imitation]:
            return
        _, crowd, _, _, agenda, _, word, *_ = self._plain
        change_word(crowd, agenda, word, c, innovation, imitation, now)
        self.make_room(GROW)
        self.next_event = -math.inf

    def quality(self, offer: str | int) -> float:
        """Return the present quality."""
        return float(self.market.shelf[self.index(offer), QUALITY])

    def retool(self, chain: str, now: float) -> float:
        """Pay for retooling the lines of ``chain``, and stop them for that time; return the day on which it is done."""
        return now + self.begin_retooling(chain, now)

    def stream(self, name: str) -> np.random.Generator:
        """Return the stream ``name`` of this replication, from its beginning."""
        return stream(self.scenario.seed, self.replication, name)

    def knowers(self) -> Floats:
        """Return how many participants know each chain (C,)."""
        return knowers(self.word, len(self.chain_names), self.scenario.population.size)

    def enter(self, chain: str, now: float) -> None:
        """Bring the offers of ``chain`` into the market, shelves filled; everybody sees them from the next need on.

        Raises:
            RequestError: there is no such chain, or its offers were in the market before.
        """
        offers = self._offers_of(chain)
        if any(self.absence(j) != AWAITED for j in offers):
            raise RequestError(f"the offers of {chain} cannot enter the market: they are, or were, there")
        self._last_act = ("entry", chain, 0, now)
        c = self.chain_names.index(chain)
        self._line_days_before_entry[c] = self._all_line_days(now)[c]
        self._settle_surplus()
        shelf = self.market.shelf
        for j in offers:
            opening = self.offers[j].terms.opening
            change_stock(shelf, j, now, opening)
            shelf[j, INITIAL] += opening
            shelf[j, ABSENCE] = PRESENT
            set_alarm(shelf, self.market.terms, j)
        self.presence.enter(chain, now)
        if self.community is not None and chain in self.community.names:
            p = self.community.number(chain)
            self.community.enter(p, now)
            self._let_age(self.community, p, now)
        self._judge_anew()

    def leave(self, chain: str, now: float) -> None:
        """Take the offers of ``chain`` out of the market for good; nothing is ordered any more.

        What is on order still comes: to those who wait, else it is written off. Processes call `Clock.leave`, which
        also clears the shelves.

        Raises:
            RequestError: there is no such chain.
        """
        offers = self._offers_of(chain)
        self._last_act = ("exit", chain, 0, now)
        self.presence.leave(chain, now)
        self._settle_surplus()
        for j in offers:
            self.market.shelf[j, ABSENCE] = GONE
            self.market.shelf[j, REORDER] = NEVER
            set_alarm(self.market.shelf, self.market.terms, j)
        self._judge_anew()

    def absence(self, offer: str | int) -> float:
        """Return PRESENT, AWAITED or GONE of `swarm.layout`: whether the offer is in the market."""
        return float(self.market.shelf[self.index(offer), ABSENCE])

    def has_left(self, offer: str | int) -> bool:
        """Whether the offer is no longer in the market."""
        return self.absence(offer) == GONE

    def _offers_of(self, chain: str) -> list[int]:
        if chain not in self.chain_names:
            raise RequestError(f"there is no chain {chain!r}; the chains are {', '.join(self.chain_names)}")
        return [offer.index for offer in self.offers if offer.chain == chain]

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
        if self.workshops is not None:
            for w, shop in enumerate(self.workshops.shops):
                days[self.chain_names.index(shop.name)] = self.workshops.cell_days(w, now)
        return days

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
        place = whose
        if isinstance(whose, int):
            known = whose < len(self.offers)
            place = self.offers[whose].name if known else self.echelons.store(whose).name
        last = f"last act: {act} {place}, {units} units, day {day:.6f}"
        raise IdentityViolation(breach.identity, breach.subject, now, f"{event}; {last}", breach.balances)
