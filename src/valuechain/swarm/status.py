"""Status: granted, taken away, fading; and draws of participants in proportion to it.

It is kept twice, by different lines of code: by member as of the last change (with what has faded since), and in the
urn, inflated. The ledger minted - faded - deducted = held compares the two.
"""

import math

from .chance import chance
from .commons import (
    ACCEPTED,
    BY_MERIT,
    BY_TIER,
    CAP,
    CENTRE,
    DEDUCTED,
    EARNED,
    FADED,
    FADING,
    GONE,
    GRANT,
    HEAVIEST,
    JOINED,
    LEADER,
    LEADS,
    MASS,
    MINTED,
    MOST_TIERS,
    ORIGIN,
    POWER,
    STATUS,
    STATUS_MOST,
    STATUS_RULE,
    STATUS_SINCE,
    SUCCESS,
    TIERS,
    TOPICS,
)
from .compilation import fused, inlined, inner, kernel
from .urn import LIMIT, deflate, find, inflation, put

MEMORY = 0.2
"""Weight of the latest contribution in what its author expects of the next."""


@inlined
def takes_part(commons, p, i, t):
    """Whether participant ``i`` is able to contribute and to judge, has begun to, and has not left."""
    return commons.members[p, i, JOINED] <= t and commons.members[p, i, GONE] == 0.0


@fused
def status_of(commons, p, i, t):
    """Return the status of participant ``i`` at day ``t``."""
    held = commons.members[p, i, STATUS]
    fading = commons.book[p, FADING]
    if held == 0.0 or fading == 0.0:
        return held
    return held * math.exp(-fading * (t - commons.members[p, i, STATUS_SINCE]))


@fused
def fade(commons, p, i, t):
    """Bring the status of participant ``i`` up to day ``t`` and return it."""
    held = status_of(commons, p, i, t)
    commons.book[p, FADED] += commons.members[p, i, STATUS] - held
    commons.members[p, i, STATUS] = held
    commons.members[p, i, STATUS_SINCE] = t
    return held


@inner
def count_afresh(commons, p, t):
    """Let the urn count in units of day ``t`` from now on."""
    factor = 1.0 / inflation(commons.book[p, FADING], t, commons.book[p, ORIGIN])
    deflate(commons.trees, 2 * p, factor)
    commons.book[p, MASS] *= factor
    commons.book[p, STATUS_MOST] *= factor
    commons.book[p, ORIGIN] = t
    for r in range(commons.topics.shape[1]):
        for i in range(commons.topics.shape[2]):
            commons.topics[p, r, i, EARNED] *= factor


@fused
def enter_urn(commons, p, i, t, amount):
    """Add ``amount`` (may be negative) to the status of participant ``i`` in the urn; return what it counts there."""
    rate = commons.book[p, FADING]
    if rate * (t - commons.book[p, ORIGIN]) > LIMIT:
        count_afresh(commons, p, t)
    inflated = amount * inflation(rate, t, commons.book[p, ORIGIN])
    put(commons.trees, 2 * p, commons.members.shape[1], i, inflated)
    commons.book[p, MASS] += inflated
    return inflated


@fused
def mint(commons, p, i, t, amount, topic):
    """Grant ``amount`` of status to participant ``i``, as far as the cap allows, earned in ``topic``."""
    held = fade(commons, p, i, t)
    granted = min(amount, max(0.0, commons.book[p, CAP] - held))
    if granted == 0.0:
        return
    commons.members[p, i, STATUS] = held + granted
    commons.book[p, MINTED] += granted
    inflated = enter_urn(commons, p, i, t, granted)
    if commons.book[p, POWER] > 1.0:
        own = (held + granted) * (inflated / granted)
        commons.book[p, STATUS_MOST] = max(commons.book[p, STATUS_MOST], own)
    if commons.topics.shape[1] > 0:
        commons.topics[p, topic, i, EARNED] += inflated


@fused
def deduct(commons, p, i, t, amount):
    """Take ``amount`` of status from participant ``i``, as far as there is any."""
    held = fade(commons, p, i, t)
    taken = min(amount, held)
    if taken == 0.0:
        return
    commons.members[p, i, STATUS] = held - taken
    commons.book[p, DEDUCTED] += taken
    enter_urn(commons, p, i, t, -taken)


@fused
def next_grant(commons, p, i, t, topic):
    """Give the next grant of the block to participant ``i``."""
    mint(commons, p, i, t, commons.grants[p, int(commons.book[p, GRANT])], topic)
    commons.book[p, GRANT] += 1


@inner
def rises(commons, p, i):
    """Whether participant ``i`` has just as many accepted contributions as a tier asks for."""
    for k in range(MOST_TIERS):  # noqa: SIM110 (Numba has no generators here)
        if commons.book[p, TIERS + k] == commons.members[p, i, ACCEPTED]:
            return True
    return False


