"""Who knows of a chain: everyone from the start, or those whom advertising and word of mouth have reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, get_args

from valuechain.scenario.changeable import CHANGEABLE
from valuechain.scenario.compound import OneKey
from valuechain.scenario.notation import Whole, Word
from valuechain.scenario.problems import Problem
from valuechain.scenario.quantity import NUMBER, RATE, Quantity
from valuechain.scenario.section import Block, Section, said

Informants = Literal["aware", "buyers"]


class Bass(Section):
    """Awareness that spreads (Bass 1969): each who does not know hears at the rate p + q · share of informants."""

    kind: Literal["bass"] = "bass"
    innovation: Annotated[float, Quantity(RATE, least=0), CHANGEABLE]
    """Coefficient of innovation, p: rate at which somebody hears without being told by others (advertising)."""
    imitation: Annotated[float, Quantity(RATE, least=0), CHANGEABLE]
    """Coefficient of imitation, q: rate at which somebody hears when all of the contacts pass it on."""
    informants: Annotated[Informants, Word(get_args(Informants))] = "aware"
    """Who passes it on: everybody who knows (`aware`), or those who have bought or ordered from it (`buyers`)."""
    initial_share: Annotated[float, Quantity(NUMBER, least=0, most=1)] = 0.0
    """Share of the participants who know at time 0."""

    @classmethod
    def conflicts(cls, raw: Mapping[str, object]) -> Iterator[Problem]:
        """Yield a problem if nobody would ever hear."""
        innovation, initial = said(Block(cls), raw, "innovation"), said(Block(cls), raw, "initial_share")
        if innovation == 0 and initial == 0:
            message = (
                "0 / day, and nobody knows at the start, so that nobody ever will; write more, or an initial_share"
            )
            yield Problem("wrong", ("innovation",), message)


class AwarenessNotation(OneKey):
    """``everyone``, or ``{bass: {innovation: …, imitation: …}}``; everyone is read as None."""

    def read(self, raw: object) -> Bass | None:
        """Return how awareness spreads, or None where everyone knows."""
        return raw if isinstance(raw, Bass) else super().read(raw)[1]

    def write(self, value: Bass | None) -> Any:
        """Return the explicit form."""
        return "everyone" if value is None else {"bass": self.members["bass"].write(value)}


AWARENESS = AwarenessNotation({"bass": Block(Bass)}, ("everyone",))


class WattsStrogatz(Section):
    """A small world: a ring of neighbours, some of whose ties are rewired at random (Watts & Strogatz 1998)."""

    kind: Literal["watts_strogatz"] = "watts_strogatz"
    neighbours: Annotated[int, Whole(2, 1000)]
    """Contacts of each participant on the ring: an even number, half on each side."""
    rewiring: Annotated[float, Quantity(NUMBER, least=0, most=1)]
    """Probability that a tie leads to somebody at random instead."""

    @classmethod
    def conflicts(cls, raw: Mapping[str, object]) -> Iterator[Problem]:
        """Yield a problem for an odd number of neighbours."""
        neighbours = said(Block(cls), raw, "neighbours")
        if neighbours is not None and neighbours % 2:
            message = f"{neighbours} cannot be parted into two sides; write an even number"
            yield Problem("wrong", ("neighbours",), message)


class BarabasiAlbert(Section):
    """A network with hubs: each newcomer ties to those who have many ties (Barabási & Albert 1999)."""

    kind: Literal["barabasi_albert"] = "barabasi_albert"
    links: Annotated[int, Whole(1, 1000)]
    """Ties that each newcomer brings."""


Contacts = WattsStrogatz | BarabasiAlbert


class ContactsNotation(OneKey):
    """``everybody``, or one of the networks; everybody is read as None."""

    def read(self, raw: object) -> Contacts | None:
        """Return the network, or None where everybody meets everybody."""
        return raw if isinstance(raw, Contacts) else super().read(raw)[1]

    def write(self, value: Contacts | None) -> Any:
        """Return the explicit form."""
        return "everybody" if value is None else {value.kind: self.members[value.kind].write(value)}


CONTACTS = ContactsNotation(
    {"watts_strogatz": Block(WattsStrogatz), "barabasi_albert": Block(BarabasiAlbert)}, ("everybody",)
)
