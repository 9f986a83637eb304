"""What the results mean: frames in, frames out."""

from .contributions import (
    compare_laws,
    contributions_by_period,
    persistence,
    power_law_exponent,
    survival,
    yearly_gini,
)
from .inequality import inequality, lorenz
from .replications import over_replications

__all__ = [
    "compare_laws",
    "contributions_by_period",
    "inequality",
    "lorenz",
    "over_replications",
    "persistence",
    "power_law_exponent",
    "survival",
    "yearly_gini",
]
