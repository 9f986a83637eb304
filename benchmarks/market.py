"""The Market workload: its parameters, the result that every entry prints, and what the Python entries share.

N consumers have Poisson needs, choose among four products by a logit and buy from shelves that a (Q, R) distributor
refills from one producer. One event is one opportunity: a need that arises. Only the standard library is imported here,
so that reading the parameters costs an entry nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Market:
    """The parameters of one run. Time is in days, money in euro."""

    n: int
    """Consumers."""
    days: float = 365.0
    """Horizon."""
    rate_mean: float = 1 / 7
    """Mean opportunities of a consumer per day, over the population."""
    rate_shape: float = 2.0
    """Shape of the gamma law of the consumers' rates."""
    value_mean: float = 10.0
    """Mean of the lognormal willingness to pay."""
    value_cv: float = 0.3
    """Coefficient of variation of the willingness to pay."""
    mismatch: float = 5.0
    """Utility lost per squared distance between ideal point and product."""
    noise: float = 1.0
    """Scale of the logit."""
    price: float = 6.0
    """Price of every product."""
    places: tuple[tuple[float, float], ...] = ((0.25, 0.25), (0.25, 0.75), (0.75, 0.25), (0.75, 0.75))
    """Where the products lie among the tastes, which are uniform on the unit square."""
    setup_time: float = 0.5
    """Set-up of the line before each batch."""
    load: float = 0.7
    """How busy the line would be if every opportunity were a sale."""
    shipment: float = 3.0
    """From the end of a batch to the shelf."""
    unit_cost: float = 3.0
    """Cost of a unit, charged when its batch is finished."""
    holding_cost: float = 0.01
    """Cost of a unit-day on the shelf."""

    @property
    def quantity(self) -> int:
        """The order quantity Q."""
        return max(20, round(self.n / 4))

    @property
    def reorder_point(self) -> int:
        """The inventory position R at or below which Q is ordered."""
        return self.quantity

    @property
    def initial_stock(self) -> int:
        """Units of each product on the shelf at the start."""
        return 2 * self.quantity

    @property
    def batch_time(self) -> float:
        """Days that one batch of Q occupies the line: the load divided by the batches wanted per day."""
        return self.load * self.quantity / (self.rate_mean * self.n)

    @property
    def unit_time(self) -> float:
        """Days of work on a unit, such that set-up and units together make ``batch_time``."""
        return (self.batch_time - self.setup_time) / self.quantity

    def profit(self, sold: int, made: int, unit_days: float) -> float:
        """Return revenue less the cost of the units made and of the stock held."""
        return self.price * sold - self.unit_cost * made - self.holding_cost * unit_days


@dataclass(frozen=True)
class Result:
    """What every entry prints: one JSON object on one line of standard output."""

    sold: list[int]
    """Units sold, by product."""
    lost: int
    """Opportunities that met an empty shelf."""
    outside: int
    """Opportunities in which the outside option was preferred."""
    opportunities: int
    """All opportunities: sold + lost + outside."""
    profit: float
    """Of producer and distributor together."""
    surplus: float
    """Consumers' expected surplus, summed over opportunities.

    μ·ln(1 + Σ exp(u/μ)) where the choice was served or outside. Where it was lost, the expected utility of the outside
    option given that a product was preferred: μ·P₀·ln P₀ / (1 − P₀).
    """
    events: int
    """What events per second count: the opportunities."""
    setup_s: float
    """Seconds from the drawing of the population until the first need can arise."""
    run_s: float
    """Seconds from there to the horizon."""
    peak_mb: float
    """Peak resident memory of the process."""

    def measures(self) -> dict[str, float]:
        """Return what entries are compared by."""
        return {f"sold {number}": float(units) for number, units in enumerate(self.sold, 1)} | {
            "lost share": self.lost / self.opportunities,
            "outside share": self.outside / self.opportunities,
            "opportunities": float(self.opportunities),
            "profit": self.profit,
            "surplus": self.surplus,
            "surplus each": self.surplus / self.opportunities,
        }


def peak_mb() -> float:
    """Return the peak resident memory of this process in MB.

    Linux's ``ru_maxrss`` survives ``exec`` and so starts at the parent's peak; ``VmHWM`` belongs to this program alone.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    scale = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale


def main(entry: Callable[[Market, int], Result], workload: type[Market] = Market) -> None:
    """Run ``entry(workload, seed)`` with the options every entry understands, and print its result.

    The process then leaves at once: to take a million generators or agents apart, one by one, is nobody's work.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--n", type=int, default=1000, help="consumers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=float, default=Market.days, help="horizon")
    parser.add_argument("--load", type=float, default=workload.load, help="of the line or cells")
    options = parser.parse_args()
    market = workload(options.n, days=options.days, load=options.load)
    print(json.dumps(asdict(entry(market, options.seed))), flush=True)
    os._exit(0)
