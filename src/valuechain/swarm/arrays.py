"""The arrays that kernels work on, by noun. N participants, J offers, C chains, K taste dimensions, B block length."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Seeds = NDArray[np.uint64]


class Crowd(NamedTuple):
    """The participants."""

    rows: Floats  # (N, width): see layout
    surplus: Floats  # (N,) money, apart from the log-sums not yet settled
    settled: Floats  # (N,) needs whose log-sum has been credited; of no use where choice is made afresh
    taste: Floats  # (N, K)
    value: Floats  # (N,) willingness to pay, money
    impatience: Floats  # (N,) cost of waiting, money per day
    last: NDArray[np.int32]  # (N,) offer of the last purchase, -1 before the first; (0,) where no choice depends on it
    aware: NDArray[np.uint8]  # (N, C) what each knows of a chain: see layout; (0, C) where everyone knows every chain


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
    purse: int = 0  # column of `Crowd.rows` from which on stands what each has paid, chain by chain; 0: not kept


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


class Word(NamedTuple):
    """Word of mouth. W is N where participants have contacts in a network, 0 where everybody meets everybody."""

    rates: Floats  # (C, RATES_COLUMNS)
    informants: (
        Ints  # (C,) from what on a participant passes it on: KNOWER or BUYER; STRANGER: everyone knows the chain
    )
    tally: Floats  # (C, WORD_COLUMNS)
    left: Floats  # (C, N) threshold of each participant, less the own integral up to `since` on a network
    queue: NDArray[np.int32]  # (C, N) who hears next: in order; on a network a heap of those who do not know
    place: NDArray[np.int32]  # (C, W) place of each participant in the queue
    due: Floats  # (C, W) day on which each would hear as things are
    since: Floats  # (C, W) day up to which the own integral has been taken off `left`
    tellers: NDArray[np.int32]  # (C, W) contacts of each who pass it on
    starts: Ints  # (W + 1,) where the contacts of each begin in `contacts`; (0,) where everybody meets everybody
    contacts: NDArray[np.int32]  # (2 · ties,)


class Commons(NamedTuple):
    """Every commons: P of them, at most M modules each, T topics, L rows of a block of the log (see `swarm.commons`).

    Few arrays, for each costs a second of compiling in every kernel that they pass through.
    """

    book: Floats  # (P, BOOK_COLUMNS)
    modules: Floats  # (P, M, CENTRE + K + MOST_APPROVERS)
    members: Floats  # (P, N, PLACE + K)
    trees: Floats  # (2 P, room of max(M, N)) trees of inflated status, then of trails, for each commons: see `urn`
    topics: Floats  # (P, T, N, TOPIC_COLUMNS); (P, 0, 0, TOPIC_COLUMNS) without leaders
    seeds: Seeds  # (P, PURPOSES, B) one of each for every event
    grants: Floats  # (P, B) grants of status still to be used
    log: Floats  # (P, L, LOG_COLUMNS)
