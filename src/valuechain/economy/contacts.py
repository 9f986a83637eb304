"""Whom participants hear from: networks of contacts, drawn by networkx."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from valuechain.randomness import stream
from valuechain.scenario import Scenario
from valuechain.scenario.awareness import Contacts, WattsStrogatz
from valuechain.swarm.arrays import Ints

if TYPE_CHECKING:
    import networkx as nx


def draw_contacts(scenario: Scenario, replication: int) -> tuple[Ints, NDArray[np.int32]]:
    """Return where the contacts of each participant begin (N + 1,), and the contacts (2 · ties,), in ascending order.

    Both are empty where everybody meets everybody. The network depends on the population and the seed alone.
    """
    people = scenario.population
    if people.contacts is None:
        return np.empty(0, np.int64), np.empty(0, np.int32)
    source = stream(scenario.seed, replication, "population/contacts")
    with _without_collection():
        network = _network(people.contacts, people.size, int(source.integers(2**63)))
        known = dict(network.adjacency())
        counts = np.fromiter((len(known[i]) for i in range(people.size)), np.int64, people.size)
        contacts = np.fromiter(chain.from_iterable(known[i] for i in range(people.size)), np.int64, counts.sum())
        network.clear()  # it holds on to itself, and would stay until garbage is looked for
    starts = np.concatenate([[0], np.cumsum(counts)])
    ascending = np.sort(np.repeat(np.arange(people.size) * people.size, counts) + contacts)
    return starts, (ascending % people.size).astype(np.int32)


def _network(contacts: Contacts, size: int, seed: int) -> nx.Graph[Any]:
    import networkx as nx  # only those who ask for a network wait for it

    if isinstance(contacts, WattsStrogatz):
        return nx.watts_strogatz_graph(size, contacts.neighbours, contacts.rewiring, seed)
    return nx.barabasi_albert_graph(size, contacts.links, seed)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Let Python not look for garbage: a network is a million small objects, and looking would take half the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
