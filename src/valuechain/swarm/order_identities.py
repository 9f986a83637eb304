"""What must hold of orders at every moment: none is lost, Little's law at every stage, every card is somewhere.

The two sides of each identity are kept by different lines of code, so that a slip in either shows.
"""

import math

import numpy as np

from .compilation import allocating, inner
from .identities import unequal
from .layout import BACKORDERED, FILLED, OWED, OWED_AREA, OWED_SINCE, WAITS
from .loop import (
    AT,
    CARDS,
    DUE,
    FIRST_STAGE,
    LAST_STAGE,
    MOVED,
    OFFER,
    ORDERS,
    PART_ON_HAND,
    PART_ON_ORDER,
    PLACED,
    QUEUE_AREA,
    QUEUE_TIMES,
    SHOP,
    SINCE,
    WAITING,
    WORK_AREA,
    WORK_TIMES,
    WORKING,
)

UNDER_WAY = 0
LOOP = 1
QUEUE = 2
WORK = 3
KANBAN = 4
NONE = -1


@allocating
def still_there(loop, t):
    """Return what orders say of each stage (S, 4): waiting, in work, and how long they have been so, summed."""
    sums = np.zeros((loop.stage.shape[0], 4))
    for o in range(loop.order.shape[0]):
        s = int(loop.order[o, AT])
        if s < 0:
            continue
        in_work = 0 if math.isnan(loop.order[o, DUE]) else 1
        sums[s, in_work] += 1.0
        sums[s, 2 + in_work] += t - loop.order[o, MOVED]
    return sums


@inner
def waits_so_far(loop, w, t):
    """Return the days that the orders of workshop ``w`` have been under way, summed one by one."""
    total = 0.0
    for o in range(loop.order.shape[0]):
        if loop.order[o, AT] >= 0.0 and loop.stage[int(loop.order[o, AT]), SHOP] == w:
            total += t - loop.order[o, PLACED]
    return total


@inner
def violated(market, loop, t, tolerance):
    """Return (identity, workshop, stage or part, left side, right side) of the first violated one, or (NONE, …).

    Orders placed = delivered + waiting and in work at the stages. Little for all orders, and at each stage for its
    queue and its work apart: the time integral of the orders there is the sum of their times (Little 1961, in its
    finite form). Cards = parts on hand + on order.
    """
    stage = loop.stage
    there = still_there(loop, t)
    for w in range(loop.plan.shape[0]):
        j = loop.plan[w, OFFER]
        under_way = 0.0
        for s in range(loop.plan[w, FIRST_STAGE], loop.plan[w, LAST_STAGE] + 1):
            under_way += stage[s, WAITING] + stage[s, WORKING]
            days = t - stage[s, SINCE]
            area = stage[s, QUEUE_AREA] + stage[s, WAITING] * days
            if unequal(area, stage[s, QUEUE_TIMES] + there[s, 2], tolerance):
                return QUEUE, w, s, area, stage[s, QUEUE_TIMES] + there[s, 2]
            area = stage[s, WORK_AREA] + stage[s, WORKING] * days
            if unequal(area, stage[s, WORK_TIMES] + there[s, 3], tolerance):
                return WORK, w, s, area, stage[s, WORK_TIMES] + there[s, 3]
        placed = market.shelf[j, BACKORDERED]
        if (
            unequal(loop.bench[w, ORDERS], market.shelf[j, FILLED] + under_way, tolerance)
            or placed != loop.bench[w, ORDERS]
        ):
            return UNDER_WAY, w, -1, placed, market.shelf[j, FILLED] + under_way
        area = market.shelf[j, OWED_AREA] + market.shelf[j, OWED] * (t - market.shelf[j, OWED_SINCE])
        waits = market.shelf[j, WAITS] + waits_so_far(loop, w, t)
        if unequal(area, waits, tolerance):
            return LOOP, w, -1, area, waits
    for q in range(loop.part.shape[0]):
        cards = loop.part[q, PART_ON_HAND] + loop.part[q, PART_ON_ORDER]
        if cards != loop.part[q, CARDS]:
            return KANBAN, 0, q, loop.part[q, CARDS], cards
    return NONE, 0, 0, 0.0, 0.0
