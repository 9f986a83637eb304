"""Single periods: one lot per season, decided a season ahead; what is left at the end is cleared at salvage value.

Source: Arrow, Harris & Marschak 1951 (the newsvendor).
"""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import Any

import simpy

from valuechain.clock import Clock, Flow
from valuechain.economy.offers import policy_of
from valuechain.scenario import Newsvendor


def sell_by_season(clock: Clock, offer: int) -> Flow:
    """Clear the shelf and put the next lot on it at the end of every season up to the horizon, or up to the exit."""
    economy = clock.economy

    def present() -> Newsvendor:
        return policy_of(economy.scenario, economy.offers[offer], Newsvendor)

    policy = present()
    season = math.floor(clock.now / policy.every + 1e-9)
    if policy.quantity > 0:
        economy.open_with(offer, policy.quantity, clock.now)
    seasons = math.floor(economy.scenario.horizon / policy.every + 1e-9)
    while season < seasons and not economy.has_left(offer):
        season += 1
        start = min(season * policy.every, economy.scenario.horizon)
        lot, policy = None, present()
        if start < economy.scenario.horizon and policy.quantity > 0:
            lot = clock.process(_prepare(clock, offer, policy.quantity))
        yield clock.timeout(start - clock.now)
        clock.clear(offer, present().salvage)
        if lot is not None:
            clock.process(_put_on_sale(clock, offer, policy.quantity, lot))


def _prepare(clock: Clock, offer: int, units: int) -> Generator[simpy.Event, Any, float]:
    """Have a lot made and shipped; return the day on which it was ordered."""
    ordered = clock.now
    yield clock.order(offer, units)
    yield clock.timeout(clock.economy.shipment(offer))
    return ordered


def _put_on_sale(clock: Clock, offer: int, units: int, lot: simpy.Process) -> Flow:
    """Take a lot in as soon as it is there: at the start of the season, or late."""
    ordered: float = yield lot
    clock.economy.receive(offer, units, ordered, clock.now)
