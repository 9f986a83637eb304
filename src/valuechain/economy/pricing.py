"""Prices that follow from costs, demand or rivals: worked out at the start and at every review."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from valuechain.errors import PriceError
from valuechain.scenario import BestResponse, LinearMonopolies, LinearMonopoly, Markup, NashBargain, Price
from valuechain.scenario.rules import Rule
from valuechain.swarm.arrays import Crowd, Floats, Market
from valuechain.swarm.competition import demand_and_slope
from valuechain.swarm.layout import PRICE

from .offers import Offer


class Pricing:
    """What the rules of prices come to; sees the market and the costs, changes nothing.

    ``unit_cost`` and ``wholesale`` give what the next unit of an offer costs its maker and its seller, in money.
    """

    def __init__(
        self,
        offers: Sequence[Offer],
        names: Sequence[str],
        rates: Floats,
        unit_cost: Callable[[int], float],
        wholesale: Callable[[int], float],
    ) -> None:
        self._offers, self._names, self._rates = offers, names, rates
        self._unit_cost, self._wholesale = unit_cost, wholesale

    def cost_of_sale(self, offer: Offer) -> float:
        """Return what a unit costs whoever sets the retail price, in money.

        That is the wholesale price; or the unit cost where there is none, and where it only shares a gain that the two
        have made together.
        """
        own = offer.terms.wholesale
        return (
            self._unit_cost(offer.index)
            if own is None or isinstance(own, NashBargain)
            else self._wholesale(offer.index)
        )

    def wholesale(self, offer: Offer, price: float) -> tuple[float, float]:
        """Return the wholesale price of an offer sold at ``price``, and what of it reaches the maker, in money.

        Raises:
            PriceError: there is nothing to bargain about, as both would earn more without an agreement.
        """
        cost = self._unit_cost(offer.index)
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

    def best_responses(self, crowd: Crowd, market: Market, who: Sequence[int]) -> dict[int, float]:
        """Return the prices at which none of the chains ``who`` would change its own, by offer, in money.

        Logit with scale μ: a firm's best mark-up, the same on all of its products, is μ·ΣλP/ΣλP(1 - P); with
        participants all alike it is μ/(1 - share) (Anderson, de Palma & Thisse 1992, chapter 7). In each round every
        firm goes part of the way to its answer to the prices of the round before.

        Raises:
            PriceError: prices have not settled after as many rounds as the chains allow.
        """
        members = {c: [each for each in self._offers if self._names[c] == each.chain] for c in who}
        rules = {c: own[0].price for c, own in members.items()}
        trial = market._replace(shelf=market.shelf.copy())
        asked = {c: min(float(trial.shelf[each.index, PRICE]) for each in own) for c, own in members.items()}
        change: Mapping[int, float] = {}
        for _ in range(max(_best(rules[c]).rounds for c in who)):
            answers = {c: self._answer(crowd, trial, c, own[0]) for c, own in members.items()}
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

    def _answer(self, crowd: Crowd, market: Market, c: int, offer: Offer) -> float:
        demand, slope = demand_and_slope(self._rates, crowd, market, c)
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
