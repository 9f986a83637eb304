"""The Community workload in valuechain: benchmarks/community.yaml, resized.

Run it as ``python valuechain_community.py --n 1000 --seed 1 --days 365``.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from valuechain.scenario import load
from valuechain.simulation import play, prepare

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from community import Community, Outcome, main, peak_mb

SCENARIO = Path(__file__).resolve().parent.parent / "community.yaml"


def resized(n: int, days: float) -> dict[str, object]:
    """Return the scenario with its size and horizon."""
    return {
        "extends": str(SCENARIO),
        "horizon": f"{days!r} days",
        "sample_every": f"{days!r} days",
        "population": {"size": n},
    }


def simulate(community: Community, seed: int) -> Outcome:
    """Play one community to its horizon; ``seed`` is the replication."""
    start = time.perf_counter()
    play(prepare(load(resized(10, 7.0))))
    clock = prepare(load(resized(community.n, community.days)), seed)
    ready = time.perf_counter()
    frames = play(clock)
    done = time.perf_counter()
    run = frames["runs"].iloc[-1]
    counts = int(run["uses"]), int(run["edits"]), int(run["accepted"])
    quality = float(frames["modules"]["quality"].mean())
    return Outcome(*counts, quality, float(run["gini_status"]), ready - start, done - ready, peak_mb())


if __name__ == "__main__":
    main(simulate)
