"""The stage of one replication: everything that exists, and how the compiled swarm plays on it."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from valuechain.errors import RequestError
from valuechain.randomness import stream
from valuechain.scenario import Scenario
from valuechain.swarm.arrays import Floats, Market
from valuechain.swarm.choice import BOX, TORUS, appraise, settle_surplus, weigh
from valuechain.swarm.compilation import door
from valuechain.swarm.entries import play, play_with_commons
from valuechain.swarm.layout import (
    ABSENCE,
    AWAITED,
    CHAIN,
    COMMONS,
    CURSOR,
    EMPTY,
    FORESEEN,
    GROW,
    INITIAL,
    MISFIT,
    NOW,
    ON_HAND,
    ONE_FOR_ONE,
    OWED,
    PRESENT,
    PRICE,
    QUALITY,
    REFILL,
    REORDER,
    SHELF_COLUMNS,
    SHORTAGE,
    TALLY_COLUMNS,
    TERMS_COLUMNS,
    TO_ORDER,
)
from valuechain.swarm.shelf import set_alarm

from .arrivals import Arrivals
from .awareness import knowers, open_word
from .books import Books
from .community import Community, has_commons
from .designs import Designs
from .dividends import Dividends
from .echelons import Echelons
from .lines import Lines
from .loops import shops
from .offers import list_offers
from .part import Part
from .population import chooses_afresh, draw_population, purse
from .presence import Presence
from .pricing import opening_price
from .queues import grow, open_agenda
from .shelves import Shelves
from .vendors import Vendors
from .works import draw_times, open_works, planned_lines, refill
from .workshops import Workshops


class Stage:
    """All that exists in one replication, and the swarm that plays on it.

    Times are in days, money in the scenario's currency. Offers are named ``chain/product``.
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
        self._open_doors()
        self.next_event = -math.inf

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
            purse(self.scenario, len(self.offers)),
        )

    def _list_parts(self) -> tuple[Part, ...]:
        """Return whatever moves money, goods or status in this scenario, the shelves first."""
        parts: list[Part | None] = [self.shelves, self.echelons if self.echelons.stores else None, self.workshops]
        if self.community is not None:
            parts += [self.community, Vendors(self.scenario, self.offers, self.books, self.market.shelf, self.presence)]
        if self.scenario.sharing is not None or any(each.sharing.shares_out for each in self.scenario.chains.values()):
            parts.append(Dividends(self.scenario, self.books))
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

    def judge_anew(self) -> None:
        """Let all participants see what has changed, from the next need on."""
        self._settle_surplus()
        self._judge_anew()

    def _doors(self) -> tuple[Any, ...]:
        """Return all arrays as the plain tuples that `swarm.entries` takes.

        They are needs, crowd, market, works, agenda, loop and word; loop is None where nothing is made to order, word
        where everyone knows every chain. After them comes the commons, if there is one.
        """
        loop = None if self.workshops is None else self.workshops.loop
        own = (self.arrivals.block, self.crowd, self.market, self.works, self.agenda, loop, self.word)
        arrays = own if self.community is None else (*own, self.community.arrays)
        return tuple(None if each is None else tuple(each) for each in arrays)

    def _open_doors(self) -> None:
        """Hand the arrays that there are now to the swarm."""
        self._plain = self._doors()
        enter = play if self.community is None else play_with_commons
        self._play = door(enter, 0.0, *self._plain)

    def _open_later(self, name: str, kernel: Callable[..., Any], *arrays: Any) -> None:
        """Make attribute ``name`` the ``kernel`` on ``arrays``, which takes what is left; compiled at its first call.

        Each later call must give the same types as the first.
        """

        def first(*rest: Any) -> Any:
            opened = partial(door(kernel, *arrays, *rest), *arrays)
            setattr(self, name, opened)
            return opened(*rest)

        setattr(self, name, first)

    def doors(self) -> tuple[Any, ...]:
        """Return all arrays as `swarm.entries` takes them: needs, crowd, market, works, agenda, loop, word, commons."""
        return self._plain

    def moved(self) -> None:
        """Take note that a part of the economy has replaced arrays or made appointments."""
        self._open_doors()
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
        self._open_doors()

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
        if type(offer) is int and 0 <= offer < len(self.offers):  # fast, and most often so
            return offer
        if isinstance(offer, int | np.integer) and 0 <= offer < len(self.offers):
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

    def chain_of(self, offer: str | int) -> int:
        """Return the number of the chain to which the offer belongs."""
        return self._chain_of[self.index(offer)]

    def chain_at(self, place: int) -> int:
        """Return the number of the chain of offer ``place`` or, beyond the offers, of a store."""
        return self._chain_of[place]

    def stream(self, name: str) -> np.random.Generator:
        """Return the stream ``name`` of this replication, from its beginning."""
        return stream(self.scenario.seed, self.replication, name)

    def knowers(self) -> Floats:
        """Return how many participants know each chain (C,)."""
        return knowers(self.word, len(self.chain_names), self.scenario.population.size)

    def _offers_of(self, chain: str) -> list[int]:
        if chain not in self.chain_names:
            raise RequestError(f"there is no chain {chain!r}; the chains are {', '.join(self.chain_names)}")
        return [offer.index for offer in self.offers if offer.chain == chain]

    def settle(self, now: float) -> None:
        """Bring the books up to day ``now``."""
        for part in self.parts:
            part.settle(now)

    def _settle_surplus(self) -> None:
        if not self.market.afresh:  # else every need is credited at once
            settle_surplus(self.crowd.rows, self.crowd.settled, self.crowd.surplus)
