"""From the recording of one replication to its frames."""

from __future__ import annotations

from valuechain.economy import Economy
from valuechain.recording import Recording

from .chains import chains_frame
from .market import Frames, market_frames
from .roles import roles_frame

__all__ = ["Frames", "tabulate"]


def tabulate(economy: Economy, recording: Recording) -> Frames:
    """Return the frames of one replication, apart from `summary`, which needs all of them."""
    own = {"roles": roles_frame(economy, recording), "chains": chains_frame(economy, recording)}
    return market_frames(economy, recording) | own
