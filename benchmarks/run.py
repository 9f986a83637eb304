"""Time valuechain and its peers on the Market workload, once they have been seen to agree.

    python benchmarks/run.py --n 1000 10000 --peers valuechain simpy c --repeat 3

Entries are run one at a time and interleaved, each in a process of its own, so that all meet the same disturbances.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import agreement
import entries
import table
from entries import Entry, EntryError, Run
from market import Market

PEERS = ("valuechain", "simpy", "mesa", "c")
REFERENCE = "simpy"
AGREEMENT_N = 1000
AGREEMENT_DAYS = 120.0
"""What differs most from seed to seed is the population: many short runs tell more than a few long ones."""
LOADS = {"as timed": Market.load, "scarce": 1.4}
"""The agreement is checked at the load that is timed, and at one at which shelves run empty."""


def main() -> int:
    """Check the agreement, time the entries, write the page; return the exit code."""
    options = parse()
    try:
        return benchmark(options)
    except EntryError as failure:
        print(f"run.py: {failure}", file=sys.stderr)
        return 1


def parse() -> argparse.Namespace:
    """Read the command line."""
    results = Path(__file__).resolve().parent / "results" / "market.md"
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, nargs="+", default=[1000, 10_000, 100_000, 1_000_000], help="consumers")
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=PEERS, help="entries to run")
    parser.add_argument("--repeat", type=int, default=5, help="runs of each entry at each size")
    parser.add_argument("--seed", type=int, default=1, help="seed of the first repetition; the next has the next")
    parser.add_argument("--agreement-seeds", type=int, default=60, help="seeds over which the entries must agree")
    parser.add_argument("--days", type=float, help="one horizon for all entries and sizes (default: see entries.py)")
    parser.add_argument("--out", type=Path, default=results, help="where the page is written")
    options = parser.parse_args()
    if options.agreement_seeds < 10:
        parser.error("--agreement-seeds: at least 10")
    if options.repeat < 1:
        parser.error("--repeat: at least 1")
    return options


def benchmark(options: argparse.Namespace) -> int:
    """Check, time and report."""
    ready = entries.prepare(list(dict.fromkeys([*options.peers, REFERENCE])))
    if not check(ready, options.agreement_seeds):
        print("run.py: the entries do not simulate the same market; nothing was timed", file=sys.stderr)
        return 1
    runs = time_all({name: ready[name] for name in dict.fromkeys(options.peers)}, options)
    page = table.page(runs, [entries.version(name) for name in dict.fromkeys(options.peers)], notes(options))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(page, encoding="utf-8")
    print(page)
    return 0


def check(ready: Mapping[str, Entry], seeds: int) -> bool:
    """Say for every entry and measure how far it lies from the reference; return whether all agree."""
    agree = True
    for name, load in LOADS.items():
        found = {entry: [] for entry in ready}
        for seed in range(1, seeds + 1):
            for entry in ready.values():
                found[entry.name].append(entry.run(AGREEMENT_N, seed, AGREEMENT_DAYS, load).result)
        print(f"agreement, {name}: entry, measure, mean of {REFERENCE}, mean of entry, difference in standard errors")
        differences = agreement.compare(found, REFERENCE)
        print(*differences, sep="\n", end="\n\n", flush=True)
        agree = agree and all(difference.agrees for difference in differences)
    return agree


def time_all(ready: Mapping[str, Entry], options: argparse.Namespace) -> list[Run]:
    """Run every entry at every size, repetition by repetition, each time starting with another entry."""
    runs = []
    for repetition in range(options.repeat):
        for n in options.n:
            for entry in rotated(list(ready.values()), repetition):
                run = entry.run(n, options.seed + repetition, options.days or entries.days(entry.name, n))
                print(f"{run.entry:<11} n={n:<8} {table.speed(run):>12,.0f} events/s", file=sys.stderr)
                runs.append(run)
    return sorted(runs, key=lambda run: (run.n, PEERS.index(run.entry)))


def rotated(items: Sequence[Entry], by: int) -> list[Entry]:
    """Return the items, starting ``by`` places on."""
    start = by % len(items)
    return [*items[start:], *items[:start]]


def notes(options: argparse.Namespace) -> list[str]:
    """Return what a reader must know to repeat and to read the tables."""
    seeds = f"{options.seed} to {options.seed + options.repeat - 1}"
    return [
        f"Command: `python benchmarks/run.py {arguments(options)}`",
        f"Median (least–most) of {options.repeat} interleaved runs, each in its own process; seeds {seeds}.",
        "An event is an opportunity: a need that arises. Events/s leave set-up out; wall time has everything, from the"
        " command line to the end of the process.",
        "Days in bold are shortened horizons: compare the events/s there, not the seconds.",
        f"Before timing, the means of all agreed with those of {REFERENCE} within {agreement.LIMIT:g} standard errors:"
        f" N = {AGREEMENT_N}, {AGREEMENT_DAYS:g} days, seeds 1 to {options.agreement_seeds}, the line's load"
        f" {' and '.join(map(str, LOADS.values()))}.",
    ]


def arguments(options: argparse.Namespace) -> str:
    """Return the command line in full, but for where the page goes."""
    words = ["--n", *options.n, "--peers", *options.peers, "--repeat", options.repeat, "--seed", options.seed]
    words += ["--agreement-seeds", options.agreement_seeds]
    words += ["--days", f"{options.days:g}"] if options.days else []
    return " ".join(map(str, words))


if __name__ == "__main__":
    sys.exit(main())
