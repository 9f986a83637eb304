"""From the recording of one replication to its frames."""

from __future__ import annotations

from valuechain.economy import Economy
from valuechain.recording import Recording

from .commons import commons_frames
from .market import Frames, market_frames

__all__ = ["Frames", "tabulate"]


def tabulate(economy: Economy, recording: Recording) -> Frames:
    """Return the frames of one replication, apart from `summary`, which needs all of them."""
    frames = market_frames(economy, recording)
    if economy.community is not None:
        frames |= commons_frames(economy.community, economy.scenario, economy.replication, recording)
    return frames
