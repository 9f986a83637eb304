"""The offers of all chains, and where variants stand in taste space."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, singledispatch
from typing import NamedTuple

import numpy as np

from valuechain.scenario import BaseStock, Chain, IndustrialChain, Newsvendor, Price, ReorderPoint, Scenario
from valuechain.swarm.arrays import Floats
from valuechain.swarm.layout import BACKORDER, LOSE, NEVER, SUBSTITUTE

from .books import Account

_SHORTAGES = {"lost": LOSE, "backorder": BACKORDER, "substitute": SUBSTITUTE}


class Product(NamedTuple):
    """What is offered: its name within the chain, position (K,), quality and the path of its price."""

    name: str
    position: tuple[float, ...]
    quality: float
    price: Price


@dataclass(frozen=True)
class Terms:
    """On what terms a chain offers its products: who makes, who sells, and how the shelf is kept."""

    maker: Account
    seller: Account
    shortage: int
    """What becomes of a need that finds nothing on hand: a code of `swarm.layout`."""
    opening: float = 0.0
    """Units of each product on the shelf at time 0."""
    reorder: float = NEVER
    one_for_one: bool = False
    wholesale: float = 0.0
    """Money per unit, from seller to maker."""
    holding: float = 0.0
    """Money per unit and day."""
    lines: int = 0
    """Production lines."""


@dataclass(frozen=True)
class Offer:
    """One product of one chain: its place among all offers, and the terms of its chain."""

    index: int
    chain: str
    product: str
    position: tuple[float, ...]
    quality: float
    price: Price
    terms: Terms

    @property
    def name(self) -> str:
        """``chain/product``, unique within a scenario."""
        return f"{self.chain}/{self.product}"


def list_offers(scenario: Scenario) -> tuple[Offer, ...]:
    """Return the offers of all chains in the order of the scenario."""
    offers: list[Offer] = []
    for name, chain in scenario.chains.items():
        terms = terms_of(chain, name)
        for product in products_of(chain, scenario.population.tastes.dimensions):
            offers.append(Offer(len(offers), name, *product, terms))
    return tuple(offers)


@singledispatch
def products_of(chain: Chain, dimensions: int) -> list[Product]:
    """Return the products of a chain; every kind of chain registers its own answer."""
    raise NotImplementedError(type(chain))


@singledispatch
def terms_of(chain: Chain, name: str) -> Terms:
    """Return the terms on which the chain called ``name`` offers its products."""
    raise NotImplementedError(type(chain))


@products_of.register
def _(chain: IndustrialChain, dimensions: int) -> list[Product]:
    if chain.variants is None:
        return [Product(name, p.position, p.quality, p.price) for name, p in (chain.products or {}).items()]
    variants = chain.variants
    spread = spread_positions(variants.count, dimensions)
    return [
        Product(f"variant-{n + 1}", tuple(map(float, point)), variants.quality, variants.price)
        for n, point in enumerate(spread)
    ]


@terms_of.register
def _(chain: IndustrialChain, name: str) -> Terms:
    shelf, maker = chain.distribution, Account("producer", name)
    return Terms(
        maker,
        maker if shelf.wholesale_price is None else Account("distributor", name),
        _SHORTAGES[shelf.shortage],
        0.0 if shelf.policy.kind == "newsvendor" else float(shelf.initial_stock or 0),
        _reorder_at(shelf.policy),
        shelf.policy.kind == "base_stock",
        shelf.wholesale_price or 0.0,
        shelf.holding_cost,
        chain.production.lines,
    )


def _reorder_at(policy: ReorderPoint | BaseStock | Newsvendor) -> float:
    if policy.kind == "reorder_point":
        return policy.reorder_point
    return policy.level if policy.kind == "base_stock" else NEVER


@lru_cache(maxsize=256)
def spread_positions(count: int, dimensions: int) -> Floats:
    """Return ``count`` points spread evenly over the unit box, shape (count, dimensions).

    A centred lattice where the count is a power of a whole number (in one dimension always); otherwise the centres of
    cells that are each nearest to their own centre of gravity, which makes the mean squared distance of uniform tastes
    to the nearest point a (local) minimum (Lloyd 1982). Worked out once for all runs, and so not to be written to.
    """
    points = _spread(count, dimensions)
    points.flags.writeable = False
    return points


def _spread(count: int, dimensions: int) -> Floats:
    side = round(count ** (1 / dimensions))
    if side**dimensions == count:
        return _lattice(side, dimensions)
    tastes = _lattice(max(2, round(PROBES ** (1 / dimensions))), dimensions)
    points = _golden_points(count, dimensions)
    for _ in range(ROUNDS):
        points, before = _centres(tastes, points), points
        if np.array_equal(points, before):
            break
    return points


PROBES = 4096
"""Tastes, about, on which even spreading is worked out."""

ROUNDS = 200
"""Rounds after which it ends at the latest."""


def _lattice(side: int, dimensions: int) -> Floats:
    """Return the centres of ``side`` by ``side`` by … equal cells."""
    axis = (np.arange(side) + 0.5) / side
    return np.stack(np.meshgrid(*[axis] * dimensions, indexing="ij"), axis=-1).reshape(-1, dimensions)


def _golden_points(count: int, dimensions: int) -> Floats:
    """Return the first points of the additive recurrence with the generalised golden ratio (Roberts 2018)."""
    ratio = 2.0
    for _ in range(64):
        ratio = (1 + ratio) ** (1 / (dimensions + 1))
    steps = ratio ** -np.arange(1, dimensions + 1)
    return (0.5 + np.outer(np.arange(1, count + 1), steps)) % 1.0


def _centres(tastes: Floats, points: Floats) -> Floats:
    """Return the mean of the tastes nearest to each point; a point nearest to none stays where it is."""
    squares = (points**2).sum(axis=1) - 2 * np.einsum("td,pd->tp", tastes, points)  # not @: the same on every machine
    nearest = squares.argmin(axis=1)
    counts = np.bincount(nearest, minlength=len(points))
    sums = np.stack([np.bincount(nearest, axis, len(points)) for axis in tastes.T], axis=1)
    return np.where(counts[:, None] > 0, sums / np.maximum(counts, 1)[:, None], points)
