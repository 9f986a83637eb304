"""The columns of the arrays on which the kernels work, and the codes that they return.

``rows`` has one row per participant, as wide as a cache line where the number of offers allows it: everything that a
need touches. ``shelf`` has one row per offer. Counts are kept as floats: exact below 2^53.
"""

from typing import Final

# rows[i, …]: one participant; what decides choices follows from CDF on. Where choice is prepared: the cumulative choice
# probabilities, first the outside option, then each offer but the last. Where it is made afresh at every need: the
# probability of the outside option at the last need, then the standing utility of each offer (money).
NEEDS: Final = 0  # needs met so far
BOUGHT: Final = 1  # units received
SPENT: Final = 2  # money paid
LOGSUM: Final = 3  # expected surplus of a need when every shelf is full (money); afresh: of the last need
CDF: Final = 4
BEYOND: Final = 2.0  # fills a row beyond the last offer: no uniform number reaches it

# shelf[j, …]: one offer. The first eight, a cache line, are touched at every sale.
ON_HAND: Final = 0  # units on the shelf
ALARM: Final = 1  # stock on hand at or below which a sale needs more than bookkeeping (see `shelf.set_alarm`)
PRICE: Final = 2  # money per unit
SOLD: Final = 3  # units handed over
SURPLUS: Final = 4  # surplus of the needs served (money)
AREA: Final = 5  # time integral of the stock on hand up to SINCE (unit-days)
SINCE: Final = 6  # day of the last change of the stock on hand
BOOKED: Final = 7  # units sold whose price is in REVENUE; the others were sold at PRICE
REVENUE: Final = 8  # money received for BOOKED units
LOST: Final = 9  # first choices that left without anything
BACKORDERED: Final = 10  # first choices that agreed to wait
FILLED: Final = 11  # back-orders handed over
TURNED_AWAY: Final = 12  # first choices that bought another offer instead
TURNED_TO: Final = 13  # units sold to them
OWED: Final = 14  # back-orders still waiting
OWED_AREA: Final = 15  # time integral of OWED up to OWED_SINCE
OWED_SINCE: Final = 16
WAITS: Final = 17  # sum of the waits of the back-orders handed over (days)
INITIAL: Final = 18  # opening stock
RELEASED: Final = 19  # units ordered from the producer
MADE: Final = 20  # units finished
IN_WORK: Final = 21  # released, not finished
IN_TRANSIT: Final = 22  # finished, not received
SCRAPPED: Final = 23  # units written off
PIPE_AREA: Final = 24  # time integral of IN_WORK + IN_TRANSIT up to PIPE_SINCE
PIPE_SINCE: Final = 25
PIPE_TIMES: Final = 26  # sum over units received of the days since their order
UNIT_COSTS: Final = 27  # money
SETUP_COSTS: Final = 28  # money
BUSY: Final = 29  # line-days of work begun
STOCK_OUTS: Final = 30  # times that the stock on hand fell to zero
WATCH: Final = 31  # 1: the kernel stops when the stock on hand falls to zero
QUALITY: Final = 32  # factor on willingness to pay
REORDER: Final = 33  # the kernel stops when the inventory position falls to this (NEVER: it does not);
# where units are made one for one, the position below which a unit that leaves is reordered
QUOTE: Final = 34  # quoted wait, seen by who chooses afresh (days)
APPEAL: Final = 35  # money by which everybody values the offer more, seen by who chooses afresh
ABSENCE: Final = 36  # 0: in the market; else nobody can choose the offer
COPIES: Final = 37  # units handed over that were copies, of which there is no stock: uses of a commons among them
MISFIT: Final = 38  # expected squared distance from tastes of an offer without a place of its own; below 0: it has one
EXPECTED: Final = 39  # money that who buys a unit expects to get back of the profit, which is in APPEAL too
SHELF_COLUMNS: Final = 40

# shelf[j, ABSENCE]
PRESENT: Final = 0.0
AWAITED: Final = 1.0  # not in the market yet
GONE: Final = 2.0  # no longer: what still arrives is written off

# shelf[j, REORDER]: finite, so that differences of states stay numbers
NEVER: Final = -(2.0**53)

