"""Time valuechain and its peers on the Community workload, once they have been seen to agree.

    python benchmarks/run_community.py --n 1000 10000 --repeat 3

Entries run one at a time and interleaved, each in a process of its own. Nothing is timed unless their means over seeds
agree within three standard errors.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import subprocess
import sys

from community import Outcome
from entries import C_FLAGS, HERE, VENV_PYTHON, _make_venv

PROGRAM = HERE / "build" / "community"
LIMIT = 3.0
MEASURES = ("edits per action", "accepted per edit", "quality", "gini")
DAYS = {("simpy", 100_000): 10.0, ("simpy", 10_000): 60.0}
"""Horizons shortened so that a run of a slow peer stays under a minute."""


def commands() -> dict[str, list[str]]:
    """Make the entries ready and return their commands."""
    _make_venv()
    PROGRAM.parent.mkdir(exist_ok=True)
    flags = [flag for flag in C_FLAGS if flag != "-ffast-math"]
    subprocess.run(["cc", *flags, "-o", PROGRAM, HERE / "peers" / "community.c", "-lm"], check=True)
    peers = HERE / "peers"
    return {
        "valuechain": [sys.executable, str(peers / "valuechain_community.py")],
        "simpy": [str(VENV_PYTHON), str(peers / "simpy_community.py")],
        "c": [str(PROGRAM)],
    }


def run(command: list[str], n: int, seed: int, days: float) -> Outcome:
    """Run an entry in a process of its own."""
    options = ["--n", str(n), "--seed", str(seed), "--days", str(days)]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=True, timeout=900)
    return Outcome(**json.loads(done.stdout))


def measures(outcome: Outcome) -> tuple[float, ...]:
    """Return what is compared; the number of actions has no finite variance and is not."""
    rates = outcome.edits / outcome.actions, outcome.accepted / outcome.edits
    return (*rates, outcome.quality, outcome.gini)


def agree(entries: dict[str, list[str]], seeds: int) -> bool:
    """Say for every entry and measure how far it lies from SimPy's; return whether all are near enough."""
    found = {
        name: [measures(run(command, 1000, s, 60.0)) for s in range(1, seeds + 1)] for name, command in entries.items()
    }
    fine = True
    for name in entries:
        for k, measure in enumerate(MEASURES):
            own, other = ([row[k] for row in found[each]] for each in (name, "simpy"))
            error = math.sqrt((statistics.variance(own) + statistics.variance(other)) / seeds)
            off = (statistics.fmean(own) - statistics.fmean(other)) / error
            fine = fine and abs(off) <= LIMIT
            print(
                f"{name:<11} {measure:<18} {statistics.fmean(other):>10.5f} {statistics.fmean(own):>10.5f} {off:>+6.2f}"
            )
    return fine


def main() -> int:
    """Check the agreement, time the entries, print a table; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, nargs="+", default=[1000, 10_000, 100_000], help="participants")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--agreement-seeds", type=int, default=30)
    options = parser.parse_args()
    entries = commands()
    if not agree(entries, options.agreement_seeds):
        print("run_community.py: the entries do not simulate the same community; nothing was timed", file=sys.stderr)
        return 1
    for n in options.n:
        runs: dict[str, list[Outcome]] = {name: [] for name in entries}
        for seed in range(1, options.repeat + 1):
            for name, command in entries.items():
                runs[name].append(run(command, n, seed, DAYS.get((name, n), 365.0)))
        speeds = {name: statistics.median(o.actions / o.run_s for o in own) for name, own in runs.items()}
        for name, speed in speeds.items():
            print(f"n={n:<8} {name:<11} {speed:>12,.0f} actions/s  {speeds['valuechain'] / speed:>6.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
