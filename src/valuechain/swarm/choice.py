"""What a participant wants: utilities, logit probabilities, expected surplus, and the ranking behind a first choice.

Multinomial logit with scale μ and an outside option of utility 0. Utilities carry centred Gumbel noise, so that the
expected surplus of a need is the log-sum μ·ln Σ exp(u/μ) (Small & Rosen 1981). μ = 0 is the rule "best".
"""

import math

import numpy as np

from .compilation import allocating, fused, inner, kernel, place_of, python
from .configuring import configured, standing
from .layout import ABSENCE, APPEAL, CDF, CHAIN, EXPECTED, LOGSUM, MISFIT, PRESENT, PRICE, QUALITY, QUOTE, SURPLUS

BOX = 0
TORUS = 1


@kernel
def utility(i, j, crowd, market):
    """Return u_ij = v_i·q_j - τ·|x_i - p_j|² - price_j, in money (model: "Participants, needs and choice").

    It is -∞ for an offer that is not in the market: chosen with probability 0, and no part of the log-sum. An offer
    without a place of its own, a commons, has the distance that is to be expected of it.
    """
    if market.shelf[j, ABSENCE] != PRESENT:
        return -math.inf
    distance = max(0.0, market.shelf[j, MISFIT])
    for d in range(crowd.taste.shape[1] if market.shelf[j, MISFIT] < 0.0 else 0):
        gap = abs(crowd.taste[i, d] - market.position[j, d])
        if market.space == TORUS and gap > 0.5:
            gap = 1.0 - gap
        distance += gap * gap
    return crowd.value[i] * market.shelf[j, QUALITY] - market.mismatch * distance - market.shelf[j, PRICE]


@allocating
def weigh(crowd, market, first, last):
    """Fill the choice probabilities and log-sums of participants ``first`` … ``last - 1`` for the present prices."""
    offers = market.shelf.shape[0]
    u = np.empty(offers)
    for i in range(first, last):
        best = 0.0
        winner = -1
        for j in range(offers):
            u[j] = utility(i, j, crowd, market)
            if u[j] > best:
                best = u[j]
                winner = j
        if market.noise == 0.0:
            crowd.rows[i, LOGSUM] = best
            for j in range(offers):
                crowd.rows[i, CDF + j] = 1.0 if winner < j else 0.0
            continue
        total = math.exp(-best / market.noise)
        crowd.rows[i, CDF] = total
        for j in range(offers):
            total += math.exp((u[j] - best) / market.noise)
            if j < offers - 1:
                crowd.rows[i, CDF + 1 + j] = total
        for j in range(offers):
            crowd.rows[i, CDF + j] /= total
        crowd.rows[i, LOGSUM] = best + market.noise * math.log(total)


@kernel
def appraise(crowd, market, loop, first, last):
    """Fill the standing utilities of participants ``first`` … ``last - 1`` for the present prices.

    What changes from need to need (awareness, waits, network, switching, what is specified) is added by `deliberate`.
    """
    for i in range(first, last):
        for j in range(market.shelf.shape[0]):
            crowd.rows[i, CDF + 1 + j] = standing_utility(crowd, market, loop, i, j)


@inner
def standing_utility(crowd, market, loop, i, j):
    """Return what of the utility of offer ``j`` does not change from need to need."""
    if loop is not None and loop.of_offer[j] >= 0:
        return standing(crowd, market, loop, i, j)
    return utility(i, j, crowd, market)


@fused
def passing(crowd, market, i, j):
    """Return what participant ``i`` adds to the standing utility of offer ``j`` at this moment, in money.

    -δ_i·wait_j + ν·share_j - κ·1[chain_j ≠ last_i], and what institutions have set as appeal; -∞ for an offer of which
    ``i`` does not know. ν·share: direct network effects (Katz & Shapiro 1985); κ: switching costs (Klemperer 1987).
    """
    c = place_of(market.terms[j, CHAIN])
    if crowd.aware.shape[0] > 0 and crowd.aware[i, c] == 0:
        return -math.inf
    shelf = market.shelf
    sum_ = shelf[j, APPEAL] - crowd.impatience[i] * shelf[j, QUOTE]
    if crowd.last.shape[0] == 0:
        return sum_
    sum_ += market.network * market.users[c] / crowd.rows.shape[0]
    last = crowd.last[i]
    if last >= 0 and market.terms[last, CHAIN] != c:
        sum_ -= market.switching
    return sum_


@inner
def deliberate(crowd, market, loop, i, k, t, luck):
    """Choose afresh for need ``k`` of the block, of participant ``i`` on day ``t``: return an offer, or -1 for none.

    The same logit as `weigh`, worked out at the need; the log-sum is credited at once. ``market.scratch`` keeps the
    utilities and cumulative probabilities, for a shelf that may be empty.
    """
    i, k = place_of(i), place_of(k)
    offers = market.shelf.shape[0]
    u, cumulative = market.scratch[0], market.scratch[1]
    best = 0.0
    winner = -1
    for j in range(offers):
        u[j] = crowd.rows[i, CDF + 1 + j] + passing(crowd, market, i, j)
        if loop is not None and loop.of_offer[j] >= 0:
            u[j] += configured(crowd, market, loop, i, j, k, t)
        if u[j] > best:
            best = u[j]
            winner = j
    log_sum = best
    if market.noise == 0.0:
        for j in range(offers + 1):
            cumulative[j] = 1.0 if winner < j else 0.0
    else:
        total = 1.0 if best == 0.0 else math.exp(-best / market.noise)
        cumulative[0] = total
        for j in range(offers):
            total += 1.0 if u[j] == best else math.exp((u[j] - best) / market.noise)
            cumulative[1 + j] = total
        for j in range(offers + 1):
            cumulative[j] /= total
        log_sum = best + market.noise * math.log(total)
        winner = -1
        for j in range(offers):
            winner += int(luck >= cumulative[j])
    crowd.rows[i, CDF] = cumulative[0]
    crowd.rows[i, LOGSUM] = log_sum
    crowd.surplus[i] += log_sum
    return winner


