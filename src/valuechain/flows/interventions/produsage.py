"""Changes of the produsage chain: its community is given new terms as a whole."""

from __future__ import annotations

from typing import Any

from valuechain.clock import Clock
from valuechain.economy.reforms import reform

from .change import Change, Path


def _reform(clock: Clock, path: Path, value: Any) -> None:
    community = clock.economy.community
    assert community is not None
    reform(community, community.number(path[1]), clock.economy.scenario, clock.now)


_KEYS = {
    "skills": ("literacy",),
    "artefact": ("drift", "trail.pull", "trail.left", "trail.fading", "obsolescence.loss"),
    "artefact.flaws": ("detection", "per_edit"),
    "contribution.propensity.motives": ("noise", "use", "reciprocity", "status"),
    "contribution.recognition": ("tasks", "newcomers", "drive_by", "power", "by_field"),
    "contribution.equilibrium": ("cost", "status"),
    "edits": ("step", "noise", "vandalism.share", "vandalism.damage"),
    "evaluation.communal": ("notice", "settle", "discernment", "voice", "heaviest"),
    "evaluation.panel": ("reviewers", "drawn", "discernment"),
    "evaluation.experts": ("review_time", "expertise", "discernment"),
    "evaluation.owner": ("discernment",),
    "status": ("grant", "review_grant", "penalty", "fading", "cap"),
    "heterarchy": ("every", "leaders", "weight"),
    "retention": ("leaving", "held_by", "after_revert", "newcomer_edits"),
}

RENEWED: dict[str, Change] = {
    f"chains.CHAIN.{section}.{key}": _reform for section, keys in _KEYS.items() for key in keys
}
