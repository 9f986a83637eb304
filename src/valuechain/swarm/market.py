"""The market: needs arise, participants choose, shelves are emptied, units come back one for one."""

import math

import numpy as np

from .agenda import pop
from .choice import deliberate, deliberate_here, next_best, ranked_surplus, remember, utility
from .compilation import allocating, fused, inlined, inner, kernel, python
from .layout import (
    ALARM,
    ALTER,
    BACKORDER,
    BACKORDERED,
    CDF,
    CHAIN,
    COMMONS_DUE,
    CURSOR,
    EMPTY,
    FINISH,
    FORESEEN,
    GROW,
    HEAD_DUE,
    LEARN,
    LOGSUM,
    LOSE,
    LOST,
    LOT,
    NEEDS,
    NOW,
    ON_HAND,
    ONE_FOR_ONE,
    OUTCOME_OUTSIDE,
    OUTSIDE,
    OUTSIDE_SURPLUS,
    OWED,
    PART_DUE,
    PENDING,
    PRICE,
    REACHED,
    REORDER,
    REORDER_DUE,
    SHORTAGE,
    STAGE_DUE,
    STOCK_OUT,
    STOCK_OUTS,
    SURPLUS,
    TO_ORDER,
    TURNED_AWAY,
    TURNED_TO,
    USE,
    WATCH,
    WHERE,
)
from .orders import part_arrives, place, stage_done
from .prefetch import fetch
from .shelf import enqueue, hand_over, make_one, position, receive, ship_one, shortage_of_room
from .stages import SPARE, take_oldest
from .word import learn, take_note

AHEAD = 128
"""Needs whose choices are made at a time: their rows still lie in a core's first cache when they are played."""
NEAR = 12
"""Needs ahead of the present one whose customers are asked for where choice is made afresh."""

# Indices without a sign: Numba would else look, at every access on the hot path, whether they count from the end.
_FIRST, _1, _2, _3, _4 = np.uintp(CDF), np.uintp(1), np.uintp(2), np.uintp(3), np.uintp(4)