deliberate_here = fused(python(deliberate))
"""The same, put into the inner loop where orders are placed; elsewhere it would only make that longer."""


@fused
def remember(crowd, market, i, j, price):
    """Note that participant ``i`` has bought offer ``j`` for ``price``, where that bears on later choices or dividends.

    What is expected of a dividend was in the choice, and is no surplus: the dividend itself is money that comes.
    """
    if market.purse > 0:
        crowd.rows[i, market.purse + market.terms[j, CHAIN]] += price
        market.shelf[j, SURPLUS] -= market.shelf[j, EXPECTED]
        crowd.surplus[i] -= market.shelf[j, EXPECTED]
    if crowd.last.shape[0] == 0:
        return
    last = crowd.last[i]
    if last >= 0:
        market.users[market.terms[last, CHAIN]] -= 1.0
    market.users[market.terms[j, CHAIN]] += 1.0
    crowd.last[i] = j


@kernel
def settle_surplus(rows, settled, surplus):
    """Credit every participant with the log-sum of each need since the last settlement.

    ``settled`` (N) counts the needs already credited, ``surplus`` (N) is in money.
    """
    for i in range(rows.shape[0]):
        surplus[i] += rows[i, LOGSUM] * (rows[i, 0] - settled[i])
        settled[i] = rows[i, 0]


@kernel
def next_best(remaining, noise, luck):
    """Return the choice among ``remaining`` utilities (J + 1, last: the outside option; -inf: not to be had).

    Returns (index, luck): what is left of the uniform number ``luck`` is again uniform and independent of the choice,
    so one number serves a whole ranking. Rankings of logit utilities are choices without replacement (Luce 1959).
    """
    n = remaining.shape[0]
    best = n - 1
    for j in range(n):
        if remaining[j] > remaining[best]:
            best = j
    if noise == 0.0:
        return best, luck
    top = remaining[best]
    total = 0.0
    for j in range(n):
        total += math.exp((remaining[j] - top) / noise)
    target = luck * total
    passed = 0.0
    for j in range(n):
        weight = math.exp((remaining[j] - top) / noise)
        if weight > 0.0 and target < passed + weight:
            return j, (target - passed) / weight
        passed += weight
    return best, luck


EULER_GAMMA = 0.57721566490153286
STEP = 0.25
REACH = 40.0


@allocating
def log_rates(utilities, taken, count, noise):
    """Return the logarithms of the rates of the waits before each of the first ``count`` of ``taken`` (count,).

    A rate is the sum of exp(u/μ) over the alternatives that are left; each sum is taken relative to its own largest.
    """
    gone = np.zeros(utilities.shape[0], np.bool_)
    logs = np.empty(count)
    for k in range(count):
        top = -math.inf
        for j in range(utilities.shape[0]):
            if not gone[j]:
                top = max(top, utilities[j])
        total = 0.0
        for j in range(utilities.shape[0]):
            if not gone[j]:
                total += math.exp((utilities[j] - top) / noise)
        logs[k] = top / noise + math.log(total)
        gone[taken[k]] = True
    return logs


@kernel
def expected_log_sum_of_waits(logs):
    """Return E ln T for the sum T of independent exponential waits with log rates ``logs``, none below the last.

    By Frullani's integral ln T = ∫ (exp(-s) - exp(-s·T))/s ds, so with s = e^x
    E ln T = ∫ (exp(-e^x) - Π 1/(1 + e^(x - l_k))) dx: a smooth integrand, on which the trapezoid rule is exact to
    rounding (Trefethen & Weideman 2014). The textbook sum over partial fractions cancels to nothing from some twenty
    waits on.
    """
    last = logs[logs.shape[0] - 1]
    total = 0.0
    for n in range(int(2 * REACH / STEP) + 1):
        x = n * STEP - REACH
        product = 0.0
        for k in range(logs.shape[0]):
            gap = x - (logs[k] - last)
            product -= math.log1p(math.exp(gap)) if gap < 700.0 else gap
        total += math.exp(-math.exp(x)) - math.exp(product)
    return total * STEP - last


@kernel
def ranked_surplus(utilities, taken, count, noise):
    """Return the expected utility of the alternative ranked last among the first ``count`` of ``taken``.

    ``utilities`` (J + 1) are the systematic parts, ``taken`` the alternatives in the order of preference. With Gumbel
    noise the ranking is a race of exponential clocks: the k-th arrives after the sum of k independent exponential
    waits with rates S, S - w_1, S - w_1 - w_2, …, whatever the order of arrival (derived from Luce 1959). Its expected
    utility is -μ·(E ln T + γ). For the rule "best" it is the utility itself.
    """
    if noise == 0.0:
        return utilities[taken[count - 1]]
    logs = log_rates(utilities, taken, count, noise)
    if count == 1:
        return noise * logs[0]
    if count == 2:
        fall = logs[1] - logs[0]
        return noise * (logs[0] - 1.0 if fall == 0.0 else logs[0] - fall / math.expm1(fall))
    return -noise * (expected_log_sum_of_waits(logs) + EULER_GAMMA)
