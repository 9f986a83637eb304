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
    CHANGE,
    COMMUNAL,
    CONTRIBUTION,
    COVERED,
    DETECTION,
    EDITS,
    EQUILIBRIUM,
    EVALUATION,
    FATES,
    FINDING,
    GONE,
    GRANT,
    HELD_BY,
    IDENTITY,
    JUDGING,
    LATENT,
    LEAVING,
    LEFT_FOR_GOOD,
    MADE,
    MAKING,
    MODULES,
    MOST,
    MOST_APPROVERS,
    MOST_ROWS,
    MOTIVATED,

    NOTICE,
    PENDING,
    PROPENSITY,
    QUALITY,
    REACH,
    RECOGNITION,
    REVIEW_GRANT,
    REVIEWS,
    ROWS,
    SEEN,
    SETTLE,
    TASKS,
    THRESHOLD,
    NEXT_USE,
    USED,
    USED_DISTANCE,
    USED_QUALITY,
    USES,
    VOICE,
)
from .commons import FOUND as FOUND_FLAWS
from .compilation import inlined, inner
from .finding import distance2, find_module, leave_trail, within_reach
from .layout import BOUGHT, COPIES, GROW, LOGSUM, MISFIT, PENDING as APPOINTMENTS, PRICE, QUALITY as REPUTATION
from .layout import REACHED, REFILL, SOLD, SPENT, SURPLUS
from .making import approves, contribute, take_up, wants_to
from .revising import grow_old, mend, open_module, revert, schedule_damage, settle
from .status import mint, status_of, takes_part, topic_of, weight_of


@inner
def sell_copy(crowd, market, i, j):
    """Hand a copy of offer ``j``, of which there is no stock, to participant ``i``."""
    market.shelf[j, SOLD] += 1.0
    market.shelf[j, COPIES] += 1.0
    market.shelf[j, SURPLUS] += crowd.rows[i, LOGSUM]
    crowd.rows[i, BOUGHT] += 1.0
    crowd.rows[i, SPENT] += market.shelf[j, PRICE]


@inner
def use(crowd, market, agenda, commons, i, j, t):
    """Let participant ``i`` use the commons that offer ``j`` stands for; return stop bits."""
    p = commons.of[j]
    k = commons.counts[p, NEXT_USE]
    commons.counts[p, NEXT_USE] = k + 1
    judging, making = commons.seeds[p, JUDGING, k], commons.seeds[p, MAKING, k]
    m = find_module(commons, p, crowd, i, market.space, t, commons.seeds[p, FINDING, k])
    distance = distance2(commons, p, m, crowd, i, market.space)
    enjoy(crowd, market, commons, p, m, i, j, distance)
    leave_trail(commons, p, m, t)
    if commons.modules[p, m, LATENT] > 0.0:
        look_for_flaws(commons, p, m, t, chance(judging, 6))
    active = takes_part(commons, p, i, t)
    if active and commons.members[p, i, MADE] > 0.0 and commons.rules[p, LEAVING] > 0.0:
        active = stays(commons, p, i, t, chance(judging, 5))
    commons.members[p, i, SEEN] = t
    if active and commons.modules[p, m, PENDING] == 1.0 and commons.rules[p, EVALUATION] == COMMUNAL:
        evaluate(commons, p, m, i, t, judging)
    bits = REACHED
    author = who_contributes(commons, p, m, i, t, active, crowd, market, distance, making)
    if author >= 0:
        m = where_to(commons, p, m, author, j, t, crowd, market.space, agenda)
        bits = contribute(commons, p, j, m, author, t, crowd, market.space, making, judging)
    return bits | shortage(commons, p, agenda)


@inner
def enjoy(crowd, market, commons, p, m, i, j, distance):
    """Credit a use of module ``m`` and remember what it was like.

    The choice was made by reputation; what is realised differs by v_i·(q_m - reputed quality) - τ·(d² - expected d²).
    """
    shelf, state, module = market.shelf, commons.state, commons.modules[p, m]
    quality = module[QUALITY]
    surprise = crowd.value[i] * (quality - shelf[j, REPUTATION]) - market.mismatch * (distance - shelf[j, MISFIT])
    sell_copy(crowd, market, i, j)
    shelf[j, SURPLUS] += surprise
    crowd.surplus[i] += surprise
    module[USES] += 1.0
    commons.members[p, i, USED] += 1.0
    state[p, ALL_USES] += 1.0
    state[p, USED_QUALITY] += quality
    state[p, USED_DISTANCE] += distance
    reach = commons.rules[p, REACH]
    if quality > 0.0 and distance <= reach * reach:
        state[p, COVERED] += 1.0


@inner
def look_for_flaws(commons, p, m, t, u):
    """Let a user of module ``m`` come upon latent flaws, each with the same small probability (Goel & Okumoto 1979)."""
    found = float(binomial(int(commons.modules[p, m, LATENT]), commons.rules[p, DETECTION], u))
    if found > 0.0:
        commons.state[p, FOUND_FLAWS] += found
        mend(commons, p, m, t, found, 0.0)


