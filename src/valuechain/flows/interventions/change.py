"""What a change is, and what a path of keys is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from valuechain.clock import Clock
from valuechain.economy import Economy

Path = tuple[str, ...]

Change = Callable[[Clock, Path, Any], None]
"""Brings a change about: the clock, the path of the key, its new value. The economy's scenario is the new one."""


def looked_up(clock: Clock, path: Path, value: Any) -> None:
    """Do nothing: whoever uses the key looks it up in the scenario each time."""


def stations(economy: Economy, path: Path) -> dict[str, Any]:
    """Return the echelons of the chain that a path leads into, by name."""
    return dict(getattr(economy.scenario.chains[path[1]], "stations", None) or {})


def meant(economy: Economy, path: Path) -> list[int]:
    """Return the offers that a path in a chain is about: one product, one outlet, or all of the chain."""
    product = path[3] if path[2] == "products" else None
    outlet = path[3] if path[2] == "echelons" else None
    return [
        each.index
        for each in economy.offers
        if each.chain == path[1] and product in (None, each.design) and outlet in (None, each.outlet)
    ]
