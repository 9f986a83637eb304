"""Who contributes to a commons, and what an edit does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, get_args

from valuechain.randomness import Law
from valuechain.scenario.artefact import SHARE
from valuechain.scenario.changeable import CHANGEABLE
from valuechain.scenario.compound import Listed, OneKey
from valuechain.scenario.laws import LawOf
from valuechain.scenario.notation import Maybe, Notation, Schema, Word
from valuechain.scenario.problems import Problem
from valuechain.scenario.quantity import DURATION, MONEY, NUMBER, Quantity
from valuechain.scenario.section import Block, Section, said

EditLaw = Literal["skill", "relative"]


@dataclass(frozen=True)
class Each(Notation):
    """A law from which every participant's value is drawn, or a list of values, one for each participant in turn."""

    quantity: Quantity

    @property
    def unit(self) -> str:  # type: ignore[override]
        """The unit of each value."""
        return self.quantity.unit

    @property
    def _forms(self) -> tuple[LawOf, Listed]:
        return LawOf(self.quantity), Listed(self.quantity, "values")

    def read(self, raw: object) -> Law | tuple[float, ...]:
        """Return the law, or the values."""
        law, listed = self._forms
        return listed.read(raw) if isinstance(raw, list | tuple) else law.read(raw)

    def write(self, value: Law | tuple[float, ...]) -> Any:
        """Return the explicit form."""
        law, listed = self._forms
        return listed.write(value) if isinstance(value, tuple) else law.write(value)

    def words(self) -> str:
        """Return what may be written."""
        return f"{self._forms[0].words()}, or a list with a value for each participant in turn"

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema."""
        return {"anyOf": [form.schema(partial) for form in self._forms]}

    def keys(self, raw: object) -> tuple[str, ...]:
        """Return the names of the laws, or the positions in the list."""
        return self._form(raw).keys(raw)

    def child(self, key: str, raw: object) -> Notation | None:
        """Return the notation of a law's parameters, or of the values."""
        return self._form(raw).child(key, raw)

    def meaning(self, key: str, raw: object) -> str:
        """Return what a key means."""
        return self._form(raw).meaning(key, raw)

    def rivals(self, key: str) -> frozenset[str]:
        """Return all other laws."""
        return self._forms[0].rivals(key)

    def _form(self, raw: object) -> Notation:
        return self._forms[isinstance(raw, list | tuple)]


class Skills(Section):
    """What participants are able to do. Skill in a module falls with the distance between it and their own field."""

    literacy: Annotated[float, SHARE, CHANGEABLE] = 1.0
    """Share of participants who are able to contribute and to judge at all; the others only use."""
    skill: Annotated[Law | tuple[float, ...], Each(Quantity(NUMBER, least=0))] = Law.constant(1.0)
    """How much an edit of theirs improves in their own field; 1 is the measure of `edits.step`."""
    judgement: Annotated[Law | tuple[float, ...], Each(Quantity(NUMBER, least=0))] = Law.constant(0.5)
    """Expertise in judging, from 0 to 1 (larger values are cut); its effect is set by `discernment`."""


class Motives(Section):
    """What a contribution is worth to its maker, in money; the probability to contribute is a logit of it."""

    noise: Annotated[float, Quantity(MONEY, above=0), CHANGEABLE]
    """Scale of the noise in the decision to contribute, in money."""
    use: Annotated[float, Quantity(NUMBER, least=0), CHANGEABLE] = 1.0
    """Weight of one's own use: of the gap between the module and what the user would want, in money."""
    fun: Annotated[Law, LawOf(Quantity(MONEY))] = Law.constant(0.0)
    """What making a contribution is worth in itself, in money."""
    reciprocity: Annotated[float, Quantity(MONEY, least=0), CHANGEABLE] = 0.0
    """What giving back is worth to somebody who has only taken, in money; less for whoever has given more."""
    status: Annotated[float, Quantity(MONEY, least=0), CHANGEABLE] = 0.0
    """Money's worth of a unit of status, of which contributors expect as much as they got of late."""
    time: Annotated[Law, LawOf(Quantity(MONEY, least=0))] = Law.constant(0.0)
    """What an hour of one's own time is worth, in money."""
    pay: Annotated[float, Quantity(MONEY, least=0)] = 0.0
    """Money that the foundation pays for an accepted contribution."""
    crowding_out: Annotated[float, SHARE] = 0.0
    """Share of the fun that is gone when contributions are paid (Bénabou & Tirole 2006)."""


class Propensity(Section):
    """After a use, the user may contribute: with a probability of one's own, times a logit of the motives."""

    kind: Literal["propensity"] = "propensity"
    propensity: Annotated[Law | tuple[float, ...], Each(Quantity(NUMBER, least=0))] = Law.constant(0.1)
    """Probability that a use leads to a contribution, for each participant (draws above 1 count as 1)."""
    motives: Annotated[Motives | None, Maybe(Block(Motives))] = None
    """What moves the decision; null: propensity alone."""


