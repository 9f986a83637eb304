"""What must hold at every moment: goods, back-orders and Little's law, per offer; and who paid what.

The two sides of each identity are kept by different lines of code, so that a slip in either shows.
"""

import numpy as np

from .compilation import allocating, inner, kernel
from .layout import (
    BACKORDERED,
    COPIES,
    FILLED,
    IN_TRANSIT,
    IN_WORK,
    INITIAL,
    NEEDS,
    ON_HAND,
    OWED,
    OWED_AREA,
    OWED_SINCE,
    RELEASED,
    SCRAPPED,
    SHORTAGE,
    SOLD,
    SPENT,
    TO_ORDER,
    WAITS,
)

GOODS = 0
BACK_ORDERS = 1
LITTLE = 2
NEGATIVE = 3
NONE = -1


@kernel
def unequal(a, b, tolerance):
    """Whether ``a`` and ``b`` differ by more than ``tolerance``, relative to the larger (and to one unit)."""
    return not abs(a - b) <= tolerance * max(1.0, abs(a), abs(b))


@inner
def waits_still_running(agenda, shelf, j, t):
    """Return the days that the back-orders of offer ``j`` have waited so far, summed one by one."""
    total = 0.0
    for n in range(int(shelf[j, OWED])):
        k = (agenda.head[j] + n) % agenda.waiting.shape[1]
        total += t - agenda.waiting[j, k, 1]
    return total


@inner
def violated(market, agenda, t, tolerance):
    """Return (identity, offer, left side, right side) of the first identity violated at day ``t``, or (NONE, …).

    Goods: opening stock + released = sold - copies + on hand + in work + in transit + scrapped.
    No stock, back-order, work or shipment is below zero. Back-orders: accepted = filled + owed.
    Little: the time integral of the back-orders waiting is the sum of their waits (Little 1961, in its finite form).
    """
    shelf = market.shelf
    for j in range(shelf.shape[0]):
        made = shelf[j, INITIAL] + shelf[j, RELEASED]
        pipe = shelf[j, IN_WORK] + shelf[j, IN_TRANSIT]
        goods = shelf[j, SOLD] - shelf[j, COPIES] + shelf[j, ON_HAND] + pipe + shelf[j, SCRAPPED]
        if unequal(made, goods, tolerance):
            return GOODS, j, made, goods
        least = min(min(shelf[j, ON_HAND], shelf[j, OWED]), min(shelf[j, IN_WORK], shelf[j, IN_TRANSIT]))
        if least < 0.0:
            return NEGATIVE, j, least, 0.0
        if unequal(shelf[j, BACKORDERED], shelf[j, FILLED] + shelf[j, OWED], tolerance):
            return BACK_ORDERS, j, shelf[j, BACKORDERED], shelf[j, FILLED] + shelf[j, OWED]
        if market.terms[j, SHORTAGE] == TO_ORDER:
            continue  # orders are looked at stage by stage, see `order_identities`
        area = shelf[j, OWED_AREA] + shelf[j, OWED] * (t - shelf[j, OWED_SINCE])
        waits = shelf[j, WAITS] + waits_still_running(agenda, shelf, j, t)
        if unequal(area, waits, tolerance):
            return LITTLE, j, area, waits
    return NONE, 0, 0.0, 0.0


@allocating
def totals(crowd):
    """Return (needs, money spent, surplus credited and still to be credited), summed over the participants."""
    sums = np.zeros(3)
    for i in range(crowd.rows.shape[0]):
        sums[0] += crowd.rows[i, NEEDS]
        sums[1] += crowd.rows[i, SPENT]
        sums[2] += crowd.surplus[i]
    return sums
