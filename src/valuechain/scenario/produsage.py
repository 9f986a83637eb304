"""The produsage chain: a community iterates an artefact that is never finished; use → revision → use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from valuechain.scenario.artefact import Artefact, Foundation
from valuechain.scenario.chain import MarketChain
from valuechain.scenario.compound import Table
from valuechain.scenario.contribution import CONTRIBUTION, Contribution, Edits, Propensity, Skills
from valuechain.scenario.evaluation import (
    EVALUATION,
    Communal,
    Entry,
    Evaluation,
    Heterarchy,
    Retention,
    Status,
)
from valuechain.scenario.notation import Maybe, Word
from valuechain.scenario.problems import Problem
from valuechain.scenario.quantity import DURATION, Quantity
from valuechain.scenario.section import Block, said
from valuechain.scenario.sharing import ProdusageSharing
from valuechain.scenario.vendors import Licence, Vendor

COMMONS = "commons"
"""Name of what everybody may use, among the products of a produsage chain."""


def _a_week(data: dict[str, object]) -> float:
    return 7.0


class ProdusageChain(MarketChain):
    """Whoever uses may contribute; what is contributed is judged by all; it belongs to nobody and is paid in status."""

    paradigm: Annotated[Literal["produsage"], Word(("produsage",))]
    """How the chain creates value."""
    artefact: Artefact
    """What is used and improved."""
    reputation_every: Annotated[float, Quantity(DURATION, above=0)] = Field(
        default_factory=_a_week, json_schema_extra={"default": "1 week"}
    )
    """How often the quality that users of late have met becomes known to all, who choose by it."""
    skills: Skills = Skills()
    """What participants are able to do."""
    contribution: Annotated[Contribution, CONTRIBUTION] = Propensity()
    """Who contributes next: by `propensity`, `recognition` or `equilibrium`."""
    edits: Edits = Edits()
    """What a contribution does."""
    evaluation: Annotated[Evaluation, EVALUATION] = Communal()
    """How contributions are judged: `communal`, `panel`, `experts`, `owner` or `none`."""
    status: Status = Status()
    """What is granted for recognised contributions."""
    heterarchy: Annotated[Heterarchy | None, Maybe(Block(Heterarchy))] = None
    """Leaders by topic; null: none."""
    entry: Annotated[Entry | None, Maybe(Block(Entry))] = None
    """When participants begin to take part; null: all may from the start."""
    retention: Annotated[Retention | None, Maybe(Block(Retention))] = None
    """When contributors leave; null: never."""
    foundation: Foundation = Foundation()
    """Who pays for it."""
    licence: Licence = Licence()
    """What may be done with the artefact."""
    vendors: Annotated[dict[str, Vendor] | None, Maybe(Table(Block(Vendor), "vendor"))] = None
    """Firms that sell copies, by name; null: none."""
    sharing: ProdusageSharing = ProdusageSharing()
    """Who gets what of that which foundation and vendors earn."""

    @property
    def players(self) -> tuple[str, ...]:
        """The foundation and, if there are any or they are promised a share, the vendors."""
        return ("foundation", "vendor") if self.vendors or self.sharing.vendor > 0 else ("foundation",)

    @classmethod
    def roles(cls, raw: Mapping[str, object]) -> tuple[str, ...]:
        """Return the foundation and, if there are any, the vendors."""
        return ("foundation", "vendor") if raw.get("vendors") else ("foundation",)

    @classmethod
    def conflicts(cls, raw: Mapping[str, object]) -> Iterator[Problem]:
        """Yield a problem for vendors without a licence, or with the name of the commons itself."""
        yield from super().conflicts(raw)
        vendors = raw.get("vendors")
        if not isinstance(vendors, Mapping):
            return
        if said(Block(cls), raw, "licence", "commercial_use") is False:
            message = "sell what the licence does not let anybody sell; leave them out, or write commercial_use: true"
            yield Problem("wrong", ("vendors",), message)
        if COMMONS in vendors:
            message = f'"{COMMONS}" stands for what everybody may use; write another name'
            yield Problem("wrong", ("vendors", COMMONS), message)
