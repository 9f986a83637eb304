"""Who gets what of a profit: the block ``sharing`` of a chain, and that of the whole scenario."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from valuechain.scenario.artefact import SHARE
from valuechain.scenario.changeable import CHANGEABLE
from valuechain.scenario.compound import Table
from valuechain.scenario.notation import Maybe, Slug, Switch, Word
from valuechain.scenario.problems import Problem
from valuechain.scenario.quantity import DURATION, NUMBER, Quantity
from valuechain.scenario.section import Block, Section, said

Rule = Literal["shares", "residual", "royalty", "patronage", "by_contribution", "nash", "shapley"]
Merit = Literal["accepted", "status"]
Basis = Literal["equal", "purchases"]

PATRON = "patron"
"""Role of all participants alike, who may get a dividend for taking part in the market."""
PRODUSER = "produser"
"""Role of those who contribute to a commons."""
PROSUMER = "prosumer"
"""Role of those who specify what is made for them."""
PEOPLE = (PROSUMER, PATRON, PRODUSER)
"""Roles that participants have; what they get of a profit goes to each of them by a measure of their own."""

GIVING = {"patronage": PATRON, "by_contribution": PRODUSER}
"""Rules that give to people, and to whom."""


def _rule(data: dict[str, Any]) -> Rule:
    told = {key: value for key, value in data.items() if key in _FRACTIONS}
    return "shares" if any(told.values()) or data.get("fractions") else "residual"


class Rules(Section):
    """The rule by which a profit is shared, and a commons' part in it; a loss stays where it arises."""

    rule: Annotated[Rule, Word(get_args(Rule))] = Field(
        default_factory=_rule, json_schema_extra={"default": "shares where any fraction is given, else residual"}
    )
    """`residual`: fees to each role, the rest to whoever sets the price; `shares`: by fractions; `royalty`;
    `patronage`: to all participants; `by_contribution` to a commons; `nash`; `shapley`."""
    royalty: Annotated[float, SHARE, CHANGEABLE] = 0.0
    """Share of what customers pay that goes to specifiers, or else to those who contribute; with rule `royalty`."""
    given: Annotated[float, SHARE, CHANGEABLE] = 1.0
    """Share of the profit that people get with rule `patronage` or `by_contribution`; the rest stays."""
    exponent: Annotated[float, Quantity(NUMBER, above=0, most=1)] = 0.5
    """With rule `shapley`: k of the n players beside who sets the price create (k/n) to this power of the profit."""
    basis: Annotated[Basis, Word(get_args(Basis))] = "equal"
    """What patrons get with rule `patronage` is `equal`, or in proportion to their `purchases`: to the money that each
    has paid the chain (with a pool: all chains), as in consumers' co-operatives."""
    merit: Annotated[Merit, Word(get_args(Merit))] = "accepted"
    """What contributors get is in proportion to their `accepted` contributions, or to the `status` that they hold."""
    fund: Annotated[float, SHARE] = 0.0
    """Share of the profit that goes to the foundation of a commons, before the rest is shared."""
    commons: Annotated[str | None, Maybe(Slug())] = None
    """Commons whose contributors or foundation are meant; null: this chain, or the only commons there is."""

    @property
    def fractions_by_role(self) -> Mapping[str, float]:
        """The fractions by role or, with several chains, by chain."""
        return {key: getattr(self, key) for key in type(self).model_fields if key in _FRACTIONS}

    @property
    def receivers(self) -> tuple[str, ...]:
        """Roles of people whom the rule or a fraction gives anything."""
        told = [role for role in PEOPLE if self.fractions_by_role.get(role, 0) > 0]
        if self.rule in GIVING:
            return (GIVING[self.rule],)
        return (self.specifier,) if self.rule == "royalty" else tuple(told)

    @property
    def specifier(self) -> str:
        """Role that gets a royalty."""
        return PROSUMER if PROSUMER in self.fractions_by_role else PRODUSER

    @property
    def needs_commons(self) -> bool:
        """Whether anything goes to the contributors or to the foundation of a commons."""
        return self.fund > 0 or PRODUSER in self.receivers

    @property
    def by_purchases(self) -> bool:
        """Whether a person's part in the profit depends on what that person has bought."""
        return self.rule == "patronage" and self.basis == "purchases"

    @property
    def shares_out(self) -> bool:
        """Whether anything moves: not so with the default."""
        return self.rule != "residual" or self.fund > 0

    def silent(self) -> tuple[str, ...]:
        """Return ``royalty``, ``given`` and ``basis`` where the rule has none."""
        royalty = () if self.rule == "royalty" else ("royalty",)
        basis = () if self.rule == "patronage" else ("basis",)
        return (*royalty, *basis, *(() if self.rule in GIVING else ("given",)))

    @classmethod
    def fractions_in(cls, raw: Mapping[str, object]) -> dict[str, float | None]:
        """Return the fractions that ``raw`` writes, None where one is wrong by itself."""
        return {key: said(Block(cls), raw, key) for key in cls.model_fields if key in _FRACTIONS}

    @classmethod
    def conflicts(cls, raw: Mapping[str, object]) -> Iterator[Problem]:
        """Yield a problem for fractions that do not add up, or a key that no rule asks for."""
        fractions = cls.fractions_in(raw)
        told = [fraction or 0.0 for fraction in fractions.values()]
        rule = said(Block(cls), raw, "rule") if "rule" in raw else _rule({key: raw.get(key) for key in raw})
        known = None not in fractions.values() and not set(raw) - set(Block(cls).keys(raw))
        if known and (rule == "shares" or (rule == "nash" and any(told))):
            total = math.fsum(told)
            if not math.isclose(total, 1, rel_tol=0, abs_tol=1e-9):
                message = f"the fractions of all {cls.players_noun()} add up to {total:.10g}"
                yield Problem("wrong", (), f"{message}; write fractions that add up to 1")
        if "royalty" in raw and rule not in (None, "royalty"):
            message = "is given, but the rule is not royalty; leave it out, or write rule: royalty"
            yield Problem("wrong", ("royalty",), message)
        if "given" in raw and rule is not None and rule not in GIVING:
            message = f"is given, but rule {rule} does not ask for it; leave it out, or write rule: patronage"
            yield Problem("wrong", ("given",), message)
        if "basis" in raw and rule not in (None, "patronage"):
            message = f"is given, but rule {rule} does not ask for it; leave it out, or write rule: patronage"
            yield Problem("wrong", ("basis",), message)
        if rule not in (None, "shares", "nash") and known and any(told):
            first = next(role for role, fraction in fractions.items() if fraction)
            message = f"is given, but rule {rule} asks for no fractions; leave it out, or write rule: shares"
            yield Problem("wrong", cls.place_of(first), message)

    @classmethod
    def players_noun(cls) -> str:
        """Return what the players are, in the plural."""
        return "roles"

    @classmethod
    def place_of(cls, player: str) -> tuple[str, ...]:
        """Return where the fraction of a player is written."""
        return (player,)


