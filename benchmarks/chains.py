"""Seconds of two industrial markets: the beer game over 1 000 weeks, and word of two chains among 100 000 people.

    python benchmarks/chains.py --repeat 5

Both are scenarios of the repository made longer or larger: `beer-game` with its four echelons, and `bass-tv`, in which
everybody meets everybody, or has ten contacts in a small world or in a network with hubs. Everything is counted but the
start of Python: the population, the network, the run, the frames. Kernels are loaded by a small run of each first. The
beer game should take at most half a second, word of mouth two seconds.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from statistics import median
from typing import Any

from valuechain.scenario import load
from valuechain.simulation import simulate

SCENARIOS = Path(__file__).resolve().parent.parent / "scenarios"
BEER = {"extends": str(SCENARIOS / "beer-game.yaml"), "horizon": "1000 weeks"}
WORD = {"extends": str(SCENARIOS / "bass-tv.yaml"), "population": {"size": 100_000}}

MARKETS: dict[str, tuple[dict[str, Any], tuple[str, ...], float]] = {
    "beer game, 1 000 weeks": (BEER, (), 0.5),
    "word, everybody": (WORD, (), 2.0),
    "word, small world": (WORD, ("small-world",), 2.0),
    "word, hubs": (WORD, ("hubs",), 2.0),
}
"""Each market with its overrides, and the most seconds that it should take."""


def seconds(tree: dict[str, Any], overrides: tuple[str, ...], repeat: int) -> list[float]:
    """Return how long each of ``repeat`` runs takes, after one that has loaded the kernels."""
    scenario = load(tree, overrides=overrides)
    simulate(scenario)
    found = []
    for replication in range(repeat):
        start = time.perf_counter()
        simulate(scenario, replication)
        found.append(time.perf_counter() - start)
    return found


def main() -> None:
    """Print the median of each market, the least and the most."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=5, help="runs of each market")
    repeat = parser.parse_args().repeat
    for name, (tree, overrides, most) in MARKETS.items():
        found = seconds(tree, overrides, repeat)
        verdict = "within" if median(found) <= most else "beyond"
        print(f"{name:24} {median(found):6.2f} s ({min(found):.2f} to {max(found):.2f}): {verdict} {most} s")


if __name__ == "__main__":
    main()
