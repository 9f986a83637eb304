"""What does not go together across the sections of a scenario.

These checks read the raw tree and skip what is wrong by itself, so that a conflict is reported beside other faults.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from valuechain.scenario.price import START
from valuechain.scenario.problems import Place, Problem
from valuechain.scenario.section import Block, said
from valuechain.scenario.units import exact

MOST_SAMPLES = 100_000
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
        products = chain.get("products") if isinstance(chain, Mapping) else None
        for product in products if isinstance(products, Mapping) else ():
            yield from _position_conflicts(scenario, raw, ("chains", name, "products", product, "position"))
            yield from _price_conflicts(scenario, raw, ("chains", name, "products", product, "price"))
        yield from _price_conflicts(scenario, raw, ("chains", name, "variants", "price"))
        vendors = chain.get("vendors") if isinstance(chain, Mapping) else None
        for vendor in vendors if isinstance(vendors, Mapping) else ():
            yield from _price_conflicts(scenario, raw, ("chains", name, "vendors", vendor, "price"))
        yield from _community_conflicts(scenario, raw, ("chains", name))
        yield from _period_conflicts(scenario, raw, ("chains", name, "distribution", "policy", "newsvendor", "every"))


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
    if price is not None and horizon is not None and len(price.times) > 1 and price.times[-1] >= horizon:
        last = START.told(price.times[-1])
        message = f"{last} is not before the horizon, {START.told(horizon)}; leave the step out or lengthen the horizon"
        yield Problem("wrong", (*place, "schedule", len(price.times) - 1, "from"), message)


def _period_conflicts(scenario: Block, raw: Mapping[str, object], place: Place) -> Iterator[Problem]:
    every, horizon = said(scenario, raw, *place), said(scenario, raw, "horizon")
    if every is not None and horizon is not None and every > horizon:
        message = f"{START.told(every)} is longer than the horizon, {START.told(horizon)}; write at most the horizon"
        yield Problem("wrong", place, message)


HEADS = {
    ("evaluation", "panel", "reviewers"): (1, "reviewers beside an author"),
    ("heterarchy", "leaders"): (0, "leaders"),
    ("entry", "initial"): (0, "who take part"),
}
"""Keys of a community that count people: how many others there must be, and what they are."""


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
