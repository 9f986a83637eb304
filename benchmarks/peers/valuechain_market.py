"""The Market workload in valuechain: benchmarks/market.yaml, resized.

Run it as ``python valuechain_market.py --n 1000 --seed 1 --days 365``. Set-up is loading the kernels (with a small
market on which every one of them is called), reading the scenario and drawing the people; the run ends with the frames.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

from valuechain.scenario import load
from valuechain.simulation import play, prepare

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from market import Market, Result, main, peak_mb

SCENARIO = Path(__file__).resolve().parent.parent / "market.yaml"


def resized(market: Market) -> dict[str, object]:
    """Return the scenario with what depends on the population's size, the horizon and the load."""
    policy = {"reorder_point": {"quantity": market.quantity, "reorder_point": market.reorder_point}}
    return {
        "extends": str(SCENARIO),
        "horizon": f"{market.days} days",
        "sample_every": f"{market.days} days",
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
    play(prepare(load(resized(replace(market, n=40, days=60.0)))))
    clock = prepare(load(resized(market)), seed)
    ready = time.perf_counter()
    frames = play(clock)
    done = time.perf_counter()
    return report(frames, (ready - start, done - ready))


def report(frames, seconds: tuple[float, float]) -> Result:
    """Read the frames of one replication."""
    run, sold = frames["runs"].iloc[-1], frames["products"]["sold"].astype(int).tolist()
    lost, outside, events = int(run["lost"]), int(run["outside"]), int(run["needs"])
    money = float(run["profit"]), float(run["consumer_surplus"])
    return Result(sold, lost, outside, events, *money, events, *seconds, peak_mb())


if __name__ == "__main__":
    main(simulate)
