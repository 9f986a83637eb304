"""The arrays of chains that make to order, and their columns. W workshops, S stages, Q parts, T tiers, B block length.

A workshop is what one such chain runs: one offer, the stages through which its orders pass (one of them are its cells),
its parts, and what it knows of each participant as its customer.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .arrays import Floats, Ints

# bench[w, …]: one workshop; the first are parameters, from ORDERS on come sums over its orders
ERROR: Final = 0  # standard deviation of what is said from what is wanted, without expertise
FRAME: Final = 1  # side of the frame about the platform
OPTIONS: Final = 2  # levels per attribute
EFFORT: Final = 3  # own time for an order without expertise (days)
SAVING: Final = 4  # share of it that full expertise saves
AUTHORSHIP: Final = 5  # share by which own design raises willingness to pay
LEARN: Final = 6  # share of what is still to be learnt that an order teaches
FORGET: Final = 7  # rate at which expertise fades (per day)
QUOTING: Final = 8  # 1: the delivery time is worked out from the queue; 0: QUOTE stays as it is
UNQUEUED: Final = 9  # mean time in all stages without a queue (days)
TIERED: Final = 10  # 1: whoever is above the lowest tier is served first
RUSH: Final = 11  # fee for being served first, above the lowest tier; below 0: not offered
REBATE: Final = 12  # what customers expect to get of the profit of an order (money), which is in APPEAL too
SETUP: Final = 13  # 1: a cell that makes another design than its last one takes a set-up time
SETUP_MONEY: Final = 14  # money for such a set-up
ORDERS: Final = 15  # orders placed
RUSHED: Final = 16  # orders that paid to be served first
FIRSTS: Final = 17  # orders placed from above the lowest tier
MISMATCH: Final = 18  # sum over orders placed of |x - y|²
DISTANCE: Final = 19  # sum of |x - y|
KNOWN: Final = 20  # sum of the expertise at the order
SPENT_TIME: Final = 21  # sum of the own time for specifying (days)
QUOTED: Final = 22  # sum of the delivery times told (days)
WORTH: Final = 23  # sum of what orders are worth to those who place them, before price and time (money)
SETUPS: Final = 24  # set-ups
STUDIED: Final = 25  # money spent on study
STUDY_TIME: Final = 26  # own time spent on study (days)
REBATED: Final = 27  # sum of the rebates expected (money)
DELIVERED_PRICES: Final = 28  # money received for orders delivered, rush fees included
MINTED: Final = 29  # sum over orders placed of what prestige adds to their worth (money)
BENCH_COLUMNS: Final = 30

# member[i, w, …]: participant i as customer of workshop w, a cache line
EXPERTISE: Final = 0
AS_OF: Final = 1  # day of EXPERTISE, which fades from then on
PAID: Final = 2  # money spent with the workshop
TIER: Final = 3
STUDENT: Final = 4  # 1: an enthusiast, who studies
PLACED_ORDERS: Final = 5
OWN_TIME: Final = 6  # days spent on specifying and study
STUDY_MONEY: Final = 7
MEMBER_COLUMNS: Final = 8

# rank[w, t, …]: one tier; the first is the lowest
AT_SPENDING: Final = 0
AT_EXPERTISE: Final = 1
PRESTIGE: Final = 2
WEIGHT: Final = 3
HEADS: Final = 4  # participants in it
RANK_COLUMNS: Final = 5

# stage[s, …]: one stage of a workshop
SERVERS: Final = 0  # orders that may be in work at a time; UNLIMITED
MEAN: Final = 1  # mean service time (days)
CONSTANT: Final = 2  # 1: the service time never varies
WAITING: Final = 3  # orders in its queue, both classes
FIRST_WAITING: Final = 4  # those of the first class
WORKING: Final = 5  # orders in work
SINCE: Final = 6  # day of the last change
QUEUE_AREA: Final = 7  # time integral of WAITING up to SINCE
WORK_AREA: Final = 8  # time integral of WORKING up to SINCE
BEGUN: Final = 9  # orders that have left the queue
QUEUE_TIMES: Final = 10  # sum of their times in it (days)
DONE: Final = 11  # orders that have left the stage
WORK_TIMES: Final = 12  # sum of their times in work (days)
SHOP: Final = 13  # workshop of which it is a stage
STAGE_COLUMNS: Final = 14
UNLIMITED: Final = 2.0**53

# plan[w, …]: where the stages and parts of a workshop are, and its offer
OFFER: Final = 0
FIRST_STAGE: Final = 1
MAKING: Final = 2
LAST_STAGE: Final = 3
FIRST_PART: Final = 4
END_PART: Final = 5
PLAN_COLUMNS: Final = 6

# line[s, …]: the ends of a stage's queues, as linked lists of orders; -1: empty
HEAD: Final = 0  # of the second class; where work is never waited for and takes the same time, of the orders in work
TAIL: Final = 1
FIRST_HEAD: Final = 2  # of the first class
FIRST_TAIL: Final = 3
LINE_COLUMNS: Final = 4

# order[o, …]: one order under way, a cache line
PLACED: Final = 0  # day
MOVED: Final = 1  # day on which it entered the queue of its stage or, if its work there has begun, on which it did
DUE: Final = 2  # day on which its work at the stage ends; NaN while it waits
PROMISED: Final = 3  # delivery time told (days)
AGREED: Final = 4  # price agreed, rush fee included
WHO: Final = 5  # participant
AT: Final = 6  # stage; -1: the place is free
BEHIND: Final = 7  # the order behind it in its queue; -1: none
ORDER_COLUMNS: Final = 8

# life[o, …]: what some scenarios know of the same order besides
STARTED: Final = 0  # day on which its making began; NaN before
FINISHED: Final = 1  # day on which its making ended; NaN before
OFF: Final = 2  # |x - y|²
SKILL: Final = 3  # expertise at the order
CLASS: Final = 4  # 1: served first
RANK: Final = 5  # tier at the order
CELL: Final = 6
DESIGN: Final = 7  # K coordinates from here on

# room[…]
PLACE: Final = 0  # where a free place for an order is looked for first
UNDER_WAY: Final = 1  # orders under way
WRITTEN: Final = 2  # rows of the diary used
ROOM_COLUMNS: Final = 3

# part[q, …]
CARDS: Final = 0
PART_ON_HAND: Final = 1
PART_ON_ORDER: Final = 2
PART_SINCE: Final = 3
PART_AREA: Final = 4  # time integral of PART_ON_HAND up to PART_SINCE (part-days)
PART_TAKEN: Final = 5
PART_ARRIVED: Final = 6
PART_COLUMNS: Final = 7

# draft[w, …]: what the participant of the present need would order
DRAFT_OFF: Final = 0  # |x - y|²
DRAFT_SKILL: Final = 1
DRAFT_CLASS: Final = 2
DRAFT_FEE: Final = 3
DRAFT_TIME: Final = 4  # own time for it (days)
DRAFT_QUOTE: Final = 5
DRAFT_DESIGN: Final = 6  # K coordinates from here on

# trend[w, m, …]: one of the latest orders
TREND_DAY: Final = 0
TREND_WEIGHT: Final = 1
TREND_DESIGN: Final = 2

# diary[n, …]: an order delivered
DIARY_WORKSHOP: Final = 0
DIARY_DELIVERED: Final = 1
DIARY_ORDER: Final = 2  # the columns of `order` from here on
DIARY_LIFE: Final = 10  # the columns of `life` from here on


class Loop(NamedTuple):
    """Everything that is made to order."""

    of_offer: Ints  # (J,) the workshop of each offer, -1 where there is none
    plan: Ints  # (W, PLAN_COLUMNS)
    bench: Floats  # (W, BENCH_COLUMNS)
    member: Floats  # (N, W, MEMBER_COLUMNS)
    hour: Floats  # (N,) what a day of own time is worth, money
    rank: Floats  # (W, T, RANK_COLUMNS); tiers beyond a workshop's own are out of reach
    moves: Floats  # (W, T, T) changes of tier so far, from and to
    stage: Floats  # (S, STAGE_COLUMNS)
    line: Ints  # (S, LINE_COLUMNS)
    times: Floats  # (S, B) service times still to be used (days)
    setups: Floats  # (W, B) set-up times still to be used (days)
    used: Ints  # (S + W + Q,) how many of them, and of `leads`, have been used
    order: Floats  # (capacity, ORDER_COLUMNS)
    life: Floats  # (capacity, DESIGN + K); (0, DESIGN + K) where nothing of it is ever asked for
    room: Ints  # (ROOM_COLUMNS,)
    cell: Floats  # (W, cells, 1 + K) where set-ups are: 1 if busy; the last design, NaN before the first
    part: Floats  # (Q, PART_COLUMNS)
    leads: Floats  # (Q, B) lead times still to be used (days)
    articulation: Floats  # (B, W, K) standard normal numbers, by need of the present block
    draft: Floats  # (W, DRAFT_DESIGN + K)
    trend: Floats  # (W, M, TREND_DESIGN + K) the latest orders, in a ring
    trended: NDArray[np.int64]  # (W,) orders entered into the ring so far
    diary: Floats  # (D, …) orders delivered; no row: nobody keeps it