@inner
def stays(commons, p, i, t, u):
    """Whether participant ``i``, who has contributed, stays: the rate of leaving falls with status."""
    rules, member = commons.rules, commons.members[p, i]
    rate = rules[p, LEAVING] * math.exp(-status_of(commons, p, i, t) / rules[p, HELD_BY])
    if u < 1.0 - math.exp(-rate * (t - member[SEEN])):
        member[GONE] = 1.0
        commons.state[p, LEFT_FOR_GOOD] += 1.0
        return False
    return True


@inner
def evaluate(commons, p, m, i, t, seed):
    """Let user ``i`` of module ``m`` look at its latest revision and approve of it or revert it (communal evaluation)."""
    rules, module, member = commons.rules, commons.modules[p, m], commons.members[p, i]
    if int(module[AUTHOR]) == i or chance(seed, 0) >= rules[p, NOTICE]:
        return
    for s in range(int(module[APPROVERS])):
        if commons.approvers[p, m, s] == i:
            return  # one voice each
    member[REVIEWS] += 1.0
    commons.state[p, ALL_REVIEWS] += 1.0
    topic = topic_of(commons, p, m)
    if not approves(commons, p, i, module[CHANGE], chance(seed, 1)):
        revert(commons, p, m, i, t, chance(seed, 7))
        if rules[p, REVIEW_GRANT] > 0.0:
            mint(commons, p, i, t, rules[p, REVIEW_GRANT], topic)
        return
    commons.approvers[p, m, int(module[APPROVERS])] = i
    module[APPROVERS] += 1.0
    module[APPROVALS] += weight_of(commons, p, i, t, rules[p, VOICE], topic)
    if module[APPROVALS] >= rules[p, SETTLE] or module[APPROVERS] == MOST_APPROVERS:
        settle(commons, p, m, t)
        if rules[p, REVIEW_GRANT] > 0.0:
            for s in range(int(module[APPROVERS])):
                mint(commons, p, int(commons.approvers[p, m, s]), t, rules[p, REVIEW_GRANT], topic)


@inner
def who_contributes(commons, p, m, i, t, active, crowd, market, distance, seed):
    """Return who contributes after a use of module ``m`` by participant ``i``; -1: nobody."""
    rules, u = commons.rules, chance(seed, 0)
    rule = rules[p, CONTRIBUTION]
    if rule == RECOGNITION:
        return take_up(commons, p, m, t, crowd, market.space, seed) if u < rules[p, TASKS] else -1
    if not active:
        return -1
    if rule == EQUILIBRIUM:
        return i if commons.modules[p, m, EDITS] == 0.0 and values_it(commons, p, m, i) else -1
    probability = min(1.0, commons.members[p, i, PROPENSITY])
    if rules[p, MOTIVATED] == 1.0 and probability > 0.0:
        probability *= wants_to(commons, p, i, m, crowd.value[i], market.mismatch, distance)
    return i if u < probability else -1


@inner
def values_it(commons, p, m, i):
    """Whether participant ``i`` values module ``m`` at v* or more; the answer is always the same (Johnson 2002)."""
    pair = i * commons.modules.shape[1] + m
    return chance(commons.seeds[p, IDENTITY, 0], pair) >= commons.rules[p, THRESHOLD]


@inner
def where_to(commons, p, m, i, j, t, crowd, space, agenda):
    """Return the module that a contribution goes to: the one in use, or a new one where none is within reach."""
    rules = commons.rules
    full = commons.counts[p, MODULES] >= rules[p, MOST]
    if rules[p, REACH] == math.inf or full or within_reach(commons, p, crowd, i, space, m):
        return m
    opened = open_module(commons, p, i, t, crowd)
    if rules[p, AGEING] > 0.0:
        schedule_damage(commons, p, j, opened, t, agenda)
    return opened


@inlined
def shortage(commons, p, agenda):
    """Return the bits that ask for new draws, an empty log or a longer agenda before the next event."""
    counts, block, rows = commons.counts, commons.grants.shape[1], commons.log.shape[1]
    bits = REACHED
    if counts[p, NEXT_USE] >= block or counts[p, GRANT] + 2 > block or counts[p, AGE] + 1 >= block:
        bits |= REFILL
    if counts[p, ROWS] + MOST_ROWS > rows or counts[p, FATES] + MOST_ROWS > rows:
        bits |= REFILL
    if agenda.marks[APPOINTMENTS] + 2 > agenda.when.shape[0]:
        bits |= GROW
    return bits


@inner
def wear(commons, agenda, j, m, t):
    """Let module ``m`` of the commons that offer ``j`` stands for be damaged; return stop bits."""
    p = commons.of[j]
    grow_old(commons, p, j, m, t, agenda)
    return shortage(commons, p, agenda)
