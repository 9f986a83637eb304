"""A board of experts: contributions queue for one of its members before they go live, as in Nupedia."""

from __future__ import annotations

import simpy

from valuechain.clock import Clock, Flow
from valuechain.economy import Submission
from valuechain.randomness import stream
from valuechain.scenario import Experts


def review(clock: Clock, chain: int, terms: Experts) -> Flow:
    """Take in contributions as they come, for ever; each waits for a member, first come, first served."""
    economy = clock.economy
    community, name = economy.community, economy.chain_names[chain]
    assert community is not None
    p = community.number(name)
    board = simpy.Resource(clock, capacity=terms.board)
    times = stream(economy.scenario.seed, economy.replication, f"{name}/review times")
    while True:
        yield clock.submission(community.offers[p])
        edit = community.submission(p, clock.now)
        present = community.chains[p].evaluation
        assert isinstance(present, Experts)
        clock.process(_decide(clock, p, edit, board, present.review_time.draw_one(times)))


def _decide(clock: Clock, p: int, edit: Submission, board: simpy.Resource, time: float) -> Flow:
    """Wait for a member and for the review, then decide."""
    community = clock.economy.community
    assert community is not None
    community.reviewing[p] += 1
    with board.request() as member:
        yield member
        yield clock.timeout(time)
    community.reviewing[p] -= 1
    clock.economy.review(p, edit, clock.now)
