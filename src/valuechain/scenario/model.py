"""The scenario: everything that one file says, resolved and frozen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from valuechain.scenario.compound import ByWord, Table
from valuechain.scenario.conflicts import chain_conflicts, name_conflicts, time_conflicts
from valuechain.scenario.demand import demand_conflicts
from valuechain.scenario.industrial import IndustrialChain
from valuechain.scenario.interventions import INTERVENTIONS, Intervention, intervention_conflicts
from valuechain.scenario.notation import Label, Maybe, Slug, Switch, Text, Whole
from valuechain.scenario.population import Population
from valuechain.scenario.precision import Precision
from valuechain.scenario.problems import Problem
from valuechain.scenario.produsage import ProdusageChain
from valuechain.scenario.prosumption import ProsumptionChain
from valuechain.scenario.quantity import DURATION, Quantity
from valuechain.scenario.section import Block, Section
from valuechain.scenario.sharing import PoolSharing, sharing_conflicts

WEEK = 7.0

Chain = IndustrialChain | ProsumptionChain | ProdusageChain
"""A chain of any paradigm."""

PARADIGMS = ByWord(
    "paradigm",
    {
        "industrial": Block(IndustrialChain),
        "prosumption": Block(ProsumptionChain),
        "produsage": Block(ProdusageChain),
    },
)
"""The paradigms that may be named, and what may be said of a chain of each."""


class Record(Section):
    """What is kept of a run besides its totals and samples."""

    participants: Annotated[bool, Switch()] = True
    """Whether to keep a row for each participant."""
    revisions: Annotated[bool, Switch()] = True
    """Whether to keep a row for each revision of a commons."""
    produsers: Annotated[bool, Switch()] = False
    """Whether to keep how much each participant used a commons, contributed and judged, sample by sample."""
    events: Annotated[bool, Switch()] = False
    """Whether to keep a row for each event (long runs write large files)."""
    orders: Annotated[bool, Switch()] = False
    """Whether to keep a row for each order made to specification (prosumption; long runs write large files)."""

    @property
    def prosumers(self) -> bool:
        """Whether to keep a row for each participant as customer of a chain that makes to order."""
        return self.participants


def _sampling(data: dict[str, Any]) -> float:
    horizon: float = data.get("horizon", WEEK)
    return min(WEEK, horizon)


class Scenario(Section):
    """One experiment, fully explicit: a market, the chains that serve it, and how long and how often it is run."""

    outside: ClassVar[tuple[str, ...]] = ("extends", "overrides", "sweep")

    scenario: Annotated[str, Slug()]
    """Name of the scenario."""
    title: Annotated[str, Text()] = ""
    """Title for tables and figures."""
    question: Annotated[str, Text()] = ""
    """The question that the scenario answers."""
    description: Annotated[str, Text()] = ""
    """What the scenario shows and how."""
    source: Annotated[str, Text()] = ""
    """Where the idea or the numbers come from."""
    reading: Annotated[str, Text()] = ""
    """How the result is expected to read."""
    horizon: Annotated[float, Quantity(DURATION, above=0)]
    """How long a replication lasts."""
    warmup: Annotated[float, Quantity(DURATION, least=0)] = 0.0
    """Time at the start that totals leave out; shorter than the horizon."""
    sample_every: Annotated[float, Quantity(DURATION, above=0)] = Field(
        default_factory=_sampling, json_schema_extra={"default": "1 week"}
    )
    """Time between two samples of the time series; by default a week, or the horizon if that is shorter."""
    seed: Annotated[int, Whole(0, 2**63 - 1)] = 0
    """Seed of all random numbers; scenarios with the same seed meet the same needs."""
    replications: Annotated[int, Whole(1, 1_000_000)] = 10
    """Number of independent replications."""
    currency: Annotated[str, Label()] = "EUR"
    """Name of the currency of all money, at most 12 characters."""
    calendar_start: Annotated[int | None, Maybe(Whole(-9999, 9999))] = None
    """Calendar year at time 0, for labels only."""
    population: Population
    """The participants and their needs."""
    chains: Annotated[dict[str, Chain], Table(PARADIGMS, "chain")]
    """The value chains, by name; they compete for the same needs."""
    sharing: Annotated[PoolSharing | None, Maybe(Block(PoolSharing))] = None
    """A pool of profits across all chains, and who gets what of it; null: none."""
    interventions: Annotated[tuple[Intervention, ...], INTERVENTIONS] = ()
    """Parameters that are set to other values on a date, in order of time."""
    record: Record = Record()
    """What is kept of each run."""
    precision: Annotated[Precision | None, Maybe(Block(Precision))] = None
    """Run as many replications as it takes to know a mean so well; `replications` is the first round. A sweep has its
    own."""

    @property
    def has_people(self) -> bool:
        """Whether participants can be more than consumers: specify, contribute or get a share of profits."""
        chains = self.chains.values()
        if self.sharing is not None or any(each.sharing.shares_out for each in chains):
            return True
        return not all(isinstance(each, IndustrialChain) for each in chains)

    @classmethod
    def conflicts(cls, raw: Mapping[str, object]) -> Iterator[Problem]:
        """Yield what does not go together across sections."""
        yield from time_conflicts(Block(cls), raw)
        yield from name_conflicts(raw)
        yield from chain_conflicts(Block(cls), raw)
        yield from demand_conflicts(Block(cls), raw)
        yield from intervention_conflicts(Block(cls), raw)
        yield from sharing_conflicts(Block(cls), raw)
