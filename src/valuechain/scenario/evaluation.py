"""How a commons judges what is contributed, and what it grants for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Annotated, Literal, get_args

from valuechain.randomness import Law
from valuechain.scenario.artefact import SHARE
from valuechain.scenario.changeable import CHANGEABLE
from valuechain.scenario.compound import Listed, OneKey
from valuechain.scenario.contribution import Kinds
from valuechain.scenario.laws import LawOf
from valuechain.scenario.notation import Maybe, Notation, Whole, Word
from valuechain.scenario.problems import Problem
from valuechain.scenario.quantity import DURATION, NUMBER, RATE, Quantity
from valuechain.scenario.section import Block, Section, said

StatusRule = Literal["merit", "tier", "equal"]
MOST_TIERS = 8
MOST_REVIEWERS = 64
MOST_APPROVALS = 16

Discernment = Quantity(NUMBER, above=0)


class Communal(Section):
    """Edits go live at once and are judged by those who use the module afterwards."""

    kind: Literal["communal"] = "communal"
    notice: Annotated[float, SHARE, CHANGEABLE] = 0.2
    """Probability that a user looks at the latest change of the module in use."""
    settle: Annotated[float, Quantity(NUMBER, above=0, most=MOST_APPROVALS), CHANGEABLE] = 3.0
    """Weight of approvals at which a revision settles and its author is recognised."""
    discernment: Annotated[float | None, Maybe(Discernment), CHANGEABLE] = 20.0
    """A judge of expertise e is right about a change Δ with chance logistic(discernment·(0.5 + e)·|Δ|); null: e."""
    voice: Annotated[float, SHARE, CHANGEABLE] = 0.5
    """An approval weighs (1 + status)^voice: 0 is democracy, 1 meritocracy."""
    heaviest: Annotated[float, Quantity(NUMBER, least=1), CHANGEABLE] = 2.0
    """Weight that no approval exceeds."""


class VoiceNotation(Notation):
    """A power of status from 0 to 1, or ``log-odds``."""

    def read(self, raw: object) -> float | str:
        """Return the power, or the word."""
        if isinstance(raw, str):
            return Word(("log-odds",)).read(raw)
        return SHARE.read(raw)

    def words(self) -> str:
        """Return what may be written."""
        return "a number from 0 (democracy) to 1 (meritocracy), or log-odds"

    def schema(self, partial: bool = False) -> dict[str, object]:
        """Return the JSON Schema."""
        return {"anyOf": [SHARE.schema(partial), {"enum": ["log-odds"]}]}


class Panel(Section):
    """Reviewers are drawn for each edit and vote at once; a majority puts it live."""

    kind: Literal["panel"] = "panel"
    reviewers: Annotated[int, Whole(1, MOST_REVIEWERS), CHANGEABLE] = 3
    """Number of reviewers of an edit, all different, never its author."""
    drawn: Annotated[float, SHARE, CHANGEABLE] = 0.5
    """Reviewers are drawn with probability in proportion to (1 + status)^drawn."""
    voice: Annotated[float | str, VoiceNotation()] = 0.0
    """A vote weighs (1 + status)^voice; `log-odds`: by what the reviewer's chance to be right is worth."""
    discernment: Annotated[float | None, Maybe(Discernment), CHANGEABLE] = 20.0
    """A judge of expertise e is right about a change Δ with chance logistic(discernment·(0.5 + e)·|Δ|); null: e."""


class Experts(Section):
    """Edits wait before they go live until a member of a board has reviewed them."""

    kind: Literal["experts"] = "experts"
    board: Annotated[int, Whole(1, 10_000)]
    """Members of the board; each reviews one edit at a time, in the order in which they came."""
    review_time: Annotated[Law, LawOf(Quantity(DURATION, least=0)), CHANGEABLE]
    """Time that a review takes."""
    expertise: Annotated[float, SHARE, CHANGEABLE] = 1.0
    """Expertise of the members."""
    discernment: Annotated[float | None, Maybe(Discernment), CHANGEABLE] = 20.0
    """A judge of expertise e is right about a change Δ with chance logistic(discernment·(0.5 + e)·|Δ|); null: e."""


class Owner(Section):
    """Whoever made the first contribution to a module decides about all others, at once."""

    kind: Literal["owner"] = "owner"
    discernment: Annotated[float | None, Maybe(Discernment), CHANGEABLE] = 20.0
    """A judge of expertise e is right about a change Δ with chance logistic(discernment·(0.5 + e)·|Δ|); null: e."""


class Unjudged(Section):
    """Everything goes live, is recognised at once, and stays until it is edited again."""

    kind: Literal["none"] = "none"


Evaluation = Communal | Panel | Experts | Owner | Unjudged

EVALUATION: OneKey = Kinds(
    {
        "communal": Block(Communal),
        "panel": Block(Panel),
        "experts": Block(Experts),
        "owner": Block(Owner),
    },
    ("none",),
    {"none": Unjudged.model_construct()},
)


