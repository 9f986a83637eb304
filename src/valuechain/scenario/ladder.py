"""How customers become professional: expertise, its price in money and hours, and the tiers that the firm awards."""

from __future__ import annotations

from typing import Annotated

from valuechain.randomness import Law
from valuechain.scenario.changeable import CHANGEABLE
from valuechain.scenario.laws import LawOf
from valuechain.scenario.notation import Maybe
from valuechain.scenario.quantity import DURATION, MONEY, NUMBER, RATE, Quantity
from valuechain.scenario.section import Block, Section

SHARE = Quantity(NUMBER, least=0, most=1)


class Study(Section):
    """Magazines, specialised dealers: what enthusiasts spend at every interval to know more."""

    every: Annotated[float, Quantity(DURATION, above=0)]
    """Time between two instalments."""
    money: Annotated[float, Quantity(MONEY, least=0), CHANGEABLE] = 0.0
    """Money of an instalment, paid outside the chain."""
    time: Annotated[float, Quantity(DURATION, least=0), CHANGEABLE] = 0.0
    """Own time of an instalment."""
    learn: Annotated[float, SHARE, CHANGEABLE]
    """Share of what is still to be learnt that an instalment teaches."""
    share: Annotated[float, SHARE] = 0.0
    """Share of the participants who are enthusiasts from the start."""


class Advertising(Section):
    """Advertising that makes enthusiasts: it invites onto the ladder."""

    every: Annotated[float, Quantity(DURATION, above=0)]
    """Time between two campaigns."""
    reach: Annotated[float, SHARE, CHANGEABLE]
    """Share of those not yet enthusiasts whom a campaign makes so."""
    cost: Annotated[float, Quantity(MONEY, least=0), CHANGEABLE] = 0.0
    """Money of a campaign, paid by the producer."""


class Expertise(Section):
    """What a customer knows of the maker's products, from 0 to 1: it grows by ordering and by study, and fades."""

    initial: Annotated[Law, LawOf(SHARE)] = Law.constant(0.0)
    """Expertise at time 0; draws above 1 count as 1."""
    learn: Annotated[float, SHARE, CHANGEABLE] = 0.0
    """Share of what is still to be learnt that an order teaches, when it is delivered."""
    forget: Annotated[float, Quantity(RATE, least=0), CHANGEABLE] = 0.0
    """Rate at which expertise fades exponentially."""
    study: Annotated[Study | None, Maybe(Block(Study))] = None
    """Learning without buying; null: nobody studies."""
    advertising: Annotated[Advertising | None, Maybe(Block(Advertising))] = None
    """Campaigns that make enthusiasts, who study; null: none."""


class Tier(Section):
    """A rank that the firm awards to customers who have spent enough and know enough."""

    spending: Annotated[float, Quantity(MONEY, least=0), CHANGEABLE] = 0.0
    """Money spent with the maker from which the tier is open."""
    expertise: Annotated[float, SHARE, CHANGEABLE] = 0.0
    """Expertise from which the tier is open."""
    prestige: Annotated[float, Quantity(NUMBER, above=0), CHANGEABLE] = 1.0
    """Factor on the willingness to pay of whoever is in the tier: status minted by the firm."""
    weight: Annotated[float, Quantity(NUMBER, least=0), CHANGEABLE] = 1.0
    """Weight of its members' orders in trend feedback; that of the lowest tier is 1."""


class Rush(Section):
    """An option of customers above the lowest tier: to be served before others."""

    fee: Annotated[float, Quantity(MONEY, least=0), CHANGEABLE]
    """Money on top of the price; taken whenever it costs less than the waiting that it saves."""


class Effort(Section):
    """The customer's own time for specifying an order."""

    time: Annotated[float, Quantity(DURATION, least=0), CHANGEABLE] = 0.0
    """Time without any expertise."""
    saving: Annotated[float, SHARE, CHANGEABLE] = 0.0
    """Share of it that full expertise saves."""
