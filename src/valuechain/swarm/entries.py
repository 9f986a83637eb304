"""The doors through which Python enters the kernels that need many arrays.

Numba takes twenty microseconds to look through five named tuples of arrays, a third of that for plain tuples; on a
small market this is most of the run. Inside, the tuples get their names back at no cost.
"""

import math

from . import identities, market, shelf, word
from .arrays import Agenda, Crowd, Market, Needs, Word, Works
from .compilation import kernel
from .layout import CURSOR, PENDING, WHERE

_play = market.play
_receive = shelf.receive
_finish = shelf.finish
_make_one = shelf.make_one
_violated = identities.violated
_start = word.start
_change_rates = word.change_rates


@kernel
def play(until, needs, crowd, stalls, works, agenda, talk):
    """Play the swarm: `market.play` for plain tuples; return (stop bits, offer, a day before which nothing happens)."""
    if talk is None:
        bits = _play(until, Needs(*needs), Crowd(*crowd), Market(*stalls), Works(*works), Agenda(*agenda), None)
    else:
        spread = Word(*talk)
        bits = _play(until, Needs(*needs), Crowd(*crowd), Market(*stalls), Works(*works), Agenda(*agenda), spread)
    times = Needs(*needs).times
    when = Agenda(*agenda).when
    marks = Agenda(*agenda).marks
    following = times[marks[CURSOR]] if marks[CURSOR] < times.shape[0] else -math.inf
    if marks[PENDING] > 0:
        following = min(following, when[0, 0])
    return bits, marks[WHERE], following


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
def start_word(crowd, agenda, talk, c, knowers):
    """Let word of a chain begin to spread: `word.start` for plain tuples."""
    _start(Crowd(*crowd), Agenda(*agenda), Word(*talk), c, knowers)


@kernel
def change_word(crowd, agenda, talk, c, innovation, imitation, t):
    """Change how fast word of a chain spreads: `word.change_rates` for plain tuples."""
    _change_rates(Crowd(*crowd), Agenda(*agenda), Word(*talk), c, innovation, imitation, t)
