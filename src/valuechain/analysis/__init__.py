"""What the results mean: frames in, frames out.

Indices of sensitivity are in `valuechain.analysis.sensitivity`, which takes a second to import.
"""

from valuechain.results.history import (
    contributions_by_period,
    history_moments,
    persistence,
    power_law_exponent,
    yearly_gini,
)

from .cells import cells
from .comparison import differences
from .contributions import compare_laws, survival
from .decomposition import decomposition
from .elasticity import one_at_a_time
from .inequality import inequality, lorenz
from .intervals import bootstrap_interval, paired, t_interval
from .luck import cautions, share_luck
from .noise import noise
from .prim import discover
from .ranks import rank_correlation
from .replications import over_replications
from .warmup import mser5, suggest_warmup

__all__ = [
    "bootstrap_interval",
    "cautions",
    "cells",
    "compare_laws",
    "contributions_by_period",
    "decomposition",
    "differences",
    "discover",
    "history_moments",
    "inequality",
    "lorenz",
    "mser5",
    "noise",
    "one_at_a_time",
    "over_replications",
    "paired",
    "persistence",
    "power_law_exponent",
    "rank_correlation",
    "share_luck",
    "suggest_warmup",
    "survival",
    "t_interval",
    "yearly_gini",
]
