"""What the results mean: frames in, frames out."""

from .comparison import differences
from .decomposition import decomposition
from .inequality import inequality, lorenz
from .luck import cautions, share_luck
from .ranks import rank_correlation
from .replications import over_replications

__all__ = [
    "cautions",
    "decomposition",
    "differences",
    "inequality",
    "lorenz",
    "over_replications",
    "rank_correlation",
    "share_luck",
]
