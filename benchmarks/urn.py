"""What the Python entries of the community draw from: the same urn for both, in plain Python."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["Urn"]


class Urn:
    """Draws in proportion to 1 + a number that is added to; sums are kept in a Fenwick tree.

    ``uniform`` returns a random number on [0, 1).
    """

    def __init__(self, n: int, uniform: Callable[[], float]) -> None:
        self.n, self.uniform, self.total, self.sums = n, uniform, 0.0, [0.0] * (n + 1)
        self.top = 1 << (n.bit_length() - 1)

    def put(self, i: int, amount: float) -> None:
        """Add to the number of ``i``."""
        self.total += amount
        i += 1
        while i <= self.n:
            self.sums[i] += amount
            i += i & -i

    def draw(self, now: float) -> int:
        """Draw; what is in the urn counts ``now`` times as much as 1."""
        x = self.uniform() * (self.n + self.total / now)
        if x < self.n:
            return int(x)
        target, at, step = (x - self.n) * now, 0, self.top
        while step:
            ahead = at + step
            if ahead <= self.n and self.sums[ahead] <= target:
                at, target = ahead, target - self.sums[ahead]
            step >>= 1
        return min(at, self.n - 1)
