"""The life of an order: placed, taken through the stages one after the other, made in a cell, delivered."""

import math

from .choice import appraise, remember
from .compilation import fused, inner, place_of
from .configuring import faded, post_quote, tier_of
from .layout import (
    BACKORDERED,
    BOOKED,
    BOUGHT,
    CDF,
    FILLED,
    IN_TRANSIT,
    IN_WORK,
    PIPE_TIMES,
    PRICE,
    REACHED,
    RELEASED,
    REVENUE,
    SOLD,
    SPENT,
    SURPLUS,
    WAITS,
)
from .loop import (
    AGREED,
    AS_OF,
    AT,
    CELL,
    CLASS,
    DELIVERED_PRICES,
    DESIGN,
    DIARY_DELIVERED,
    DIARY_LIFE,
    DIARY_ORDER,
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
    EXPERTISE,
    FINISHED,
    FIRST_PART,
    FIRST_STAGE,
    FIRSTS,
    FORGET,
    HEADS,
    KNOWN,
    LAST_STAGE,
    LEARN,
    MAKING,
    MINTED,
    MISMATCH,
    MOVED,
    OFF,
    OFFER,
    ORDER_COLUMNS,
    ORDERS,
    OWN_TIME,
    PAID,
    PART_ARRIVED,
    PART_ON_ORDER,
    PLACE,
    PLACED,
    PLACED_ORDERS,
    PRESTIGE,
    PROMISED,
    QUOTED,
    RANK,
    REBATE,
    REBATED,
    RUSHED,
    SERVERS,
    SETUP,
    SHOP,
    SKILL,
    SPENT_TIME,
    STARTED,
    TIER,
    TREND_DAY,
    TREND_DESIGN,
    TREND_WEIGHT,
    UNDER_WAY,
    UNLIMITED,
    WEIGHT,
    WHO,
    WORK_TIMES,
    WORKING,
    WORTH,
    WRITTEN,
)
from .prefetch import fetch
from .shelf import change_owed, change_pipe, finish
from .stages import AHEAD, advance, call_next, change_part, full_diary, lack_of_room, passes, queue_up


@fused
def place(crowd, market, works, agenda, loop, i, j, t):
    """Place the order of which the draft is, by participant ``i`` for offer ``j``; return stop bits."""
    i, j = place_of(i), place_of(j)
    w = place_of(loop.of_offer[j])
    o = free_place(loop)
    loop.room[UNDER_WAY] += 1
    order = loop.order
    order[o, PLACED] = t
    order[o, PROMISED] = loop.draft[w, DRAFT_QUOTE]
    order[o, AGREED] = market.shelf[j, PRICE] + loop.draft[w, DRAFT_FEE]
    order[o, WHO] = i
    if loop.life.shape[0] > 0:
        begin_life(loop, i, w, o)
    shelf = market.shelf
    change_pipe(shelf, j, t)
    shelf[j, RELEASED] += 1.0
    shelf[j, IN_WORK] += 1.0
    shelf[j, BACKORDERED] += 1.0
    change_owed(shelf, j, t, 1.0)
    count_order(crowd, market, loop, i, j, w, t)
    bits = enter(crowd, market, works, agenda, loop, o, place_of(loop.plan[w, FIRST_STAGE]), t)
    post_quote(market, loop, w)
    return bits | lack_of_room(agenda, loop)


@fused
def free_place(loop):
    """Return a free place for an order, of which there is one: the next in memory, as orders leave as they came."""
    places = loop.order.shape[0]
    o = place_of(loop.room[PLACE])
    while loop.order[o, AT] >= 0.0:
        o = o + 1 if o + 1 < places else 0
    loop.room[PLACE] = o + 1 if o + 1 < places else 0
    fetch(loop.order, min(o + AHEAD, places - 1))
    return o


@inner
def begin_life(loop, i, w, o):
    """Enter what is known of order ``o`` of participant ``i`` besides, from the draft."""
    life, draft = loop.life, loop.draft
    life[o, STARTED] = math.nan
    life[o, FINISHED] = math.nan
    life[o, OFF] = draft[w, DRAFT_OFF]
    life[o, SKILL] = draft[w, DRAFT_SKILL]
    life[o, CLASS] = draft[w, DRAFT_CLASS]
    life[o, RANK] = loop.member[i, w, TIER]
    for d in range(life.shape[1] - DESIGN):
        life[o, DESIGN + d] = draft[w, DRAFT_DESIGN + d]


