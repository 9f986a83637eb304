"""Needs that choose a commons, or a copy of one: a run of them, as long as nothing else comes between."""

import math

import numpy as np

from .agenda import pop
from .choice import remember
from .commons import FINDING, JUDGING, MAKING, NEXT_USE, PROPENSITY, SEEN, TRAIL_FADING, TRAIL_ORIGIN, WIDTH
from .compilation import inlined, inner
from .finding import distance2, find_near, leave_trail, propose
from .layout import (
    COMMONS,
    CURSOR,
    FORESEEN,
    GROW,
    LOGSUM,
    NEEDS,
    NOW,
    OUTCOME_OUTSIDE,
    OUTSIDE,
    OUTSIDE_SURPLUS,
    PENDING,
    REACHED,
    SHORTAGE,
    USE,
    WHERE,
)
from .prefetch import fetch, fetch_at
from .urn import inflation
from .using import enjoy, is_eventful, respond, sell_copy, shortage, wear
from .word import take_note


@inlined
def fetch_users(needs, surplus, terms, members, first, last):
    """Ask for what the uses among the next needs will touch: what rows there are has been asked for already."""
    for n in range(first, last):
        j = needs.choice[np.uintp(n)]
        if j >= 0 and terms[j, SHORTAGE] == USE:
            i = needs.who[np.uintp(n)]
            fetch_at(members, terms[j, COMMONS], i, PROPENSITY)
            fetch(surplus, i)


@inner
def serve(until, needs, crowd, market, agenda, word, commons):
    """Serve the need at the cursor, which has chosen a commons or a copy of one, and those that follow it; or wear.

    A run ends with the needs whose choices are known, before one that chooses anything else, at an appointment or at
    day ``until``; returns stop bits. Most uses set nothing off: they go through here alone, on plain arrays. ``word``
    is None where everyone knows every chain; where it is not, choice is made afresh and a run is one need long.
    """
    rows, surplus, marks, tally = crowd.rows, crowd.surplus, agenda.marks, market.tally
    shelf, terms, times = market.shelf, market.terms, needs.times
    book, modules, members, trees, seeds = commons.book, commons.modules, commons.members, commons.trees, commons.seeds
    k = marks[CURSOR]
    if marks[PENDING] > 0 and agenda.when[0, 0] <= times[k]:
        return wear_one(market, agenda, commons)
    barrier = min(until, agenda.when[0, 0] if marks[PENDING] > 0 else math.inf)
    last = marks[FORESEEN] if market.afresh == 0 else k + 1
    block = seeds.shape[2]
    first = k
    fetch_users(needs, surplus, terms, members, k, last)
    bits = REACHED
    while bits == REACHED and k < last and times[k] < barrier:
        i, j, t = np.int64(needs.who[k]), np.int64(needs.choice[k]), times[k]
        if j < 0:
            rows[i, NEEDS] += 1.0
            tally[OUTSIDE] += 1.0
            tally[OUTSIDE_SURPLUS] += rows[i, LOGSUM]
            needs.outcome[k] = OUTCOME_OUTSIDE
            k += 1
            continue
        if terms[j, SHORTAGE] < USE:
            break
        if k > first:
            rows[i, NEEDS] += 1.0  # the first has been counted
        needs.outcome[k] = j
        k += 1
        if market.afresh == 1:
            remember(crowd, market, i, j)
        if word is not None:  # noqa: SIM102 (a condition of its own is not compiled where there is no word)
            if take_note(crowd, market, agenda, word, i, j, t) and marks[PENDING] + 2 > agenda.when.shape[0]:
                bits = GROW
        sell_copy(rows, shelf, i, j)
        if terms[j, SHORTAGE] != USE:
            continue
        p = terms[j, COMMONS]
        u = int(book[p, NEXT_USE])
        book[p, NEXT_USE] += 1.0
        now = inflation(book[p, TRAIL_FADING], t, book[p, TRAIL_ORIGIN])
        if book[p, WIDTH] == 0.0:
            m, _ = propose(book, modules, trees, p, now, seeds[p, FINDING, u], 0)
            distance = 0.0
        else:
            m = find_near(commons, p, i, now, seeds[p, FINDING, u])
            distance = distance2(commons, p, m, i)
        enjoy(shelf, surplus, book, modules, members, p, m, i, j, distance)
        leave_trail(book, modules, trees, p, m, t)
        judging, making = seeds[p, JUDGING, u], seeds[p, MAKING, u]
        if is_eventful(book, modules, members, p, m, i, judging, making):
            bits |= respond(commons, agenda, p, m, i, j, t, distance, judging, making)
            bits |= shortage(commons, p, t, agenda)
        elif u + 1 >= block:
            bits |= shortage(commons, p, t, agenda)
        members[p, i, SEEN] = t
        if bits != REACHED:
            tally[NOW] = t
            marks[WHERE] = j
    marks[CURSOR] = k
    return bits


@inner
def wear_one(market, agenda, commons):
    """Keep the earliest appointment, which is of a commons: a module is damaged; return stop bits."""
    t, module, _, j = pop(agenda.when, agenda.what, agenda.marks)
    market.tally[NOW] = t
    return wear(commons, agenda, market.terms[j, COMMONS], j, int(module), t)
