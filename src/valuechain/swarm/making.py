"""Contributions: who makes one, what it does, and how it is decided before it goes live."""

import math

from .chance import chance, normal
from .commons import (
    ALL_EDITS,
    ALL_REVIEWS,
    ALL_VANDALISM,
    BY,
    BY_FIELD,
    COMMUNAL,
    CONTRIBUTORS,
    DAMAGE,
    DECIDED,
    DISCERNMENT,
    DRAWN,
    DRIVE_BY,
    EDIT,
    EFFECT,
    EFFORT,
    EQUALLY,
    EVALUATION,
    EXPERTS,
    FADING,
    FATE_LIVE,
    FOUNDER,
    FUN,
    GONE,
    HOUR,
    HOURS,
    JOINED,
    JUDGEMENT,
    LAW,
    LEFT_FOR_GOOD,
    MADE,
    MISMATCH,
    NEWCOMERS,
    NEXT_NEWCOMER,
    NOISE,
    OF_MODULE,
    ORIGIN,
    PANEL,
    POWER,
    PROPENSITY,
    QUALITY,
    RECIPROCITY,
    RELATIVE,
    REVIEW_GRANT,
    REVIEWERS,
    REVIEWS,
    RIGHTLY,
    SCALE,
    SEATS,
    SETTLED,
    SKILL,
    SORT,
    STATUS_RULE,
    STATUS_WORTH,
    STEP,
    SUBMITTED,
    SUCCESS,
    TIME_COST,
    USE_WEIGHT,
    USED,
    VALUE,
    VANDALISM,
    VANDALS,
    VOICE,
    WIDTH,
)
from .compilation import fused, inner
from .finding import distance2, nearness
from .layout import REACHED, SUBMISSION
from .prefetch import fetch_at
from .revising import accept, put_live, reject
from .status import draw_at, draw_member, mint, next_grant, takes_part, topic_of, weight_of
from .urn import inflation

SURE = 1.0 - 1e-9
"""The surest that log-odds weights take anybody to be."""


@fused
def logistic(x):
    """Return 1/(1 + exp(-x)) without overflow."""
    return 1.0 / (1.0 + math.exp(-x)) if x >= 0.0 else 1.0 - 1.0 / (1.0 + math.exp(x))


@fused
def accuracy(commons, p, expertise, change):
    """Return the probability to be right about a change: logistic(discernment·(0.5 + e)·|Δ|), or e itself."""
    e = min(expertise, 1.0)
    discernment = commons.book[p, DISCERNMENT]
    return e if discernment < 0.0 else logistic(discernment * (0.5 + e) * abs(change))


@fused
def approves(commons, p, i, change, u):
    """Whether participant ``i`` approves of a change of quality; only what improves is good."""
    return (u < accuracy(commons, p, commons.members[p, i, JUDGEMENT], change)) == (change > 0.0)


@inner
def wants_to(commons, p, i, m, distance):
    """Return the probability that the motives let user ``i`` of module ``m`` contribute: a logit of their worth.

    (use·G + fun + giving back + worth of the grant expected - cost of the time)/noise, where the gap is
    G = τ·|x_i - c_m|² + v_i·(1 - q_m) and giving back is worth r·(uses - contributions)/(uses + contributions).
    """
    book, members = commons.book, commons.members
    gap = book[p, MISMATCH] * distance + members[p, i, VALUE] * (1.0 - commons.modules[p, m, QUALITY])
    expected = 1.0 if book[p, STATUS_RULE] == EQUALLY else members[p, i, SUCCESS]
    worth = book[p, USE_WEIGHT] * gap + members[p, i, FUN] + book[p, STATUS_WORTH] * expected
    if book[p, RECIPROCITY] > 0.0:
        taken, given = members[p, i, USED], members[p, i, MADE]
        worth += book[p, RECIPROCITY] * max(0.0, taken - given) / (taken + given)
    return logistic((worth - members[p, i, HOUR] * book[p, EFFORT]) / book[p, SCALE])


