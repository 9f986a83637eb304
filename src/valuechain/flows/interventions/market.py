"""Changes of the participants and of what any chain has: how people judge, how often they need, prices, designs."""

from __future__ import annotations

from typing import Any

from valuechain.clock import Clock

from .change import Change, Path, meant, stations


def _price(clock: Clock, path: Path, value: Any) -> None:
    economy = clock.economy
    own = {name for name, station in stations(economy, path).items() if station.price is not None}
    for offer in meant(economy, path):
        if economy.offers[offer].outlet not in own:  # what such a retailer asks is said where it is
            economy.set_price(offer, value.values[0])


def _quality(clock: Clock, path: Path, value: Any) -> None:
    for offer in meant(clock.economy, path):
        clock.economy.redesign(offer, clock.economy.designs.at(offer), value, clock.now)


def _position(clock: Clock, path: Path, value: Any) -> None:
    for offer in meant(clock.economy, path):
        clock.economy.redesign(offer, value, clock.economy.quality(offer), clock.now)


def _taste(clock: Clock, path: Path, value: Any) -> None:
    names = {"mismatch_cost": "mismatch", "noise": "noise", "network_effect": "network", "switching_cost": "switching"}
    clock.economy.set_judgement(**{names[path[-1]]: value})


def _word(clock: Clock, path: Path, value: Any) -> None:
    awareness = clock.economy.scenario.chains[path[1]].awareness
    assert awareness is not None
    clock.economy.set_word(path[1], awareness.innovation, awareness.imitation, clock.now)


def _rate(clock: Clock, path: Path, value: Any) -> None:
    clock.economy.set_rate(clock.economy.scenario.population.needs.rate, clock.now)


def _people(clock: Clock, path: Path, value: Any) -> None:
    clock.economy.redraw(path[-1])


SET: dict[str, Change] = {
    "population.mismatch_cost": _taste,
    "population.choice.noise": _taste,
    "population.choice.network_effect": _taste,
    "population.choice.switching_cost": _taste,
    "population.needs.rate": _rate,
    "population.needs.every": _rate,
    "chains.CHAIN.price": _price,
    "chains.CHAIN.quality": _quality,
    "chains.CHAIN.platform": _position,
    "chains.CHAIN.variants.price": _price,
    "chains.CHAIN.variants.quality": _quality,
    "chains.CHAIN.products.PRODUCT.price": _price,
    "chains.CHAIN.products.PRODUCT.quality": _quality,
    "chains.CHAIN.products.PRODUCT.position": _position,
    "chains.CHAIN.awareness.bass.innovation": _word,
    "chains.CHAIN.awareness.bass.imitation": _word,
}

RENEWED: dict[str, Change] = {
    "population.willingness_to_pay": _people,
    "population.waiting_cost": _people,
    "population.time_cost": _people,
}
