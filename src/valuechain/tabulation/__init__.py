"""From the recording of one replication to its frames."""

from __future__ import annotations

from valuechain.economy import Economy
from valuechain.recording import Recording

from .chains import chains_frame
from .commons import commons_frames
from .echelons import echelon_frames
from .market import Frames, market_frames, outcomes
from .prosumption import prosumption_frames
from .research import research_frame
from .roles import roles_frame

__all__ = ["Frames", "outcomes", "tabulate"]


def tabulate(economy: Economy, recording: Recording) -> Frames:
    """Return the frames of one replication, apart from `summary`, which needs all of them."""
    frames = market_frames(economy, recording)
    frames |= {"roles": roles_frame(economy, recording), "chains": chains_frame(economy, recording)}
    frames |= echelon_frames(economy, recording) | prosumption_frames(economy, recording)
    if any(getattr(chain, "feedback", None) is not None for chain in economy.scenario.chains.values()):
        frames["research"] = research_frame(economy)
    if economy.community is not None:
        frames |= commons_frames(economy.community, economy.scenario, economy.replication, recording)
    return frames
