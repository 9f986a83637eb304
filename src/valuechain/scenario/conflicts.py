"""What does not go together across the sections of a scenario.

These checks read the raw tree and skip what is wrong by itself, so that a conflict is reported beside other faults.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from valuechain.scenario.price import START, Price
from valuechain.scenario.problems import Place, Problem
from valuechain.scenario.section import Block, said
from valuechain.scenario.units import exact

MOST_SAMPLES = 100_000
MOST_REVIEWS = 1_000_000
"""Reviews of a stock, or failures of a line, that a run may have: institutions wake for each."""

WHOLE = "all"


def time_conflicts(scenario: Block, raw: Mapping[str, object]) -> Iterator[Problem]:
    """Yield a problem for a warm-up or a sampling interval that does not suit the horizon."""
    horizon = said(scenario, raw, "horizon")
    if horizon is None:
        return
    warmup, interval = said(scenario, raw, "warmup"), said(scenario, raw, "sample_every")
    if warmup is not None and warmup >= horizon:
        yield _too_long("warmup", warmup, "less than", horizon)
    if interval is not None and interval > horizon and "sample_every" in raw:
        yield _too_long("sample_every", interval, "at most", horizon)
    elif interval is not None and horizon / interval > MOST_SAMPLES:
        place = "sample_every" if "sample_every" in raw else "horizon"
        message = f"gives {horizon / interval:.3g} samples, and at most {MOST_SAMPLES} are taken; sample less often"
        yield Problem("wrong", (place,), message)


def _too_long(key: str, value: float, bound: str, horizon: float) -> Problem:
    message = f"{START.told(value)} does not fit into the horizon, {START.told(horizon)}; write {bound} the horizon"
    return Problem("wrong", (key,), message)


def name_conflicts(raw: Mapping[str, object]) -> Iterator[Problem]:
    """Yield a problem for a chain that bears the name of the whole market."""
    chains = raw.get("chains")
    if isinstance(chains, Mapping) and WHOLE in chains:
        yield Problem(
            "wrong", ("chains", WHOLE), f'"{WHOLE}" stands for the whole market in results; write another name'
        )


def chain_conflicts(scenario: Block, raw: Mapping[str, object]) -> Iterator[Problem]:
    """Yield a problem for whatever in a chain does not suit the horizon or taste space."""
    chains = raw.get("chains")
    for name, chain in chains.items() if isinstance(chains, Mapping) else ():
        yield from _presence_conflicts(scenario, raw, ("chains", name))
        products = chain.get("products") if isinstance(chain, Mapping) else None
        for product in products if isinstance(products, Mapping) else ():
            yield from _position_conflicts(scenario, raw, ("chains", name, "products", product, "position"))
            yield from _price_conflicts(scenario, raw, ("chains", name, "products", product, "price"))
        yield from _price_conflicts(scenario, raw, ("chains", name, "variants", "price"))
        yield from _policy_conflicts(scenario, raw, ("chains", name, "distribution"))
        echelons = chain.get("echelons") if isinstance(chain, Mapping) else None
        for echelon in echelons if isinstance(echelons, Mapping) else ():
            yield from _policy_conflicts(scenario, raw, ("chains", name, "echelons", echelon))
            yield from _price_conflicts(scenario, raw, ("chains", name, "echelons", echelon, "price"))
        yield from _capacity_conflicts(scenario, raw, ("chains", name, "production"))
        yield from _loop_conflicts(scenario, raw, name)
        yield from _commons_conflicts(scenario, raw, name)


def _loop_conflicts(scenario: Block, raw: Mapping[str, object], name: str) -> Iterator[Problem]:
    """Yield a problem for a platform outside taste space, a price after the horizon, a mass line that is none."""
    chain = said(scenario, raw, "chains", name)
    yield from _breakdown_conflicts(scenario, raw, ("chains", name, "cells"), "cell")
    if getattr(chain, "platform", None) is not None:
        yield from _position_conflicts(scenario, raw, ("chains", name, "platform"))
    if hasattr(chain, "price"):
        yield from _price_conflicts(scenario, raw, ("chains", name, "price"))
    feedback = getattr(chain, "trend_feedback", None)
    if feedback is not None and feedback.mass_line is not None:
        chains = raw.get("chains")
        line = chains.get(feedback.mass_line) if isinstance(chains, Mapping) else None
        if not (isinstance(line, Mapping) and ("products" in line or "variants" in line)):
            message = (
                f'"{feedback.mass_line}" is no chain with products on a shelf; write the name of an industrial chain'
            )
            yield Problem("wrong", ("chains", name, "trend_feedback", "mass_line"), message)


def _presence_conflicts(scenario: Block, raw: Mapping[str, object], chain: Place) -> Iterator[Problem]:
    """Yield a problem for an entry or an exit that the horizon cuts off."""
    horizon, enters = said(scenario, raw, "horizon"), said(scenario, raw, *chain, "enters")
    if horizon is None:
        return
    if enters is not None and horizon <= enters < math.inf:
        told = f"{START.told(enters)} is not before the horizon, {START.told(horizon)}"
        yield Problem("wrong", (*chain, "enters"), f"{told}; write an earlier day, or never")
    exits = said(scenario, raw, *chain, "exits")
    if exits is not None and exits.lasting >= horizon:
        told = f"{START.told(exits.lasting)} is not shorter than the horizon, {START.told(horizon)}"
        yield Problem("wrong", (*chain, "exits", "for"), f"{told}; write less, or leave exits out")


def _position_conflicts(scenario: Block, raw: Mapping[str, object], place: Place) -> Iterator[Problem]:
    position = said(scenario, raw, *place)
    dimensions = said(scenario, raw, "population", "tastes", "dimensions")
    space = said(scenario, raw, "population", "tastes", "space")
    if position is None:
        return
    if dimensions is not None and len(position) != dimensions:
        message = f"has {len(position)} coordinates and taste space has {dimensions}; write {dimensions}"
        yield Problem("wrong", place, message)
    for index, coordinate in enumerate(position):
        if space in ("box", "torus") and not 0 <= coordinate <= 1:
            message = f"{exact(coordinate)} is outside taste space; write a number from 0 to 1, or space: plane"
            yield Problem("wrong", (*place, index), message)


def _price_conflicts(scenario: Block, raw: Mapping[str, object], place: Place) -> Iterator[Problem]:
    price, horizon = said(scenario, raw, *place), said(scenario, raw, "horizon")
    if not isinstance(price, Price) or horizon is None:
        return
    if len(price.times) > 1 and price.times[-1] >= horizon:
        last = START.told(price.times[-1])
        message = f"{last} is not before the horizon, {START.told(horizon)}; leave the step out or lengthen the horizon"
        yield Problem("wrong", (*place, "schedule", len(price.times) - 1, "from"), message)


def _policy_conflicts(scenario: Block, raw: Mapping[str, object], place: Place) -> Iterator[Problem]:
    """Yield a problem for a policy whose periods, or whose forecast, do not fit into the horizon."""
    yield from _period_conflicts(scenario, raw, (*place, "policy", "newsvendor", "every"))
    review = (*place, "policy", "order_up_to")
    yield from _period_conflicts(scenario, raw, (*review, "every"))
    every, horizon = said(scenario, raw, *review, "every"), said(scenario, raw, "horizon")
    window = (*review, "forecast", "moving_average", "periods")
    periods = said(scenario, raw, *window)
    if every is not None and horizon is not None and periods is not None and every <= horizon < periods * every:
        told = f"{periods} periods of {START.told(every)} are longer than the horizon, {START.told(horizon)}"
        yield Problem("wrong", window, f"{told}; write at most {int(horizon / every)}")


def _period_conflicts(scenario: Block, raw: Mapping[str, object], place: Place) -> Iterator[Problem]:
    every, horizon = said(scenario, raw, *place), said(scenario, raw, "horizon")
    if every is None or horizon is None:
        return
    if every > horizon:
        message = f"{START.told(every)} is longer than the horizon, {START.told(horizon)}; write at most the horizon"
        yield Problem("wrong", place, message)
    elif horizon / every > MOST_REVIEWS:
        message = f"gives {horizon / every:.3g} periods, and at most {MOST_REVIEWS} are possible; write a longer time"
        yield Problem("wrong", place, message)


def _capacity_conflicts(scenario: Block, raw: Mapping[str, object], place: Place) -> Iterator[Problem]:
    """Yield a problem for a change of capacity after the horizon, or lines that fail all the time."""
    horizon = said(scenario, raw, "horizon")
    if horizon is None:
        return
    for index, step in enumerate(said(scenario, raw, *place, "capacity") or ()):
        if step.at >= horizon:
            told = f"{START.told(step.at)} is not before the horizon, {START.told(horizon)}"
            yield Problem("wrong", (*place, "capacity", index, "at"), f"{told}; leave the change out")
    yield from _breakdown_conflicts(scenario, raw, place, "line")


def _breakdown_conflicts(scenario: Block, raw: Mapping[str, object], place: Place, what: str) -> Iterator[Problem]:
    """Yield a problem for a ``what`` that fails all the time."""
    horizon, uptime = said(scenario, raw, "horizon"), said(scenario, raw, *place, "breakdowns", "uptime")
    if uptime is not None and horizon is not None and horizon / uptime.mean() > MOST_REVIEWS:
        message = f"gives {horizon / uptime.mean():.3g} failures of a {what}, and at most {MOST_REVIEWS} are possible"
        yield Problem("wrong", (*place, "breakdowns", "uptime"), f"{message}; write a longer time")


HEADS = {
    ("evaluation", "panel", "reviewers"): (1, "reviewers beside an author"),
    ("heterarchy", "leaders"): (0, "leaders"),
    ("entry", "initial"): (0, "who take part"),
}
"""Keys of a community that count people: how many others there must be, and what they are."""


def _commons_conflicts(scenario: Block, raw: Mapping[str, object], name: str) -> Iterator[Problem]:
    """Yield a problem for a vendor's price after the horizon, or a community that needs more people than there are."""
    chain = ("chains", name)
    vendors = said(scenario, raw, *chain, "vendors")
    for vendor in vendors or ():
        yield from _price_conflicts(scenario, raw, (*chain, "vendors", vendor, "price"))
    yield from _community_conflicts(scenario, raw, chain)


def _community_conflicts(scenario: Block, raw: Mapping[str, object], chain: Place) -> Iterator[Problem]:
    """Yield a problem wherever a community needs more people than there are."""
    size = said(scenario, raw, "population", "size")
    if size is None:
        return
    for key, (others, whom) in HEADS.items():
        wanted = said(scenario, raw, *chain, *key) if _given(raw, (*chain, *key[:-1])) else None
        if wanted is not None and wanted + others > size:
            message = f"{wanted} {whom} are more than the population of {size} has; write at most {size - others}"
            yield Problem("wrong", (*chain, *key), message)


def _given(raw: object, place: Place) -> bool:
    """Whether the file itself has a map at ``place``."""
    for key in place:
        raw = raw.get(key) if isinstance(raw, Mapping) else None
    return isinstance(raw, Mapping)