class Recognition(Section):
    """Uses raise tasks, which go to a newcomer, or to a member in proportion to status: Simon 1955 with memory.

    Without fading of status this is the process of Yule and Simon.
    """

    kind: Literal["recognition"] = "recognition"
    tasks: Annotated[float, Quantity(NUMBER, above=0, most=1), CHANGEABLE] = 1.0
    """Probability that a use raises a task that somebody takes up."""
    newcomers: Annotated[float, Quantity(NUMBER, above=0, most=1), CHANGEABLE]
    """Probability that a task is taken up by somebody who has never contributed."""
    drive_by: Annotated[float, SHARE, CHANGEABLE] = 0.0
    """Share of newcomers who contribute once and never again."""
    power: Annotated[float, Quantity(NUMBER, above=0, most=1), CHANGEABLE] = 1.0
    """Members take up tasks with probability in proportion to status^power."""
    by_field: Annotated[float, SHARE, CHANGEABLE] = 0.0
    """How much the member's skill in the module counts beside status: 0 not at all, 1 in proportion."""


class Equilibrium(Section):
    """Private provision of a public good: who values a module above a threshold develops it (Johnson 2002).

    Everybody values each undeveloped module anew and develops it if the value is at least v*, the symmetric
    equilibrium v*·F(v*)^(n-1) = cost - worth of the status granted, among all n participants.
    """

    kind: Literal["equilibrium"] = "equilibrium"
    value: Annotated[Law, LawOf(Quantity(MONEY, least=0), positive_mean=True)]
    """Law F of what a developed module is worth to a participant, in money."""
    cost: Annotated[float, Quantity(MONEY, above=0), CHANGEABLE]
    """What developing a module costs the one who does it, in money."""
    status: Annotated[float, Quantity(MONEY, least=0), CHANGEABLE] = 0.0
    """What the status granted for it is worth, in money; it takes the place of cost one for one."""

    @classmethod
    def conflicts(cls, raw: Mapping[str, object]) -> Iterator[Problem]:
        """Yield a problem for a law without a distribution function here, or a reward beyond the cost."""
        value = said(Block(cls), raw, "value")
        if value is not None and value.kind not in KNOWN_DISTRIBUTIONS:
            message = f"{value.kind} has no threshold here; write uniform, exponential, lognormal, pareto or weibull"
            yield Problem("wrong", ("value",), message)
        cost, status = said(Block(cls), raw, "cost"), said(Block(cls), raw, "status")
        if cost is not None and status is not None and status >= cost:
            yield Problem("wrong", ("status",), f"{status:g} is not below cost, {cost:g}; write less than the cost")


KNOWN_DISTRIBUTIONS = ("uniform", "exponential", "lognormal", "pareto", "weibull")
"""Laws whose distribution functions `equilibrium` knows."""

Contribution = Propensity | Recognition | Equilibrium


@dataclass(frozen=True)
class Kinds(OneKey):
    """``{kind: {…}}`` for sections that know their own kind; ``bare`` ones have no keys and are plain words."""

    bare: Mapping[str, Section] = field(default_factory=dict)

    def read(self, raw: object) -> Any:
        """Return the section."""
        if isinstance(raw, Section):
            return raw
        key, section = super().read(raw)
        return self.bare[key] if section is None else section

    def write(self, value: Any) -> Any:
        """Return the explicit form."""
        return value.kind if value.kind in self.plain else {value.kind: self.members[value.kind].write(value)}


CONTRIBUTION = Kinds(
    {"propensity": Block(Propensity), "recognition": Block(Recognition), "equilibrium": Block(Equilibrium)}
)


class Vandalism(Section):
    """Edits that destroy."""

    share: Annotated[float, SHARE, CHANGEABLE]
    """Share of edits that are vandalism."""
    damage: Annotated[float, Quantity(NUMBER, above=0, most=1), CHANGEABLE] = 0.5
    """Share of a module's quality that is gone while it is live."""


class Edits(Section):
    """What an edit does to the quality q of a module."""

    law: Annotated[EditLaw, Word(get_args(EditLaw))] = "skill"
    """`skill`: q + N(skill·step·(1 - q), noise²), kept within 0 and 1; `relative`: q + step·(1 - q)."""
    step: Annotated[float, SHARE, CHANGEABLE] = 0.05
    """Share of what is missing that an edit of skill 1 adds."""
    noise: Annotated[float, Quantity(NUMBER, least=0), CHANGEABLE] = 0.05
    """Standard deviation of an edit's effect (law `skill` only)."""
    effort: Annotated[float, Quantity(DURATION, least=0)] = 0.0
    """Time that an edit takes its maker."""
    granularity: Annotated[float, Quantity(NUMBER, above=0, most=100)] = 1.0
    """Size of the pieces of work: factor on effort, step and noise together."""
    vandalism: Annotated[Vandalism | None, Maybe(Block(Vandalism))] = None
    """Edits that destroy; null: none."""
