"""What the results mean: frames in, frames out."""

from .inequality import inequality, lorenz
from .replications import over_replications

__all__ = ["inequality", "lorenz", "over_replications"]
