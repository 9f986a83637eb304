"""What may be run but deserves a word: cells that could not keep up with all needs, prices that overlook something."""

from __future__ import annotations

from collections.abc import Iterator

from valuechain.scenario.industrial import IndustrialChain
from valuechain.scenario.model import Scenario
from valuechain.scenario.problems import listing
from valuechain.scenario.prosumption import ProsumptionChain
from valuechain.scenario.rules import BestResponse


def cautions(scenario: Scenario) -> list[str]:
    """Return a sentence for everything in ``scenario`` that runs correctly but may not be meant."""
    return [*_overloads(scenario), *_oversights(scenario)]


def _oversights(scenario: Scenario) -> Iterator[str]:
    """Yield the best responses that are never given again although what they look at will change."""
    people = scenario.population.choice
    for name, chain in scenario.chains.items():
        if isinstance(chain, IndustrialChain) and _responds_once(chain):
            changing = [
                *(["awareness"] if any(each.awareness is not None for each in scenario.chains.values()) else []),
                *(["network_effect"] if people.network_effect != 0 else []),
                *(["switching_cost"] if people.switching_cost != 0 else []),
            ]
            if changing:
                told = listing(changing, "and")
                yield f"chains.{name}: best_response is given once, whatever becomes of {told}; write review"


def _responds_once(chain: IndustrialChain) -> bool:
    asked = [chain.variants] if chain.variants is not None else list((chain.products or {}).values())
    return any(isinstance(each.price, BestResponse) and each.price.review is None for each in asked)


def _overloads(scenario: Scenario) -> Iterator[str]:
    """Yield the stages whose load would be 1 or more if every need became an order.

    The load is ρ = λ·E[S]/c (Kleinrock 1975): λ orders a day, mean service time E[S], c cells. Customers who go
    elsewhere, or balk at the delivery time quoted, make it smaller; nothing else does.
    """
    needs = scenario.population.size * scenario.population.needs.rate
    for name, chain in scenario.chains.items():
        if not isinstance(chain, ProsumptionChain):
            continue
        own = {"cells": (chain.cells.count, chain.cells.service_time)}
        stages = (("intake", chain.intake), ("delivery", chain.delivery))
        own |= {f"{key}.{n}": (s.cells, s.time) for key, table in stages for n, s in (table or {}).items() if s.cells}
        for place, (cells, time) in own.items():
            load = needs * time.mean() / cells
            if load >= 1:
                yield (
                    f"chains.{name}.{place}: if every need became an order the load would be {load:.3g}, and the queue"
                    " would grow without end; add cells, unless enough customers go elsewhere"
                )
