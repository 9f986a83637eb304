"""What the results mean: frames in, frames out.

Indices of sensitivity are in `valuechain.analysis.sensitivity`, which takes a second to import.
"""

from .cells import cells
from .elasticity import one_at_a_time
from .inequality import inequality, lorenz
from .intervals import bootstrap_interval, paired, t_interval
from .noise import noise
from .prim import discover
from .replications import over_replications
from .warmup import mser5, suggest_warmup

__all__ = [
    "bootstrap_interval",
    "cells",
    "discover",
    "inequality",
    "lorenz",
    "mser5",
    "noise",
    "one_at_a_time",
    "over_replications",
    "paired",
    "suggest_warmup",
    "t_interval",
]
