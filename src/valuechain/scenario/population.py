"""The population: how many participants, what they need, like, pay and choose."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import Field, ValidationInfo, field_validator

from valuechain.randomness import Law
from valuechain.scenario.awareness import CONTACTS, Contacts
from valuechain.scenario.changeable import CHANGEABLE
from valuechain.scenario.compound import OneKey
from valuechain.scenario.laws import CV, LawOf
from valuechain.scenario.notation import Maybe, Whole, Word
from valuechain.scenario.problems import Problem, wrong
from valuechain.scenario.quantity import DURATION, MONEY, MONEY_RATE, NUMBER, RATE, UNITS, Quantity
from valuechain.scenario.section import Block, Section, said
from valuechain.scenario.tastes import Tastes

Rule = Literal["logit", "best"]


class Season(Section):
    """Seasons of equal length; the needs of each are spread over it at random."""

    every: Annotated[float, Quantity(DURATION, above=0)]
    """Length of a season; the first starts at time 0."""
    size: Annotated[Law, LawOf(Quantity(UNITS, least=0), positive_mean=True)]
    """Number of needs in a season, drawn anew for each."""


@dataclass(frozen=True)
class Arrivals:
    """When needs arise: ``poisson``, ``regular``, or by ``season``: ``size`` needs ``every`` so many days."""

    kind: Literal["poisson", "regular", "season"] = "poisson"
    every: float | None = None
    size: Law | None = None


class ArrivalsNotation(OneKey):
    """``poisson``, ``regular`` or ``{season: {every: …, size: …}}``."""

    def read(self, raw: object) -> Any:
        """Return the arrivals."""
        if isinstance(raw, Arrivals):
            return raw
        match super().read(raw):
            case _, Season(every=every, size=size):
                return Arrivals("season", every, size)
            case kind, _:
                return Arrivals(kind)

    def write(self, value: Arrivals) -> Any:
        """Return the explicit form."""
        if value.kind != "season":
            return value.kind
        return {"season": self.members["season"].write(Season.model_construct(every=value.every, size=value.size))}


class Needs(Section):
    """How often a participant needs a unit of the good, and when."""

    alternatives: ClassVar[tuple[tuple[str, ...], ...]] = (("rate", "every"),)

    rate: Annotated[float, Quantity(RATE, above=0), CHANGEABLE] = Field(
        default=0.0, json_schema_extra={"default": None}
    )
    """Mean number of needs per participant and time. Give this or `every`; with seasons neither."""
    every: Annotated[float | None, Quantity(DURATION, above=0), CHANGEABLE] = None
    """Mean time between two needs of a participant: another way to write `rate`."""
    spread: Annotated[float, CV] = 0.0
    """Coefficient of variation of the rate across participants (gamma-distributed); 0: all alike."""
    activity: Annotated[Law | None, Maybe(LawOf(Quantity(NUMBER, above=0)))] = None
    """Law of the rate across participants, relative to its mean, in place of `spread`; null: gamma with `spread`."""
    arrivals: Annotated[Arrivals, ArrivalsNotation({"season": Block(Season)}, ("poisson", "regular"))] = Arrivals()
    """When needs arise: at random (`poisson`), evenly (`regular`), or a given number in each season (`season`)."""

    @classmethod
    def conflicts(cls, raw: Mapping[str, object]) -> Iterator[Problem]:
        """Yield a problem unless exactly one of rate, every and season tells how often needs arise."""
        activity = said(Block(cls), raw, "activity")
        if activity is not None and raw.get("spread", 0) != 0:
            yield Problem("wrong", ("activity",), "is given beside spread, which says the same; leave one of them out")
        elif activity is not None and not math.isfinite(activity.mean()):
            yield Problem(
                "wrong", ("activity",), "has no finite mean; write a pareto with a shape above 1, or another law"
            )
        arrivals = said(Block(cls), raw, "arrivals")
        if arrivals is None:
            return
        season = arrivals.kind == "season"
        given = [key for key in ("rate", "every") if key in raw]
        if season and given:
            message = "is given beside seasonal arrivals, which say themselves how many; leave it out"
            yield Problem("wrong", (given[0],), message)
        elif len(given) == 2:
            message = "is given beside rate, which says the same; leave one of them out"
            yield Problem("wrong", ("every",), message)
        elif not season and not given:
            yield Problem(
                "missing", ("rate",), 'is missing; write a rate above 0 such as "2 / year", or every: 6 months'
            )

    def silent(self) -> tuple[str, ...]:
        """Return ``every``, which ``rate`` has replaced, and ``rate`` too where seasons imply it."""
        return ("every", "rate") if self.arrivals.kind == "season" else ("every",)


class Choice(Section):
    """How a participant chooses among the offers and going without."""

    rule: Annotated[Rule, Word(get_args(Rule))] = "logit"
    """`logit`: probability grows with utility (multinomial logit); `best`: highest utility always wins."""
    noise: Annotated[float, Quantity(MONEY, above=0), CHANGEABLE] = Field(
        default=0.0, json_schema_extra={"default": None}
    )
    """Scale of the choice noise, in money: required with `logit`, not given with `best` (0 then)."""
    network_effect: Annotated[float, Quantity(MONEY), CHANGEABLE] = 0.0
    """Money by which an offer is worth more when everybody's last purchase was from its chain; in proportion below."""
    switching_cost: Annotated[float, Quantity(MONEY, least=0), CHANGEABLE] = 0.0
    """Money that it costs to buy from another chain than last time."""

    @classmethod
    def conflicts(cls, raw: Mapping[str, object]) -> Iterator[Problem]:
        """Yield a problem if noise is missing with logit, or given with best."""
        rule = said(Block(cls), raw, "rule")
        if rule == "logit" and "noise" not in raw:
            message = "is missing, and logit needs it; write an amount of money above 0, or rule: best"
            yield Problem("missing", ("noise",), message)
        if rule == "best" and "noise" in raw:
            message = "is given beside rule best, which has none; leave it out, or write rule: logit"
            yield Problem("wrong", ("noise",), message)

    def silent(self) -> tuple[str, ...]:
        """Return ``noise`` where the rule has none."""
        return ("noise",) if self.rule == "best" else ()