@inner
def next_newcomer(commons, p, t):
    """Return the first participant who takes part and has never contributed, -1 if there is none."""
    members = commons.members
    people = commons.members.shape[1]
    while commons.book[p, NEXT_NEWCOMER] < people:
        i = int(commons.book[p, NEXT_NEWCOMER])
        able = members[p, i, PROPENSITY] > 0.0 and members[p, i, MADE] == 0.0 and members[p, i, GONE] == 0.0
        if able:
            return i if members[p, i, JOINED] <= t else -1  # nobody behind the next in line has begun to take part
        commons.book[p, NEXT_NEWCOMER] += 1.0
    return -1


TRIES = 1000
"""Members drawn before a task is left undone: all but those who have left may be without status."""


@inner
def take_up(commons, p, m, t, seed):
    """Return who takes up a task at module ``m`` under `recognition`: a newcomer or a member, -1 if nobody does.

    Simon 1955: a newcomer with probability α, else a member in proportion to status; some newcomers never return.
    """
    book = commons.book
    if chance(seed, 8) < book[p, NEWCOMERS]:
        i = next_newcomer(commons, p, t)
        if i >= 0:
            if chance(seed, 9) < book[p, DRIVE_BY]:
                commons.members[p, i, GONE] = 1.0
                commons.book[p, LEFT_FOR_GOOD] += 1.0
            return i
    n = 16
    for _ in range(TRIES):
        i, n = draw_member(commons, p, t, book[p, POWER], seed, n)
        if i < 0:
            return next_newcomer(commons, p, t)
        fit = 1.0
        if book[p, BY_FIELD] > 0.0 and book[p, WIDTH] > 0.0:
            fit = nearness(commons, p, distance2(commons, p, m, i)) ** book[p, BY_FIELD]
        u = chance(seed, n)
        n += 1
        if u < fit and takes_part(commons, p, i, t):
            return i
    return -1


@fused
def effect(commons, p, m, i, vandal, seed):
    """Return the quality of module ``m`` after an edit by participant ``i``."""
    book = commons.book
    quality = commons.modules[p, m, QUALITY]
    if vandal:
        return quality * (1.0 - book[p, DAMAGE])
    step = book[p, STEP] * (1.0 - quality)
    if book[p, LAW] == RELATIVE:
        return quality + step
    skill = commons.members[p, i, SKILL]
    if book[p, WIDTH] > 0.0:
        skill *= nearness(commons, p, distance2(commons, p, m, i))
    return min(1.0, max(0.0, quality + skill * step + book[p, NOISE] * normal(seed, 2)))


@fused
def contribute(commons, p, m, i, t, making, judging):
    """Let participant ``i`` edit module ``m``; return stop bits.

    ``making`` and ``judging`` are the seeds of the event.
    """
    book, members = commons.book, commons.members
    if members[p, i, MADE] == 0.0:
        book[p, CONTRIBUTORS] += 1.0
    members[p, i, MADE] += 1.0
    book[p, ALL_EDITS] += 1.0
    book[p, HOURS] += book[p, EFFORT]
    book[p, TIME_COST] += book[p, EFFORT] * members[p, i, HOUR]
    if book[p, STATUS_RULE] == EQUALLY:
        next_grant(commons, p, i, t, topic_of(commons, p, m))
    vandal = chance(making, 1) < book[p, VANDALS]
    kind = VANDALISM if vandal else EDIT
    book[p, ALL_VANDALISM] += 1.0 if vandal else 0.0
    after = effect(commons, p, m, i, vandal, making)
    change = after - commons.modules[p, m, QUALITY]
    evaluation = book[p, EVALUATION]
    if evaluation == EXPERTS:
        book[p, OF_MODULE] = m
        book[p, BY] = i
        book[p, EFFECT] = change
        book[p, SORT] = kind
        book[p, SUBMITTED] = 1.0
        return SUBMISSION
    if evaluation >= PANEL:
        good = passes(commons, p, m, i, t, change, judging)
        book[p, DECIDED] += 1.0
        book[p, RIGHTLY] += 1.0 if good == (change > 0.0) else 0.0
        if not good:
            reject(commons, p, m, i, t, t, change, kind, chance(judging, 7))
            return REACHED
    fate = SETTLED if evaluation >= PANEL else FATE_LIVE
    pending = 1.0 if evaluation == COMMUNAL else 0.0
    put_live(commons, p, m, i, t, t, after, kind, fate, pending, making)
    if pending == 0.0:
        accept(commons, p, m, i, t)
    return REACHED


