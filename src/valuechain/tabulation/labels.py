"""What the frames of all kinds share: their first columns, and ratios with nothing where nothing is."""

from __future__ import annotations

import numpy as np

from valuechain.economy import Economy
from valuechain.swarm.arrays import Floats


def keys(economy: Economy) -> dict[str, object]:
    """Return the columns that every frame of a replication has."""
    return {"scenario": economy.scenario.scenario, "replication": economy.replication}


def ratio(a: Floats, b: Floats) -> Floats:
    """Return a/b, missing where b is 0."""
    result: Floats = np.divide(a, b, out=np.full(np.shape(a), np.nan), where=b != 0)
    return result