class _People(Section):
    patron: Annotated[float, SHARE] = 0.0
    """Fraction of all participants alike, or their weight with `nash`."""
    produser: Annotated[float, SHARE] = 0.0
    """Fraction of those who contribute to a commons, or their weight with `nash`."""


class _Anticipated(Rules):
    anticipated: Annotated[bool, Switch()] = False
    """Whether who chooses counts on the dividend that a purchase brings: on as much per money paid as patrons got in
    the last period (naive expectations); with rule `patronage` by `purchases`."""
    review: Annotated[float, Quantity(DURATION, above=0)] = 30.0
    """Time between two looks of customers at what they have got of the profit: they expect as much per purchase."""

    @property
    def is_anticipated(self) -> bool:
        """Whether the dividend enters choices."""
        return self.anticipated and self.by_purchases

    def silent(self) -> tuple[str, ...]:
        """Return also what is said of expectations, where there is nothing that a purchase brings."""
        return (*super().silent(), *self.without_patronage())

    def without_patronage(self) -> tuple[str, ...]:
        """Return the keys that mean nothing unless patrons get something by purchases."""
        return () if self.by_purchases else ("anticipated", "review")

    @classmethod
    def conflicts(cls, raw: Mapping[str, object]) -> Iterator[Problem]:
        """Yield a problem for expectations of what no purchase brings."""
        yield from super().conflicts(raw)
        by_purchases = raw.get("rule") == "patronage" and raw.get("basis") == "purchases"
        if raw.get("anticipated") is True and not by_purchases:
            message = "is given, but no purchase brings a dividend; write rule: patronage and basis: purchases"
            yield Problem("wrong", ("anticipated",), message)


