"""What every part of the economy must do: keep its own books, and hold them against its own identities."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Breach(NamedTuple):
    """An identity that does not hold: its name, whose it is, and the two sides by what they stand for."""

    identity: str
    subject: str
    balances: dict[str, float]


class Part(Protocol):
    """Shelves, workshops or a commons: whatever moves money, goods or status."""

    def settle(self, now: float) -> None:
        """Post what has been moved since the last time, up to day ``now``."""

    def breach(self, now: float) -> Breach | None:
        """Return an identity that does not hold at day ``now``; None if all do."""
