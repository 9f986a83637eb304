"""The order book workload in valuechain: benchmarks/orders.yaml, resized.

Run it as ``python valuechain_orders.py --n 1000 --seed 1 --days 365``.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from valuechain.scenario import load
from valuechain.simulation import play, prepare

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from market import main, peak_mb
from orders import OrderResult, Orders

SCENARIO = Path(__file__).resolve().parent.parent / "orders.yaml"


def resized(orders: Orders) -> dict[str, object]:
    """Return the scenario with what depends on the population's size, the horizon and the load."""
    service = {"exponential": {"mean": f"{orders.service_mean!r} days"}}
    return {
        "extends": str(SCENARIO),
        "horizon": f"{orders.days} days",
        "sample_every": f"{orders.days} days",
        "population": {"size": orders.n},
        "chains": {"maker": {"cells": {"service_time": service}}},
    }


def simulate(orders: Orders, seed: int) -> OrderResult:
    """Play one market to its horizon; ``seed`` is the replication."""
    start = time.perf_counter()
    play(prepare(load(resized(Orders(n=10, days=7.0)))))
    clock = prepare(load(resized(orders)), seed)
    ready = time.perf_counter()
    frames = play(clock)
    done = time.perf_counter()
    run = frames["runs"].iloc[-1]
    needs, ordered, delivered = int(run["needs"]), int(run["demand"]), int(run["sold"])
    days = float(run["mean_wait"]) * delivered
    expertise = float(clock.economy.workshops.loop.member[:, 0, 0].mean())
    told = needs, ordered, delivered, float(run["profit"]), float(run["consumer_surplus"]), days
    events = needs + ordered + delivered
    return OrderResult(
        *told, float(run["order_mismatch"]) * ordered, expertise, events, ready - start, done - ready, peak_mb()
    )


if __name__ == "__main__":
    main(simulate, Orders)
