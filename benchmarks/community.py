"""The Community workload: its parameters, the result that every entry prints, and what the Python entries share.

N participants act at Pareto-distributed rates: each action uses a module drawn by popularity, and one in ten edits it.
Three reviewers, drawn in proportion to status + 1, vote; a majority puts the edit live and gives its author status,
which fades. Every entry keeps each participant's uses, edits and reviews and each module's uses. One event is one
action. Only the standard library is imported here.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass

from market import peak_mb

__all__ = ["Community", "Outcome", "main", "peak_mb"]


@dataclass(frozen=True)
class Community:
    """The parameters of one run. Time is in days."""

    n: int
    """Participants."""
    days: float = 365.0
    modules: int = 200
    quality: float = 0.2
    """Of every module at the start."""
    shape: float = 1.2
    """Of the Pareto law of the participants' rates, whose mean over the law is one action a day."""
    edits: float = 0.1
    """Probability that an action edits the module in use."""
    step: float = 0.05
    """An edit adds N(step·skill·(1 - quality), noise²), kept within 0 and 1."""
    noise: float = 0.05
    skill: tuple[float, float] = (0.5, 1.5)
    """Skills are uniform between these."""
    reviewers: int = 3
    """All different, never the author."""
    scale: float = 0.02
    """A reviewer accepts a change Δ with probability 1/(1 + exp(-Δ/scale))."""
    fading: float = 0.01
    """Rate per day at which status fades."""

    @property
    def least_rate(self) -> float:
        """Smallest rate, such that the mean of the law is 1."""
        return (self.shape - 1) / self.shape


@dataclass(frozen=True)
class Outcome:
    """What every entry prints: one JSON object on one line of standard output."""

    actions: int
    edits: int
    accepted: int
    quality: float
    """Mean over modules at the end."""
    gini: float
    """Of status over participants at the end."""
    setup_s: float
    run_s: float
    peak_mb: float

    @property
    def events(self) -> int:
        """What events per second count: the actions."""
        return self.actions

    def measures(self) -> dict[str, float]:
        """Return what entries are compared by; the number of actions has no finite variance and is not."""
        return {
            "edits each": self.edits / self.actions,
            "accepted each": self.accepted / self.edits,
            "quality": self.quality,
            "gini": self.gini,
        }


def gini(values: list[float]) -> float:
    """Return the Gini coefficient."""
    ordered, n = sorted(values), len(values)
    weighted = sum((2 * k - n + 1) * x for k, x in enumerate(ordered))
    return weighted / (n * sum(ordered))


def main(entry: Callable[[Community, int], Outcome]) -> None:
    """Run ``entry(community, seed)`` with the options every entry understands, and print its outcome."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--n", type=int, default=1000, help="participants")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=float, default=Community.days, help="horizon")
    options = parser.parse_args()
    print(json.dumps(asdict(entry(Community(options.n, options.days), options.seed))), flush=True)
    os._exit(0)
