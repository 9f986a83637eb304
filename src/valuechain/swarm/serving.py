"""Needs that choose a commons, or a copy of one: a run of them, as long as nothing else comes between."""

import math

from .agenda import pop
from .choice import remember
from .compilation import inlined, inner
from .layout import (
    COMMONS,
    CURSOR,
    FORESEEN,
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
from .using import sell_copy, use, wear


@inner
def serve(until, needs, crowd, market, agenda, commons):
    """Serve the need at the cursor, which has chosen a commons or a copy of one, and those that follow it; or wear.

    A run ends with the needs whose choices are known, before one that chooses anything else, at an appointment or at
    day ``until``; returns stop bits.
    """
    rows, marks, tally = crowd.rows, agenda.marks, market.tally
    k = marks[CURSOR]
    if marks[PENDING] > 0 and agenda.when[0, 0] <= needs.times[k]:
        return wear_one(market, agenda, commons)
    barrier = min(until, agenda.when[0, 0] if marks[PENDING] > 0 else math.inf)
    bits = serve_one(needs, crowd, market, agenda, commons, k)
    k += 1
    while bits == REACHED and market.afresh == 0 and k < marks[FORESEEN] and needs.times[k] < barrier:
        j = needs.choice[k]
        i = needs.who[k]
        if j < 0:
            rows[i, NEEDS] += 1.0
            tally[OUTSIDE] += 1.0
            tally[OUTSIDE_SURPLUS] += rows[i, LOGSUM]
            needs.outcome[k] = OUTCOME_OUTSIDE
        elif market.terms[j, SHORTAGE] >= USE:
            rows[i, NEEDS] += 1.0
            bits = serve_one(needs, crowd, market, agenda, commons, k)
        else:
            break
        k += 1
    marks[CURSOR] = k
    return bits


@inlined
def serve_one(needs, crowd, market, agenda, commons, k):
    """Serve need ``k``, which has chosen a commons or a copy of one; return stop bits."""
    i, j, t = int(needs.who[k]), int(needs.choice[k]), needs.times[k]
    needs.outcome[k] = j
    if market.afresh == 1:
        remember(crowd, market, i, j)
    if market.terms[j, SHORTAGE] != USE:
        sell_copy(crowd, market, i, j)
        return REACHED
    bits = use(crowd, market, agenda, commons, i, j, t)
    if bits != REACHED:
        market.tally[NOW] = t
        agenda.marks[WHERE] = j
    return bits


@inner
def wear_one(market, agenda, commons):
    """Keep the earliest appointment, which is of a commons: a module is damaged; return stop bits."""
    t, module, _, j = pop(agenda.when, agenda.what, agenda.marks)
    market.tally[NOW] = t
    return wear(commons, agenda, market.terms[j, COMMONS], j, int(module), t)
