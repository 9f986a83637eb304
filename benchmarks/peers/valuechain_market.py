"""The Market workload in valuechain: benchmarks/market.yaml, resized.

Run it as ``python valuechain_market.py --n 1000 --seed 1 --days 365``.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import valuechain as vc

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from market import Market, Result, main, peak_mb

SCENARIO = Path(__file__).resolve().parent.parent / "market.yaml"
SOLD = ("sold_1", "sold_2", "sold_3", "sold_4")
"""The columns of the runs frame with the units sold, by product."""


def resized(market: Market) -> dict[str, object]:
    """Return the scenario with what depends on the population's size, the horizon and the load."""
    policy = {"reorder_point": {"quantity": market.quantity, "reorder_point": market.reorder_point}}
    return {
        "extends": str(SCENARIO),
        "horizon": f"{market.days} days",
        "population": {"size": market.n},
        "chains": {
            "maker": {
                "production": {"unit_time": f"{market.unit_time!r} days"},
                "distribution": {"policy": policy, "initial_stock": market.initial_stock},
            }
        },
    }


def simulate(market: Market, seed: int) -> Result:
    """Play one market to its horizon; ``seed`` is the replication."""
    start = time.perf_counter()
    scenario = vc.load(resized(market))
    ready = time.perf_counter()
    results = vc.simulate(scenario, replication=seed)
    done = time.perf_counter()
    return report(results.runs.iloc[0], (ready - start, done - ready))


def report(run, seconds: tuple[float, float]) -> Result:
    """Read one row of the runs frame."""
    sold = [int(run[column]) for column in SOLD]
    lost, outside, events = int(run["lost"]), int(run["outside"]), int(run["opportunities"])
    return Result(sold, lost, outside, events, float(run["profit"]), float(run["surplus"]), events, *seconds, peak_mb())


if __name__ == "__main__":
    main(simulate)
