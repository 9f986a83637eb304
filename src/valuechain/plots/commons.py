"""A commons as a diagram: the community and its artefact, between them contributions and uses, around them money.

After Axel Bruns, "Vom Prosumenten zum Produtzer", Fig. 4 and 5: users are producers; vendors harvest from outside.
"""

from __future__ import annotations

from dataclasses import dataclass

from .exchange import OUTSIDE, Exchange, Pair, total
from .sketch import ROLE_COLOURS, THICKEST, Sketch, wing
from .wording import Estimate

COMMUNITY = ("consumer", "produser", "patron")
"""The roles of participants."""
ARTEFACT = "#5a5a5a"
LEFT, MIDDLE, RIGHT, END = 0.05, 2.35, 5.0, 7.15
"""Sides of the community and of what stands opposite; accounts stand to the right."""
TALL, LOW, GAP = 1.95, 1.05, 0.5
"""Height of the artefact, of an organisation by each arrow that it has, and the room between."""
TITLES = {"vendor": "Vendors", "foundation": "Foundation"}


@dataclass(frozen=True)
class Commons:
    """Draws a commons: the community to the left, the artefact and the organisations to which money goes opposite."""

    exchange: Exchange
    thickest: float = THICKEST * 0.8

    @property
    def organisations(self) -> list[str]:
        """The foundation and the vendors, where they are paid or pay."""
        return [role for role in TITLES if role in self.exchange.roles]

    @property
    def height(self) -> float:
        """Height in the units of a sketch."""
        return TALL + sum(self._size(role) + GAP for role in self.organisations) + 0.35

    def _size(self, role: str) -> float:
        return LOW * max(len(self._links(role)), 1)

    @property
    def pairs(self) -> list[Pair]:
        """The pairs (payer, payee) that have an arrow."""
        out = [pair for role in self.organisations for pair in ((role, OUTSIDE), (OUTSIDE, role))]
        return out + [pair for role in self.organisations for who in COMMUNITY for pair in ((who, role), (role, who))]

    @property
    def money(self) -> list[float]:
        """What the arrows of money stand for."""
        return [total(self.exchange.between(*pair)) for pair in self.pairs]

    @property
    def goods(self) -> list[float]:
        """What the arrows of uses and contributions stand for."""
        return [self.exchange.counts[name].mean for name in ("uses", "edits", "packaged")]

    def draw(self, sketch: Sketch) -> None:
        """Draw the community, what stands opposite, and what flows."""
        self._community(sketch)
        top = self.height - 0.1
        self._artefact(sketch, top)
        place = top - TALL - GAP
        for role in self.organisations:
            self._organisation(sketch, role, place)
            place -= self._size(role) + GAP

    def _community(self, sketch: Sketch) -> None:
        bottom, top = 0.25, self.height - 0.1
        sketch.box((LEFT, bottom), (MIDDLE - LEFT, top - bottom), ROLE_COLOURS["consumer"])
        x, y = (LEFT + MIDDLE) / 2, (bottom + top) / 2
        states = self.exchange.states
        sketch.write(x, top - 0.16, "Community", va="top", size=10.5, weight="bold")
        surplus = self.exchange.gains["consumer"]
        words = [f"{states['contributors']} contributors", f"surplus {surplus}\n{sketch.currency} / day"]
        words += [f"status held {states['status_held']}"] if "status_held" in states else []
        sketch.write(x, y - 0.12, "\n\n".join(words))

    def _artefact(self, sketch: Sketch, top: float) -> None:
        bottom, counts, states = top - TALL, self.exchange.counts, self.exchange.states
        sketch.box((RIGHT, bottom), (END - RIGHT, TALL), ARTEFACT)
        x = (RIGHT + END) / 2
        sketch.write(x, top - 0.16, "Artefact", va="top", size=10.5, weight="bold")
        words = [f"quality {states['quality']}", f"{states['modules']} modules"]
        words += [f"coverage {states['coverage']}"] if "coverage" in states else []
        sketch.write(x, bottom + TALL / 2 - 0.12, "\n".join(words))
        high, low = top - 0.5, bottom + 0.45
        across = (MIDDLE + 0.05, RIGHT - 0.05)
        for name, verb, y in (("edits", "contributes", high), ("uses", "uses", low)):
            start, end = across if name == "edits" else across[::-1]
            width = sketch.goods((start, y), (end, y), counts[name].mean, name)
            sketch.write((MIDDLE + RIGHT) / 2, y + wing(width) + 0.02, f"{verb} {counts[name]} / day", va="bottom")

    def _links(self, role: str) -> dict[str, dict[str, Estimate]]:
        """Return what flows between participants and an organisation: packages to them, money from them and to them."""
        packaged = self.exchange.counts["packaged"]
        links = {
            "packages": {"packaged": packaged} if role == "vendor" and packaged.mean > 0 else {},
            "pays": self.exchange.between(COMMUNITY, role),
            "gets": self.exchange.between(role, COMMUNITY),
        }
        return {what: flows for what, flows in links.items() if flows}

    def _organisation(self, sketch: Sketch, role: str, top: float) -> None:
        """Draw a foundation or the vendors, what flows between them and participants, and their account."""
        size, x = self._size(role), (RIGHT + END) / 2
        sketch.box((RIGHT, top - size), (END - RIGHT, size), ROLE_COLOURS[role])
        sketch.write(x, top - size / 2, TITLES[role], size=10.5, weight="bold")
        for number, (what, flows) in enumerate(self._links(role).items()):
            self._link(sketch, role, top - LOW * number - 0.32, what, flows)
        if role == "vendor":
            sketch.goods((x, top + GAP - 0.05), (x, top + 0.05), 0.0, "artefact to vendor")
            sketch.write(x + 0.15, top + GAP / 2, "snapshots", ha="left")
        sketch.account(END + 0.08, top - size / 2, TITLES[role], role, self.exchange)

    def _link(self, sketch: Sketch, role: str, y: float, what: str, flows: dict[str, Estimate]) -> None:
        there, here, amount = (MIDDLE + 0.05, y), (RIGHT - 0.05, y), total(flows)
        unit = "units / day" if what == "packages" else f"{sketch.currency} / day"
        if what == "packages":
            width = sketch.goods(here, there, amount, f"{role} to community")
        elif what == "pays":
            width = sketch.money(there, here, amount, f"community to {role}")
        else:
            width = sketch.money(here, there, amount, f"{role} to community")
        words = [*sketch.lines(flows), unit] if what != "packages" else [f"packaged {flows['packaged']}", unit]
        sketch.write((MIDDLE + RIGHT) / 2, y - wing(width) - 0.02, "\n".join(words), va="top")
