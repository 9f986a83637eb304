"""Cells that fail and are repaired; what a cell is working on when it fails is finished first."""

from __future__ import annotations

import numpy as np

from valuechain.clock import Clock, Flow
from valuechain.economy.workshops import Workshops
from valuechain.scenario import CellBreakdowns


def fail_and_repair(clock: Clock, shops: Workshops, w: int, law: CellBreakdowns, source: np.random.Generator) -> Flow:
    """Take one cell out of use and bring it back, for ever."""
    while True:
        yield clock.timeout(law.up.draw_one(source))
        shops.change_failed(w, 1, clock.now)
        yield clock.timeout(law.down.draw_one(source))
        shops.change_failed(w, -1, clock.now)
