"""Needs that choose a commons, or a copy of one: a run of them, as long as nothing else comes between."""

import math

import numpy as np

from .agenda import pop
from .chance import chance
from .choice import remember
from .commons import FINDING, JUDGING, MAKING, NEXT_USE, PROPENSITY, SEEN, SKILL, TRAIL_FADING, TRAIL_ORIGIN, WIDTH
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
    PRICE,
    REACHED,
    SHORTAGE,
    USE,
    WHERE,
)
from .market import AHEAD
from .prefetch import fetch, fetch_at
from .urn import inflation
from .using import enjoy, is_eventful, respond, sell_copy, shortage, wear
from .word import take_note

SHARE = 16
"""Needs for which memory is asked at a time, half as many ahead: as many lines as it sends while they are played."""


@inlined
def fetch_users(needs, rows, surplus, terms, members, first, last):
    """Ask for what the uses among the next needs will touch, and for the rows of those whose turn to choose comes."""
    end = needs.who.shape[0]
    for n in range(first, last):
        j = needs.choice[np.uintp(n)]
        if j >= 0 and terms[np.uintp(j), SHORTAGE] == USE:
            i = needs.who[np.uintp(n)]
            fetch_at(members, terms[np.uintp(j), COMMONS], i, PROPENSITY)
            fetch(surplus, i)
        if n + AHEAD < end:
            fetch(rows, needs.who[np.uintp(n + AHEAD)])


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
    asked = k
    bits = REACHED
    while bits == REACHED and k < last and times[np.uintp(k)] < barrier:
        if asked < min(k + SHARE // 2, last):
            fetch_users(needs, rows, surplus, terms, members, asked, min(asked + SHARE, last))
            asked += SHARE
        n = np.uintp(k)
        i, j, t = np.int64(needs.who[n]), np.int64(needs.choice[n]), times[n]
        person = np.uintp(i)  # indices without a sign are not looked at, as in `market`
        if j < 0:
            rows[person, NEEDS] += 1.0
            tally[OUTSIDE] += 1.0
            tally[OUTSIDE_SURPLUS] += rows[person, LOGSUM]
            needs.outcome[n] = OUTCOME_OUTSIDE
            k += 1
            continue
        offer = np.uintp(j)
        if terms[offer, SHORTAGE] < USE:
            break
        if k > first:
            rows[person, NEEDS] += 1.0  # the first has been counted
        needs.outcome[n] = j
        k += 1
        if market.afresh == 1:
            remember(crowd, market, i, j, market.shelf[j, PRICE])
        if word is not None:  # noqa: SIM102 (a condition of its own is not compiled where there is no word)
            if take_note(crowd, market, agenda, word, i, j, t) and marks[PENDING] + 2 > agenda.when.shape[0]:
                bits = GROW
        sell_copy(rows, shelf, person, offer)
        if terms[offer, SHORTAGE] != USE:
            continue
        p = terms[offer, COMMONS]
        own = np.uintp(p)
        u = np.uintp(book[own, NEXT_USE])
        book[own, NEXT_USE] += 1.0
        judging, making = seeds[own, JUDGING, u], seeds[own, MAKING, u]
        if chance(making, 0) < members[own, person, PROPENSITY]:
            fetch_at(members, p, i, SKILL)  # what only contributors have: it comes while a module is being found
        now = inflation(book[own, TRAIL_FADING], t, book[own, TRAIL_ORIGIN])
        if book[own, WIDTH] == 0.0:
            m, _ = propose(book, modules, trees, p, now, seeds[own, FINDING, u], 0)
            distance = 0.0
        else:
            m = find_near(commons, p, i, now, seeds[own, FINDING, u])
            distance = distance2(commons, p, m, i)
        module = np.uintp(m)
        enjoy(shelf, surplus, book, modules, members, own, module, person, offer, distance)
        leave_trail(book, modules, trees, p, m, t)
        if is_eventful(book, modules, members, own, module, person, judging, making):
            bits |= respond(commons, agenda, p, m, i, j, t, distance, judging, making)
            bits |= shortage(commons, p, t, agenda)
        elif book[own, NEXT_USE] >= block:
            bits |= shortage(commons, p, t, agenda)
        members[own, person, SEEN] = t
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
