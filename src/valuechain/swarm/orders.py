"""The life of an order: placed, taken through the stages one after the other, made in a cell, delivered."""

import math

import numpy as np

from .agenda import push
from .choice import appraise, remember
from .compilation import fused, inner
from .configuring import faded, post_quote, tier_of
from .layout import (
    BACKORDERED,
    BOOKED,
    BOUGHT,
    BUSY,
    CDF,
    FILLED,
    GROW,
    HEAD_DUE,
    IN_TRANSIT,
    IN_WORK,
    PART_DUE,
    PENDING,
    PIPE_TIMES,
    PRICE,
    REACHED,
    REFILL,
    RELEASED,
    REVENUE,
    SETUP_COSTS,
    SOLD,
    SPENT,
    STAGE_DUE,
    SURPLUS,
    WAITS,
)
from .loop import (
    AGREED,
    AS_OF,
    AT,
    BEGUN,
    CELL,
    CLASS,
    CONSTANT,
    DELIVERED_PRICES,
    DIARY_CLASS,
    DIARY_DELIVERED,
    DIARY_ORDER,
    DIARY_RANK,
    DIARY_WHO,
    DIARY_WORKSHOP,
    DISTANCE,
    DONE,
    DRAFT_CLASS,
    DRAFT_DESIGN,
    DRAFT_FEE,
    DRAFT_OFF,
    DRAFT_QUOTE,
    DRAFT_SKILL,
    DRAFT_TIME,
    DUE,
    END_PART,
    ENTERED,
    EXPERTISE,
    FINISHED,
    FIRST_HEAD,
    FIRST_PART,
    FIRST_STAGE,
    FIRST_TAIL,
    FIRST_WAITING,
    FIRSTS,
    FORGET,
    FREE,
    HEAD,
    HEADS,
    KNOWN,
    LAST_STAGE,
    LEARN,
    MAKING,
    MEAN,
    MINTED,
    MISMATCH,
    NEXT,
    OFF,
    OFFER,
    ORDER_COLUMNS,
    ORDERS,
    OWN_TIME,
    PAID,
    PART_AREA,
    PART_ARRIVED,
    PART_ON_HAND,
    PART_ON_ORDER,
    PART_SINCE,
    PART_TAKEN,
    PLACED,
    PLACED_ORDERS,
    PRESTIGE,
    PROMISED,
    QUEUE_AREA,
    QUEUE_TIMES,
    QUOTED,
    RANK,
    REBATE,
    REBATED,
    RUSHED,
    SERVERS,
    SETUP,
    SETUP_MONEY,
    SETUPS,
    SINCE,
    SKILL,
    SPENT_TIME,
    STARTED,
    STARTED_STAGE,
    TAIL,
    TIER,
    TREND_DAY,
    TREND_DESIGN,
    TREND_WEIGHT,
    UNDER_WAY,
    UNLIMITED,
    WAITING,
    WEIGHT,
    WHO,
    WORK_AREA,
    WORK_TIMES,
    WORKING,
    WORKSHOP,
    WORTH,
    WRITTEN,
)
from .shelf import change_owed, change_pipe, finish

SPARE = 4
"""Appointments that one event of an order makes at most, those of parts apart."""


@fused
def place(crowd, market, works, agenda, loop, i, j, t):
    """Place the order of which the draft is, by participant ``i`` for offer ``j``; return stop bits."""
    w = loop.of_offer[j]
    o = loop.room[FREE]
    loop.room[FREE] = loop.ticket[o, NEXT]
    loop.room[UNDER_WAY] += 1
    ticket, order = loop.ticket, loop.order
    ticket[o, WHO] = i
    ticket[o, WORKSHOP] = w
    ticket[o, CLASS] = int(loop.draft[w, DRAFT_CLASS])
    ticket[o, RANK] = int(loop.member[i, w, TIER])
    order[o, PLACED] = t
    order[o, STARTED] = math.nan
    order[o, FINISHED] = math.nan
    order[o, PROMISED] = loop.draft[w, DRAFT_QUOTE]
    order[o, AGREED] = market.shelf[j, PRICE] + loop.draft[w, DRAFT_FEE]
    order[o, OFF] = loop.draft[w, DRAFT_OFF]
    order[o, SKILL] = loop.draft[w, DRAFT_SKILL]
    for d in range(loop.design.shape[1]):
        loop.design[o, d] = loop.draft[w, DRAFT_DESIGN + d]
    shelf = market.shelf
    change_pipe(shelf, j, t)
    shelf[j, RELEASED] += 1.0
    shelf[j, IN_WORK] += 1.0
    shelf[j, BACKORDERED] += 1.0
    change_owed(shelf, j, t, 1.0)
    count_order(crowd, market, loop, i, j, w, o, t)
    bits = enter(crowd, market, works, agenda, loop, o, loop.plan[w, FIRST_STAGE], t)
    post_quote(market, loop, w)
    return bits | lack_of_room(agenda, loop)


