"""Who knows of which chain: drawn at the start, then spread by the swarm."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from valuechain.randomness import stream
from valuechain.scenario import Scenario
from valuechain.swarm.arrays import Agenda, Crowd, Floats, Word
from valuechain.swarm.entries import start_word
from valuechain.swarm.layout import BUYER, HEARD, KNOWER, NEXT, RATES_COLUMNS, STRANGER, WAITING, WORD_COLUMNS
from valuechain.swarm.word import open_queue

from .contacts import draw_contacts

_INFORMANTS = {"aware": KNOWER, "buyers": BUYER}


def spreads(scenario: Scenario) -> bool:
    """Whether there is a chain that not everyone knows from the start."""
    return any(chain.awareness is not None for chain in scenario.chains.values())


def open_word(scenario: Scenario, replication: int, crowd: Crowd, agenda: Agenda) -> Word | None:
    """Return word of mouth as it is at the start, its appointments made; None where everyone knows every chain."""
    if not spreads(scenario):
        return None
    word = _open_arrays(scenario, replication)
    for c, (name, chain) in enumerate(scenario.chains.items()):
        if chain.awareness is None:
            word.tally[c, HEARD], word.tally[c, NEXT] = scenario.population.size, np.inf
        else:
            source = stream(scenario.seed, replication, f"{name}/awareness")
            first = _line_up(word, c, source, chain.awareness.initial_share)
            crowd.aware[:, c] = STRANGER
            start_word(tuple(crowd), tuple(agenda), tuple(word), c, first)
    return word


def _line_up(word: Word, c: int, source: np.random.Generator, initial_share: float) -> NDArray[np.int32]:
    """Draw the thresholds of chain ``c`` and line everybody up by them; return those who know at the start.

    These are the first; what they had is taken off the thresholds of the others, which leaves those exponential, since
    an exponential wait has no memory.
    """
    left, size = word.left[c], word.left.shape[1]
    source.standard_exponential(out=left)
    order = np.argsort(left, kind="stable").astype(np.int32)
    n = round(initial_share * size)
    first, rest = order[:n], order[n:]
    left[rest] -= left[first[-1]] if n else 0.0
    word.queue[c] = np.concatenate([rest, first] if len(word.starts) else [first, rest])
    word.tally[c, WAITING] = len(rest)
    if len(word.starts):
        open_queue(word, c)
    return first


def _open_arrays(scenario: Scenario, replication: int) -> Word:
    starts, contacts = draw_contacts(scenario, replication)
    chains, size = len(scenario.chains), scenario.population.size
    of_own = (chains, size if len(starts) else 0)
    rates = np.zeros((chains, RATES_COLUMNS))
    informants = np.full(chains, STRANGER, np.int64)
    for c, chain in enumerate(scenario.chains.values()):
        if chain.awareness is not None:
            rates[c] = chain.awareness.innovation, chain.awareness.imitation
            informants[c] = _INFORMANTS[chain.awareness.informants]
    return Word(
        rates,
        informants,
        np.zeros((chains, WORD_COLUMNS)),
        np.zeros((chains, size)),
        np.zeros((chains, size), np.int32),
        np.zeros(of_own, np.int32),
        np.zeros(of_own),
        np.zeros(of_own),
        np.zeros(of_own, np.int32),
        starts,
        contacts,
    )


def knowers(word: Word | None, chains: int, size: int) -> Floats:
    """Return how many participants know each chain (C,)."""
    return np.full(chains, float(size)) if word is None else word.tally[:, HEARD].copy()