class _Industrial(Section):
    producer: Annotated[float, SHARE] = 0.0
    """Fraction of the producer, or its weight with `nash`."""
    wholesaler: Annotated[float, SHARE] = 0.0
    """Fraction of the wholesalers, or their weight with `nash`."""
    distributor: Annotated[float, SHARE] = 0.0
    """Fraction of the distributor, or its weight with `nash`."""
    retailer: Annotated[float, SHARE] = 0.0
    """Fraction of the retailers, or their weight with `nash`."""


class _Prosumption(Section):
    producer: Annotated[float, SHARE] = 0.0
    """Fraction of the producer, or its weight with `nash`."""
    distributor: Annotated[float, SHARE] = 0.0
    """Fraction of the distributor, or its weight with `nash`."""
    payment: Annotated[float, SHARE] = 0.0
    """Fraction of the payment service, or its weight with `nash`."""
    supplier: Annotated[float, SHARE] = 0.0
    """Fraction of the suppliers, or their weight with `nash`."""
    prosumer: Annotated[float, SHARE] = 0.0
    """Fraction of the customers who specify, or their weight with `nash`."""


class _Produsage(Section):
    foundation: Annotated[float, SHARE] = 0.0
    """Fraction of the foundation, or its weight with `nash`."""
    vendor: Annotated[float, SHARE] = 0.0
    """Fraction of the vendors, or their weight with `nash`."""


class IndustrialSharing(_Anticipated, _People, _Industrial):
    """How the profit of the chain is shared among its roles; a loss stays where it arises."""


class ProsumptionSharing(_Anticipated, _People, _Prosumption):
    """How the profit of the loop is shared among the roles that have a part in it; a loss stays where it arises.

    What customers get for specifying they always expect, per order; what they get as patrons where it is `anticipated`.
    """

    def without_patronage(self) -> tuple[str, ...]:
        """Return the key that means nothing unless patrons get something by purchases; prosumers look on at reviews."""
        return () if self.by_purchases else ("anticipated",)

    @property
    def pays_prosumers(self) -> bool:
        """Whether customers get anything of the profit for what they specify."""
        bargains = self.rule in ("nash", "shapley") and not any(self.fractions_by_role.values())
        return self.prosumer > 0 or self.royalty > 0 or bargains


class ProdusageSharing(_Anticipated, _People, _Produsage):
    """How what the foundation and the vendors of a commons earn is shared; a loss stays where it arises."""


_FRACTIONS = tuple(
    dict.fromkeys(key for among in (_Prosumption, _Industrial, _Produsage, _People) for key in among.model_fields)
)
"""Roles that may be given a fraction, all paradigms together."""


class _Chains(Section):
    pooled: Annotated[float, SHARE, CHANGEABLE] = 1.0
    """Share of the balance of whoever sets the price in each chain, after the chain's own sharing, that is pooled."""
    fractions: Annotated[dict[str, float] | None, Maybe(Table(SHARE, "chain"))] = None
    """Fractions by chain, and by `patron` and `produser`; with rule `shares`, or as weights with `nash`."""


