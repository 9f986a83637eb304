"""The arrays that kernels work on, by noun. N participants, J offers, C chains, K taste dimensions, B block length."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Crowd(NamedTuple):
    """The participants."""

    rows: Floats  # (N, width): see layout
    surplus: Floats  # (N,) money, apart from the log-sums not yet settled
    settled: Floats  # (N,) needs whose log-sum has been credited
    taste: Floats  # (N, K)
    value: Floats  # (N,) willingness to pay, money
    impatience: Floats  # (N,) cost of waiting, money per day
    last: NDArray[np.int32]  # (N,) offer of the last purchase, -1 before the first; (0,) where choice is prepared
    aware: NDArray[np.uint8]  # (N, C) whether each knows a chain; (0, 0) where choice is prepared


class Market(NamedTuple):
    """The offers and how participants judge them."""

    shelf: Floats  # (J, SHELF_COLUMNS)
    terms: Ints  # (J, TERMS_COLUMNS)
    position: Floats  # (J, K)
    tally: Floats  # (TALLY_COLUMNS,)
    noise: float  # scale of the choice noise, money; 0: the best offer is chosen
    mismatch: float  # money per squared distance
    space: int  # BOX or TORUS
    afresh: int  # 1: choice is made afresh at every need; 0: from probabilities prepared for the present prices
    network: float  # money by which an offer gains when everybody's last purchase was from its chain
    switching: float  # money that buying from another chain than last time costs
    users: Floats  # (C,) participants whose last purchase was from the chain
    scratch: Floats  # (2, J + 1) of the last need chosen afresh: utilities; cumulative probabilities, outside first


class Needs(NamedTuple):
    """A block of needs."""

    times: Floats  # (B,) days, ascending
    who: NDArray[np.int32]  # (B,) participants
    luck: Floats  # (B,) uniform numbers: one per need decides its choice
    choice: NDArray[np.int32]  # (B,) first choices prepared so far: an offer, -1 for the outside option
    outcome: Ints  # (B,) what became of it: see layout


class Works(NamedTuple):
    """Making and shipping one for one, per chain."""

    free: Floats  # (C, lines) day from which a line is free; inf: no such line
    work: Floats  # (C, B) set-up and unit times still to be used, days
    lead: Floats  # (C, B) lead times still to be used, days
    used: Ints  # (C, 2) how many of them have been used
    craft: Floats  # (C, CRAFT_COLUMNS)


class Agenda(NamedTuple):
    """Appointments and queues."""

    when: Floats  # (capacity, 3)
    what: Ints  # (capacity, 2)
    waiting: Floats  # (J, capacity, 3) back-orders: participant, day of the order, price agreed
    head: Ints  # (J,) position of the oldest back-order in its ring
    marks: Ints  # (MARKS_COLUMNS,)