@fused
def recognise(commons, p, i, t, topic):
    """Recognise a contribution of participant ``i``: a grant is theirs by merit, or if it lifts them into a tier."""
    commons.members[p, i, ACCEPTED] += 1.0
    rule = commons.book[p, STATUS_RULE]
    if rule == BY_MERIT or (rule == BY_TIER and rises(commons, p, i)):
        next_grant(commons, p, i, t, topic)
    commons.members[p, i, SUCCESS] += MEMORY * (1.0 - commons.members[p, i, SUCCESS])


@inlined
def topic_of(commons, p, m):
    """Return the topic of module ``m``: the slice of taste space that it lies in."""
    topics = commons.book[p, TOPICS]
    return int(min(max(commons.modules[p, m, CENTRE + 0], 0.0) * topics, topics - 1.0))


@fused
def weight_of(commons, p, i, t, power, topic):
    """Return what the judgement of participant ``i`` weighs: (1 + status)^power up to a limit, more for leaders."""
    weight = 1.0 if power == 0.0 else (1.0 + status_of(commons, p, i, t)) ** power
    weight = min(weight, commons.book[p, HEAVIEST])
    if commons.topics.shape[1] > 0 and commons.topics[p, topic, i, LEADS] == 1.0:
        weight *= commons.book[p, LEADER]
    return weight


@fused
def draw_by_status(commons, p, t, power, seed, n):
    """Draw a participant in proportion to (1 + status)^power, 0 ≤ power ≤ 1; return (participant, next number).

    Proposals in proportion to 1 + status are kept with probability (1 + status)^(power - 1): exact, and O(log n) each.
    """
    return draw_at(commons, p, t, inflation(commons.book[p, FADING], t, commons.book[p, ORIGIN]), power, seed, n)


@fused
def draw_at(commons, p, t, now, power, seed, n):
    """Draw as `draw_by_status` does, with the inflation ``now`` of day ``t``: worked out once for a whole panel."""
    people = commons.members.shape[1]
    if power == 0.0:
        return int(chance(seed, n) * people), n + 1
    held = max(0.0, commons.book[p, MASS]) / now
    while True:
        x = chance(seed, n) * (people + held)
        n += 1
        i = int(x) if x < people else find(commons.trees, 2 * p, people, (x - people) * now)
        if power == 1.0:
            return i, n
        u = chance(seed, n)
        n += 1
        if u < (1.0 + status_of(commons, p, i, t)) ** (power - 1.0):
            return i, n


PROPOSALS = 64
"""Proposals after which everybody is looked at: the largest status may have been taken away since it was noted."""


@inner
def draw_above(commons, p, t, now, power, seed, n):
    """Draw a participant in proportion to status^power, power > 1; return (participant, next number).

    Proposals in proportion to status S are kept with probability (S/largest S)^(power - 1); after many all members are
    looked at. Both give the same law, so the mixture does.
    """
    people = commons.members.shape[1]
    most = commons.book[p, STATUS_MOST] / now
    for _ in range(PROPOSALS):
        i = min(find(commons.trees, 2 * p, people, chance(seed, n) * commons.book[p, MASS]), people - 1)
        u = chance(seed, n + 1)
        n += 2
        if u < (status_of(commons, p, i, t) / most) ** (power - 1.0):
            return i, n
    largest = 0.0
    total = 0.0
    for i in range(people):
        held = status_of(commons, p, i, t)
        largest = max(largest, held)
        total += held**power
    commons.book[p, STATUS_MOST] = largest * now
    target = chance(seed, n) * total
    last = -1
    for i in range(people):
        held = status_of(commons, p, i, t)
        if held > 0.0:
            last = i
        target -= held**power
        if target < 0.0:
            break
    return last, n + 1


@inner
def draw_member(commons, p, t, power, seed, n):
    """Draw a participant in proportion to status^power, power > 0; return (participant, next number).

    The participant is -1 if nobody has any status. Proposals in proportion to 1 + S are kept with probability
    S^power/(1 + S), which is at most 1 for powers up to 1; for others see `draw_above`.
    """
    now = inflation(commons.book[p, FADING], t, commons.book[p, ORIGIN])
    mass = commons.book[p, MASS]
    if not mass / now > 1e-12:
        return -1, n
    people = commons.members.shape[1]
    if power == 1.0:
        return find(commons.trees, 2 * p, people, chance(seed, n) * mass), n + 1
    if power > 1.0:
        return draw_above(commons, p, t, now, power, seed, n)
    while True:
        i, n = draw_by_status(commons, p, t, 1.0, seed, n)
        held = status_of(commons, p, i, t)
        u = chance(seed, n)
        n += 1
        if u * (1.0 + held) < held**power:
            return i, n


@kernel
def held(members, fading, t, status):
    """Fill ``status`` (N,) with that of all ``members`` (N, …) at day ``t``; return what has faded unseen."""
    faded = 0.0
    for i in range(members.shape[0]):
        own = members[i, STATUS]
        status[i] = own
        if own > 0.0 and fading > 0.0:
            status[i] = own * math.exp(-fading * (t - members[i, STATUS_SINCE]))
        faded += own - status[i]
    return faded
