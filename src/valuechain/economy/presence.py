"""Since when, and until when, chains are in the market: for whatever runs on by the day and not by the sale."""

from __future__ import annotations

import math
from collections.abc import Iterable


class Presence:
    """The days on which chains entered the market and left it; chains are named, and ``late`` ones enter later."""

    def __init__(self, late: Iterable[str]) -> None:
        self._entered = dict.fromkeys(late, math.inf)
        self._left: dict[str, float] = {}

    def enter(self, chain: str, day: float) -> None:
        """Take note that ``chain`` is in the market from ``day`` on."""
        self._entered[chain] = day

    def leave(self, chain: str, day: float) -> None:
        """Take note that ``chain`` has left the market on ``day``, unless it had before."""
        self._left.setdefault(chain, day)

    def days(self, chain: str, now: float) -> float:
        """Return for how many days ``chain`` has been in the market by day ``now``."""
        return max(0.0, min(now, self._left.get(chain, math.inf)) - self._entered.get(chain, 0.0))
