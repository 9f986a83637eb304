"""The use of a commons: find, notice, judge, contribute. Everything that one need sets off, in this order."""

import math

from .chance import binomial, chance
from .commons import (
    AGE,
    AGEING,
    ALL_REVIEWS,
    ALL_USES,
    APPROVALS,
    APPROVERS,
    AUTHOR,
    CENTRE,
    CHANGE,
    CONTRIBUTION,
    COVERED,
    DETECTION,
    EDITS,
    EQUILIBRIUM,
    GONE,
    GRANT,
    HELD_BY,
    IDENTITY,
    LATENT,
    LEAVING,
    LEFT_FOR_GOOD,
    MADE,
    MISMATCH,
    MODULES,
    MOST,
    MOST_APPROVERS,
    MOST_ROWS,
    MOTIVATED,
    NEXT_USE,
    NOTICE,
    PENDING,
    PROPENSITY,
    PROPENSITY_RULE,
    QUALITY,
    REACH,
    RECOGNITION,
    REVIEW_GRANT,
    REVIEWS,
    ROWS,
    SEEN,
    SETTLE,
    TASKS,
    TASTES,
    THRESHOLD,
    TRAIL_FADING,
    TRAIL_ORIGIN,
    USED,
    USED_DISTANCE,
    USED_QUALITY,
    USES,
    VALUE,
    VOICE,
)
from .commons import FOUND as FOUND_FLAWS
from .compilation import fused, inlined, inner
from .finding import count_trails_afresh, within_reach
from .layout import BOUGHT, COPIES, GROW, LOGSUM, MISFIT, PRICE, REACHED, REFILL, SOLD, SPENT, SURPLUS
from .layout import PENDING as APPOINTMENTS
from .layout import QUALITY as REPUTATION
from .making import approves, contribute, take_up, wants_to
from .revising import grow_old, mend, open_module, revert, schedule_damage, settle
from .status import mint, status_of, takes_part, topic_of, weight_of
from .urn import LIMIT


@inlined
def sell_copy(rows, shelf, i, j):
    """Hand a copy of offer ``j``, of which there is no stock, to participant ``i``."""
    shelf[j, SOLD] += 1.0
    shelf[j, COPIES] += 1.0
    shelf[j, SURPLUS] += rows[i, LOGSUM]
    rows[i, BOUGHT] += 1.0
    rows[i, SPENT] += shelf[j, PRICE]


@inlined
def enjoy(shelf, surplus, book, modules, members, p, m, i, j, distance):
    """Credit a use of module ``m`` and remember what it was like.

    The choice was made by reputation; what is realised differs by v_i·(q_m - reputed quality) - τ·(d² - expected d²).
    """
    quality = modules[p, m, QUALITY]
    surprise = members[p, i, VALUE] * (quality - shelf[j, REPUTATION])
    surprise -= book[p, MISMATCH] * (distance - shelf[j, MISFIT])
    shelf[j, SURPLUS] += surprise
    surplus[i] += surprise
    modules[p, m, USES] += 1.0
    members[p, i, USED] += 1.0
    book[p, ALL_USES] += 1.0
    book[p, USED_QUALITY] += quality
    book[p, USED_DISTANCE] += distance
    if quality > 0.0 and distance <= book[p, REACH] * book[p, REACH]:
        book[p, COVERED] += 1.0


@inlined
def is_eventful(book, modules, members, p, m, i, judging, making):
    """Whether a use may set anything off: cheap to tell, and it spares most uses a look at everything that could be."""
    return (
        modules[p, m, LATENT] > 0.0
        or (modules[p, m, PENDING] == 1.0 and chance(judging, 0) < book[p, NOTICE])
        or book[p, LEAVING] > 0.0
        or book[p, CONTRIBUTION] != PROPENSITY_RULE
        or chance(making, 0) < members[p, i, PROPENSITY]
    )


@inner
def respond(commons, agenda, p, m, i, j, t, distance, judging, making):
    """Let participant ``i``, who has used module ``m``, find flaws, judge and contribute; return stop bits.

    ``judging`` and ``making`` are the seeds of the use.
    """
    if commons.modules[p, m, LATENT] > 0.0:
        look_for_flaws(commons, p, m, t, chance(judging, 6))
    active = takes_part(commons, p, i, t)
    if active and commons.members[p, i, MADE] > 0.0 and commons.book[p, LEAVING] > 0.0:
        active = stays(commons, p, i, t, chance(judging, 5))
    if active and commons.modules[p, m, PENDING] == 1.0:
        evaluate(commons, p, m, i, t, judging)
    author = who_contributes(commons, p, m, i, t, active, distance, making)
    if author < 0:
        return REACHED
    m = where_to(commons, p, m, author, j, t, agenda)
    return contribute(commons, p, m, author, t, making, judging)


