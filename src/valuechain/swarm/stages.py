"""The stages of a workshop: their queues, cells and parts, and the work that begins there."""

import numpy as np

from .agenda import push
from .compilation import fused, inlined, inner, place_of
from .layout import BUSY, GROW, HEAD_DUE, PART_DUE, PENDING, REACHED, REFILL, SETUP_COSTS, STAGE_DUE
from .loop import (
    BEGUN,
    BEHIND,
    CELL,
    CLASS,
    CONSTANT,
    DESIGN,
    DONE,
    DUE,
    END_PART,
    FIRST_HEAD,
    FIRST_PART,
    FIRST_TAIL,
    FIRST_WAITING,
    HEAD,
    MAKING,
    MEAN,
    MOVED,
    OFFER,
    PART_AREA,
    PART_ON_HAND,
    PART_ON_ORDER,
    PART_SINCE,
    PART_TAKEN,
    QUEUE_AREA,
    QUEUE_TIMES,
    SERVERS,
    SETUP,
    SETUP_MONEY,
    SETUPS,
    SHOP,
    SINCE,
    STARTED,
    TAIL,
    UNDER_WAY,
    WAITING,
    WHO,
    WORK_AREA,
    WORKING,
    WRITTEN,
)
from .prefetch import fetch

AHEAD = 8
"""Places for orders that are asked for ahead of their use: orders leave about in the order of their places."""
SPARE = 4
"""Appointments that one event of an order makes at most, those of parts apart."""


@fused
def advance(loop, s, t):
    """Bring the time integrals of stage ``s`` up to day ``t``."""
    stage = loop.stage
    days = t - stage[s, SINCE]
    stage[s, QUEUE_AREA] += stage[s, WAITING] * days
    stage[s, WORK_AREA] += stage[s, WORKING] * days
    stage[s, SINCE] = t


@fused
def passes(agenda, loop, o, s, t):
    """Begin work on order ``o`` at a stage that has no queue; return whether it is done at once."""
    stage = loop.stage
    stage[s, BEGUN] += 1.0
    work = stage[s, MEAN]
    if stage[s, CONSTANT] == 0.0:
        work = loop.times[s, place_of(loop.used[s])]
        loop.used[s] += 1
    if work <= 0.0:
        stage[s, DONE] += 1.0
        return True
    stage[s, WORKING] += 1.0
    loop.order[o, MOVED] = t
    loop.order[o, DUE] = t + work
    if stage[s, CONSTANT] == 0.0:
        push(agenda.when, agenda.what, agenda.marks, t + work, t, np.int64(STAGE_DUE), o)
        return False
    # orders leave in the order in which they came: the agenda needs to know of the oldest alone
    loop.order[o, BEHIND] = -1.0
    if loop.line[s, HEAD] < 0:
        loop.line[s, HEAD] = o
        push(agenda.when, agenda.what, agenda.marks, t + work, t, np.int64(HEAD_DUE), s)
    else:
        loop.order[place_of(loop.line[s, TAIL]), BEHIND] = o
    loop.line[s, TAIL] = o
    return False


@fused
def queue_up(loop, o, s):
    """Put order ``o`` at the end of its class in the queue of stage ``s``: classes count at the cells alone."""
    first = loop.rank.shape[1] > 1 and loop.life[o, CLASS] == 1.0 and s == loop.plan[int(loop.stage[s, SHOP]), MAKING]
    head, tail = (FIRST_HEAD, FIRST_TAIL) if first else (HEAD, TAIL)
    line = loop.line
    loop.order[o, BEHIND] = -1.0
    if line[s, head] < 0:
        line[s, head] = o
    else:
        loop.order[place_of(line[s, tail]), BEHIND] = o
    line[s, tail] = o
    loop.stage[s, WAITING] += 1.0
    loop.stage[s, FIRST_WAITING] += 1.0 if first else 0.0


@inner
def complete_kit(loop, w):
    """Whether every part that an order takes is on hand."""
    for q in range(loop.plan[w, FIRST_PART], loop.plan[w, END_PART]):  # noqa: SIM110 (Numba has no `all`)
        if loop.part[q, PART_ON_HAND] == 0.0:
            return False
    return True


@fused
def call_next(market, agenda, loop, w, s, t):
    """Begin work on the next order in the queue of stage ``s`` if a server and all parts are there; return bits.

    The caller has brought the stage up to day ``t``.
    """
    stage, line = loop.stage, loop.line
    if stage[s, WAITING] == 0.0 or stage[s, WORKING] >= stage[s, SERVERS]:
        return REACHED
    making = s == loop.plan[w, MAKING]
    kit = making and loop.plan[w, END_PART] > loop.plan[w, FIRST_PART]
    if kit and not complete_kit(loop, w):
        return REACHED
    first = line[s, FIRST_HEAD] >= 0
    head = FIRST_HEAD if first else HEAD
    o = place_of(line[s, head])
    line[s, head] = int(loop.order[o, BEHIND])
    stage[s, WAITING] -= 1.0
    stage[s, FIRST_WAITING] -= 1.0 if first else 0.0
    stage[s, WORKING] += 1.0
    stage[s, BEGUN] += 1.0
    stage[s, QUEUE_TIMES] += t - loop.order[o, MOVED]
    work = stage[s, MEAN]
    if stage[s, CONSTANT] == 0.0:
        work = loop.times[s, place_of(loop.used[s])]
        loop.used[s] += 1
    if making:
        if loop.life.shape[0] > 0:
            loop.life[o, STARTED] = t
        if kit:
            take_parts(agenda, loop, w, t)
        if loop.bench[w, SETUP] == 1.0:
            work += occupy_cell(market, loop, w, o)
        market.shelf[place_of(loop.plan[w, OFFER]), BUSY] += work
    loop.order[o, MOVED] = t
    loop.order[o, DUE] = t + work
    push(agenda.when, agenda.what, agenda.marks, t + work, t, np.int64(STAGE_DUE), o)
    return REACHED


