"""Changes of the industrial chain: what making and holding cost, how stocks are kept, lines, times, questions."""

from __future__ import annotations

from typing import Any

from valuechain.clock import Clock
from valuechain.economy.offers import reorder_at

from .change import Change, Path, looked_up, meant, stations


def _wholesale(clock: Clock, path: Path, value: Any) -> None:
    for offer in meant(clock.economy, path):
        clock.economy.shelves.set_wholesale(offer, value.values[0], value.values[0])


def _holding(clock: Clock, path: Path, value: Any) -> None:
    for offer in meant(clock.economy, path):
        clock.economy.shelves.set_holding(offer, value, clock.now)


def _costs(clock: Clock, path: Path, value: Any) -> None:
    clock.economy.set_costs(path[1], **{path[-1]: value})


def _policy(clock: Clock, path: Path, value: Any) -> None:
    """Let shelves, and whoever stands behind them, keep their stock by the new terms."""
    economy = clock.economy
    own = stations(economy, path)
    if not own:
        chain: Any = economy.scenario.chains[path[1]]
        for offer in meant(economy, path):
            economy.set_reorder(offer, reorder_at(chain.distribution.policy), clock.now)
            clock.look_again(offer)
        return
    echelon = path[3] if path[2] == "echelons" else next(iter(own))
    _station(clock, (*path[:2], "echelons", echelon), own[echelon])


def _station(clock: Clock, path: Path, terms: Any) -> None:
    """Put new terms of one echelon into force: its policy, its times, what it pays."""
    economy, echelon = clock.economy, path[3]
    terms = stations(economy, path)[echelon]
    economy.echelons.renew(path[1], echelon, terms, clock.now)
    for offer in meant(economy, path):
        if terms.wholesale_price is not None:
            economy.shelves.set_wholesale(offer, terms.wholesale_price, terms.wholesale_price)
        economy.shelves.set_holding(offer, terms.holding_cost, clock.now)
        economy.set_reorder(offer, reorder_at(terms.policy), clock.now)
        clock.look_again(offer)


def _lead_time(clock: Clock, path: Path, value: Any) -> None:
    if stations(clock.economy, path):
        _policy(clock, path, value)
    else:
        _times(clock, path, value)


def _own_price(clock: Clock, path: Path, value: Any) -> None:
    for offer in meant(clock.economy, path):
        clock.economy.set_price(offer, value.values[0])


def _times(clock: Clock, path: Path, value: Any) -> None:
    clock.economy.renew_times(path[1])


def _lines(clock: Clock, path: Path, value: Any) -> None:
    clock.change_lines(path[1], value)


SET: dict[str, Change] = {
    "chains.CHAIN.production.unit_cost": _costs,
    "chains.CHAIN.production.setup_cost": _costs,
    "chains.CHAIN.production.experience.minimum_cost": _costs,
    "chains.CHAIN.distribution.holding_cost": _holding,
    "chains.CHAIN.distribution.wholesale_price": _wholesale,
    "chains.CHAIN.echelons.ECHELON.price": _own_price,
}

_STOCKING = {
    **{f"reorder_point.{key}": _policy for key in ("quantity", "reorder_point")},
    "base_stock.level": _policy,
    "order_up_to.forecast.exponential_smoothing.weight": _policy,
    **{f"order_up_to.{key}": _policy for key in ("level", "safety_factor", "cover", "returns")},
    **{f"newsvendor.{key}": _policy for key in ("quantity", "salvage")},
}

RENEWED: dict[str, Change] = {
    **{f"chains.CHAIN.distribution.policy.{key}": change for key, change in _STOCKING.items()},
    **{f"chains.CHAIN.echelons.ECHELON.policy.{key}": change for key, change in _STOCKING.items()},
    "chains.CHAIN.distribution.lead_time": _lead_time,
    **{
        f"chains.CHAIN.echelons.ECHELON.{key}": _station
        for key in ("order_delay", "lead_time", "holding_cost", "wholesale_price")
    },
    "chains.CHAIN.production.lines": _lines,
    "chains.CHAIN.production.setup_time": _times,
    "chains.CHAIN.production.unit_time": _times,
    **{f"chains.CHAIN.production.breakdowns.{key}": _times for key in ("uptime", "repair_time", "repair_cost")},
    "chains.CHAIN.production.retooling.cost": looked_up,
    "chains.CHAIN.production.retooling.downtime": looked_up,
    **{
        f"chains.CHAIN.feedback.market_research.{key}": looked_up
        for key in ("interval", "sample", "delay", "cost", "step", "margin")
    },
    **{f"chains.CHAIN.feedback.survey.{key}": looked_up for key in ("interval", "sample", "delay", "cost")},
}
