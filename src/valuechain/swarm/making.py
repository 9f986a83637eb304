"""Contributions: who makes one, what it does, and how it is decided before it goes live."""

import math

from .chance import chance, normal
from .commons import (
    ACCEPTED,
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
    EVALUATION,
    EXPERTS,
    FATE_LIVE,
    FOUNDER,
    FUN,
    GONE,
    HOUR,
    HOURS,
    JUDGEMENT,
    LAW,
    LEFT_FOR_GOOD,
    MADE,
    NEXT_NEWCOMER,
    NEWCOMERS,
    NOISE,
    OF_MODULE,
    OWNER,
    PANEL,
    PENALTY,
    PROPENSITY,
    QUALITY,
    RELATIVE,
    REVIEW_GRANT,
    REVIEWERS,
    REVIEWS,
    RIGHTLY,
    SCALE,
    SETTLED,
    SKILL,
    SORT,
    STATUS_WORTH,
    STEP,
    SUBMITTED,
    SUCCESS,
    TIME_COST,
    USE_WEIGHT,
    VANDALISM,
    VANDALS,
    VOICE,
    WIDTH,
)
from .compilation import inner
from .finding import distance2, nearness
from .layout import REACHED, SUBMISSION
from .revising import accept, put_live, reject
from .status import draw_by_status, draw_member, mint, takes_part, topic_of, weight_of

SURE = 1.0 - 1e-9
"""The surest that log-odds weights take anybody to be."""


@inner
def logistic(x):
    """Return 1/(1 + exp(-x)) without overflow."""
    return 1.0 / (1.0 + math.exp(-x)) if x >= 0.0 else 1.0 - 1.0 / (1.0 + math.exp(x))


@inner
def accuracy(commons, p, expertise, change):
    """Return the probability to be right about a change: logistic(discernment·(0.5 + e)·|Δ|), or e itself."""
    e = min(expertise, 1.0)
    discernment = commons.rules[p, DISCERNMENT]
    return e if discernment < 0.0 else logistic(discernment * (0.5 + e) * abs(change))


@inner
def approves(commons, p, i, change, u):
    """Whether participant ``i`` approves of a change of quality; only what improves is good."""
    return (u < accuracy(commons, p, commons.members[p, i, JUDGEMENT], change)) == (change > 0.0)


@inner
def wants_to(commons, p, i, m, value, mismatch, distance):
    """Return the probability that the motives let user ``i`` of module ``m`` contribute: a logit of their worth.

    (use·G + fun + worth of the grant expected - cost of the time)/noise with the gap G = τ·|x_i - c_m|² + v_i·(1 - q_m).
    """
    rules, member = commons.rules, commons.members[p, i]
    gap = mismatch * distance + value * (1.0 - commons.modules[p, m, QUALITY])
    worth = rules[p, USE_WEIGHT] * gap + member[FUN] + rules[p, STATUS_WORTH] * member[SUCCESS]
    return logistic((worth - member[HOUR] * rules[p, EFFORT]) / rules[p, SCALE])


@inner
def next_newcomer(commons, p, t):
    """Return the first participant who takes part and has never contributed, -1 if there is none."""
    people = commons.members.shape[1]
    while commons.counts[p, NEXT_NEWCOMER] < people:
        i = commons.counts[p, NEXT_NEWCOMER]
        member = commons.members[p, i]
        if member[PROPENSITY] > 0.0 and member[MADE] == 0.0 and takes_part(commons, p, i, t):
            return i
        if member[PROPENSITY] > 0.0 and member[MADE] == 0.0 and member[GONE] == 0.0:
            return -1  # the next in line has not begun to take part: nobody behind has
        commons.counts[p, NEXT_NEWCOMER] += 1
    return -1


TRIES = 1000
"""Members drawn before a task is left undone: all but those who have left may be without status."""


@inner
def take_up(commons, p, m, t, crowd, space, seed):
    """Return who takes up a task at module ``m`` under `recognition`: a newcomer or a member, -1 if nobody does.

    Simon 1955: a newcomer with probability α, else a member in proportion to status; a share of newcomers never returns.
    """
    rules = commons.rules
    if chance(seed, 8) < rules[p, NEWCOMERS]:
        i = next_newcomer(commons, p, t)
        if i >= 0:
            if chance(seed, 9) < rules[p, DRIVE_BY]:
                commons.members[p, i, GONE] = 1.0
                commons.state[p, LEFT_FOR_GOOD] += 1.0
            return i
    n = 16
    for _ in range(TRIES):
        i, n = draw_member(commons, p, t, seed, n)
        if i < 0:
            return next_newcomer(commons, p, t)
        fit = 1.0
        if rules[p, BY_FIELD] > 0.0 and rules[p, WIDTH] > 0.0:
            fit = nearness(commons, p, distance2(commons, p, m, crowd, i, space)) ** rules[p, BY_FIELD]
        u = chance(seed, n)
        n += 1
        if u < fit and commons.members[p, i, GONE] == 0.0:
            return i
    return -1


