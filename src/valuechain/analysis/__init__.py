"""What the results mean: frames in, frames out."""

from .comparison import differences
from .contributions import (
    compare_laws,
    contributions_by_period,
    persistence,
    power_law_exponent,
    survival,
    yearly_gini,
)
from .decomposition import decomposition
from .inequality import inequality, lorenz
from .luck import cautions, share_luck
from .ranks import rank_correlation
from .replications import over_replications

__all__ = [
    "cautions",
    "compare_laws",
    "contributions_by_period",
    "decomposition",
    "differences",
    "inequality",
    "lorenz",
    "over_replications",
    "persistence",
    "power_law_exponent",
    "rank_correlation",
    "share_luck",
    "survival",
    "yearly_gini",
]
