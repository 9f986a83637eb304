"""Interventions: parameters that change on a date, and how each change takes effect.

To let a key of the scenario change, mark its field with `CHANGEABLE` and enter it into one of the tables joined here.
"""

from __future__ import annotations

from valuechain.clock import Clock, Flow
from valuechain.scenario.course import course, value_at

from . import industrial, market, produsage, prosumption, sharing
from .change import Change

SET: dict[str, Change] = market.SET | industrial.SET
"""Changes that compare what is in force with the new value, and so are made even if the scenario said the same."""

RENEWED: dict[str, Change] = (
    market.RENEWED | industrial.RENEWED | prosumption.RENEWED | produsage.RENEWED | sharing.RENEWED
)
"""Changes of terms that nothing but the scenario sets: made only where the new value is another one."""

CHANGES: dict[str, Change] = SET | RENEWED
"""How the change of each key that is marked takes effect, by its path with nouns for names."""


def intervene(clock: Clock) -> Flow:
    """Make every intervention of the scenario on its day."""
    economy = clock.economy
    for turn in course(economy.scenario):
        yield clock.timeout(max(0.0, turn.day - clock.now))
        before, economy.scenario = economy.scenario, turn.scenario
        for leaf in turn.leaves:
            value = value_at(turn.scenario, leaf.path)
            if leaf.pattern in SET or value != value_at(before, leaf.path):
                CHANGES[leaf.pattern](clock, leaf.path, value)