class Award(Section):
    """Status for one's work as a whole, given once to some of the most active contributors, chosen at random."""

    on: Annotated[float, Quantity(DURATION, above=0)]
    """When it is given, counted from the entry of the chain."""
    amount: Annotated[float, Quantity(NUMBER, above=0)]
    """Status that each of them gets."""
    top: Annotated[float, Quantity(NUMBER, above=0, most=1)] = 0.01
    """Share of contributors, the most active, among whom it is given."""
    chance: Annotated[float, Quantity(NUMBER, above=0, most=1)] = 0.5
    """Probability that one of these gets it; the others can be compared with those who did."""


class Status(Section):
    """What recognition is worth: status, which is granted, fades, and is never money."""

    rule: Annotated[StatusRule, Word(get_args(StatusRule))] = "merit"
    """`merit`: for every contribution that is recognised; `tier`: for those that lift their author into a tier;
    `equal`: for every contribution, whatever others think of it."""
    tiers: Annotated[tuple[int, ...], Listed(Whole(1, 1_000_000), "numbers of contributions", 0, "1, 10, 100")] = ()
    """With rule `tier`: recognised contributions at which a tier begins, ascending, at most 8."""
    grant: Annotated[Law, LawOf(Quantity(NUMBER, least=0)), CHANGEABLE] = Law.constant(1.0)
    """Status granted to the author of a contribution that is recognised."""
    review_grant: Annotated[float, Quantity(NUMBER, least=0), CHANGEABLE] = 0.0
    """Status granted to those who judged as it was decided in the end."""
    penalty: Annotated[float, Quantity(NUMBER, least=0), CHANGEABLE] = 0.0
    """Status taken from the author of a contribution that is reverted or rejected, as far as there is any."""
    fading: Annotated[float, Quantity(RATE, least=0), CHANGEABLE] = 0.0
    """Rate at which all status fades (exponentially)."""
    cap: Annotated[float | None, Maybe(Quantity(NUMBER, above=0)), CHANGEABLE] = None
    """Status that nobody exceeds: what would go beyond is not granted; null: none."""
    award: Annotated[Award | None, Maybe(Block(Award))] = None
    """An award on a date; null: none."""

    def silent(self) -> tuple[str, ...]:
        """Return ``tiers`` where the rule has none."""
        return () if self.rule == "tier" else ("tiers",)

    @classmethod
    def conflicts(cls, raw: Mapping[str, object]) -> Iterator[Problem]:
        """Yield a problem for tiers that are missing, out of order or not asked for, and for a penalty among equals."""
        rule, tiers = said(Block(cls), raw, "rule"), said(Block(cls), raw, "tiers")
        if rule == "tier" and "tiers" not in raw:
            yield Problem(
                "missing", ("tiers",), "is missing, and rule tier needs it; write a list such as [1, 10, 100]"
            )
        elif rule in ("merit", "equal") and tiers:
            message = f"is given, but rule {rule} has no tiers; leave it out, or write rule: tier"
            yield Problem("wrong", ("tiers",), message)
        elif tiers is not None and rule == "tier":
            if not 1 <= len(tiers) <= MOST_TIERS:
                yield Problem("wrong", ("tiers",), f"has {len(tiers)} numbers; write from 1 to {MOST_TIERS}")
            elif any(one >= other for one, other in pairwise(tiers)):
                yield Problem("wrong", ("tiers",), "is not ascending; write each number larger than the one before")
        if rule == "equal" and (said(Block(cls), raw, "penalty") or 0) > 0:
            message = "is given, but with rule equal nothing is judged that status hangs on; leave it out"
            yield Problem("wrong", ("penalty",), message)


class Heterarchy(Section):
    """Leaders by topic, for as long as they are recognised: ad hoc meritocracy with bounded influence."""

    every: Annotated[float, Quantity(DURATION, above=0), CHANGEABLE]
    """Time after which leaders are formed anew."""
    leaders: Annotated[int, Whole(1, 10_000), CHANGEABLE] = 5
    """Leaders of each topic: those with the highest status earned in it."""
    topics: Annotated[int, Whole(1, 64)] = 1
    """Number of topics: taste space is cut into so many slices along its first attribute."""
    weight: Annotated[float, Quantity(NUMBER, least=1), CHANGEABLE] = 1.0
    """Factor on the weight of a leader's judgement in the topic."""


class Entry(Section):
    """When participants begin to take part in more than use."""

    initial: Annotated[int, Whole(0, 10_000_000)] = 0
    """Participants who take part from the start."""
    rate: Annotated[float, Quantity(RATE, above=0)]
    """How many others begin to, per time, at random moments."""


class Retention(Section):
    """When those who have contributed give it up; they go on using."""

    leaving: Annotated[float, Quantity(RATE, least=0), CHANGEABLE] = 0.0
    """Rate at which a contributor without status leaves."""
    held_by: Annotated[float | None, Maybe(Quantity(NUMBER, above=0)), CHANGEABLE] = None
    """Status that cuts the rate to 1/e: it is leaving·exp(-status/held_by); null: status does not hold anybody."""
    after_revert: Annotated[float, SHARE, CHANGEABLE] = 0.0
    """Probability that a newcomer leaves when a contribution of theirs is reverted or rejected."""
    newcomer_edits: Annotated[int, Whole(1, 1_000_000), CHANGEABLE] = 5
    """Contributions up to which somebody counts as a newcomer."""
