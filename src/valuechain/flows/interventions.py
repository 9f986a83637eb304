"""Interventions: parameters that change on a date, and how each change takes effect.

To let a key of the scenario change, mark its field with `CHANGEABLE` and enter it into `CHANGES` here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from valuechain.clock import Clock, Flow
from valuechain.economy import Economy
from valuechain.scenario.course import course, value_at

Change = Callable[[Economy, tuple[str, ...], Any, float], None]
"""Brings a change about: the economy, the path of the key, its new value, the day."""


def intervene(clock: Clock) -> Flow:
    """Make every intervention of the scenario on its day."""
    economy = clock.economy
    for turn in course(economy.scenario):
        yield clock.timeout(max(0.0, turn.day - clock.now))
        economy.scenario = turn.scenario
        for leaf in turn.leaves:
            CHANGES[leaf.pattern](economy, leaf.path, value_at(turn.scenario, leaf.path), clock.now)


def _price(economy: Economy, path: tuple[str, ...], value: Any, now: float) -> None:
    own = {name for name, station in _stations(economy, path).items() if station.price is not None}
    for offer in _meant(economy, path):
        if economy.offers[offer].outlet not in own:  # what such a retailer asks is said where it is
            economy.set_price(offer, value.values[0])


def _quality(economy: Economy, path: tuple[str, ...], value: Any, now: float) -> None:
    for offer in _meant(economy, path):
        economy.redesign(offer, economy.designs.at(offer), value, now)


def _position(economy: Economy, path: tuple[str, ...], value: Any, now: float) -> None:
    for offer in _meant(economy, path):
        economy.redesign(offer, value, economy.quality(offer), now)


def _wholesale(economy: Economy, path: tuple[str, ...], value: Any, now: float) -> None:
    for offer in _meant(economy, path):
        economy.shelves.set_wholesale(offer, value.values[0], value.values[0])


def _holding(economy: Economy, path: tuple[str, ...], value: Any, now: float) -> None:
    for offer in _meant(economy, path):
        economy.shelves.set_holding(offer, value, now)


def _costs(economy: Economy, path: tuple[str, ...], value: Any, now: float) -> None:
    economy.set_costs(path[1], **{path[-1]: value})


def _taste(economy: Economy, path: tuple[str, ...], value: Any, now: float) -> None:
    names = {"mismatch_cost": "mismatch", "noise": "noise", "network_effect": "network", "switching_cost": "switching"}
    economy.set_judgement(**{names[path[-1]]: value})


def _word(economy: Economy, path: tuple[str, ...], value: Any, now: float) -> None:
    awareness = economy.scenario.chains[path[1]].awareness
    assert awareness is not None
    economy.set_word(path[1], awareness.innovation, awareness.imitation, now)


def _reform(economy: Economy, path: tuple[str, ...], value: Any, now: float) -> None:
    community = economy.community
    assert community is not None
    community.reform(community.number(path[1]), economy.scenario, now)


def _looked_up(economy: Economy, path: tuple[str, ...], value: Any, now: float) -> None:
    """Do nothing: whoever uses the key looks it up in the scenario each time."""


def _stations(economy: Economy, path: tuple[str, ...]) -> dict[str, Any]:
    """Return the echelons of the chain that a path leads into, by name."""
    return dict(getattr(economy.scenario.chains[path[1]], "stations", None) or {})


def _meant(economy: Economy, path: tuple[str, ...]) -> list[int]:
    """Return the offers that a path in a chain is about: one product, or all of the chain."""
    product = path[3] if path[2] == "products" else None
    return [each.index for each in economy.offers if each.chain == path[1] and product in (None, each.design)]


CHANGES: Mapping[str, Change] = {
    "population.mismatch_cost": _taste,
    "population.choice.noise": _taste,
    "population.choice.network_effect": _taste,
    "population.choice.switching_cost": _taste,
    "chains.CHAIN.variants.price": _price,
    "chains.CHAIN.variants.quality": _quality,
    "chains.CHAIN.products.PRODUCT.price": _price,
    "chains.CHAIN.products.PRODUCT.quality": _quality,
    "chains.CHAIN.products.PRODUCT.position": _position,
    "chains.CHAIN.production.unit_cost": _costs,
    "chains.CHAIN.production.setup_cost": _costs,
    "chains.CHAIN.production.retooling.cost": _looked_up,
    "chains.CHAIN.production.retooling.downtime": _looked_up,
    "chains.CHAIN.distribution.holding_cost": _holding,
    "chains.CHAIN.distribution.wholesale_price": _wholesale,
    "chains.CHAIN.awareness.bass.innovation": _word,
    "chains.CHAIN.awareness.bass.imitation": _word,
    "chains.CHAIN.skills.literacy": _reform,
    "chains.CHAIN.artefact.trail.pull": _reform,
    "chains.CHAIN.edits.vandalism.share": _reform,
    "chains.CHAIN.status.penalty": _reform,
    "chains.CHAIN.status.review_grant": _reform,
    **{f"chains.CHAIN.contribution.propensity.motives.{key}": _reform for key in ("use", "reciprocity", "status")},
    **{
        f"chains.CHAIN.feedback.market_research.{key}": _looked_up
        for key in ("sample", "delay", "cost", "step", "margin")
    },
    **{f"chains.CHAIN.feedback.survey.{key}": _looked_up for key in ("sample", "delay", "cost")},
}
"""How the change of each key that is marked takes effect, by its path with nouns for names."""
