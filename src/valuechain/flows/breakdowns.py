"""Cells that fail and are repaired; what a cell is working on when it fails is finished first."""

from __future__ import annotations

import numpy as np

from valuechain.clock import Clock, Flow
from valuechain.economy.workshops import Workshops
from valuechain.scenario import CellBreakdowns


def fail_and_repair(clock: Clock, shops: Workshops, w: int, cell: int, source: np.random.Generator) -> Flow:
    """Take one cell out of use and bring it back, for ever."""

    def law() -> CellBreakdowns:
        present = shops.shops[w].chain.cells.breakdowns
        assert present is not None
        return present

    while True:
        yield clock.timeout(law().uptime.draw_one(source))
        shops.fail(w, cell, clock.now)
        yield clock.timeout(law().repair_time.draw_one(source))
        shops.repair(w, cell, clock.now)
