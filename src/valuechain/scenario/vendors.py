"""Firms that package a commons and sell it."""

from __future__ import annotations

from typing import Annotated

from valuechain.scenario.artefact import SHARE
from valuechain.scenario.notation import Switch
from valuechain.scenario.price import Price, PriceNotation
from valuechain.scenario.quantity import DURATION, MONEY, MONEY_RATE, NUMBER, Quantity
from valuechain.scenario.section import Section


class Licence(Section):
    """What may be done with the artefact."""

    commercial_use: Annotated[bool, Switch()] = True
    """Whether it may be packaged and sold."""


class Vendor(Section):
    """Freezes a snapshot of the artefact at every release, polishes it, and sells copies with support."""

    price: Annotated[Price, PriceNotation()]
    """Price of a copy with support, in money: a number, or a schedule over time."""
    release_every: Annotated[float, Quantity(DURATION, above=0)]
    """Time between two releases; the first is at the start."""
    polish: Annotated[float, Quantity(NUMBER, least=0)] = 0.0
    """Quality that packaging and support add to the snapshot."""
    support_cost: Annotated[float, Quantity(MONEY, least=0)] = 0.0
    """Money that a copy sold costs the vendor in support."""
    release_cost: Annotated[float, Quantity(MONEY, least=0)] = 0.0
    """Money that a release costs the vendor."""
    improvement: Annotated[float, SHARE] = 0.0
    """Share of what is missing in quality that the vendor's own developers add to the artefact between releases."""
    developers_cost: Annotated[float, Quantity(MONEY_RATE, least=0)] = 0.0
    """Money that the vendor's developers cost per time."""
    enclose: Annotated[bool, Switch()] = False
    """Whether the vendor's improvements stay in its own copies (true) or go back to the commons."""
    give_back: Annotated[float, SHARE] = 0.0
    """Share of revenue given to the foundation."""