@fused
def count_order(crowd, market, loop, i, j, w, o, t):
    """Enter an order into the sums of its workshop, its customer, and the trend."""
    bench, member = loop.bench, loop.member
    off = loop.order[o, OFF]
    r = loop.ticket[o, RANK]
    bench[w, ORDERS] += 1.0
    bench[w, RUSHED] += 1.0 if loop.draft[w, DRAFT_FEE] > 0.0 else 0.0
    bench[w, FIRSTS] += 1.0 if r > 0 else 0.0
    bench[w, MISMATCH] += off
    bench[w, DISTANCE] += math.sqrt(off)
    bench[w, KNOWN] += loop.order[o, SKILL]
    bench[w, SPENT_TIME] += loop.draft[w, DRAFT_TIME]
    bench[w, QUOTED] += loop.order[o, PROMISED]
    gross = crowd.rows[i, CDF + 1 + j] + market.shelf[j, PRICE]
    prestige = loop.rank[w, r, PRESTIGE]
    bench[w, WORTH] += gross - market.mismatch * off
    bench[w, MINTED] += gross * (1.0 - 1.0 / prestige)
    member[i, w, PLACED_ORDERS] += 1.0
    member[i, w, OWN_TIME] += loop.draft[w, DRAFT_TIME]
    rebate = bench[w, REBATE]
    if rebate != 0.0:
        bench[w, REBATED] += rebate
        market.shelf[j, SURPLUS] -= rebate
        crowd.surplus[i] -= rebate
    size = loop.trend.shape[1]
    if size > 0:
        m = loop.trended[w] % size
        loop.trend[w, m, TREND_DAY] = t
        loop.trend[w, m, TREND_WEIGHT] = loop.rank[w, r, WEIGHT]
        for d in range(loop.design.shape[1]):
            loop.trend[w, m, TREND_DESIGN + d] = loop.design[o, d]
        loop.trended[w] += 1


@fused
def advance(loop, s, t):
    """Bring the time integrals of stage ``s`` up to day ``t``."""
    stage = loop.stage
    days = t - stage[s, SINCE]
    stage[s, QUEUE_AREA] += stage[s, WAITING] * days
    stage[s, WORK_AREA] += stage[s, WORKING] * days
    stage[s, SINCE] = t


@fused
def enter(crowd, market, works, agenda, loop, o, s, t):
    """Let order ``o`` come to stage ``s``, and through all that take no time; return stop bits."""
    w = loop.ticket[o, WORKSHOP]
    while True:
        advance(loop, s, t)
        loop.ticket[o, AT] = s
        loop.order[o, ENTERED] = t
        loop.order[o, STARTED_STAGE] = math.nan
        if loop.stage[s, SERVERS] < UNLIMITED:
            queue_up(loop, o, s)
            return call_next(market, agenda, loop, w, s, t)
        if not passes(agenda, loop, o, s, t):
            return REACHED
        if s == loop.plan[w, LAST_STAGE]:
            deliver(crowd, market, loop, o, t)
            return REACHED
        s += 1


@fused
def passes(agenda, loop, o, s, t):
    """Begin work on order ``o`` at a stage that has no queue; return whether it is done at once."""
    stage = loop.stage
    stage[s, BEGUN] += 1.0
    work = stage[s, MEAN]
    if stage[s, CONSTANT] == 0.0:
        work = loop.times[s, loop.used[s]]
        loop.used[s] += 1
    if work <= 0.0:
        stage[s, DONE] += 1.0
        return True
    stage[s, WORKING] += 1.0
    loop.order[o, STARTED_STAGE] = t
    loop.order[o, DUE] = t + work
    if stage[s, CONSTANT] == 0.0:
        push(agenda.when, agenda.what, agenda.marks, t + work, t, np.int64(STAGE_DUE), o)
        return False
    # orders leave in the order in which they came: the agenda needs to know of the oldest alone
    loop.ticket[o, NEXT] = -1
    if loop.line[s, HEAD] < 0:
        loop.line[s, HEAD] = o
        push(agenda.when, agenda.what, agenda.marks, t + work, t, np.int64(HEAD_DUE), s)
    else:
        loop.ticket[loop.line[s, TAIL], NEXT] = o
    loop.line[s, TAIL] = o
    return False


