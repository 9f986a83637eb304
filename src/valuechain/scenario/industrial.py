"""The industrial chain: production, distribution, ordering; goods flow one way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Literal

from valuechain.randomness import Law
from valuechain.scenario.chain import MarketChain
from valuechain.scenario.compound import Listed, Table
from valuechain.scenario.distribution import Distributor
from valuechain.scenario.laws import LawOf
from valuechain.scenario.notation import Maybe, Whole, Word
from valuechain.scenario.price import Price, PriceNotation
from valuechain.scenario.problems import Problem
from valuechain.scenario.quantity import DURATION, MONEY, NUMBER, UNITS, Quantity
from valuechain.scenario.section import Block, Section, said

QUALITY = Quantity(NUMBER, above=0)


class Variants(Section):
    """Products spread evenly over taste space, all at one price."""

    count: Annotated[int, Whole(1, 1000)]
    """Number of products."""
    price: Annotated[Price, PriceNotation()]
    """Price of each, in money: a number, or a schedule over time."""
    quality: Annotated[float, QUALITY] = 1.0
    """Factor on every participant's willingness to pay."""


class Product(Section):
    """One product at a given place."""

    position: Annotated[tuple[float, ...], Listed(Quantity(NUMBER), "coordinates")]
    """Place in taste space: one coordinate for each dimension, from 0 to 1 unless the space is a plane."""
    price: Annotated[Price, PriceNotation()]
    """Price, in money: a number, or a schedule over time."""
    quality: Annotated[float, QUALITY] = 1.0
    """Factor on every participant's willingness to pay."""


class Experience(Section):
    """Unit cost falls with the number of units made (Wright 1936): c_n = max(c_min, c_1 · n^log2(r))."""

    progress_ratio: Annotated[float, Quantity(NUMBER, above=0, most=1)]
    """What remains of the unit cost after each doubling of output, r; 1: nothing is learnt."""
    minimum_cost: Annotated[float, Quantity(MONEY, least=0)] = 0.0
    """Unit cost below which learning does not lead, c_min, in money."""
    prior_output: Annotated[float, Quantity(UNITS, least=0)] = 0.0
    """Units made before time 0."""


class Production(Section):
    """Makes batches of the products that are ordered."""

    lines: Annotated[int, Whole(1, 1_000_000)] = 1
    """Number of production lines; each makes one batch at a time."""
    setup_time: Annotated[Law, LawOf(Quantity(DURATION, least=0))] = Law.constant(0.0)
    """Time to prepare a line for a batch."""
    unit_time: Annotated[Law, LawOf(Quantity(DURATION, least=0))] = Law.constant(0.0)
    """Time to make one unit."""
    unit_cost: Annotated[float, Quantity(MONEY, least=0)] = 0.0
    """Money to make one unit; with `experience`, the cost of the very first unit."""
    setup_cost: Annotated[float, Quantity(MONEY, least=0)] = 0.0
    """Money to prepare a line for a batch."""
    experience: Annotated[Experience | None, Maybe(Block(Experience))] = None
    """Learning by doing; null: unit cost stays as it is."""


class IndustrialChain(MarketChain):
    """Production → distribution → ordering; the customer is asked nothing but whether to buy."""

    alternatives: ClassVar[tuple[tuple[str, ...], ...]] = (("variants", "products"),)

    paradigm: Annotated[Literal["industrial"], Word(("industrial",))]
    """How the chain creates value."""
    variants: Annotated[Variants | None, Maybe(Block(Variants))] = None
    """Products spread evenly over taste space. Give this or `products`."""
    products: Annotated[dict[str, Product] | None, Maybe(Table(Block(Product), "product"))] = None
    """Products by name. Give this or `variants`."""
    production: Production = Production()
    """How products are made."""
    distribution: Distributor
    """How products come to the customers."""

    @classmethod
    def roles(cls, raw: Mapping[str, object]) -> tuple[str, ...]:
        """Return the producer, and the distributor where the shelf is his own."""
        bought = said(Block(cls), raw, "distribution", "wholesale_price") is not None
        return ("producer", "distributor") if bought else ("producer",)

    @classmethod
    def conflicts(cls, raw: Mapping[str, object]) -> Iterator[Problem]:
        """Yield a problem unless exactly one of variants and products says what is offered."""
        yield from super().conflicts(raw)
        given = [key for key in ("variants", "products") if raw.get(key) is not None]
        if not given:
            message = "is missing; write variants: {count: …, price: …}, or products by name"
            yield Problem("missing", ("variants",), message)
        elif len(given) == 2:
            message = "is given beside variants, and one excludes the other; leave one of them out"
            yield Problem("wrong", ("products",), message)

    def silent(self) -> tuple[str, ...]:
        """Return the one of variants and products that is not given."""
        return ("products",) if self.products is None else ("variants",)
