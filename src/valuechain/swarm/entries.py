"""The doors through which Python enters the kernels that need many arrays.

Numba takes twenty microseconds to look through five named tuples of arrays, a third of that for plain tuples; on a
small market this is most of the run. Inside, the tuples get their names back at no cost.
"""

import math

from . import identities, market, revising, serving, shelf, status
from .arrays import Agenda, Commons, Crowd, Market, Needs, Works
from .compilation import inner, kernel, lent
from .layout import COMMONS_DUE, CURSOR, PENDING, REACHED, WHERE

_play = market.play
_receive = shelf.receive
_finish = shelf.finish
_make_one = shelf.make_one
_violated = identities.violated
_serve = serving.serve
_schedule_damage = revising.schedule_damage
_decide = revising.decide
_patch = revising.patch
_mint = status.mint


@inner
def _following(needs, agenda):
    """Return a day before which nothing happens in the swarm; -∞ if it is not known."""
    times, when, marks = needs.times, agenda.when, agenda.marks
    following = times[marks[CURSOR]] if marks[CURSOR] < times.shape[0] else -math.inf
    if marks[PENDING] > 0:
        following = min(following, when[0, 0])
    return following


@kernel
def play(until, needs, crowd, stalls, works, agenda):
    """Play the swarm: `market.play` for plain tuples; return (stop bits, offer, a day before which nothing happens)."""
    bits = _play(until, Needs(*needs), Crowd(*crowd), Market(*stalls), Works(*works), Agenda(*agenda))
    return bits, Agenda(*agenda).marks[WHERE], _following(Needs(*needs), Agenda(*agenda))


@kernel
def play_with_commons(until, needs, crowd, stalls, works, agenda, commons):
    """Play the swarm of a market with a commons, as `play`."""
    block, people, offers = Needs(*lent(needs)), Crowd(*lent(crowd)), Market(*lent(stalls))
    lines, plan, artefacts = Works(*lent(works)), Agenda(*lent(agenda)), Commons(*lent(commons))
    while True:
        bits = _play(until, block, people, offers, lines, plan)
        if bits & COMMONS_DUE == 0:
            break
        bits = _serve(until, block, people, offers, plan, artefacts)
        if bits != REACHED:
            break
    return bits, Agenda(*agenda).marks[WHERE], _following(Needs(*needs), Agenda(*agenda))


@kernel
def receive(crowd, stalls, agenda, j, t, units, since):
    """Take in a shipment: `shelf.receive` for plain tuples."""
    _receive(Crowd(*crowd), Market(*stalls), Agenda(*agenda), j, t, units, since)


@kernel
def make_one(crowd, stalls, works, agenda, j, t):
    """Order one unit: `shelf.make_one` for plain tuples."""
    return _make_one(Crowd(*crowd), Market(*stalls), Works(*works), Agenda(*agenda), j, t)


@kernel
def finish(stalls, craft, j, t, units):
    """Finish a batch: `shelf.finish` for plain tuples."""
    _finish(Market(*stalls), craft, j, t, units)


@kernel
def violated(stalls, agenda, t, tolerance):
    """Check goods and queues: `identities.violated` for plain tuples."""
    return _violated(Market(*stalls), Agenda(*agenda), t, tolerance)


@kernel
def schedule_damage(commons, agenda, p, j, m, t):
    """Enter the next damage of a module into the agenda: `revising.schedule_damage` for plain tuples."""
    _schedule_damage(Commons(*commons), p, j, m, t, Agenda(*agenda))


@kernel
def decide(commons, p, m, i, proposed, t, change, kind, good, luck):
    """Put an edit live or reject it, as a board has decided: `revising.decide` for plain tuples."""
    _decide(Commons(*commons), p, m, i, proposed, t, change, kind, good, luck)


@kernel
def patch(commons, p, m, t, share, luck):
    """Let a vendor improve a module: `revising.patch` for plain tuples."""
    _patch(Commons(*commons), p, m, t, share, luck)


@kernel
def award(commons, p, i, t, amount):
    """Grant status to a participant for no single contribution: `status.mint` for plain tuples."""
    _mint(Commons(*commons), p, i, t, amount, 0)
