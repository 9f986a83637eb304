"""The artefact of a commons: its modules, how they are found, how they age, what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field

from valuechain.scenario.changeable import CHANGEABLE
from valuechain.scenario.notation import Maybe, Whole
from valuechain.scenario.problems import Problem
from valuechain.scenario.quantity import MONEY, MONEY_RATE, NUMBER, RATE, Quantity
from valuechain.scenario.section import Block, Section, said

MOST_MODULES = 1_000_000

SHARE = Quantity(NUMBER, least=0, most=1)
"""A number from 0 to 1."""
LENGTH = Quantity(NUMBER, above=0)
"""A distance in taste space."""


class Trail(Section):
    """Every use leaves a trail that makes a module easier to find: a contribution that nobody notices making."""

    pull: Annotated[float, SHARE, CHANGEABLE]
    """How strongly trails attract: a module weighs (1 + trail)^pull; 0: not at all, 1: Pólya's urn."""
    left: Annotated[float, Quantity(NUMBER, least=0), CHANGEABLE] = 1.0
    """Trail that a use leaves."""
    fading: Annotated[float, Quantity(RATE, least=0), CHANGEABLE] = 0.0
    """Rate at which trails fade (exponentially)."""


class Obsolescence(Section):
    """Damage that nobody intends: the world moves on. Each module loses part of its quality at random times."""

    rate: Annotated[float, Quantity(RATE, above=0)]
    """How often a module is damaged (a Poisson process for each module)."""
    loss: Annotated[float, Quantity(NUMBER, above=0, most=1), CHANGEABLE]
    """Share of its quality that a module loses each time."""


class Flaws(Section):
    """Latent flaws, each found by a user with a small probability (Goel & Okumoto 1979): many eyeballs."""

    initial: Annotated[int, Whole(0, 1_000_000)] = 0
    """Latent flaws of each module at the start."""
    detection: Annotated[float, SHARE, CHANGEABLE]
    """Probability that one use of a module finds any one of its latent flaws."""
    per_edit: Annotated[float, Quantity(NUMBER, least=0, most=1000), CHANGEABLE] = 0.0
    """Mean number of new flaws that an edit that goes live brings in (Poisson)."""


def _as_many(data: dict[str, Any]) -> int:
    modules: int = data.get("modules", 1)
    return modules


class Artefact(Section):
    """Modules with a place in taste space, a quality from 0 to 1, and all their revisions. Never finished."""

    modules: Annotated[int, Whole(1, MOST_MODULES)]
    """Number of modules at the start, spread evenly over taste space."""
    most: Annotated[int, Whole(1, MOST_MODULES)] = Field(
        default_factory=_as_many, json_schema_extra={"default": "as many as at the start"}
    )
    """Number of modules beyond which contributions open no new ones."""
    quality: Annotated[float, SHARE] = 0.0
    """Quality of each module at the start."""
    width: Annotated[float | None, Maybe(LENGTH)] = None
    """How far interests and skills reach: both fall as exp(-d²/2·width²) with distance; null: topics do not matter."""
    reach: Annotated[float | None, Maybe(LENGTH)] = None
    """A contribution whose maker finds no module within this distance opens a new one; null: none is ever opened."""
    drift: Annotated[float, SHARE, CHANGEABLE] = 0.0
    """Share of the way to its author's ideal point that a module moves with an edit that goes live."""
    trail: Annotated[Trail | None, Maybe(Block(Trail))] = None
    """Implicit contributions through use; null: a use leaves nothing behind."""
    obsolescence: Annotated[Obsolescence | None, Maybe(Block(Obsolescence))] = None
    """Damage over time; null: none."""
    flaws: Annotated[Flaws | None, Maybe(Block(Flaws))] = None
    """Latent flaws; null: none."""

    @classmethod
    def conflicts(cls, raw: Mapping[str, object]) -> Iterator[Problem]:
        """Yield a problem for a reach where there are no topics, and for a limit below the start or without a reach."""
        if raw.get("reach") is not None and raw.get("width") is None:
            yield Problem(
                "wrong", ("reach",), "is given without a width, so that topics do not matter; write a width too"
            )
        modules, most = said(Block(cls), raw, "modules"), said(Block(cls), raw, "most")
        if "most" not in raw or modules is None or most is None:
            return
        if most < modules:
            yield Problem("wrong", ("most",), f"{most} is below modules, {modules}; write at least {modules}")
        elif most > modules and raw.get("reach") is None:
            message = f"{most} is above modules, {modules}, and without a reach no module is ever opened; write a reach"
            yield Problem("wrong", ("most",), message)


class Foundation(Section):
    """Who keeps a commons running: an account that pays for hosting and lives on gifts."""

    hosting: Annotated[float, Quantity(MONEY, least=0)] = 0.0
    """Money that a use costs the foundation."""
    donations: Annotated[float, Quantity(MONEY, least=0)] = 0.0
    """Money that participants give to the foundation per use, on average."""
    sponsors: Annotated[float, Quantity(MONEY_RATE, least=0)] = 0.0
    """Money that sponsors outside the market give per time."""