@fused
def queue_up(loop, o, s):
    """Put order ``o`` at the end of its class in the queue of stage ``s``: classes count at the cells alone."""
    first = loop.ticket[o, CLASS] == 1 and s == loop.plan[loop.ticket[o, WORKSHOP], MAKING]
    head, tail = (FIRST_HEAD, FIRST_TAIL) if first else (HEAD, TAIL)
    line = loop.line
    loop.ticket[o, NEXT] = -1
    if line[s, head] < 0:
        line[s, head] = o
    else:
        loop.ticket[line[s, tail], NEXT] = o
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
    if making and not complete_kit(loop, w):
        return REACHED
    first = line[s, FIRST_HEAD] >= 0
    head = FIRST_HEAD if first else HEAD
    o = line[s, head]
    line[s, head] = loop.ticket[o, NEXT]
    stage[s, WAITING] -= 1.0
    stage[s, FIRST_WAITING] -= 1.0 if first else 0.0
    stage[s, WORKING] += 1.0
    stage[s, BEGUN] += 1.0
    stage[s, QUEUE_TIMES] += t - loop.order[o, ENTERED]
    work = stage[s, MEAN]
    if stage[s, CONSTANT] == 0.0:
        work = loop.times[s, loop.used[s]]
        loop.used[s] += 1
    if making:
        loop.order[o, STARTED] = t
        take_parts(agenda, loop, w, t)
        if loop.bench[w, SETUP] == 1.0:
            work += occupy_cell(market, loop, w, o)
        market.shelf[loop.plan[w, OFFER], BUSY] += work
    loop.order[o, STARTED_STAGE] = t
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
                loop.ticket[o, CELL] = c
                return 0.0
            if chosen < 0:
                chosen = c
    cell[w, chosen, 0] = 1.0
    loop.ticket[o, CELL] = chosen
    for d in range(loop.design.shape[1]):
        cell[w, chosen, 1 + d] = loop.design[o, d]
    u = loop.stage.shape[0] + w
    setup = loop.setups[w, loop.used[u]]
    loop.used[u] += 1
    loop.bench[w, SETUPS] += 1.0
    market.shelf[loop.plan[w, OFFER], SETUP_COSTS] += loop.bench[w, SETUP_MONEY]
    return setup


@inner
def same_design(loop, w, c, o):
    """Whether cell ``c`` has last made the very design of order ``o``."""
    for d in range(loop.design.shape[1]):  # noqa: SIM110 (Numba has no `all`)
        if loop.cell[w, c, 1 + d] != loop.design[o, d]:
            return False
    return True


@fused
def stage_done(crowd, market, works, agenda, loop, o, t):
    """End the work on order ``o`` at its stage and take it to the next one, or to the customer; return stop bits."""
    w, s = loop.ticket[o, WORKSHOP], loop.ticket[o, AT]
    stage = loop.stage
    advance(loop, s, t)
    stage[s, WORKING] -= 1.0
    stage[s, DONE] += 1.0
    stage[s, WORK_TIMES] += t - loop.order[o, STARTED_STAGE]
    if s == loop.plan[w, MAKING]:
        loop.order[o, FINISHED] = t
        finish(market, works.craft, loop.plan[w, OFFER], t, 1.0)
        if loop.bench[w, SETUP] == 1.0:
            loop.cell[w, loop.ticket[o, CELL], 0] = 0.0
    bits = REACHED
    if stage[s, SERVERS] < UNLIMITED:
        bits |= call_next(market, agenda, loop, w, s, t)
    if s == loop.plan[w, LAST_STAGE]:
        deliver(crowd, market, loop, o, t)
    else:
        bits |= enter(crowd, market, works, agenda, loop, o, s + 1, t)
    post_quote(market, loop, w)
    return bits | lack_of_room(agenda, loop)


@fused
def take_oldest(agenda, loop, s):
    """Take the oldest order off stage ``s``, whose work always takes the same time, and return it."""
    o = loop.line[s, HEAD]
    following = loop.ticket[o, NEXT]
    loop.line[s, HEAD] = following
    if following >= 0:
        due, since = loop.order[following, DUE], loop.order[following, STARTED_STAGE]
        push(agenda.when, agenda.what, agenda.marks, due, since, np.int64(HEAD_DUE), s)
    return o


