"""What the identities cost: the share of a run's time that goes into checking goods, queues, accounts and participants.

    python benchmarks/checks.py --n 1000 10000 --repeat 20

The Market workload with weekly samples, as a user would run it; books are checked at every sample.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from statistics import median

from valuechain.economy import Economy
from valuechain.scenario import load
from valuechain.simulation import play, prepare

sys.path.insert(0, str(Path(__file__).resolve().parent / "peers"))
from market import Market
from valuechain_market import resized


class Watch:
    """Adds up the time that calls of some methods take."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def over(self, method):
        """Return the method, timed."""

        def timed(*arguments):
            start = time.perf_counter()
            try:
                return method(*arguments)
            finally:
                self.seconds += time.perf_counter() - start

        return timed


def share(n: int, watch: Watch) -> float:
    """Run the market once; return the share of its time that the checks took."""
    scenario = load(resized(Market(n=n)) | {"sample_every": "1 week"})
    watch.seconds, start = 0.0, time.perf_counter()
    play(prepare(scenario))
    return watch.seconds / (time.perf_counter() - start)


def main() -> None:
    """Print the median share, and the extremes, for each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, nargs="+", default=[1000, 10_000, 100_000], help="consumers")
    parser.add_argument("--repeat", type=int, default=20, help="runs of each size")
    options = parser.parse_args()
    watch = Watch()
    for name in ("check", "check_participants"):
        setattr(Economy, name, watch.over(getattr(Economy, name)))
    for n in options.n:
        share(n, watch)  # loads the kernels
        shares = [share(n, watch) for _ in range(options.repeat)]
        print(f"n = {n:>7,}: {median(shares):.2%} of the run ({min(shares):.2%} to {max(shares):.2%})")


if __name__ == "__main__":
    main()
