"""New terms for a commons that has begun: rules, literacy, what grants are worth, how fast status and trails fade."""

from __future__ import annotations

import math

import numpy as np

from valuechain.scenario import ProdusageChain, Scenario
from valuechain.swarm import commons as col
from valuechain.swarm.urn import inflation

from .community import BLOCK, Community
from .rules import CHANGING, members_of, rules_of


def reform(community: Community, p: int, scenario: Scenario, now: float) -> None:
    """Let commons ``p`` have the rules and the literacy of ``scenario`` from day ``now`` on.

    Who becomes literate takes part from then on, with the propensity drawn at the start; who no longer is stops.
    """
    chain = scenario.chains[community.names[p]]
    assert isinstance(chain, ProdusageChain)
    before = community.chains[p]
    community.chains = (*community.chains[:p], chain, *community.chains[p + 1 :])
    able = _teach(community, p, scenario, chain, now)
    rules, book = rules_of(chain, scenario, able), community.arrays.book[p]
    if rules[col.FADING] != book[col.FADING]:
        _fade_up_to(community, p, now)
    if rules[col.TRAIL_FADING] != book[col.TRAIL_FADING]:
        _fade_trails_up_to(community, p, now)
    book[list(CHANGING)] = rules[list(CHANGING)]
    if chain.status.grant != before.status.grant:
        community.arrays.grants[p] = chain.status.grant.draw(community.sources[p].grants, BLOCK)
        book[col.GRANT] = 0
    book[col.NEXT_NEWCOMER] = 0.0


def _teach(community: Community, p: int, scenario: Scenario, chain: ProdusageChain, now: float) -> int:
    """Let those take part who are literate in ``scenario``, and nobody else; return how many they are."""
    members, waits = community.arrays.members[p], community.waits[p]
    fresh = members_of(scenario, community.replication, community.names[p], chain)
    was, able = np.isfinite(waits), np.isfinite(fresh[:, col.JOINED])
    waits[:], taught, lost = fresh[:, col.JOINED], able & ~was, was & ~able
    members[taught, col.PROPENSITY] = fresh[taught, col.PROPENSITY]
    members[taught, col.JOINED] = np.maximum(now, waits[taught] + community.entered[p])
    members[lost, col.PROPENSITY], members[lost, col.JOINED] = 0.0, math.inf
    return int(able.sum())


def _fade_up_to(community: Community, p: int, now: float) -> None:
    """Let all status fade up to day ``now`` at the old rate, and count from then on."""
    arrays = community.arrays
    book, members, held = arrays.book[p], arrays.members[p], community.status(p, now)
    book[col.FADED] += members[:, col.STATUS].sum() - held.sum()
    members[:, col.STATUS], members[:, col.STATUS_SINCE] = held, now
    factor = 1.0 / inflation(book[col.FADING], now, book[col.ORIGIN])
    arrays.trees[2 * p] *= factor
    arrays.topics[p, :, :, col.EARNED] *= factor
    book[col.MASS] *= factor
    book[col.ORIGIN] = now


def _fade_trails_up_to(community: Community, p: int, now: float) -> None:
    """Let all trails fade up to day ``now`` at the old rate, and count from then on."""
    arrays = community.arrays
    book = arrays.book[p]
    factor = 1.0 / inflation(book[col.TRAIL_FADING], now, book[col.TRAIL_ORIGIN])
    arrays.trees[2 * p + 1] *= factor
    arrays.modules[p, :, col.TRAIL] *= factor
    book[col.TRAIL_MASS] *= factor
    book[col.TRAIL_ORIGIN] = now