@inner
def look_for_flaws(commons, p, m, t, u):
    """Let a user of module ``m`` come upon latent flaws, each with the same small probability (Goel & Okumoto 1979)."""
    found = float(binomial(int(commons.modules[p, m, LATENT]), commons.book[p, DETECTION], u))
    if found > 0.0:
        commons.book[p, FOUND_FLAWS] += found
        mend(commons, p, m, t, found, 0.0)


@inner
def stays(commons, p, i, t, u):
    """Whether participant ``i``, who has contributed, stays: the rate of leaving falls with status."""
    book, members = commons.book, commons.members
    rate = book[p, LEAVING] * math.exp(-status_of(commons, p, i, t) / book[p, HELD_BY])
    if u < 1.0 - math.exp(-rate * (t - members[p, i, SEEN])):
        members[p, i, GONE] = 1.0
        commons.book[p, LEFT_FOR_GOOD] += 1.0
        return False
    return True


@inner
def evaluate(commons, p, m, i, t, seed):
    """Let user ``i`` of module ``m`` look at its latest revision and approve of it, or revert it."""
    book, modules, members = commons.book, commons.modules, commons.members
    if modules[p, m, AUTHOR] == i or chance(seed, 0) >= book[p, NOTICE]:
        return
    voices = CENTRE + int(book[p, TASTES])
    for s in range(int(modules[p, m, APPROVERS])):
        if modules[p, m, voices + s] == i:
            return  # one voice each
    members[p, i, REVIEWS] += 1.0
    commons.book[p, ALL_REVIEWS] += 1.0
    topic = topic_of(commons, p, m)
    if not approves(commons, p, i, modules[p, m, CHANGE], chance(seed, 1)):
        revert(commons, p, m, i, t, chance(seed, 7))
        if book[p, REVIEW_GRANT] > 0.0:
            mint(commons, p, i, t, book[p, REVIEW_GRANT], topic)
        return
    modules[p, m, voices + int(modules[p, m, APPROVERS])] = i
    modules[p, m, APPROVERS] += 1.0
    modules[p, m, APPROVALS] += weight_of(commons, p, i, t, book[p, VOICE], topic)
    if modules[p, m, APPROVALS] >= book[p, SETTLE] or modules[p, m, APPROVERS] == MOST_APPROVERS:
        settle(commons, p, m, t)
        if book[p, REVIEW_GRANT] > 0.0:
            for s in range(int(modules[p, m, APPROVERS])):
                mint(commons, p, int(modules[p, m, voices + s]), t, book[p, REVIEW_GRANT], topic)


@fused
def who_contributes(commons, p, m, i, t, active, distance, seed):
    """Return who contributes after a use of module ``m`` by participant ``i``; -1: nobody."""
    book = commons.book
    u = chance(seed, 0)
    rule = book[p, CONTRIBUTION]
    if rule == RECOGNITION:
        return take_up(commons, p, m, t, seed) if u < book[p, TASKS] else -1
    if not active:
        return -1
    if rule == EQUILIBRIUM:
        return i if commons.modules[p, m, EDITS] == 0.0 and values_it(commons, p, m, i) else -1
    probability = min(1.0, commons.members[p, i, PROPENSITY])
    if book[p, MOTIVATED] == 1.0 and probability > 0.0:
        probability *= wants_to(commons, p, i, m, distance)
    return i if u < probability else -1


@inner
def values_it(commons, p, m, i):
    """Whether participant ``i`` values module ``m`` at v* or more; the answer is always the same (Johnson 2002)."""
    pair = i * commons.modules.shape[1] + m
    return chance(commons.seeds[p, IDENTITY, 0], pair) >= commons.book[p, THRESHOLD]


@fused
def where_to(commons, p, m, i, j, t, agenda):
    """Return the module that a contribution goes to: the one in use, or a new one where none is within reach."""
    book = commons.book
    full = commons.book[p, MODULES] >= book[p, MOST]
    if book[p, REACH] == math.inf or full or within_reach(commons, p, i, m):
        return m
    opened = open_module(commons, p, i, t)
    if book[p, AGEING] > 0.0:
        schedule_damage(commons, p, j, opened, t, agenda)
    return opened


@fused
def shortage(commons, p, t, agenda):
    """Return the bits that ask for new draws, an empty log or a longer agenda before the next event."""
    book, block, rows = commons.book, commons.grants.shape[1], commons.log.shape[1]
    if book[p, TRAIL_FADING] * (t - book[p, TRAIL_ORIGIN]) > LIMIT:
        count_trails_afresh(commons, p, t)
    bits = REACHED
    if book[p, NEXT_USE] >= block or book[p, GRANT] + 2 > block or book[p, AGE] + 1 >= block:
        bits |= REFILL
    if book[p, ROWS] + MOST_ROWS > rows:
        bits |= REFILL
    if agenda.marks[APPOINTMENTS] + 2 > agenda.when.shape[0]:
        bits |= GROW
    return bits


@inner
def wear(commons, agenda, p, j, m, t):
    """Let module ``m`` of the commons that offer ``j`` stands for be damaged; return stop bits."""
    grow_old(commons, p, j, m, t, agenda)
    return shortage(commons, p, t, agenda)
