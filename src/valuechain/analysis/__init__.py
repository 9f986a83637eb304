"""What the results mean: frames in, frames out."""

from .comparison import differences
from .inequality import inequality, lorenz
from .luck import cautions, share_luck
from .replications import over_replications

__all__ = ["cautions", "differences", "inequality", "lorenz", "over_replications", "share_luck"]
