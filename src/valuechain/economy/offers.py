"""The offers of all chains, and where variants stand in taste space."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache, singledispatch
from typing import NamedTuple, TypeVar

import numpy as np

from valuechain.scenario import (
    COMMONS,
    PRODUCER,
    BaseStock,
    Chain,
    IndustrialChain,
    LinearMonopolies,
    Policy,
    Price,
    ProdusageChain,
    ProsumptionChain,
    ReorderPoint,
    Scenario,
)
from valuechain.scenario.rules import Retail, Rule, Wholesale
from valuechain.swarm.arrays import Floats
from valuechain.swarm.layout import BACKORDER, COPY, LOSE, NEVER, SUBSTITUTE, TO_ORDER, USE

from .books import Account

_SHORTAGES = {"lost": LOSE, "backorder": BACKORDER, "substitute": SUBSTITUTE}


class Product(NamedTuple):
    """What is offered: its name within the chain, position (K,), quality and the path of its price.

    ``shortage`` says what becomes of a need that finds nothing on hand, if not what the terms of the chain say.
    """

    name: str
    position: tuple[float, ...]
    quality: float
    price: Price | Retail
    shortage: int | None = None


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
    wholesale: Price | Wholesale | None = None
    """What the seller pays for a unit, or how that is worked out; None: maker and seller are one."""
    middleman: Account | None = None
    """Who stands between maker and seller: buys at the maker's price and sells at the wholesale price."""
    holding: float = 0.0
    """Money per unit and day."""
    lines: int = 0
    """Production lines."""
    makes: bool = True
    """Whether what it orders is made for it; else its supplier has it in stock."""
    goods: bool = True
    """Whether what is sold is made and stored; copies are not."""


class Outlet(NamedTuple):
    """Where a chain sells: the name of an echelon (empty for a chain's only shelf), its terms, and its own price."""

    name: str
    terms: Terms
    price: Price | None = None


@dataclass(frozen=True)
class Offer:
    """One product of one chain at one outlet: its place among all offers, and the terms of the outlet."""

    index: int
    chain: str
    product: str
    """Its name; ``product@outlet`` where a chain has several outlets."""
    position: tuple[float, ...]
    quality: float
    price: Price | Retail
    terms: Terms
    outlet: str = ""
    """The echelon that sells it; empty where nothing but one shelf lies between the lines and the customers."""
    design: str = ""
    """Name of the product, whatever the outlet: what a change of design changes."""

    @property
    def name(self) -> str:
        """``chain/product``, unique within a scenario."""
        return f"{self.chain}/{self.product}"

    @property
    def is_ruled(self) -> bool:
        """Whether a rule sets the retail price or the wholesale price."""
        return isinstance(self.price, Rule) or isinstance(self.terms.wholesale, Rule)


def list_offers(scenario: Scenario) -> tuple[Offer, ...]:
    """Return the offers of all chains in the order of the scenario."""
    offers: list[Offer] = []
    for name, chain in scenario.chains.items():
        outlets = outlets_of(chain, name)
        products = products_of(chain, scenario.population.tastes.dimensions)
        for outlet in outlets:
            for product, position, quality, price, shortage in products:
                label = f"{product}@{outlet.name}" if len(outlets) > 1 else product
                terms = outlet.terms if shortage is None else replace(outlet.terms, shortage=shortage)
                own = outlet.price or price
                offers.append(Offer(len(offers), name, label, position, quality, own, terms, outlet.name, product))
    return tuple(offers)


@singledispatch
def products_of(chain: Chain, dimensions: int) -> list[Product]:
    """Return the products of a chain; every kind of chain registers its own answer."""
    raise NotImplementedError(type(chain))


@singledispatch
def terms_of(chain: Chain, name: str) -> Terms:
    """Return the terms on which the chain called ``name`` offers its products."""
    raise NotImplementedError(type(chain))


@singledispatch
def outlets_of(chain: Chain, name: str) -> list[Outlet]:
    """Return where the chain called ``name`` sells: one shelf of its own, unless its kind registers more."""
    return [Outlet("", terms_of(chain, name))]


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
    assert shelf is not None
    one_for_one = shelf.policy.kind == "base_stock" and chain.production.is_steady
    return Terms(
        maker,
        maker if shelf.wholesale_price is None else Account("distributor", name),
        _SHORTAGES[shelf.shortage],
        0.0 if shelf.policy.kind == "newsvendor" else float(shelf.initial_stock or 0),
        reorder_at(shelf.policy) + float(one_for_one),  # one for one: the position to keep, not to order at
        one_for_one,
        shelf.wholesale_price,
        _middleman(shelf.wholesale_price, name),
        shelf.holding_cost,
        chain.production.lines,
    )


