"""Measure sweeps: points per second from a cold command line, what store and executor cost, seconds to a half-width.

::

    python benchmarks/sweep.py                # all of it, about two minutes
    python benchmarks/sweep.py --repeat 5     # for the record, on a machine that does nothing else
    python benchmarks/sweep.py --cells 100000 # very many cells that cost nothing, instead of all that
    python benchmarks/peers/simpy_answer.py   # the last answer by independent replications in SimPy, about two minutes

The compile cache is warm: one cell is run before anything is timed. Every command starts in a new, empty folder.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

import cells

from valuechain.analysis import paired
from valuechain.experiments.progress import Silence
from valuechain.experiments.study import run_study
from valuechain.experiments.sweeping import plan_of, study_of
from valuechain.results import load_sweep
from valuechain.simulation import measure

HERE = Path(__file__).resolve().parent
PEOPLE = 10_000
"""Consumers of the market in `answer.yaml`."""
ASSUMED = 0.05
"""Seconds of the cell of which the overhead is told as a share."""


def command(file: str, out: Path) -> tuple[float, float]:
    """Run a sweep from a cold command line; return its wall time in seconds and the parent's peak memory in MB."""
    return cells.step(cells.COMMAND, "sweep", str(HERE / file), "--out", str(out))


def overhead(out: Path, points: int = 300) -> tuple[float, float]:
    """Return the seconds that a cell takes by itself, and those that a sweep in this process adds to it."""
    design = {"latin-hypercube": {"points": points, "seed": 1}}
    study = study_of(plan_of(HERE / "sweep.yaml", {"design": design}, (), (), None), out)
    scenarios = [study.plan.template.at(study.points.written(point)) for point in range(points)]
    measure(scenarios[0])
    start = time.perf_counter()
    for scenario in scenarios:
        measure(scenario)
    alone = (time.perf_counter() - start) / points
    start = time.perf_counter()
    run_study(study, None, 1, Silence())
    return alone, (time.perf_counter() - start) / points - alone


def spread(values: list[float], unit: str) -> str:
    """Return the median of values and their range."""
    return f"{statistics.median(values):.3g} {unit} (from {min(values):.3g} to {max(values):.3g})"


def answer(out: Path) -> str:
    """Return what the paired difference of the two scenarios is, and how many replications it took."""
    runs = load_sweep(next(out.iterdir())).runs.pivot_table(
        index="replication", columns="point", values="consumer_surplus"
    )
    found = paired(runs[1] / PEOPLE, runs[0] / PEOPLE)
    told = f"{found.difference.estimate:.2f} ± {found.difference.half_width:.2f} a participant after {len(runs)}"
    return f"{told} replications of each; pairing divides the variance by {found.variance_reduction:.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--cells", type=int, default=0)
    parser.add_argument("--replications", type=int, default=1, help="of each point, with --cells")
    given = parser.parse_args()
    if given.cells:
        cells.steps(given.cells, given.replications)
        return
    repeat = given.repeat
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        alone, more = overhead(place / "overhead")
        print(f"a cell           {1e3 * alone:.1f} ms by itself; a sweep adds {1e3 * more:.2f} ms,"
              f" {100 * more / ASSUMED:.1f} % of a cell of {1e3 * ASSUMED:.0f} ms")  # fmt: skip
        found = [command("sweep.yaml", place / f"sweep-{i}") for i in range(repeat)]
        cores = len(os.sched_getaffinity(0))
        print(f"1 000 points     {spread([wall for wall, _ in found], 's')}, {cores} cores, cold command line")
        print(f"                 {spread([1000 / wall / cores for wall, _ in found], 'points per second and core')}")
        print(f"                 parent {spread([memory for _, memory in found], 'MB')}")
        walls = [command("answer.yaml", place / f"answer-{i}")[0] for i in range(repeat)]
        print(f"half-width 1 %   {spread(walls, 's')}: {answer(place / 'answer-0')}")


if __name__ == "__main__":
    main()