@inner
def take_parts(agenda, loop, w, t):
    """Take one of each part; each sends its card to the supplier, whose part comes after a lead time."""
    part = loop.part
    own = loop.used.shape[0] - part.shape[0]
    for q in range(loop.plan[w, FIRST_PART], loop.plan[w, END_PART]):
        change_part(part, q, t, -1.0)
        part[q, PART_TAKEN] += 1.0
        part[q, PART_ON_ORDER] += 1.0
        lead = loop.leads[q, loop.used[own + q]]
        loop.used[own + q] += 1
        push(agenda.when, agenda.what, agenda.marks, t + lead, t, np.int64(PART_DUE), q)


@inner
def change_part(part, q, t, units):
    """Add ``units`` to the parts on hand at day ``t`` and bring their time integral up to date."""
    part[q, PART_AREA] += part[q, PART_ON_HAND] * (t - part[q, PART_SINCE])
    part[q, PART_SINCE] = t
    part[q, PART_ON_HAND] += units


@inner
def occupy_cell(market, loop, w, o):
    """Give order ``o`` an idle cell, one that has last made the same design if there is one; return the set-up time."""
    cell = loop.cell
    chosen = -1
    for c in range(cell.shape[1]):
        if cell[w, c, 0] == 0.0:
            if same_design(loop, w, c, o):
                cell[w, c, 0] = 1.0
                loop.life[o, CELL] = c
                return 0.0
            if chosen < 0:
                chosen = c
    cell[w, chosen, 0] = 1.0
    loop.life[o, CELL] = chosen
    for d in range(cell.shape[2] - 1):
        cell[w, chosen, 1 + d] = loop.life[o, DESIGN + d]
    u = loop.stage.shape[0] + w
    setup = loop.setups[w, loop.used[u]]
    loop.used[u] += 1
    loop.bench[w, SETUPS] += 1.0
    market.shelf[loop.plan[w, OFFER], SETUP_COSTS] += loop.bench[w, SETUP_MONEY]
    return setup


@inner
def same_design(loop, w, c, o):
    """Whether cell ``c`` has last made the very design of order ``o``."""
    for d in range(loop.cell.shape[2] - 1):  # noqa: SIM110 (Numba has no `all`)
        if loop.cell[w, c, 1 + d] != loop.life[o, DESIGN + d]:
            return False
    return True


@inlined
def fetch_receiver(crowd, loop, o):
    """Ask for what the delivery of order ``o`` (-1: there is none) will touch of its customer."""
    if o >= 0:
        i = int(loop.order[o, WHO])
        fetch(crowd.rows, i)
        fetch(loop.member, i)
        fetch(crowd.impatience, i)
        fetch(crowd.surplus, i)


@fused
def take_oldest(crowd, agenda, loop, s):
    """Take the oldest order off stage ``s``, whose work always takes the same time, and return it."""
    s = place_of(s)
    o = place_of(loop.line[s, HEAD])
    following = int(loop.order[o, BEHIND])
    loop.line[s, HEAD] = following
    if following >= 0:
        fetch(loop.order, min(following + AHEAD, loop.order.shape[0] - 1))
        fetch_receiver(crowd, loop, int(loop.order[following, BEHIND]))
        due, since = loop.order[following, DUE], loop.order[following, MOVED]
        push(agenda.when, agenda.what, agenda.marks, due, since, np.int64(HEAD_DUE), s)
    return o


@inlined
def full_diary(loop):
    """Return the bits that ask for an empty diary, where one is kept, before the next delivery."""
    return REFILL if loop.diary.shape[0] > 0 and loop.room[WRITTEN] >= loop.diary.shape[0] else REACHED


@fused
def lack_of_room(agenda, loop):
    """Return the bits that ask for new draws, a longer agenda, or room for orders before the next event."""
    bits = full_diary(loop)
    block = loop.times.shape[1]
    for u in range(loop.used.shape[0]):
        if loop.used[u] >= block:
            bits |= REFILL
    if agenda.marks[PENDING] + SPARE + loop.part.shape[0] > agenda.when.shape[0]:
        bits |= GROW
    if 4 * loop.room[UNDER_WAY] >= 3 * loop.order.shape[0]:
        bits |= GROW
    return bits
