"""Changes of the prosumption chain: its workshop is given new terms as a whole."""

from __future__ import annotations

from typing import Any

from valuechain.clock import Clock
from valuechain.scenario import ProsumptionChain

from .change import Change, Path


def _workshop(clock: Clock, path: Path, value: Any) -> None:
    economy = clock.economy
    terms = economy.scenario.chains[path[1]]
    assert economy.workshops is not None
    assert isinstance(terms, ProsumptionChain)
    economy.workshops.renew(path[1], terms, clock.now)


def _unit_cost(clock: Clock, path: Path, value: Any) -> None:
    clock.economy.set_costs(path[1], **{path[-1]: value})
    _workshop(clock, path, value)


_STAGE = ("cells", "time", "fee", "commission", "cost")

RENEWED: dict[str, Change] = {
    **{
        f"chains.CHAIN.{key}": _workshop
        for key in ("frame", "options", "articulation_error", "authorship", "quote", "effort.time", "effort.saving")
    },
    **{f"chains.CHAIN.cells.{key}": _workshop for key in ("count", "service_time", "setup_time", "setup_cost")},
    "chains.CHAIN.cells.unit_cost": _unit_cost,
    "chains.CHAIN.cells.experience.minimum_cost": _unit_cost,
    **{f"chains.CHAIN.cells.breakdowns.{key}": _workshop for key in ("uptime", "repair_time", "repair_cost")},
    **{f"chains.CHAIN.parts.PART.{key}": _workshop for key in ("lead_time", "price", "cost", "holding_cost")},
    **{f"chains.CHAIN.intake.STAGE.{key}": _workshop for key in _STAGE},
    **{f"chains.CHAIN.delivery.STAGE.{key}": _workshop for key in _STAGE},
    "chains.CHAIN.expertise.learn": _workshop,
    "chains.CHAIN.expertise.forget": _workshop,
    **{f"chains.CHAIN.expertise.study.{key}": _workshop for key in ("money", "time", "learn")},
    **{f"chains.CHAIN.expertise.advertising.{key}": _workshop for key in ("reach", "cost")},
    **{f"chains.CHAIN.tiers.TIER.{key}": _workshop for key in ("spending", "expertise", "prestige", "weight")},
    "chains.CHAIN.rush.fee": _workshop,
    **{f"chains.CHAIN.trend_feedback.{key}": _workshop for key in ("every", "method", "memory", "cost")},
}
