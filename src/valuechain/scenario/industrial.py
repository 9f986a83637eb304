"""The industrial chain: production, distribution, ordering; goods flow one way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from valuechain.scenario.chain import MarketChain
from valuechain.scenario.changeable import CHANGEABLE
from valuechain.scenario.compound import Listed, Table
from valuechain.scenario.distribution import Distributor
from valuechain.scenario.echelons import PRODUCER, Echelon, tree_conflicts
from valuechain.scenario.feedback import FEEDBACK, Feedback
from valuechain.scenario.notation import Maybe, Whole, Word
from valuechain.scenario.ordering import OrderUpTo
from valuechain.scenario.price import RETAIL, Price
from valuechain.scenario.problems import Problem
from valuechain.scenario.production import Production
from valuechain.scenario.quantity import NUMBER, Quantity
from valuechain.scenario.rules import Retail
from valuechain.scenario.section import Block, Section, said
from valuechain.scenario.sharing import PEOPLE, IndustrialSharing

QUALITY = Quantity(NUMBER, above=0)


class Variants(Section):
    """Products spread evenly over taste space, all at one price."""

    count: Annotated[int, Whole(1, 1000)]
    """Number of products."""
    price: Annotated[Price | Retail, RETAIL, CHANGEABLE]
    """Price of each, in money: a number, a schedule over time, or a rule."""
    quality: Annotated[float, QUALITY, CHANGEABLE] = 1.0
    """Factor on every participant's willingness to pay."""


class Product(Section):
    """One product at a given place."""

    position: Annotated[tuple[float, ...], Listed(Quantity(NUMBER), "coordinates"), CHANGEABLE]
    """Place in taste space: one coordinate for each dimension, from 0 to 1 unless the space is a plane."""
    price: Annotated[Price | Retail, RETAIL, CHANGEABLE]
    """Price, in money: a number, a schedule over time, or a rule."""
    quality: Annotated[float, QUALITY, CHANGEABLE] = 1.0
    """Factor on every participant's willingness to pay."""


class IndustrialChain(MarketChain):
    """Production → distribution → ordering; the customer is asked nothing but whether to buy."""

    alternatives: ClassVar[tuple[tuple[str, ...], ...]] = (("variants", "products"), ("distribution", "echelons"))

    paradigm: Annotated[Literal["industrial"], Word(("industrial",))]
    """How the chain creates value."""
    variants: Annotated[Variants | None, Maybe(Block(Variants))] = None
    """Products spread evenly over taste space. Give this or `products`."""
    products: Annotated[dict[str, Product] | None, Maybe(Table(Block(Product), "product"))] = None
    """Products by name. Give this or `variants`."""
    production: Production = Production()
    """How products are made."""
    distribution: Annotated[Distributor | None, Maybe(Block(Distributor))] = None
    """How products come to the customers: by one distributor. Give this or `echelons`."""
    echelons: Annotated[dict[str, Echelon] | None, Maybe(Table(Block(Echelon), "echelon"))] = None
    """The stocking points between the producer and the customers, by name: in series, or a tree whose ends are the
    retailers. Give this or `distribution`."""
    feedback: Annotated[Feedback | None, FEEDBACK] = Field(default=None, json_schema_extra={"default": "none"})
    """What the producer asks the customers, for each product separately: `none`, `market_research` or `survey`."""
    sharing: IndustrialSharing = IndustrialSharing()
    """Who gets what of the profit."""

    @classmethod
    def roles(cls, raw: Mapping[str, object]) -> tuple[str, ...]:
        """Return the producer, and whoever pays a wholesale price."""
        stations = raw.get("echelons")
        if not isinstance(stations, Mapping):
            bought = said(Block(cls), raw, "distribution", "wholesale_price") is not None
            return ("producer", "distributor") if bought else ("producer",)
        told = {name: station for name, station in stations.items() if isinstance(station, Mapping)}
        supplying = {station.get("supplier") for station in told.values()}
        buyers = (
            str(station.get("role") or ("wholesaler" if name in supplying else "retailer"))
            for name, station in told.items()
            if station.get("wholesale_price") is not None
        )
        return ("producer", *dict.fromkeys(buyers))

    @classmethod
    def conflicts(cls, raw: Mapping[str, object]) -> Iterator[Problem]:
        """Yield a problem unless exactly one key of each pair says what is offered, and by whom."""
        yield from super().conflicts(raw)
        yield from _one_of(raw, "variants", "products", "write variants: {count: …, price: …}, or products by name")
        remedy = "write distribution: {policy: …}, or echelons by name"
        yield from _one_of(raw, "distribution", "echelons", remedy)
        yield from (problem.under(("echelons",)) for problem in tree_conflicts(raw.get("echelons")))

    def silent(self) -> tuple[str, ...]:
        """Return the one of each pair that is not given."""
        return (
            "products" if self.products is None else "variants",
            "echelons" if self.echelons is None else "distribution",
        )

    @property
    def players(self) -> tuple[str, ...]:
        """The producer, whoever pays a wholesale price, and whoever is promised a share."""
        if self.distribution is not None:
            buyers = ["distributor"] if self.distribution.wholesale_price is not None else []
        else:
            own = self.stations
            supplying = {station.supplier for station in own.values()}
            buyers = [
                str(station.role or ("wholesaler" if name in supplying else "retailer"))
                for name, station in own.items()
                if station.wholesale_price is not None
            ]
        promised = [role for role, share in self.sharing.fractions_by_role.items() if share > 0 and role not in PEOPLE]
        return tuple(dict.fromkeys(("producer", *buyers, *promised)))

    @property
    def stations(self) -> dict[str, Echelon]:
        """The stocking points that institutions keep, by name; none where the swarm knows one distributor alone.

        A single distributor that orders up to a level is an echelon like any other.
        """
        if self.distribution is None or not isinstance(self.distribution.policy, OrderUpTo):
            return self.echelons or {}
        own = self.distribution
        terms = {key: getattr(own, key) for key in type(own).model_fields}
        return {"distributor": Echelon.model_construct(supplier=PRODUCER, role="distributor", **terms)}


def _one_of(raw: Mapping[str, object], key: str, other: str, remedy: str) -> Iterator[Problem]:
    """Yield a problem unless exactly one of two keys is given."""
    given = [each for each in (key, other) if raw.get(each) is not None]
    if not given:
        yield Problem("missing", (key,), f"is missing; {remedy}")
    elif len(given) == 2:
        yield Problem("wrong", (other,), f"is given beside {key}, and one excludes the other; leave one of them out")