@fused
def count_order(crowd, market, loop, i, j, w, t):
    """Enter the order of which the draft is into the sums of its workshop, its customer, and the trend."""
    bench, member = loop.bench, loop.member
    off = loop.draft[w, DRAFT_OFF]
    r = place_of(int(member[i, w, TIER]))
    bench[w, ORDERS] += 1.0
    if r > 0:
        bench[w, RUSHED] += 1.0 if loop.draft[w, DRAFT_FEE] > 0.0 else 0.0
        bench[w, FIRSTS] += 1.0
    bench[w, MISMATCH] += off
    bench[w, DISTANCE] += math.sqrt(off)
    bench[w, KNOWN] += loop.draft[w, DRAFT_SKILL]
    bench[w, QUOTED] += loop.draft[w, DRAFT_QUOTE]
    gross = crowd.rows[i, CDF + 1 + j] + market.shelf[j, PRICE]
    bench[w, WORTH] += gross - market.mismatch * off
    prestige = loop.rank[w, r, PRESTIGE]
    if prestige != 1.0:
        bench[w, MINTED] += gross * (1.0 - 1.0 / prestige)
    member[i, w, PLACED_ORDERS] += 1.0
    time = loop.draft[w, DRAFT_TIME]
    if time != 0.0:
        bench[w, SPENT_TIME] += time
        member[i, w, OWN_TIME] += time
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
        for d in range(loop.trend.shape[2] - TREND_DESIGN):
            loop.trend[w, m, TREND_DESIGN + d] = loop.draft[w, DRAFT_DESIGN + d]
        loop.trended[w] += 1


@fused
def enter(crowd, market, works, agenda, loop, o, s, t):
    """Let order ``o`` come to stage ``s``, and through all that take no time; return stop bits."""
    w = place_of(int(loop.stage[s, SHOP]))
    while True:
        advance(loop, s, t)
        loop.order[o, AT] = s
        loop.order[o, MOVED] = t
        loop.order[o, DUE] = math.nan
        if loop.stage[s, SERVERS] < UNLIMITED:
            queue_up(loop, o, s)
            return call_next(market, agenda, loop, w, s, t)
        if not passes(agenda, loop, o, s, t):
            return REACHED
        if s == loop.plan[w, LAST_STAGE]:
            deliver(crowd, market, loop, w, o, t)
            return REACHED
        s += 1


@fused
def stage_done(crowd, market, works, agenda, loop, o, t):
    """End the work on order ``o`` at its stage and take it to the next one, or to the customer; return stop bits."""
    o = place_of(o)
    s = place_of(int(loop.order[o, AT]))
    w = place_of(int(loop.stage[s, SHOP]))
    stage = loop.stage
    advance(loop, s, t)
    stage[s, WORKING] -= 1.0
    stage[s, DONE] += 1.0
    stage[s, WORK_TIMES] += t - loop.order[o, MOVED]
    if s == loop.plan[w, MAKING]:
        if loop.life.shape[0] > 0:
            loop.life[o, FINISHED] = t
        finish(market, works.craft, place_of(loop.plan[w, OFFER]), t, 1.0)
        if loop.bench[w, SETUP] == 1.0:
            loop.cell[w, int(loop.life[o, CELL]), 0] = 0.0
    bits = REACHED
    queued = stage[s, SERVERS] < UNLIMITED
    if queued:
        bits |= call_next(market, agenda, loop, w, s, t)
    if s == loop.plan[w, LAST_STAGE]:
        deliver(crowd, market, loop, w, o, t)
        if not queued:
            return bits | full_diary(loop)
    else:
        bits |= enter(crowd, market, works, agenda, loop, o, s + 1, t)
    post_quote(market, loop, w)
    return bits | lack_of_room(agenda, loop)


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
def deliver(crowd, market, loop, w, o, t):
    """Hand order ``o`` of workshop ``w`` to its customer, who pays, learns and may rise; its place becomes free."""
    i = place_of(int(loop.order[o, WHO]))
    j = place_of(loop.plan[w, OFFER])
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
    remember(crowd, market, i, j, price)
    member[i, w, PAID] += price
    learn(loop, i, w, loop.bench[w, LEARN], t)
    if loop.rank.shape[1] > 1:
        move(crowd, market, loop, i, w)
    if loop.diary.shape[0] > 0:
        write_down(loop, w, o, t)
    loop.order[o, AT] = -1.0
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
    """Put participant ``i`` into the tier that is open, up to date as of the member's last change.

    To be called where there are tiers.
    """
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
def write_down(loop, w, o, t):
    """Enter a delivered order into the diary, where one is kept; `lack_of_room` sees to it that there is a row."""
    n = loop.room[WRITTEN]
    loop.room[WRITTEN] += 1
    diary = loop.diary
    diary[n, DIARY_WORKSHOP] = w
    diary[n, DIARY_DELIVERED] = t
    for c in range(ORDER_COLUMNS):
        diary[n, DIARY_ORDER + c] = loop.order[o, c]
    for c in range(loop.life.shape[1]):
        diary[n, DIARY_LIFE + c] = loop.life[o, c]
