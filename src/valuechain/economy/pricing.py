"""Prices that follow from costs, demand or rivals: worked out at the start and at every review."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from valuechain.errors import PriceError
from valuechain.scenario import BestResponse, LinearMonopolies, LinearMonopoly, Markup, NashBargain, Price
from valuechain.scenario.rules import Rule
from valuechain.swarm.arrays import Floats, Market
from valuechain.swarm.competition import demand_and_slope
from valuechain.swarm.layout import CHAIN, EXPONENT, FIRST_COST, MINIMUM_COST, OUTPUT, PRICE

from .offers import Offer
from .population import Population
from .shelves import Shelves


class Pricing:
    """What the rules of prices come to: it sets wholesale prices, and tells the retail prices that are to be set.

    ``craft`` (C, CRAFT_COLUMNS) says what making costs.
    """

    def __init__(
        self,
        offers: Sequence[Offer],
        names: Sequence[str],
        people: Population,
        market: Market,
        craft: Floats,
        shelves: Shelves,
    ) -> None:
        self._offers, self._names, self._people = offers, names, people
        self.market, self._craft, self._shelves = market, craft, shelves
        for offer in offers:
            if isinstance(offer.terms.wholesale, Price):
                self._shelves.set_wholesale(offer.index, *offer.terms.wholesale.values * 2)

    def reviewed(self, chains: Iterable[int]) -> Iterator[dict[int, float]]:
        """Bring wholesale prices of ``chains`` up to date, and yield retail prices by offer, to be set before going on.

        In this order: wholesale prices that look at costs alone, retail prices likewise, best responses, bargains.

        Raises:
            PriceError: best responses do not settle, or producer and distributor cannot agree.
        """
        who = [c for c in chains if any(offer.is_ruled for offer in self._members(c))]
        own = [offer for c in who for offer in self._members(c)]
        for offer in own:
            if not isinstance(offer.terms.wholesale, NashBargain):
                self.agree(offer.index)
        prices = {offer.index: self.retail(offer) for offer in own}
        yield {j: price for j, price in prices.items() if price is not None}
        rivals = [c for c in who if isinstance(self._members(c)[0].price, BestResponse)]
        if rivals:
            yield self.best_responses(rivals)
        for offer in own:
            self.agree(offer.index)

    def agree(self, j: int) -> None:
        """Bring the wholesale price of an offer, where a rule sets it, up to what costs and prices now make of it."""
        offer = self._offers[j]
        if isinstance(offer.terms.wholesale, Rule):
            self._shelves.set_wholesale(j, *self.wholesale(offer, float(self.market.shelf[j, PRICE])))

    def _members(self, chain: int) -> list[Offer]:
        return [offer for offer in self._offers if offer.chain == self._names[chain]]

    def unit_cost(self, offer: int) -> float:
        """Return what the next unit of the offer costs to make, set-ups apart."""
        craft = self._craft[self.market.terms[offer, CHAIN]]
        learnt = (craft[OUTPUT] + 1) ** craft[EXPONENT] if craft[EXPONENT] else 1.0
        return float(max(craft[FIRST_COST] * learnt, craft[MINIMUM_COST]))

    def cost_of_sale(self, offer: Offer) -> float:
        """Return what a unit costs whoever sets the retail price, in money.

        That is the wholesale price; or the unit cost where there is none, and where it only shares a gain that the two
        have made together.
        """
        own = offer.terms.wholesale
        return (
            self.unit_cost(offer.index)
            if own is None or isinstance(own, NashBargain)
            else self._shelves.wholesale(offer.index)
        )

    def wholesale(self, offer: Offer, price: float) -> tuple[float, float]:
        """Return the wholesale price of an offer sold at ``price``, and what of it reaches the maker, in money.

        Raises:
            PriceError: there is nothing to bargain about, as both would earn more without an agreement.
        """
        cost = self.unit_cost(offer.index)
        match offer.terms.wholesale:
            case LinearMonopolies() as rule:
                steps = [rule.intercept - (rule.intercept - cost) / 2**stage for stage in range(1, rule.middlemen + 2)]
                return (max(steps[-1], cost), max(steps[0], cost))
            case NashBargain() as rule:
                agreed = _bargain(rule, price, cost, offer.name)
                return agreed, agreed
        return 0.0, 0.0

    def retail(self, offer: Offer) -> float | None:
        """Return the retail price of an offer whose rule looks at its cost alone, in money; None for all others."""
        cost = self.cost_of_sale(offer)
        match offer.price:
            case Markup(rate=rate):
                return cost * (1 + rate)
            case LinearMonopoly(intercept=intercept):
                return max((intercept + cost) / 2, cost)
        return None

    def best_responses(self, who: Sequence[int]) -> dict[int, float]:
        """Return the prices at which none of the chains ``who`` would change its own, by offer, in money.

        Logit with scale μ: a firm's best mark-up, the same on all of its products, is μ·ΣλP/ΣλP(1 - P); with
        participants all alike it is μ/(1 - share) (Anderson, de Palma & Thisse 1992, chapter 7). In each round every
        firm goes part of the way to its answer to the prices of the round before.

        Raises:
            PriceError: prices have not settled after as many rounds as the chains allow.
        """
        members = {c: self._members(c) for c in who}
        rules = {c: own[0].price for c, own in members.items()}
        trial = self.market._replace(shelf=self.market.shelf.copy())
        asked = {c: min(float(trial.shelf[each.index, PRICE]) for each in own) for c, own in members.items()}
        change: Mapping[int, float] = {}
        for _ in range(max(_best(rules[c]).rounds for c in who)):
            answers = {c: self._answer(trial, c, own[0]) for c, own in members.items()}
            change = {c: (1 - _best(rules[c]).damping) * (answers[c] - asked[c]) for c in who}
            for c, own in members.items():
                asked[c] += change[c]
                trial.shelf[[each.index for each in own], PRICE] = asked[c]
            if all(abs(change[c]) <= _best(rules[c]).tolerance for c in who):
                return {each.index: asked[c] for c, own in members.items() for each in own}
        still = ", ".join(f"{self._names[c]} by {abs(change[c]):.3g}" for c in who)
        rounds = max(_best(rules[c]).rounds for c in who)
        raise PriceError(
            f"best responses have not settled after {rounds} rounds: prices still change, {still}",
            "raise damping, rounds or tolerance of best_response, or the noise of choice",
        )

    def _answer(self, market: Market, c: int, offer: Offer) -> float:
        demand, slope = demand_and_slope(self._people.rates, self._people.crowd, market, c)
        markup = market.noise * demand / slope if slope > 0 else market.noise
        return float(self.cost_of_sale(offer) + markup)


def _best(rule: object) -> BestResponse:
    assert isinstance(rule, BestResponse)
    return rule


def _bargain(rule: NashBargain, price: float, cost: float, name: str) -> float:
    """Return w that makes (w - c - d_p)^β·(P - w - d_d)^(1 - β) largest: each gets its option and part of the gain."""
    gain = price - cost - rule.producer_option - rule.distributor_option
    if gain < 0:
        options = rule.producer_option + rule.distributor_option
        problem = f"a unit of {name} brings {price:g}, costs {cost:g}, and brings both {options:g} without an agreement"
        raise PriceError(f"producer and distributor cannot agree: {problem}", "raise the price or lower their options")
    return cost + rule.producer_option + rule.producer_power * gain


def reviews(offers: Sequence[Offer], chain: str) -> float | None:
    """Return the days between two reviews of the prices of ``chain``: the least that its rules name; None: none is."""
    rules = [each for offer in offers if offer.chain == chain for each in (offer.price, offer.terms.wholesale)]
    named = [rule.review for rule in rules if isinstance(rule, Rule) and rule.review is not None]
    return min(named, default=None)


def opening_price(offer: Offer) -> float:
    """Return the price with which an offer opens; where a rule sets it, a first guess that the rule replaces."""
    return offer.price.values[0] if isinstance(offer.price, Price) else 0.0
