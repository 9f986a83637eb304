"""The economy of one replication: everything that exists, and the few acts by which institutions change it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from valuechain.errors import IdentityViolation, RequestError
from valuechain.scenario import Scenario
from valuechain.swarm import identities
from valuechain.swarm.arrays import Floats
from valuechain.swarm.commons import MISMATCH, VALUE
from valuechain.swarm.entries import change_word
from valuechain.swarm.layout import (
    ABSENCE,
    AWAITED,
    CURSOR,
    FIRST_COST,
    GONE,
    GROW,
    INITIAL,
    MINIMUM_COST,
    MISFIT,
    NEVER,
    OUTSIDE_SURPLUS,
    PRESENT,
    PRICE,
    QUALITY,
    REORDER,
    SETUP_COST,
    SURPLUS,
)
from valuechain.swarm.shelf import book_revenue, change_stock, set_alarm

from .community import Submission
from .part import Breach
from .population import draw_trait
from .pricing import Pricing
from .shelves import TOLERANCE
from .supply import Supply
from .works import refill, renew_times

ROUNDING = 2.0**-53
"""Relative rounding error of one addition; sums of n equal numbers may be off by n times as much (Higham 2002)."""


class Economy(Supply):
    """All that exists in one replication.

    Institutions act through the methods below, those of `Supply` and those of `Stage`: here prices, designs,
    presence in the market, and the books.
    """

    def __init__(self, scenario: Scenario, replication: int) -> None:
        super().__init__(scenario, replication)
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

    def set_judgement(self, **changes: float) -> None:
        """Change how participants judge offers: ``mismatch``, ``noise``, ``network`` or ``switching`` of the market."""
        if all(getattr(self.market, name) == value for name, value in changes.items()):
            return
        self._settle_surplus()
        if self.community is not None:
            self.community.arrays.book[:, MISMATCH] = changes.get("mismatch", self.market.mismatch)
        self.market = self.designs.market = self.pricing.market = self.market._replace(**changes)  # type: ignore[arg-type]
        self.shelves.renew(self.market)
        self._open_doors()
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

    def paid(self) -> Floats:
        """Return what each participant has paid each chain so far (N, C), a view; (N, 0) where none is kept."""
        first = self.market.purse
        return self.crowd.rows[:, first : first + len(self.chain_names) * (first > 0)]

    def quality(self, offer: str | int) -> float:
        """Return the present quality."""
        return float(self.market.shelf[self.index(offer), QUALITY])

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

    # books and identities -------------------------------------------------------------------------------------------

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
        if self.market.purse > 0 and identities.unequal(float(self.paid().sum()), spent, tolerance):
            sides = {"by chain": float(self.paid().sum()), "spent": float(spent)}
            self._fail(Breach("purchases", "all participants", sides), now, event)
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
