"""The order book workload: its parameters, and the result that every entry prints.

N consumers have Poisson needs and say with an error, which their expertise reduces, what they want made. Eight cells
work off the orders first come, first served; a parcel takes three days; the wait is quoted before ordering, and whoever
finds it too long goes without. Events are opportunities, orders and deliveries. Only the standard library is imported.
"""

from __future__ import annotations

from dataclasses import dataclass

from market import Market


@dataclass(frozen=True)
class Orders(Market):
    """The parameters of one run: people as in the Market workload, one offer that is made to order."""

    load: float = 0.8
    """How busy the cells would be if every opportunity became an order."""
    cells: int = 8
    """Cells in parallel."""
    delivery: float = 3.0
    """From the cell to the customer."""
    waiting: float = 0.05
    """Cost of a day of waiting, quoted before ordering and charged as it comes."""
    error: float = 0.2
    """Standard deviation of what is said from what is wanted, per attribute, without expertise."""
    learn: float = 0.1
    """Share of what is still to be learnt that a delivery teaches."""

    @property
    def service_mean(self) -> float:
        """Mean of the exponential service times."""
        return self.cells * self.load / (self.rate_mean * self.n)

    def quote(self, waiting: int, working: int) -> float:
        """Return the delivery time that is told: exact for an M/M/c queue that is first come, first served."""
        wait = 0.0 if waiting == 0 and working < self.cells else (waiting + 1) * self.service_mean / self.cells
        return wait + self.service_mean + self.delivery


@dataclass(frozen=True)
class OrderResult:
    """What every entry prints: one JSON object on one line of standard output."""

    opportunities: int
    orders: int
    delivered: int
    profit: float
    """Price less unit cost, of orders delivered and made."""
    surplus: float
    """Expected surplus of all opportunities; on delivery days beyond the quote are charged, days saved credited."""
    days: float
    """Sum of the days from order to delivery."""
    mismatch: float
    """Sum over orders of the squared distance of what is ordered from what is wanted."""
    expertise: float
    """Mean over consumers at the end."""
    events: int
    """Opportunities, orders and deliveries."""
    setup_s: float
    run_s: float
    peak_mb: float

    def measures(self) -> dict[str, float]:
        """Return what entries are compared by."""
        return {
            "opportunities": float(self.opportunities),
            "orders each": self.orders / self.opportunities,
            "delivered": float(self.delivered),
            "profit": self.profit,
            "surplus each": self.surplus / self.opportunities,
            "days each": self.days / self.delivered,
            "mismatch each": self.mismatch / self.orders,
            "expertise": self.expertise,
        }