class PoolSharing(Rules, _Chains):
    """A pool across all chains: of what each keeps, a part is shared among chains and people; losses stay."""

    claimant: Annotated[str | None, Maybe(Slug())] = None
    """Chain that gets everything with `residual` (null: each keeps its own), and without which nothing goes with
    `shapley` (null: the first)."""

    @property
    def fractions_by_role(self) -> Mapping[str, float]:
        """The fractions by chain or role of people."""
        return self.fractions or {}

    @classmethod
    def fractions_in(cls, raw: Mapping[str, object]) -> dict[str, float | None]:
        """Return the fractions that ``raw`` writes."""
        told = raw.get("fractions")
        if not isinstance(told, Mapping):
            return {}
        return {str(key): said(Block(cls), raw, "fractions", str(key)) for key in told}

    @classmethod
    def players_noun(cls) -> str:
        """Return what the players are, in the plural."""
        return "chains"

    @classmethod
    def place_of(cls, player: str) -> tuple[str, ...]:
        """Return where the fraction of a player is written."""
        return ("fractions", player)


def sharing_conflicts(scenario: Block, raw: Mapping[str, object]) -> Iterator[Problem]:
    """Yield a problem for a commons or a chain that sharing names, or lacks, and that is not there."""
    chains = raw.get("chains")
    if not isinstance(chains, Mapping):
        return
    commons = [str(name) for name, chain in chains.items() if _is_commons(chain)]
    for name, chain in chains.items():
        if isinstance(chain, Mapping) and "sharing" in chain:
            own = said(scenario, raw, "chains", name, "sharing")
            yield from _commons_conflicts(own, commons, ("chains", str(name), "sharing"), str(name))
    pool = said(scenario, raw, "sharing")
    if pool is not None:
        yield from _commons_conflicts(pool, commons, ("sharing",), "")
        yield from _chain_conflicts(pool, [str(name) for name in chains])


def _is_commons(chain: object) -> bool:
    return isinstance(chain, Mapping) and chain.get("paradigm") == "produsage"


def _commons_conflicts(told: Any, commons: list[str], place: tuple[str, ...], own: str) -> Iterator[Problem]:
    if told is None:
        return
    if told.commons is not None and told.commons not in commons:
        known = f"write {' or '.join(commons)}" if commons else "there is none in this scenario"
        yield Problem("wrong", (*place, "commons"), f'"{told.commons}" is no commons; {known}')
    elif told.needs_commons and meant(told, own, commons) is None:
        if commons:
            message = f"does not say which commons is meant; write commons: {' or '.join(commons)}"
        else:
            message = "gives to a commons or to those who contribute to one, and there is none; add a produsage chain"
        yield Problem("wrong", place, message)
    if own in commons and told.fund > 0 and meant(told, own, commons) != own:
        message = "a commons cannot fund another one; leave it out"
        yield Problem("wrong", (*place, "commons"), message)


def _chain_conflicts(pool: PoolSharing, chains: list[str]) -> Iterator[Problem]:
    known = f"write {', '.join(chains)}"
    if pool.claimant is not None and pool.claimant not in chains:
        yield Problem("wrong", ("sharing", "claimant"), f'"{pool.claimant}" is no chain; {known}')
    for player in pool.fractions or ():
        if player not in (*chains, PATRON, PRODUSER):
            message = f'"{player}" is no chain; {known}, {PATRON} or {PRODUSER}'
            yield Problem("wrong", ("sharing", "fractions", player), message)


def meant(told: Rules, own: str, commons: Iterable[str]) -> str | None:
    """Return the commons that ``told`` is about: the one it names, the chain ``own`` itself, or the only one."""
    known = list(commons)
    if told.commons is not None or own in known:
        return told.commons or own
    return known[0] if len(known) == 1 else None