@inlined
def choose(rows, i, offers, luck):
    """Return the first choice of participant ``i``: an offer, or -1 for the outside option.

    Probabilities are compared four at a time and without branches; beyond the last offer rows hold `BEYOND`.
    """
    passed = 0
    c = _FIRST
    for _ in range((offers + 3) // 4):
        passed += int(luck >= rows[i, c]) + int(luck >= rows[i, c + _1])
        passed += int(luck >= rows[i, c + _2]) + int(luck >= rows[i, c + _3])
        c += _4
    return passed - 1


@inner
def foresee(rows, needs, offers, first, last):
    """Make the first choices of the next needs: nothing but their luck and the prepared probabilities bear on them.

    No choice waits for another here, so that many rows are fetched from memory at a time. Where choice is made afresh
    this is all that it does.
    """
    for n in range(first, last):
        k = np.uintp(n)
        needs.choice[k] = choose(rows, np.uintp(needs.who[k]), offers, needs.luck[k])


@inlined
def fetch_customer(crowd, loop, i):
    """Ask for what a need of participant ``i`` will touch where choice is made afresh, and orders are placed."""
    fetch(crowd.rows, i)
    fetch(loop.member, i)
    fetch(crowd.taste, i)
    fetch(crowd.impatience, i)
    fetch(crowd.surplus, i)


@kernel
def left_over(cumulative, j, luck):
    """Return what the choice of offer ``j`` has left of the uniform number ``luck``: uniform again on [0, 1).

    ``cumulative`` are the probabilities up to the outside option, up to the first offer, …
    """
    low = cumulative[j]
    high = min(cumulative[j + 1], 1.0) if j + 1 < cumulative.shape[0] else 1.0
    return (luck - low) / (high - low) if high > low else luck


@inlined
def expected_outside(p0, noise):
    """Return the expected utility of the outside option for somebody who preferred an offer, in money.

    It is μ·P0·ln P0/(1 - P0): the mean over all is 0, over those who choose it -μ·ln P0 (Small & Rosen 1981).
    """
    inside = 0.0 < p0 < 1.0
    worth = noise * p0 * math.log(p0 if inside else 0.5) / (1.0 - p0 if inside else 1.0)
    return worth if inside else -noise if p0 >= 1.0 else 0.0


@inlined
def go_without(crowd, market, i, expected):
    """Record that a need of participant ``i`` ended with the outside option, worth ``expected`` money."""
    market.tally[OUTSIDE_SURPLUS] += expected
    crowd.surplus[i] += expected - crowd.rows[i, LOGSUM]


@allocating
def substitute(crowd, market, i, j, t, luck):
    """Let participant ``i``, who found shelf ``j`` empty, take the next best that is there; return it or -1."""
    offers = market.shelf.shape[0]
    utilities = np.zeros(offers + 1)
    cumulative = market.scratch[1] if market.afresh == 1 else crowd.rows[i, CDF:]
    for k in range(offers):
        utilities[k] = market.scratch[0, k] if market.afresh == 1 else utility(i, k, crowd, market)
    remaining = utilities.copy()
    taken = np.empty(offers + 1, np.int64)
    taken[0] = j
    count = 1
    luck = left_over(cumulative, j, luck)
    while True:
        remaining[taken[count - 1]] = -math.inf
        choice, luck = next_best(remaining, market.noise, luck)
        taken[count] = choice
        count += 1
        if choice == offers or market.shelf[choice, ON_HAND] > 0.0:
            break
    expected = ranked_surplus(utilities, taken, count, market.noise)
    if choice == offers:
        market.shelf[j, LOST] += 1.0
        go_without(crowd, market, i, expected)
        return -1
    market.shelf[j, TURNED_AWAY] += 1.0
    market.shelf[choice, TURNED_TO] += 1.0
    market.shelf[choice, SURPLUS] += expected
    crowd.surplus[i] += expected - crowd.rows[i, LOGSUM]
    hand_over(crowd.rows, market.shelf, i, choice, t)
    if market.afresh == 1:
        remember(crowd, market, i, choice, market.shelf[choice, PRICE])
    return choice


@inlined
def lose(crowd, market, i, j):
    """Let participant ``i``, who found shelf ``j`` empty, leave without anything."""
    market.shelf[j, LOST] += 1.0
    go_without(crowd, market, i, expected_outside(crowd.rows[i, CDF], market.noise))


@inner
def empty_shelf(crowd, market, works, agenda, loop, i, j, t, luck):
    """Decide what becomes of a need that finds shelf ``j`` empty and is not just lost; return (outcome, offer, bits).

    The offer is the one that it draws on, -1 if none.
    """
    offers = market.shelf.shape[0]
    shortage = market.terms[j, SHORTAGE]
    if loop is not None and shortage == TO_ORDER:
        market.shelf[j, SURPLUS] += crowd.rows[i, LOGSUM]
        return 3 * offers + j, j, place(crowd, market, works, agenda, loop, i, j, t)
    if shortage == BACKORDER:
        market.shelf[j, BACKORDERED] += 1.0
        market.shelf[j, SURPLUS] += crowd.rows[i, LOGSUM]
        enqueue(market, agenda, i, j, t)
        full = market.shelf[j, OWED] + 1.0 > agenda.waiting.shape[1]
        return offers + j, j, GROW if full else REACHED
    choice = substitute(crowd, market, i, j, t, luck)
    if choice < 0:
        return -2 - j, -1, REACHED
    return 2 * offers + choice, choice, REACHED


@inner
def keep_appointment(crowd, market, works, agenda, loop, word):
    """Do what the earliest appointment says; return stop bits."""
    t, since, kind, j = pop(agenda.when, agenda.what, agenda.marks)
    market.tally[NOW] = t
    if loop is not None:
        if kind in (STAGE_DUE, HEAD_DUE):
            o = take_oldest(crowd, agenda, loop, j) if kind == HEAD_DUE else j
            return stage_done(crowd, market, works, agenda, loop, o, t)
        if kind == PART_DUE:
            return part_arrives(market, agenda, loop, j, t)
    if word is not None:  # noqa: SIM102 (a condition of its own is not compiled where there is no word)
        if kind == LEARN:
            return learn(crowd, agenda, word, j, t)
    if kind == LOT:
        offers = market.shelf.shape[0]
        receive(crowd, market, agenda, j % offers, t, float(j // offers), since)
        return REACHED
    if kind == FINISH:
        ship_one(crowd, market, works, agenda, j, t, since)
    else:
        receive(crowd, market, agenda, j, t, 1.0, since)
    return shortage_of_room(works, agenda, market.terms[j, CHAIN])


empty_shelf_here, keep_appointment_here = fused(python(empty_shelf)), fused(python(keep_appointment))
"""The same, put into the inner loop where orders are placed; elsewhere they would only make that longer."""


@inner
def follow_up(crowd, market, works, agenda, j, t):
    """Do what a sale of offer ``j`` at or below its alarm asks for; return stop bits."""
    shelf = market.shelf
    bits = REACHED
    if shelf[j, ON_HAND] == 0.0 and shelf[j, OWED] == 0.0:
        shelf[j, STOCK_OUTS] += 1.0
        if shelf[j, WATCH] > 0.0:
            bits |= STOCK_OUT
    if market.terms[j, ONE_FOR_ONE] == 1:
        if position(shelf, j) < shelf[j, REORDER]:
            bits |= make_one(crowd, market, works, agenda, j, t)
    elif position(shelf, j) <= shelf[j, REORDER]:
        bits |= REORDER_DUE
    if bits != REACHED:
        market.tally[NOW] = t
        agenda.marks[WHERE] = j
    return bits


@inner
def play(until, needs, crowd, market, works, agenda, loop, word, commons):
    """Play the swarm up to, not including, day ``until``; stop earlier when somebody outside must act.

    ``loop`` is None where nothing is made to order, ``word`` where everyone knows every chain, ``commons`` where there
    is none: then nothing of them is compiled.
    Returns stop bits (layout); ``market.tally[NOW]`` is the instant of the stop. Stopping draws no random number and
    writes nothing that going on would not have written, so cutting a run at any times changes no bit of it. A need that
    chose a commons is left to `serving.serve`, chosen and counted, and so is an appointment of a commons.
    """
    rows, shelf, marks, tally = crowd.rows, market.shelf, agenda.marks, market.tally
    times, who, luck, outcome = needs.times, needs.who, needs.luck, needs.outcome
    offers = shelf.shape[0]
    block = times.shape[0]
    k = marks[CURSOR]
    ready = marks[FORESEEN]
    bits = REACHED
    while bits == REACHED:
        if loop is not None:  # noqa: SIM102 (as below)
            if marks[PENDING] + SPARE + loop.part.shape[0] > agenda.when.shape[0]:
                bits = GROW  # what others have entered may leave too little room for what an order enters
                break
        if k == block:
            bits = EMPTY
            break
        if k == ready:
            ready = min(k + AHEAD, block)
            if loop is None:
                foresee(rows, needs, offers, k, ready)
        appointment = agenda.when[0, 0] if marks[PENDING] > 0 else math.inf
        barrier = min(until, appointment)
        early = False
        while k < ready:
            n = np.uintp(k)
            t = times[n]
            if t >= barrier:
                early = True
                break
            i = np.uintp(who[n])
            if loop is not None:
                fetch_customer(crowd, loop, who[np.uintp(min(k + NEAR, block - 1))])
            rows[i, NEEDS] += 1.0
            if market.afresh == 0:
                j = np.int64(needs.choice[n])
            elif loop is None:
                j = deliberate(crowd, market, None, np.int64(i), k, t, luck[n])
            else:
                j = deliberate_here(crowd, market, loop, np.int64(i), k, t, luck[n])
            if j < 0:
                tally[OUTSIDE] += 1.0
                tally[OUTSIDE_SURPLUS] += rows[i, LOGSUM]
                outcome[n] = OUTCOME_OUTSIDE
                k += 1
                continue
            u = np.uintp(j)
            if shelf[u, ON_HAND] > 0.0:
                hand_over(rows, shelf, i, u, t)
                shelf[u, SURPLUS] += rows[i, LOGSUM]
                outcome[n] = j
                if market.afresh == 1:
                    remember(crowd, market, np.int64(i), j, shelf[u, PRICE])
            elif market.terms[u, SHORTAGE] == LOSE:
                lose(crowd, market, i, u)
                outcome[n] = -2 - j
                k += 1
                continue
            else:
                if commons is not None:  # noqa: SIM102 (a condition of its own is not compiled without a commons)
                    if market.terms[u, SHORTAGE] >= USE:
                        needs.choice[n] = j
                        bits = COMMONS_DUE
                        break
                if loop is None:
                    outcome[n], j, bits = empty_shelf(crowd, market, works, agenda, None, np.int64(i), j, t, luck[n])
                else:
                    found = empty_shelf_here(crowd, market, works, agenda, loop, np.int64(i), j, t, luck[n])
                    outcome[n], j, bits = found
                u = np.uintp(max(j, 0))
            k += 1
            told = False
            if word is not None:
                told = bool(j >= 0 and take_note(crowd, market, agenda, word, np.int64(i), j, t))
                if told and marks[PENDING] + 2 > agenda.when.shape[0]:
                    bits |= GROW
            if loop is not None:  # noqa: SIM102 (as above)
                if market.terms[u, SHORTAGE] == TO_ORDER:  # there is no shelf that could run empty
                    if bits != REACHED:
                        tally[NOW] = t
                        marks[WHERE] = j
                        break
                    appointment = agenda.when[0, 0] if marks[PENDING] > 0 else math.inf
                    barrier = min(until, appointment)
                    continue
            if shelf[u, ON_HAND] <= shelf[u, ALARM] and j >= 0:
                bits |= follow_up(crowd, market, works, agenda, j, t)
                break
            if told:
                break
        if early:
            if appointment > times[k] or appointment >= until:
                break
            if commons is not None:  # noqa: SIM102 (as above)
                if agenda.what[0, 0] == ALTER:
                    bits = COMMONS_DUE
                    break
            if loop is None:
                bits = keep_appointment(crowd, market, works, agenda, None, word)
            else:
                bits = keep_appointment_here(crowd, market, works, agenda, loop, word)
    marks[CURSOR] = k
    marks[FORESEEN] = ready
    return bits
