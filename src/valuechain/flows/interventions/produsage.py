"""Changes of the produsage chain: its community is given new terms as a whole."""

from __future__ import annotations

from typing import Any

from valuechain.clock import Clock

from .change import Change, Path


def _reform(clock: Clock, path: Path, value: Any) -> None:
    community = clock.economy.community
    assert community is not None
    community.reform(community.number(path[1]), clock.economy.scenario, clock.now)


RENEWED: dict[str, Change] = {
    "chains.CHAIN.skills.literacy": _reform,
    "chains.CHAIN.artefact.trail.pull": _reform,
    "chains.CHAIN.edits.vandalism.share": _reform,
    "chains.CHAIN.status.penalty": _reform,
    "chains.CHAIN.status.review_grant": _reform,
    **{f"chains.CHAIN.contribution.propensity.motives.{key}": _reform for key in ("use", "reciprocity", "status")},
}
