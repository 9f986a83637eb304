"""Room for appointments and back-orders: opened small, doubled when full."""

from __future__ import annotations

import numpy as np

from valuechain.swarm.arrays import Agenda
from valuechain.swarm.layout import MARKS_COLUMNS, PENDING

ROOM = 64


def open_agenda(offers: int) -> Agenda:
    """Return an empty agenda with empty queues for each offer."""
    return Agenda(
        when=np.empty((ROOM, 3)),
        what=np.empty((ROOM, 2), np.int64),
        waiting=np.empty((offers, ROOM, 3)),
        head=np.zeros(offers, np.int64),
        marks=np.zeros(MARKS_COLUMNS, np.int64),
    )


def grow(agenda: Agenda, owed: np.ndarray, more: int = 2) -> Agenda:
    """Return an agenda with twice the room wherever it could lack it; ``owed`` counts back-orders (J,).

    ``more`` appointments must find room: two for the next event.
    """
    when, what, waiting, head, marks = agenda
    if marks[PENDING] + more > len(when):
        when, what = np.concatenate([when, when]), np.concatenate([what, what])
    if owed.max() + 1 > waiting.shape[1]:
        straight = np.stack([np.roll(queue, -start, axis=0) for queue, start in zip(waiting, head, strict=True)])
        waiting, head = np.concatenate([straight, straight], axis=1), np.zeros_like(head)
    return Agenda(when, what, waiting, head, marks)
