"""Prices that follow from costs, demand or rivals instead of being written down."""

from __future__ import annotations

from typing import Annotated, Literal

from valuechain.scenario.notation import Maybe, Whole
from valuechain.scenario.quantity import DURATION, MONEY, NUMBER, Quantity
from valuechain.scenario.section import Section


class Rule(Section):
    """A price worked out at the start, and again at every review."""

    review: Annotated[float | None, Maybe(Quantity(DURATION, above=0))] = None
    """Time between two reviews; null: the price of the start stays."""


class Markup(Rule):
    """The seller's cost per unit plus a share of it."""

    kind: Literal["markup"] = "markup"
    rate: Annotated[float, Quantity(NUMBER, least=0)]
    """Share of the cost that is added; the cost is the wholesale price, or the unit cost where there is none."""


class LinearMonopoly(Rule):
    """The best price of a monopolist against linear demand (Spengler 1950): half-way from the cost to the intercept."""

    kind: Literal["linear_monopoly"] = "linear_monopoly"
    intercept: Annotated[float, Quantity(MONEY, least=0)]
    """Price at which nobody buys any more, a of P = a - b·Q, in money; b is that of the customers."""


class BestResponse(Rule):
    """The best price against those of the rivals, given the choices of the population (logit).

    Demand is that of the day on which prices are set: who then knows of what, how many use it, what each bought last
    and how long it takes. What becomes of these is not foreseen; without `review` prices stay those of the opening, and
    `check` says so. A chain that nobody knows asks its cost and the scale of choice.
    """

    kind: Literal["best_response"] = "best_response"
    damping: Annotated[float, Quantity(NUMBER, least=0, most=0.99)] = 0.5
    """Share of the present price that a round of answers leaves in place; 0: every firm answers in full."""
    rounds: Annotated[int, Whole(1, 100_000)] = 1000
    """Rounds of answers after which prices must have settled."""
    tolerance: Annotated[float, Quantity(MONEY, above=0)] = 1e-6
    """Change in a round below which prices have settled, in money."""


class LinearMonopolies(Rule):
    """The producer, and each middleman after it, is a monopolist to the next and knows that the next one is, too."""

    kind: Literal["linear_monopoly"] = "linear_monopoly"
    intercept: Annotated[float, Quantity(MONEY, least=0)]
    """Retail price at which nobody buys any more, in money."""
    middlemen: Annotated[int, Whole(0, 100)] = 0
    """Wholesalers between producer and distributor, each of which adds its own margin."""


class NashBargain(Rule):
    """Producer and distributor share the gain from a unit by bargaining (Nash 1950; weights: Roth 1979)."""

    kind: Literal["nash"] = "nash"
    producer_power: Annotated[float, Quantity(NUMBER, least=0, most=1)] = 0.5
    """Weight of the producer; that of the distributor is what is left to 1."""
    producer_option: Annotated[float, Quantity(MONEY, least=0)] = 0.0
    """Money per unit that the producer would earn without an agreement."""
    distributor_option: Annotated[float, Quantity(MONEY, least=0)] = 0.0
    """Money per unit that the distributor would earn without an agreement."""


Retail = Markup | LinearMonopoly | BestResponse
Wholesale = LinearMonopolies | NashBargain
