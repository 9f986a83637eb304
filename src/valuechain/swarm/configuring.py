"""What a customer would order: the specification, the time it takes, the wait that is quoted, and what it is worth."""

import math

from .compilation import fused, inner, place_of
from .layout import ABSENCE, PRESENT, PRICE, QUALITY, QUOTE
from .loop import (
    AS_OF,
    AT_EXPERTISE,
    AT_SPENDING,
    AUTHORSHIP,
    DRAFT_CLASS,
    DRAFT_DESIGN,
    DRAFT_FEE,
    DRAFT_OFF,
    DRAFT_QUOTE,
    DRAFT_SKILL,
    DRAFT_TIME,
    EFFORT,
    ERROR,
    EXPERTISE,
    FIRST_STAGE,
    FIRST_WAITING,
    FORGET,
    FRAME,
    LAST_STAGE,
    MAKING,
    MEAN,
    OFFER,
    OPTIONS,
    PRESTIGE,
    QUOTING,
    RUSH,
    SAVING,
    SERVERS,
    TIER,
    TIERED,
    UNLIMITED,
    UNQUEUED,
    WAITING,
    WORKING,
)

TORUS = 1


@fused
def on_offer(said, centre, side, options, torus):
    """Return the level nearest to ``said`` that the frame offers: ``options`` of them, in the middles of equal cells.

    The frame has ``side`` and lies about ``centre``; beyond its ends the outermost level is taken.
    """
    offset = said - centre
    if torus:
        offset -= math.floor(offset + 0.5)
    width = side / options
    if width <= 0.0:
        return centre
    level = math.floor((offset + 0.5 * side) / width)
    level = min(max(level, 0.0), options - 1.0)
    chosen = centre + (level + 0.5) * width - 0.5 * side
    return chosen - math.floor(chosen) if torus else chosen


@fused
def faded(loop_member, forget, t):
    """Return the expertise at day ``t`` of a member's row: e·exp(-φ·Δt)."""
    if forget == 0.0:
        return loop_member[EXPERTISE]
    return loop_member[EXPERTISE] * math.exp(-forget * (t - loop_member[AS_OF]))


@fused
def queueing(loop, s, ahead):
    """Return the expected wait at stage ``s`` behind ``ahead`` others: exact where service times are exponential."""
    stage = loop.stage
    servers = stage[s, SERVERS]
    if ahead == 0.0 and stage[s, WORKING] < servers:
        return 0.0
    return (ahead + 1.0) * stage[s, MEAN] / max(servers, 1.0)


@fused
def quote(loop, w, first):
    """Return the delivery time of workshop ``w`` as its queues stand, for the first class or the second (days).

    Queues in front of limited stages, and mean times of all stages; nobody knows who will come first later on.
    """
    total = loop.bench[w, UNQUEUED]
    for s in range(loop.plan[w, FIRST_STAGE], loop.plan[w, LAST_STAGE] + 1):
        if loop.stage[s, SERVERS] < UNLIMITED:
            ahead = loop.stage[s, WAITING]
            if first and s == loop.plan[w, MAKING]:
                ahead = loop.stage[s, FIRST_WAITING]
            total += loop.stage[s, MEAN] + queueing(loop, s, ahead)
    return total


@fused
def post_quote(market, loop, w):
    """Bring the quote of workshop ``w`` up to its queues."""
    if loop.bench[w, QUOTING] == 1.0:
        market.shelf[place_of(loop.plan[w, OFFER]), QUOTE] = quote(loop, w, False)


@inner
def standing(crowd, market, loop, i, j):
    """Return v_i·q_j·prestige·(1 + authorship) - price_j: what of the utility changes with tiers and prices alone.

    It is -∞ for an offer that is not in the market, as in `choice.utility`.
    """
    if market.shelf[j, ABSENCE] != PRESENT:
        return -math.inf
    w = loop.of_offer[j]
    tier = int(loop.member[i, w, TIER])
    factor = market.shelf[j, QUALITY] * loop.rank[w, tier, PRESTIGE] * (1.0 + loop.bench[w, AUTHORSHIP])
    return crowd.value[i] * factor - market.shelf[j, PRICE]


@fused
def specify(crowd, market, loop, i, k, w):
    """Draw up what participant ``i`` would order at need ``k`` of the block; return |x - y|² (model: "Specification").

    y = x + σ·(1 - e)·N(0, I), clipped to the frame and rounded to what it offers.
    """
    bench = loop.bench
    error = bench[w, ERROR] * (1.0 - loop.draft[w, DRAFT_SKILL])
    torus = market.space == TORUS
    j = place_of(loop.plan[w, OFFER])
    off = 0.0
    for d in range(crowd.taste.shape[1]):
        wanted = crowd.taste[i, d]
        said = wanted + error * loop.articulation[k, w, d]
        chosen = on_offer(said, market.position[j, d], bench[w, FRAME], bench[w, OPTIONS], torus)
        loop.draft[w, DRAFT_DESIGN + d] = chosen
        gap = abs(chosen - wanted)
        if torus and gap > 0.5:
            gap = 1.0 - gap
        off += gap * gap
    loop.draft[w, DRAFT_OFF] = off
    return off


@fused
def configured(crowd, market, loop, i, j, k, t):
    """Return what an order of participant ``i`` adds to its standing utility, in money; ``loop.draft`` keeps the rest.

    -τ·|x_i - y_i|² - w_i·effort, and what being served first saves where `i` may be: the customer sees the product as
    configured before ordering, so the mismatch is the drawn one and not its expectation.
    """
    w = place_of(loop.of_offer[j])
    bench, draft = loop.bench, loop.draft
    member = loop.member[i, w]
    skill = faded(member, bench[w, FORGET], t)
    draft[w, DRAFT_SKILL] = skill
    draft[w, DRAFT_TIME] = bench[w, EFFORT] * (1.0 - bench[w, SAVING] * skill)
    draft[w, DRAFT_CLASS] = 0.0
    draft[w, DRAFT_FEE] = 0.0
    draft[w, DRAFT_QUOTE] = market.shelf[j, QUOTE]
    sum_ = -market.mismatch * specify(crowd, market, loop, i, k, w)
    if draft[w, DRAFT_TIME] != 0.0:
        sum_ -= loop.hour[i] * draft[w, DRAFT_TIME]
    if member[TIER] > 0.0 and (bench[w, TIERED] == 1.0 or bench[w, RUSH] >= 0.0):
        sum_ += ahead_of_others(crowd, market, loop, i, j, w)
    return sum_


@inner
def ahead_of_others(crowd, market, loop, i, j, w):
    """Return what being served first is worth to participant ``i``, who may be; note it in the draft if it is taken."""
    sooner = quote(loop, w, True) if loop.bench[w, QUOTING] == 1.0 else market.shelf[j, QUOTE]
    gain = crowd.impatience[i] * (market.shelf[j, QUOTE] - sooner)
    fee = 0.0
    if loop.bench[w, TIERED] == 0.0:
        fee = loop.bench[w, RUSH]
        if gain <= fee:
            return 0.0
    loop.draft[w, DRAFT_CLASS] = 1.0
    loop.draft[w, DRAFT_FEE] = fee
    loop.draft[w, DRAFT_QUOTE] = sooner
    return gain - fee


@inner
def tier_of(loop, w, paid, skill):
    """Return the highest tier of workshop ``w`` open to whoever has paid and knows so much."""
    tier = 0
    for r in range(1, loop.rank.shape[1]):
        if paid >= loop.rank[w, r, AT_SPENDING] and skill >= loop.rank[w, r, AT_EXPERTISE]:
            tier = r
    return tier
