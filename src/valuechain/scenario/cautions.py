"""What may be run but deserves a word: cells that could not keep up with all needs."""

from __future__ import annotations

from collections.abc import Iterator

from valuechain.scenario.model import Scenario
from valuechain.scenario.prosumption import ProsumptionChain


def cautions(scenario: Scenario) -> list[str]:
    """Return a sentence for everything in ``scenario`` that runs correctly but may not be meant."""
    return list(_overloads(scenario))


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
