"""One replication: build the economy, start the flows, run the clock, return the frames."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from valuechain.clock import Clock, Flow
from valuechain.economy import Economy
from valuechain.paradigms import flows
from valuechain.recording import Recording
from valuechain.scenario import Scenario
from valuechain.tabulation import Frames, outcomes, tabulate

RARELY = 100_000
"""Objects that may be made before Python looks for cycles among them."""

Process = Callable[[Clock], Flow]
"""A process of the user's own: takes the clock, yields events."""


def simulate(scenario: Scenario, replication: int = 0, processes: Sequence[Process] = ()) -> Frames:
    """Run one replication of ``scenario`` with any SimPy ``processes`` beside the scenario's own flows.

    Returns the frames `runs`, `series`, `products`, `ledger`, `roles`, `chains` and, if recorded, `participants` and
    `events`.

    Raises:
        IdentityViolation: the books do not balance; the run stops where it happened.
    """
    return play(prepare(scenario, replication), processes)


def measure(scenario: Scenario, replication: int = 0) -> dict[str, float]:
    """Run one replication and return the numbers of its frame `runs` alone.

    They are named `measure` for the whole market and `chain.measure` for a chain.

    Raises:
        IdentityViolation: the books do not balance; the run stops where it happened.
    """
    clock = prepare(scenario, replication)
    return outcomes(clock.economy, _played(clock, ()))


def prepare(scenario: Scenario, replication: int = 0) -> Clock:
    """Return the clock of a replication before anything has happened: people drawn, shelves filled, books open."""
    return Clock(Economy(scenario, replication))


def play(clock: Clock, processes: Sequence[Process] = ()) -> Frames:
    """Run a prepared replication to its horizon and return its frames, as `simulate` does."""
    return tabulate(clock.economy, _played(clock, processes))


def _played(clock: Clock, processes: Sequence[Process]) -> Recording:
    economy = clock.economy
    recording = Recording.of(economy)
    recording.take(economy, clock.now)
    for flow in flows(clock):
        clock.process(flow)
    for process in processes:
        clock.process(process(clock))
    clock.process(_sample(clock, recording))
    with _rare_collections():
        clock.run_to(economy.scenario.horizon)
    recording.take(economy, clock.now)
    economy.check_participants(clock.now, "end of the run")
    return recording


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Collect garbage more rarely for a while: events are freed without it, yet every few hundred would set it off."""
    before = gc.get_threshold()
    gc.set_threshold(RARELY, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _sample(clock: Clock, recording: Recording) -> Flow:
    """Take every sample between the first, before anything happens, and the last, after everything."""
    for day in recording.days[1:-1].tolist():
        yield clock.end_of(day)
        recording.take(clock.economy, clock.now)