@fused
def passes(commons, p, m, i, t, change, seed):
    """Whether a change by participant ``i`` passes the owner of module ``m``, or a panel."""
    if commons.book[p, EVALUATION] == PANEL:
        return vote(commons, p, m, i, t, change, seed)
    founder = int(commons.modules[p, m, FOUNDER])
    return founder < 0 or founder == i or approves(commons, p, founder, change, chance(seed, 1))


@fused
def seat_panel(commons, p, i, t, seed):
    """Draw the reviewers of an edit by participant ``i`` into ``commons.panel``; return (how many, next number).

    They are drawn one after the other, without replacement. Where everybody else is needed everybody else is taken.
    """
    wanted = int(commons.book[p, REVIEWERS])
    people = commons.members.shape[1]
    seated = 0
    n = 64
    if wanted < people - 1:
        now = inflation(commons.book[p, FADING], t, commons.book[p, ORIGIN])
        for _ in range(TRIES):
            for s in range(seated, wanted):  # all that are missing at once: their rows are fetched at the same time
                k, n = draw_at(commons, p, t, now, commons.book[p, DRAWN], seed, n)
                fetch_at(commons.members, p, k, JUDGEMENT)
                commons.book[p, SEATS + s] = k
            for s in range(seated, wanted):
                k = int(commons.book[p, SEATS + s])
                if k != i and takes_part(commons, p, k, t) and not is_seated(commons, p, k, seated):
                    commons.book[p, SEATS + seated] = k
                    seated += 1
            if seated == wanted:
                return seated, n
    for k in range(people):  # few take part
        if seated < wanted and k != i and takes_part(commons, p, k, t) and not is_seated(commons, p, k, seated):
            commons.book[p, SEATS + seated] = k
            seated += 1
    return seated, n


@fused
def is_seated(commons, p, k, seated):
    """Whether participant ``k`` is among the first ``seated`` of the panel."""
    for s in range(seated):  # noqa: SIM110 (Numba has no generators here)
        if commons.book[p, SEATS + s] == k:
            return True
    return False


@fused
def vote(commons, p, m, i, t, change, seed):
    """Whether a panel passes a change by participant ``i``: more weight for it than against it.

    Weights (1 + status)^voice, or log-odds of being right, which is optimal (Nitzan & Paroush 1982).
    """
    seated, n = seat_panel(commons, p, i, t, seed)
    topic = topic_of(commons, p, m)
    balance = 0.0
    yes = 0
    for s in range(seated):
        k = int(commons.book[p, SEATS + s])
        right = accuracy(commons, p, commons.members[p, k, JUDGEMENT], change)
        favours = (chance(seed, n + s) < right) == (change > 0.0)
        if commons.book[p, VOICE] < 0.0:
            sure = min(max(right, 1.0 - SURE), SURE)
            weight = math.log(sure / (1.0 - sure))
        else:
            weight = weight_of(commons, p, k, t, commons.book[p, VOICE], topic)
        balance += weight if favours else -weight
        if favours:
            yes |= 1 << s
        commons.members[p, k, REVIEWS] += 1.0
    commons.book[p, ALL_REVIEWS] += seated
    if commons.book[p, REVIEW_GRANT] > 0.0:
        for s in range(seated):
            if ((yes >> s) & 1 == 1) == (balance > 0.0):
                mint(commons, p, int(commons.book[p, SEATS + s]), t, commons.book[p, REVIEW_GRANT], topic)
    return balance > 0.0
