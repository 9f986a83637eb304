"""The doors through which Python enters the kernels that need many arrays.

Numba takes twenty microseconds to look through five named tuples of arrays, a third of that for plain tuples; on a
small market this is most of the run. Inside, the tuples get their names back at no cost.
"""

import math

import numpy as np

from . import configuring, identities, market, order_identities, revising, rising, serving, shelf, stages, status, word
from .agenda import pop, push
from .arrays import Agenda, Commons, Crowd, Market, Needs, Word, Works
from .compilation import inner, kernel
from .layout import COMMONS_DUE, CURSOR, LOT, PENDING, REACHED, WHERE
from .loop import Loop

_play = market.play
_receive = shelf.receive
_finish = shelf.finish
_make_one = shelf.make_one
_violated = identities.violated
_orders_violated = order_identities.violated
_call_next = stages.call_next
_advance = stages.advance
_lack_of_room = stages.lack_of_room
_post_quote = configuring.post_quote
_study = rising.study
_review = rising.review
_start = word.start
_change_rates = word.change_rates
_serve = serving.serve
_schedule_damage = revising.schedule_damage
_decide = revising.decide
_patch = revising.patch
_mint = status.mint


@inner
def _loop(plain):
    if plain is None:
        return None
    return Loop(*plain)


@inner
def _word(plain):
    if plain is None:
        return None
    return Word(*plain)


@inner
def _following(needs, agenda):
    """Return a day before which nothing happens in the swarm; -∞ if it is not known."""
    times, when, marks = needs.times, agenda.when, agenda.marks
    following = times[marks[CURSOR]] if marks[CURSOR] < times.shape[0] else -math.inf
    if marks[PENDING] > 0:
        following = min(following, when[0, 0])
    return following


@kernel
def play(until, needs, crowd, stalls, works, agenda, loop, talk):
    """Play the swarm: `market.play` for plain tuples; return (stop bits, offer, a day before which nothing happens).

    ``loop`` is None where nothing is made to order, ``talk`` where everyone knows every chain: what would play them is
    not even compiled then.
    """
    named = Needs(*needs), Crowd(*crowd), Market(*stalls), Works(*works), Agenda(*agenda)
    bits = _play(until, *named, _loop(loop), _word(talk), None)
    return bits, Agenda(*agenda).marks[WHERE], _following(Needs(*needs), Agenda(*agenda))


@kernel
def play_with_commons(until, needs, crowd, stalls, works, agenda, loop, talk, commons):
    """Play the swarm of a market with a commons, as `play`."""
    named = Needs(*needs), Crowd(*crowd), Market(*stalls), Works(*works), Agenda(*agenda)
    block, people, offers, _, plan = named
    orders_, heard, artefacts = _loop(loop), _word(talk), Commons(*commons)
    while True:
        bits = _play(until, *named, orders_, heard, artefacts)
        if bits & COMMONS_DUE == 0:
            break
        bits = _serve(until, block, people, offers, plan, heard, artefacts)
        if bits != REACHED:
            break
    return bits, plan.marks[WHERE], _following(block, plan)


@kernel
def receive(crowd, stalls, agenda, j, t, units, since):
    """Take in a shipment: `shelf.receive` for plain tuples."""
    _receive(Crowd(*crowd), Market(*stalls), Agenda(*agenda), j, t, units, since)


@kernel
def send(agenda, offers, j, t, units, since):
    """Let a batch for offer ``j``, one of ``offers``, reach its shelf on day ``t``; return the appointments there are.

    The caller sees to it that there is room for it.
    """
    plan = Agenda(*agenda)
    push(plan.when, plan.what, plan.marks, t, since, np.int64(LOT), j + offers * units)
    return plan.marks[PENDING]


@kernel
def take_in(crowd, stalls, agenda, t):
    """Take in the batches that arrive at the very instant ``t`` and are next in the agenda."""
    offers, plan = Market(*stalls), Agenda(*agenda)
    while plan.marks[PENDING] > 0 and plan.when[0, 0] == t and plan.what[0, 0] == LOT:
        _, since, _, j = pop(plan.when, plan.what, plan.marks)
        kinds = offers.shelf.shape[0]
        _receive(Crowd(*crowd), offers, plan, j % kinds, t, float(j // kinds), since)


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
def orders_violated(stalls, loop, t, tolerance):
    """Check orders: `order_identities.violated` for plain tuples."""
    return _orders_violated(Market(*stalls), Loop(*loop), t, tolerance)


@kernel
def begin_next(stalls, agenda, loop, w, s, t):
    """Begin work on one order that waits at stage ``s``, if it may begin; return the stop bits."""
    _advance(Loop(*loop), s, t)
    bits = _call_next(Market(*stalls), Agenda(*agenda), Loop(*loop), w, s, t)
    _post_quote(Market(*stalls), Loop(*loop), w)
    return bits | _lack_of_room(Agenda(*agenda), Loop(*loop))


@kernel
def study(crowd, stalls, loop, w, t, share, money, days):
    """Let enthusiasts study: `rising.study` for plain tuples."""
    _study(Crowd(*crowd), Market(*stalls), Loop(*loop), w, t, share, money, days)


@kernel
def review(crowd, stalls, loop, w, t):
    """Look at everybody's tier: `rising.review` for plain tuples."""
    _review(Crowd(*crowd), Market(*stalls), Loop(*loop), w, t)


@kernel
def start_word(crowd, agenda, talk, c, knowers):
    """Let word of a chain begin to spread: `word.start` for plain tuples."""
    _start(Crowd(*crowd), Agenda(*agenda), Word(*talk), c, knowers)


@kernel
def change_word(crowd, agenda, talk, c, innovation, imitation, t):
    """Change how fast word of a chain spreads: `word.change_rates` for plain tuples."""
    _change_rates(Crowd(*crowd), Agenda(*agenda), Word(*talk), c, innovation, imitation, t)


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
