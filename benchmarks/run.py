"""Time valuechain and its peers on a reference workload, once they have been seen to agree.

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

PEERS = ("valuechain", "simpy", "mesa", "c")
OF_WORKLOAD = {"market": PEERS, "orders": ("valuechain", "simpy", "c"), "community": PEERS}
REFERENCE = "simpy"
EVENTS = {
    "market": "An event is an opportunity: a need that arises.",
    "orders": "An event is an opportunity, an order or a delivery.",
    "community": "An event is an action: the use of a module, which may lead to an edit.",
}
AGREEMENT_N = 1000
AGREEMENT_DAYS = 120.0
"""What differs most from seed to seed is the population: many short runs tell more than a few long ones."""
SCARCE = 1.4
"""The agreement is checked at the load that is timed, and at one at which shelves run empty and queues grow long."""


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
    results = Path(__file__).resolve().parent / "results"
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workload", choices=OF_WORKLOAD, default="market", help="what is simulated")
    parser.add_argument("--n", type=int, nargs="+", default=[1000, 10_000, 100_000, 1_000_000], help="consumers")
    parser.add_argument("--peers", nargs="+", choices=PEERS, help="entries to run (default: all)")
    parser.add_argument("--repeat", type=int, default=5, help="runs of each entry at each size")
    parser.add_argument("--seed", type=int, default=1, help="seed of the first repetition; the next has the next")
    parser.add_argument("--agreement-seeds", type=int, default=60, help="seeds over which the entries must agree")
    parser.add_argument("--days", type=float, help="one horizon for all entries and sizes (default: see entries.py)")
    parser.add_argument("--out", type=Path, help="where the page is written (default: results/WORKLOAD.md)")
    options = parser.parse_args()
    options.peers = options.peers or OF_WORKLOAD[options.workload]
    options.out = options.out or results / f"{options.workload}.md"
    if missing := set(options.peers) - set(OF_WORKLOAD[options.workload]):
        parser.error(f"--peers: the workload {options.workload} has no entry {', '.join(sorted(missing))}")
    if options.agreement_seeds < 10:
        parser.error("--agreement-seeds: at least 10")
    if options.repeat < 1:
        parser.error("--repeat: at least 1")
    return options


def benchmark(options: argparse.Namespace) -> int:
    """Check, time and report."""
    ready = entries.prepare(list(dict.fromkeys([*options.peers, REFERENCE])), options.workload)
    if not check(ready, options.agreement_seeds, loads(options.workload)):
        print("run.py: the entries do not simulate the same; nothing was timed", file=sys.stderr)
        return 1
    runs = time_all({name: ready[name] for name in dict.fromkeys(options.peers)}, options)
    page = table.page(
        options.workload, runs, [entries.version(name) for name in dict.fromkeys(options.peers)], notes(options)
    )
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(page, encoding="utf-8")
    print(page)
    return 0


def loads(workload: str) -> dict[str, float | None]:
    """Return the loads at which the entries must agree; a community has none."""
    if workload == "community":
        return {"as timed": None}
    return {"as timed": entries.WORKLOADS[workload][0].load, "scarce": SCARCE}


def check(ready: Mapping[str, Entry], seeds: int, at: Mapping[str, float | None]) -> bool:
    """Say for every entry and measure how far it lies from the reference; return whether all agree."""
    agree = True
    for name, load in at.items():
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
    runs, load = [], loads(options.workload)["as timed"]
    for repetition in range(options.repeat):
        for n in options.n:
            for entry in rotated(list(ready.values()), repetition):
                run = entry.run(
                    n, options.seed + repetition, options.days or entries.days(entry.name, n, options.workload), load
                )
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
        EVENTS[options.workload] + " Events/s leave set-up out; wall time has everything, from the"
        " command line to the end of the process.",
        "Days in bold are shortened horizons: compare the events/s there, not the seconds.",
        f"Before timing, the means of all agreed with those of {REFERENCE} within {agreement.LIMIT:g} standard errors:"
        f" N = {AGREEMENT_N}, {AGREEMENT_DAYS:g} days, seeds 1 to {options.agreement_seeds}{_at(options.workload)}.",
    ]


def _at(workload: str) -> str:
    """Return at which loads the entries were compared, in words."""
    compared = [str(load) for load in loads(workload).values() if load is not None]
    return f", the line's load {' and '.join(compared)}" if compared else ""


def arguments(options: argparse.Namespace) -> str:
    """Return the command line in full, but for where the page goes."""
    words = [
        "--workload",
        options.workload,
        "--n",
        *options.n,
        "--peers",
        *options.peers,
        "--repeat",
        options.repeat,
        "--seed",
        options.seed,
    ]
    words += ["--agreement-seeds", options.agreement_seeds]
    words += ["--days", f"{options.days:g}"] if options.days else []
    return " ".join(map(str, words))


if __name__ == "__main__":
    sys.exit(main())