# terms[j, …]: what the chain promises for the offer (integers)
CHAIN: Final = 0
SHORTAGE: Final = 1
ONE_FOR_ONE: Final = 2  # 1: every unit that leaves is reordered at once, in the kernel
COMMONS: Final = 3  # number of the commons that it is, where it is one
TERMS_COLUMNS: Final = 4

# terms[j, SHORTAGE]
LOSE: Final = 0
BACKORDER: Final = 1
SUBSTITUTE: Final = 2
TO_ORDER: Final = 3  # there is no shelf: what is chosen is ordered, and made
USE: Final = 4  # nothing is missing: a commons is used; from here on needs are served without stock, by `serving`
COPY: Final = 5  # nothing is missing: a copy is made at the moment of sale

# craft[c, …]: the cost of making, per chain (Wright 1936)
FIRST_COST: Final = 0
EXPONENT: Final = 1  # log2 of the progress ratio; 0 without experience
MINIMUM_COST: Final = 2
OUTPUT: Final = 3  # units made so far, experience from before the run included
SETUP_COST: Final = 4
FORGETTING: Final = 5  # rate at which OUTPUT depreciates (per day)
LEARNT_AT: Final = 6  # day up to which it has
CRAFT_COLUMNS: Final = 7

# tally[…]: sums over the market
OUTSIDE: Final = 0  # needs that chose the outside option
OUTSIDE_SURPLUS: Final = 1  # surplus of all needs that ended with the outside option (money)
NOW: Final = 2  # day up to which the swarm has played
TALLY_COLUMNS: Final = 3

# marks[…]: where the kernel stands (integers)
CURSOR: Final = 0  # next need of the block
PENDING: Final = 1  # appointments in the agenda
SEQUENCE: Final = 2  # appointments made so far: breaks ties
WHERE: Final = 3  # the offer at which the kernel stopped
FORESEEN: Final = 4  # first need of the block whose choice is not yet made
MARKS_COLUMNS: Final = 5

# kinds of appointment
FINISH: Final = 0  # a unit leaves the line
ARRIVE: Final = 1  # a unit reaches the shelf
STAGE_DUE: Final = 2  # work on an order at its stage ends (the order, in place of an offer)
HEAD_DUE: Final = 3  # the same for the oldest order at a stage where work always takes the same time (the stage)
PART_DUE: Final = 4  # a part comes from its supplier (the part)
LEARN: Final = 5  # somebody hears of a chain; in place of the offer: the chain
ALTER: Final = 6  # a module of a commons is damaged
LOT: Final = 7  # a batch reaches the shelf; in place of the offer: offer + offers in all × units

# crowd.aware[i, c]: what participant i knows of chain c
STRANGER: Final = 0
KNOWER: Final = 1
BUYER: Final = 2  # has bought from it, or ordered; only noted where word of the chain spreads

# word.rates[c, …]: coefficients of Bass 1969, per day
INNOVATION: Final = 0
IMITATION: Final = 1
RATES_COLUMNS: Final = 2

# word.tally[c, …]: how far word of a chain has spread
HEARD: Final = 0  # participants who know
BUYERS: Final = 1  # of them, those who have bought or ordered
WAITING: Final = 2  # participants who do not know
INTEGRAL: Final = 3  # integral of the common rate up to SINCE_CHANGE, where everybody meets everybody
SINCE_CHANGE: Final = 4  # day
NEXT: Final = 5  # day on which the next hears; inf: nobody will
WORD_COLUMNS: Final = 6

# why the kernel stopped (bits)
REACHED: Final = 0  # the time asked for
EMPTY: Final = 1  # the block of needs is used up
REORDER_DUE: Final = 2  # an inventory position fell to its reorder point
STOCK_OUT: Final = 4  # a watched shelf ran empty
REFILL: Final = 8  # a block of production or lead times is used up
GROW: Final = 16  # the agenda or a queue is full
SUBMISSION: Final = 32  # an edit of a commons waits for the board
COMMONS_DUE: Final = 64  # the next need, or appointment, is for a commons

# what became of a need: bought j as j; the others are offset by multiples of the number of offers
OUTCOME_OUTSIDE: Final = -1
