"""What a chain asks its customers: market research on a prototype, or a survey of ideal points."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from valuechain.scenario.changeable import CHANGEABLE
from valuechain.scenario.compound import OneKey
from valuechain.scenario.notation import Whole
from valuechain.scenario.quantity import DURATION, MONEY, NUMBER, Quantity
from valuechain.scenario.section import Block, Section


class Inquiry(Section):
    """Participants are asked at intervals; what they say comes later, and costs."""

    interval: Annotated[float, Quantity(DURATION, above=0), CHANGEABLE]
    """Time between two rounds of questions; the first is asked one interval after the start."""
    sample: Annotated[int, Whole(1, 10_000_000), CHANGEABLE]
    """Number of participants who are asked, drawn anew each time."""
    delay: Annotated[float, Quantity(DURATION, least=0), CHANGEABLE] = 0.0
    """Time from the questions to the answers; no new round begins before."""
    cost: Annotated[float, Quantity(MONEY, least=0), CHANGEABLE] = 0.0
    """Money for each answer, which the producer pays."""


class MarketResearch(Inquiry):
    """Does the customer prefer a prototype to the present product? Each answer is one bit, the customer's choice."""

    kind: Literal["market_research"] = "market_research"
    step: Annotated[float, Quantity(NUMBER, above=0), CHANGEABLE]
    """Distance from the product to the prototype, which lies in a random direction in taste space."""
    margin: Annotated[float, Quantity(NUMBER), CHANGEABLE] = 2.0
    """Standard errors by which the prototype's share must exceed one half for it to replace the product."""


class Survey(Inquiry):
    """Where is your ideal? The product moves to the mean that prior and answers imply (normal–normal, DeGroot 1970)."""

    kind: Literal["survey"] = "survey"
    prior_sd: Annotated[float, Quantity(NUMBER, above=0)]
    """How unsure the producer is at first of the mean of tastes, per dimension; it believes in the present product."""
    taste_sd: Annotated[float, Quantity(NUMBER, above=0)]
    """Spread of tastes about their mean that the producer reckons with, per dimension."""
    answer_sd: Annotated[float, Quantity(NUMBER, least=0)] = 0.0
    """Spread of answers about the ideal points meant, per dimension."""


Feedback = MarketResearch | Survey


class FeedbackNotation(OneKey):
    """``none``, ``{market_research: …}`` or ``{survey: …}``; none is read as None."""

    def read(self, raw: object) -> Feedback | None:
        """Return what is asked, or None."""
        return raw if isinstance(raw, Feedback) else super().read(raw)[1]

    def write(self, value: Feedback | None) -> Any:
        """Return the explicit form."""
        return "none" if value is None else {value.kind: self.members[value.kind].write(value)}


FEEDBACK = FeedbackNotation({"market_research": Block(MarketResearch), "survey": Block(Survey)}, ("none",))
