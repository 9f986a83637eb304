"""Handing over, receiving, making and shipping units: the only places where goods change hands in the swarm."""

import math

import numpy as np

from .agenda import push
from .choice import remember
from .compilation import inlined, inner, kernel
from .layout import (
    ABSENCE,
    ALARM,
    AREA,
    ARRIVE,
    BOOKED,
    BOUGHT,
    BUSY,
    CHAIN,
    EXPONENT,
    FILLED,
    FINISH,
    FIRST_COST,
    FORGETTING,
    GONE,
    GROW,
    IN_TRANSIT,
    IN_WORK,
    LEARNT_AT,
    MADE,
    MINIMUM_COST,
    NEVER,
    ON_HAND,
    ONE_FOR_ONE,
    OUTPUT,
    OWED,
    OWED_AREA,
    OWED_SINCE,
    PENDING,
    PIPE_AREA,
    PIPE_SINCE,
    PIPE_TIMES,
    PRICE,
    REFILL,
    RELEASED,
    REORDER,
    REVENUE,
    SCRAPPED,
    SETUP_COST,
    SETUP_COSTS,
    SINCE,
    SOLD,
    SPENT,
    SURPLUS,
    UNIT_COSTS,
    WAITS,
)


@inlined
def change_stock(shelf, j, t, units):
    """Add ``units`` (may be negative) to the stock on hand at day ``t`` and bring its time integral up to date."""
    shelf[j, AREA] += shelf[j, ON_HAND] * (t - shelf[j, SINCE])
    shelf[j, SINCE] = t
    shelf[j, ON_HAND] += units


@inner
def change_owed(shelf, j, t, units):
    """Add ``units`` to the back-orders waiting at day ``t`` and bring their time integral up to date."""
    shelf[j, OWED_AREA] += shelf[j, OWED] * (t - shelf[j, OWED_SINCE])
    shelf[j, OWED_SINCE] = t
    shelf[j, OWED] += units


@inner
def change_pipe(shelf, j, t):
    """Bring the time integral of the units in work and in transit up to day ``t``."""
    shelf[j, PIPE_AREA] += (shelf[j, IN_WORK] + shelf[j, IN_TRANSIT]) * (t - shelf[j, PIPE_SINCE])
    shelf[j, PIPE_SINCE] = t


@kernel
def position(shelf, j):
    """Return the inventory position of offer ``j``: on hand + in work + in transit - owed."""
    return shelf[j, ON_HAND] + shelf[j, IN_WORK] + shelf[j, IN_TRANSIT] - shelf[j, OWED]


@kernel
def set_alarm(shelf, terms, j):
    """Set the stock on hand at which a sale of offer ``j`` must be looked at: to be called when anything else changes.

    That is an empty shelf, a position at the reorder point, or, where units are made one for one, any stock.
    """
    if terms[j, ONE_FOR_ONE] == 1:
        shelf[j, ALARM] = -NEVER
    else:
        shelf[j, ALARM] = max(0.0, shelf[j, REORDER] - (position(shelf, j) - shelf[j, ON_HAND]))


@kernel
def book_revenue(shelf, j):
    """Add the units sold at the present price to the revenue of offer ``j``: to be called before the price changes."""
    shelf[j, REVENUE] += shelf[j, PRICE] * (shelf[j, SOLD] - shelf[j, BOOKED])
    shelf[j, BOOKED] = shelf[j, SOLD]


@kernel
def copy_up_to(shelf, t, state):
    """Copy ``shelf`` to ``state`` with revenue and time integrals up to day ``t``; the original stays as it is."""
    for j in range(shelf.shape[0]):
        for c in range(shelf.shape[1]):  # assigning a slice would take five seconds to compile
            state[j, c] = shelf[j, c]
        book_revenue(state, j)
        change_stock(state, j, t, 0.0)
        change_owed(state, j, t, 0.0)
        change_pipe(state, j, t)


@inlined
def hand_over(rows, shelf, i, j, t):
    """Sell one unit of offer ``j`` from the shelf to participant ``i`` at the present price."""
    change_stock(shelf, j, t, -1.0)
    shelf[j, SOLD] += 1.0
    rows[i, BOUGHT] += 1.0
    rows[i, SPENT] += shelf[j, PRICE]


@inner
def enqueue(market, agenda, i, j, t):
    """Let participant ``i`` wait for offer ``j`` at the present price; the caller sees to it that there is room."""
    capacity = agenda.waiting.shape[1]
    k = (agenda.head[j] + int(market.shelf[j, OWED])) % capacity
    agenda.waiting[j, k, 0] = i
    agenda.waiting[j, k, 1] = t
    agenda.waiting[j, k, 2] = market.shelf[j, PRICE]
    change_owed(market.shelf, j, t, 1.0)
    set_alarm(market.shelf, market.terms, j)


@inner
def serve_oldest(crowd, market, agenda, j, t):
    """Hand one unit that has just come to the back-order that has waited longest."""
    k = agenda.head[j]
    i = int(agenda.waiting[j, k, 0])
    wait = t - agenda.waiting[j, k, 1]
    price = agenda.waiting[j, k, 2]
    agenda.head[j] = (k + 1) % agenda.waiting.shape[1]
    shelf = market.shelf
    change_owed(shelf, j, t, -1.0)
    shelf[j, WAITS] += wait
    shelf[j, FILLED] += 1.0
    shelf[j, SOLD] += 1.0
    shelf[j, BOOKED] += 1.0
    shelf[j, REVENUE] += price
    crowd.rows[i, BOUGHT] += 1.0
    crowd.rows[i, SPENT] += price
    cost = crowd.impatience[i] * wait
    shelf[j, SURPLUS] -= cost
    crowd.surplus[i] -= cost
    if market.afresh == 1:
        remember(crowd, market, i, j, price)


