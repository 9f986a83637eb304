"""A mixed market against its chains alone: seconds of a shelf, a workshop and a commons side by side, and one by one.

    python benchmarks/mixed.py --n 100000 --repeat 3

All markets have the same people with the same needs. The runs are interleaved in one process, after a small market of
each kind has loaded the kernels. The mixed market should take at most 1.3 times as long as the three alone together.
"""

from __future__ import annotations

import argparse
import time
from statistics import median
from typing import Any

from valuechain.scenario import load
from valuechain.simulation import play, prepare

MOST = 1.3
"""Most that the mixed market may take, in times of the three alone together."""


def chains(n: int) -> dict[str, dict[str, Any]]:
    """Return the three chains; capacity and stock suit ``n`` people with a need a week."""
    lot = max(20, n // 4)
    return {
        "shelf": {
            "paradigm": "industrial",
            "variants": {"count": 4, "price": 6},
            "production": {"setup_time": "0.5 days", "unit_time": f"{2.9 / n!r} days", "unit_cost": 3},
            "distribution": {
                "policy": {"reorder_point": {"quantity": lot, "reorder_point": lot}},
                "lead_time": "3 days",
                "holding_cost": "0.01 / day",
                "initial_stock": 2 * lot,
            },
        },
        "workshop": {
            "paradigm": "prosumption",
            "price": 6,
            "options": 10,
            "articulation_error": 0.2,
            "expertise": {"learn": 0.1},
            "cells": {"count": 8, "service_time": {"exponential": {"mean": f"{44.8 / n!r} days"}}, "unit_cost": 3},
            "delivery": {"parcel": {"time": "3 days"}},
        },
        "commons": {
            "paradigm": "produsage",
            "artefact": {"modules": 200, "quality": 0.3, "width": 0.2},
            "contribution": {"propensity": {"propensity": {"pareto": {"minimum": 0.01, "shape": 1.3}}}},
            "evaluation": {"communal": {"notice": 0.3}},
            "status": {"fading": "1 / year"},
        },
    }


def market(n: int, *names: str) -> dict[str, Any]:
    """Return a market of ``n`` people and the chains ``names`` over a year."""
    every = chains(n)
    return {
        "scenario": "mixed",
        "horizon": "1 year",
        "sample_every": "1 week",
        "seed": 1,
        "population": {
            "size": n,
            "needs": {"rate": "1 / week", "spread": 0.7071067811865476},
            "tastes": {"dimensions": 2},
            "willingness_to_pay": {"lognormal": {"mean": 10, "cv": 0.3}},
            "mismatch_cost": 5,
            "waiting_cost": "0.05 / day",
            "choice": {"noise": 1},
        },
        "chains": {name: every[name] for name in names},
        "record": {"participants": False, "revisions": False},
    }


def seconds(n: int, *names: str) -> float:
    """Run a market once; return how long people, needs and frames take together."""
    scenario = load(market(n, *names))
    start = time.perf_counter()
    play(prepare(scenario))
    return time.perf_counter() - start


def main() -> None:
    """Print the median seconds of each market, and the ratio of the mixed one to the others together."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, nargs="+", default=[100_000], help="consumers")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each market")
    options = parser.parse_args()
    names = tuple(chains(1000))
    markets = [*((name,) for name in names), names]
    for each in markets:
        seconds(1000, *each)  # loads the kernels
    for n in options.n:
        times = [[seconds(n, *each) for each in markets] for _ in range(options.repeat)]
        ratios = [run[-1] / sum(run[:-1]) for run in times]
        for each, taken in zip(markets, zip(*times, strict=True), strict=True):
            print(f"n = {n:>9,}: {' + '.join(each):28} {median(taken):8.2f} s")
        verdict = "within" if median(ratios) <= MOST else "beyond"
        told = f"{median(ratios):.2f} of the three alone ({min(ratios):.2f} to {max(ratios):.2f})"
        print(f"n = {n:>9,}: mixed / alone {told}: {verdict} {MOST}")


if __name__ == "__main__":
    main()