def _middleman(wholesale: Price | Wholesale | None, chain: str) -> Account | None:
    between = isinstance(wholesale, LinearMonopolies) and wholesale.middlemen > 0
    return Account("wholesaler", chain) if between else None


MADE_TO_ORDER = "custom"
"""Name of the one product of a chain that makes to order."""


@products_of.register
def _(chain: ProsumptionChain, dimensions: int) -> list[Product]:
    platform = (0.5,) * dimensions if chain.platform is None else chain.platform
    return [Product(MADE_TO_ORDER, platform, chain.quality, chain.price)]


@terms_of.register
def _(chain: ProsumptionChain, name: str) -> Terms:
    """The customer pays whoever stands last in the loop; from there the money goes back to the producer."""
    maker = Account("producer", name)
    return Terms(maker, Account(collectors(chain)[0], name), TO_ORDER, lines=chain.cells.count)


def collectors(chain: ProsumptionChain) -> tuple[str, ...]:
    """Return the roles through whose hands a payment goes, from the customer to the producer (Toffler 1990)."""
    there = {stage.role for stages in (chain.intake, chain.delivery) for stage in (stages or {}).values()}
    return (*tuple(role for role in ("payment", "distributor") if role in there), "producer")


@outlets_of.register
def _(chain: IndustrialChain, name: str) -> list[Outlet]:
    stations = chain.stations
    supplying = {station.supplier for station in stations.values()}
    ends = [each for each in stations if each not in supplying]
    if not ends:
        return [Outlet("", terms_of(chain, name))]
    return [Outlet(each, _terms_at(chain, name, each), stations[each].price) for each in ends]


def _terms_at(chain: IndustrialChain, name: str, echelon: str) -> Terms:
    """Return the terms on which the retailer ``echelon`` of the chain called ``name`` sells."""
    own = chain.stations[echelon]
    seasonal = own.policy.kind == "newsvendor"
    return Terms(
        account_at(chain, name, own.supplier),
        account_at(chain, name, echelon),
        _SHORTAGES[own.shortage],
        0.0 if seasonal else float(own.initial_stock),
        reorder_at(own.policy),
        False,
        None if own.wholesale_price is None else Price((0.0,), (own.wholesale_price,)),
        None,
        own.holding_cost,
        chain.production.lines,
        own.supplier == PRODUCER,
    )


def account_at(chain: IndustrialChain, name: str, echelon: str) -> Account:
    """Return the account of an echelon of the chain called ``name``: of its own role, or that of its supplier.

    Echelons of one role share an account, as one industry.
    """
    stations = chain.stations
    while echelon != PRODUCER:
        own = stations[echelon]
        if own.wholesale_price is not None:
            supplying = any(other.supplier == echelon for other in stations.values())
            return Account(own.role or ("wholesaler" if supplying else "retailer"), name)
        echelon = own.supplier
    return Account("producer", name)


Kind = TypeVar("Kind", bound=Policy)


def policy_of(scenario: Scenario, offer: Offer, kind: type[Kind]) -> Kind:
    """Return the policy, of the ``kind`` named, by which a chain's only shelf is kept, as the scenario now says."""
    policy = getattr(scenario.chains[offer.chain], "distribution").policy  # noqa: B009
    assert isinstance(policy, kind)
    return policy


def reorder_at(policy: Policy) -> float:
    """Return the inventory position at which to order, where orders are placed at any moment."""
    match policy:
        case ReorderPoint(reorder_point=point):
            return point
        case BaseStock(level=level):
            return level - 1
    return NEVER


@products_of.register
def _(chain: ProdusageChain, dimensions: int) -> list[Product]:
    nowhere, quality = (0.0,) * dimensions, chain.artefact.quality
    commons = Product(COMMONS, nowhere, quality, Price((0.0,), (0.0,)), USE)
    vendors = (chain.vendors or {}).items()
    return [commons, *(Product(name, nowhere, quality + own.polish, own.price, COPY) for name, own in vendors)]


@terms_of.register
def _(chain: ProdusageChain, name: str) -> Terms:
    seller = Account("vendor" if chain.vendors else "foundation", name)
    return Terms(seller, seller, USE, goods=False)


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