@inner
def receive(crowd, market, agenda, j, t, units, since):
    """Take ``units`` ordered on day ``since`` out of transit: first to those who wait, then onto the shelf."""
    shelf = market.shelf
    change_pipe(shelf, j, t)
    shelf[j, IN_TRANSIT] -= units
    shelf[j, PIPE_TIMES] += units * (t - since)
    while units > 0.0 and shelf[j, OWED] > 0.0:
        serve_oldest(crowd, market, agenda, j, t)
        units -= 1.0
    if shelf[j, ABSENCE] == GONE:
        shelf[j, SCRAPPED] += units
    elif units > 0.0:
        change_stock(shelf, j, t, units)
    set_alarm(shelf, market.terms, j)


@kernel
def clear_shelf(shelf, j, t):
    """Write off all units on the shelf; return how many they were."""
    units = shelf[j, ON_HAND]
    change_stock(shelf, j, t, -units)
    shelf[j, SCRAPPED] += units
    return units


@kernel
def release(shelf, terms, j, t, units):
    """Order ``units`` of offer ``j`` from the producer."""
    change_pipe(shelf, j, t)
    shelf[j, RELEASED] += units
    shelf[j, IN_WORK] += units
    set_alarm(shelf, terms, j)


@kernel
def dispatch(shelf, j, t, units):
    """Move ``units`` that a supplier ships from his order book into transit: made elsewhere, they cost nothing here."""
    change_pipe(shelf, j, t)
    shelf[j, IN_WORK] -= units
    shelf[j, IN_TRANSIT] += units


@kernel
def send_back(shelf, terms, j, t, units):
    """Take ``units`` off the shelf and send them back to the supplier, as if they had never been ordered."""
    change_stock(shelf, j, t, -units)
    shelf[j, RELEASED] -= units
    set_alarm(shelf, terms, j)


@kernel
def lot_cost(craft, c, units, t):
    """Return the unit costs of ``units`` of chain ``c`` made on day ``t``, in money, and count them as output.

    c_n = max(c_min, c_1·n^(log2 r)) for the n-th unit, r the progress ratio (Wright 1936). Experience n depreciates at
    a constant rate between lots (Argote, Beckman & Epple 1990).
    """
    if craft[c, FORGETTING] > 0.0:
        craft[c, OUTPUT] *= math.exp(-craft[c, FORGETTING] * (t - craft[c, LEARNT_AT]))
        craft[c, LEARNT_AT] = t
    if craft[c, EXPONENT] == 0.0:
        craft[c, OUTPUT] += units
        return units * max(craft[c, FIRST_COST], craft[c, MINIMUM_COST])
    total = 0.0
    for _ in range(int(units)):
        craft[c, OUTPUT] += 1.0
        total += max(craft[c, MINIMUM_COST], craft[c, FIRST_COST] * math.pow(craft[c, OUTPUT], craft[c, EXPONENT]))
    return total


@inner
def finish(market, craft, j, t, units):
    """Move ``units`` of offer ``j`` from work into transit; charge their costs."""
    shelf = market.shelf
    c = market.terms[j, CHAIN]
    change_pipe(shelf, j, t)
    shelf[j, IN_WORK] -= units
    shelf[j, IN_TRANSIT] += units
    shelf[j, MADE] += units
    shelf[j, UNIT_COSTS] += lot_cost(craft, c, units, t)
    shelf[j, SETUP_COSTS] += craft[c, SETUP_COST]


@inner
def make_one(crowd, market, works, agenda, j, t):
    """Order one unit of offer ``j`` from the line that is free first (first come, first served); return stop bits."""
    release(market.shelf, market.terms, j, t, 1.0)
    c = market.terms[j, CHAIN]
    line = 0
    for k in range(1, works.free.shape[1]):
        if works.free[c, k] < works.free[c, line]:
            line = k
    work = works.work[c, works.used[c, 0]]
    works.used[c, 0] += 1
    done = max(t, works.free[c, line]) + work
    works.free[c, line] = done
    market.shelf[j, BUSY] += work
    if done > t:
        push(agenda.when, agenda.what, agenda.marks, done, t, np.int64(FINISH), j)
    else:
        ship_one(crowd, market, works, agenda, j, t, t)
    return shortage_of_room(works, agenda, c)


@inner
def ship_one(crowd, market, works, agenda, j, t, since):
    """Finish one unit of offer ``j``, ordered on day ``since``, and send it on its way."""
    finish(market, works.craft, j, t, 1.0)
    c = market.terms[j, CHAIN]
    lead = works.lead[c, works.used[c, 1]]
    works.used[c, 1] += 1
    if lead > 0.0:
        push(agenda.when, agenda.what, agenda.marks, t + lead, since, np.int64(ARRIVE), j)
    else:
        receive(crowd, market, agenda, j, t, 1.0, since)


@inner
def shortage_of_room(works, agenda, c):
    """Return the bits that ask for new draws of chain ``c`` or a longer agenda before the next event."""
    bits = 0
    if works.used[c, 0] >= works.work.shape[1] or works.used[c, 1] >= works.lead.shape[1]:
        bits |= REFILL
    if agenda.marks[PENDING] + 2 > agenda.when.shape[0]:
        bits |= GROW
    return bits