class Population(Section):
    """The participants that all chains of the scenario compete for."""

    size: Annotated[int, Whole(1, 10_000_000)]
    """Number of participants."""
    needs: Needs
    """How often and when participants need a unit."""
    tastes: Tastes = Tastes()
    """Where the participants' ideal products lie in taste space."""
    willingness_to_pay: Annotated[Law, LawOf(Quantity(MONEY, least=0), positive_mean=True), CHANGEABLE]
    """What a unit of quality 1 at a participant's ideal point is worth to the participant, in money."""
    mismatch_cost: Annotated[float, Quantity(MONEY, least=0), CHANGEABLE] = 0.0
    """Money lost per squared distance between the ideal point and the product."""
    waiting_cost: Annotated[Law, LawOf(Quantity(MONEY_RATE, least=0)), CHANGEABLE] = Law.constant(0.0)
    """Money that a day of waiting costs a participant."""
    time_cost: Annotated[Law, LawOf(Quantity(MONEY_RATE, least=0)), CHANGEABLE] = Law.constant(0.0)
    """What a participant's own time is worth to the participant, in money per time (for example 10 / hour)."""
    choice: Choice
    """How participants choose."""
    contacts: Annotated[Contacts | None, CONTACTS] = Field(default=None, json_schema_extra={"default": "everybody"})
    """Whom participants hear from: everybody alike, or their contacts in a network; one for all chains."""

    @field_validator("needs", mode="after")
    @classmethod
    def _rate(cls, needs: Needs, info: ValidationInfo) -> Needs:
        """Settle the mean rate per participant, whichever way it was written."""
        rate, arrivals, size = needs.rate, needs.arrivals, info.data.get("size", 1)
        if needs.every is not None:
            rate = 1 / needs.every
        if arrivals.every is not None and arrivals.size is not None:
            rate = arrivals.size.mean() / (arrivals.every * size)
        if not 0 < rate < math.inf:
            raise wrong(f"comes to {rate} needs per participant and day; write a positive finite number of needs")
        return needs.model_copy(update={"rate": rate, "every": None})