@inner
def part_arrives(market, agenda, loop, q, t):
    """Take in one part and begin the order that may have waited for it; return stop bits."""
    w = 0
    while not (loop.plan[w, FIRST_PART] <= q < loop.plan[w, END_PART]):
        w += 1
    change_part(loop.part, q, t, 1.0)
    loop.part[q, PART_ON_ORDER] -= 1.0
    loop.part[q, PART_ARRIVED] += 1.0
    s = loop.plan[w, MAKING]
    advance(loop, s, t)
    bits = call_next(market, agenda, loop, w, s, t)
    post_quote(market, loop, w)
    return bits | lack_of_room(agenda, loop)


@fused
def deliver(crowd, market, loop, o, t):
    """Hand order ``o`` to its customer, who pays, learns and may rise; its place becomes free."""
    i, w = loop.ticket[o, WHO], loop.ticket[o, WORKSHOP]
    j = loop.plan[w, OFFER]
    shelf, order, member = market.shelf, loop.order, loop.member
    wait, price = t - order[o, PLACED], order[o, AGREED]
    change_pipe(shelf, j, t)
    shelf[j, IN_TRANSIT] -= 1.0
    shelf[j, PIPE_TIMES] += wait
    change_owed(shelf, j, t, -1.0)
    shelf[j, WAITS] += wait
    shelf[j, FILLED] += 1.0
    shelf[j, SOLD] += 1.0
    shelf[j, BOOKED] += 1.0
    shelf[j, REVENUE] += price
    loop.bench[w, DELIVERED_PRICES] += price
    crowd.rows[i, BOUGHT] += 1.0
    crowd.rows[i, SPENT] += price
    late = crowd.impatience[i] * (wait - order[o, PROMISED])
    shelf[j, SURPLUS] -= late
    crowd.surplus[i] -= late
    remember(crowd, market, i, j)
    member[i, w, PAID] += price
    learn(loop, i, w, loop.bench[w, LEARN], t)
    move(crowd, market, loop, i, w)
    write_down(loop, o, t)
    loop.ticket[o, AT] = -1
    loop.ticket[o, NEXT] = loop.room[FREE]
    loop.room[FREE] = o
    loop.room[UNDER_WAY] -= 1


@fused
def learn(loop, i, w, share, t):
    """Add to what participant ``i`` knows ``share`` of what is still to be learnt: e + l·(1 - e)."""
    member = loop.member
    if share == 0.0 and loop.bench[w, FORGET] == 0.0:
        return
    e = faded(member[i, w], loop.bench[w, FORGET], t)
    member[i, w, EXPERTISE] = e + share * (1.0 - e)
    member[i, w, AS_OF] = t


@inner
def move(crowd, market, loop, i, w):
    """Put participant ``i`` into the tier that is open, up to date as of the member's last change."""
    if loop.rank.shape[1] == 1:
        return
    before = int(loop.member[i, w, TIER])
    after = tier_of(loop, w, loop.member[i, w, PAID], loop.member[i, w, EXPERTISE])
    if after == before:
        return
    loop.member[i, w, TIER] = after
    loop.moves[w, before, after] += 1.0
    loop.rank[w, before, HEADS] -= 1.0
    loop.rank[w, after, HEADS] += 1.0
    appraise(crowd, market, loop, i, i + 1)


@inner
def write_down(loop, o, t):
    """Enter a delivered order into the diary, if one is kept; `lack_of_room` sees to it that there is a row."""
    if loop.diary.shape[0] == 0:
        return
    n = loop.room[WRITTEN]
    loop.room[WRITTEN] += 1
    diary = loop.diary
    diary[n, DIARY_WORKSHOP] = loop.ticket[o, WORKSHOP]
    diary[n, DIARY_WHO] = loop.ticket[o, WHO]
    diary[n, DIARY_RANK] = loop.ticket[o, RANK]
    diary[n, DIARY_CLASS] = loop.ticket[o, CLASS]
    diary[n, DIARY_DELIVERED] = t
    for c in range(ORDER_COLUMNS):
        diary[n, DIARY_ORDER + c] = loop.order[o, c]
    for d in range(loop.design.shape[1]):
        diary[n, DIARY_ORDER + ORDER_COLUMNS + d] = loop.design[o, d]


@fused
def lack_of_room(agenda, loop):
    """Return the bits that ask for new draws, a longer agenda, or room for orders before the next event."""
    bits = REACHED
    block = loop.times.shape[1]
    for u in range(loop.used.shape[0]):
        if loop.used[u] >= block:
            bits |= REFILL
    if loop.diary.shape[0] > 0 and loop.room[WRITTEN] >= loop.diary.shape[0]:
        bits |= REFILL
    if agenda.marks[PENDING] + SPARE + loop.part.shape[0] > agenda.when.shape[0]:
        bits |= GROW
    if loop.ticket[loop.room[FREE], NEXT] < 0:
        bits |= GROW
    return bits