@inner
def effect(commons, p, m, i, vandal, crowd, space, seed):
    """Return the quality of module ``m`` after an edit by participant ``i``."""
    rules = commons.rules
    quality = commons.modules[p, m, QUALITY]
    if vandal:
        return quality * (1.0 - rules[p, DAMAGE])
    step = rules[p, STEP] * (1.0 - quality)
    if rules[p, LAW] == RELATIVE:
        return quality + step
    skill = commons.members[p, i, SKILL]
    if rules[p, WIDTH] > 0.0:
        skill *= nearness(commons, p, distance2(commons, p, m, crowd, i, space))
    return min(1.0, max(0.0, quality + skill * step + rules[p, NOISE] * normal(seed, 2)))


@inner
def contribute(commons, p, j, m, i, t, crowd, space, making, judging):
    """Let participant ``i`` edit module ``m``; return stop bits.

    ``making`` and ``judging`` are the seeds of the event.
    """
    rules, state, member = commons.rules, commons.state, commons.members[p, i]
    if member[MADE] == 0.0:
        state[p, CONTRIBUTORS] += 1.0
    member[MADE] += 1.0
    state[p, ALL_EDITS] += 1.0
    state[p, HOURS] += rules[p, EFFORT]
    state[p, TIME_COST] += rules[p, EFFORT] * member[HOUR]
    vandal = chance(making, 1) < rules[p, VANDALS]
    kind = VANDALISM if vandal else EDIT
    state[p, ALL_VANDALISM] += 1.0 if vandal else 0.0
    after = effect(commons, p, m, i, vandal, crowd, space, making)
    change = after - commons.modules[p, m, QUALITY]
    evaluation = rules[p, EVALUATION]
    if evaluation == EXPERTS:
        commons.submission[p, OF_MODULE], commons.submission[p, BY] = m, i
        commons.submission[p, EFFECT], commons.submission[p, SORT] = change, kind
        commons.counts[p, SUBMITTED] = 1
        return SUBMISSION
    if evaluation == COMMUNAL:
        put_live(commons, p, m, i, t, t, after, kind, FATE_LIVE, 1.0, crowd, space, making)
        return REACHED
    if evaluation == PANEL or evaluation == OWNER:
        good = passes(commons, p, m, i, t, change, judging)
        state[p, DECIDED] += 1.0
        state[p, RIGHTLY] += 1.0 if good == (change > 0.0) else 0.0
        if not good:
            reject(commons, p, m, i, t, t, change, kind, chance(judging, 7))
            return REACHED
    fate = SETTLED if evaluation == PANEL or evaluation == OWNER else FATE_LIVE
    put_live(commons, p, m, i, t, t, after, kind, fate, 0.0, crowd, space, making)
    accept(commons, p, m, i, t)
    return REACHED


@inner
def passes(commons, p, m, i, t, change, seed):
    """Whether a change by participant ``i`` passes the owner of module ``m``, or a panel."""
    if commons.rules[p, EVALUATION] == PANEL:
        return vote(commons, p, m, i, t, change, seed)
    founder = int(commons.modules[p, m, FOUNDER])
    return founder < 0 or founder == i or approves(commons, p, founder, change, chance(seed, 1))


@inner
def seat_panel(commons, p, i, t, seed):
    """Draw the reviewers of an edit by participant ``i`` into ``commons.panel``; return (how many, next number).

    They are drawn one after the other, without replacement. Where everybody else is needed everybody else is taken.
    """
    wanted = int(commons.rules[p, REVIEWERS])
    people = commons.members.shape[1]
    seated = 0
    n = 64
    if wanted < people - 1:
        for _ in range(TRIES * wanted):
            if seated == wanted:
                return seated, n
            k, n = draw_by_status(commons, p, t, commons.rules[p, DRAWN], seed, n)
            if k != i and takes_part(commons, p, k, t) and not is_seated(commons, k, seated):
                commons.panel[seated] = k
                seated += 1
    for k in range(people):  # few take part
        if seated < wanted and k != i and takes_part(commons, p, k, t) and not is_seated(commons, k, seated):
            commons.panel[seated] = k
            seated += 1
    return seated, n


@inner
def is_seated(commons, k, seated):
    """Whether participant ``k`` is among the first ``seated`` of the panel."""
    for s in range(seated):
        if commons.panel[s] == k:
            return True
    return False


@inner
def vote(commons, p, m, i, t, change, seed):
    """Whether a panel passes a change by participant ``i``: more weight for it than against it.

    Weights (1 + status)^voice, or log-odds of being right, which is optimal (Nitzan & Paroush 1982).
    """
    seated, n = seat_panel(commons, p, i, t, seed)
    topic = topic_of(commons, p, m)
    balance = 0.0
    yes = 0
    for s in range(seated):
        k = commons.panel[s]
        right = accuracy(commons, p, commons.members[p, k, JUDGEMENT], change)
        favours = (chance(seed, n + s) < right) == (change > 0.0)
        if commons.rules[p, VOICE] < 0.0:
            sure = min(max(right, 1.0 - SURE), SURE)
            weight = math.log(sure / (1.0 - sure))
        else:
            weight = weight_of(commons, p, k, t, commons.rules[p, VOICE], topic)
        balance += weight if favours else -weight
        if favours:
            yes |= 1 << s
        commons.members[p, k, REVIEWS] += 1.0
    commons.state[p, ALL_REVIEWS] += seated
    if commons.rules[p, REVIEW_GRANT] > 0.0:
        for s in range(seated):
            if ((yes >> s) & 1 == 1) == (balance > 0.0):
                mint(commons, p, commons.panel[s], t, commons.rules[p, REVIEW_GRANT], topic)
    return balance > 0.0
