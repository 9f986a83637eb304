"""From the recording of one replication to its frames."""

from __future__ import annotations

from valuechain.economy import Economy
from valuechain.recording import Recording

from .market import Frames, market_frames, outcomes

__all__ = ["Frames", "outcomes", "tabulate"]


def tabulate(economy: Economy, recording: Recording) -> Frames:
    """Return the frames of one replication, apart from `summary`, which needs all of them."""
    return market_frames(economy, recording)
