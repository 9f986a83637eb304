"""What may be said of a chain of any paradigm: when it enters the market, and when it gives up."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from valuechain.scenario.awareness import AWARENESS, Bass
from valuechain.scenario.notation import Maybe, Schema, Slug
from valuechain.scenario.problems import Problem, listing
from valuechain.scenario.quantity import DURATION, MONEY, Measure, Quantity
from valuechain.scenario.section import Block, Section, said

WEEK = 7.0
SPAN = Quantity(DURATION, least=0)
NEVER = "never"


@dataclass(frozen=True)
class EntryNotation(Quantity):
    """A duration from time 0, or ``never``, which is read as infinity."""

    measure: Measure = DURATION
    least: float = 0.0

    def read(self, raw: object) -> float:
        """Return the day; infinity for never."""
        return math.inf if raw in (NEVER, math.inf) else super().read(raw)

    def write(self, value: float) -> float | str:
        """Return the explicit form."""
        return NEVER if value == math.inf else super().write(value)

    def words(self) -> str:
        """Return what may be written."""
        return f"{super().words()}, or {NEVER}"

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema."""
        return {"anyOf": [super().schema(partial), {"const": NEVER}]}


class Exit(Section):
    """A chain leaves the market when its account has stayed below an amount for a stated time."""

    account: Annotated[str | None, Maybe(Slug())] = None
    """Role whose account is looked at; null: all accounts of the chain together."""
    below: Annotated[float, Quantity(MONEY)] = 0.0
    """Balance, in money, below which it may not stay; accounts start at 0, so a negative one is a line of credit."""
    lasting: Annotated[float, SPAN] = Field(alias="for")
    """How long the balance must have been below, at every look, before the chain leaves."""
    every: Annotated[float, Quantity(DURATION, above=0)] = WEEK
    """Time between two looks at the account; the first is so long after the entry."""
    salvage: Annotated[float, Quantity(MONEY)] = 0.0
    """Money got for each unit then left on the shelf (negative: disposal costs)."""


class MarketChain(Section):
    """Base of the chains of all paradigms."""

    paradigm: str
    """How the chain creates value."""
    enters: Annotated[float, EntryNotation()] = 0.0
    """When its offers enter the market; until then nobody can choose them. `never`: they stay away."""
    exits: Annotated[Exit | None, Maybe(Block(Exit))] = None
    """When the chain gives up and its offers leave the market; null: it stays, whatever it loses."""
    awareness: Annotated[Bass | None, AWARENESS] = Field(default=None, json_schema_extra={"default": "everyone"})
    """Who knows of the chain, and so may choose its offers: everyone, or those whom word of it has reached."""

    @property
    def players(self) -> tuple[str, ...]:
        """The roles among which the profit is divided, whoever sets the price first; people beside them by the rule."""
        raise NotImplementedError(type(self))

    @classmethod
    def roles(cls, raw: Mapping[str, object]) -> tuple[str, ...]:
        """Return the roles that have an account in a chain written as ``raw``."""
        raise NotImplementedError(cls)

    @classmethod
    def conflicts(cls, raw: Mapping[str, object]) -> Iterator[Problem]:
        """Yield a problem if the account to look at does not exist."""
        account = said(Block(cls), raw, "exits", "account")
        if account is not None and account not in cls.roles(raw):
            known = f"write {listing(cls.roles(raw))}, or null for all together"
            yield Problem("wrong", ("exits", "account"), f'the chain has no account "{account}"; {known}')
