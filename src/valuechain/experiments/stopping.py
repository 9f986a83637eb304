"""How many replications it takes to know a mean so well: sequential stopping.

After a round of n replications with half-width h, where δ is wanted, about n·(h/δ)² are needed, for half-widths fall
like 1/√n. The next round goes there, but at most to 2n, for the standard deviation is itself an estimate (Chow &
Robbins 1965: the interval's coverage tends to the nominal one as δ falls; Law 2015, 9.4.1, advises a first round of 10
or more). The rule sees nothing but the numbers of replications 0 … n - 1, so it decides alike wherever and whenever
they were run.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pandas as pd

from valuechain.errors import RequestError
from valuechain.results.column import ALL
from valuechain.results.summary import half_width
from valuechain.scenario import Scenario
from valuechain.scenario.precision import Precision

Floats = npt.NDArray[np.float64]

FEWEST = 3
"""Replications from which a standard deviation is believed."""


def needed(runs: pd.DataFrame, scenario: Scenario) -> int:
    """Return how many replications of a scenario to run in all, given its frame `runs` so far.

    Raises:
        RequestError: there is no such output.
    """
    n = int(runs["replication"].nunique())
    if scenario.precision is None:
        return n
    return enough(_output(runs, scenario.precision.output), n, scenario.precision)


def _output(runs: pd.DataFrame, name: str) -> Floats:
    chain, _, measure = name.rpartition(".")
    chains = runs["chain"].cat.categories.tolist()
    if measure not in runs or runs[measure].dtype != np.float64:
        raise RequestError(f"precision: {measure!r} is no measure; name a column of runs, such as profit")
    if (chain or ALL) not in chains:
        raise RequestError(f"precision: there is no chain {chain!r}; there are {', '.join(chains)}")
    rows = runs[runs["chain"] == (chain or ALL)].sort_values("replication")
    return rows[measure].to_numpy(np.float64)


def enough(values: Floats, n: int, precision: Precision) -> int:
    """Return how many replications to run in all, given the ``values`` of the first ``n``: n itself if that is enough.

    Missing values (failed cells, or a measure that does not apply) do not count.
    """
    known = values[~np.isnan(values)]
    if n >= precision.most or not len(known):
        return n
    if len(known) < FEWEST:
        return min(max(n + 1, FEWEST), precision.most)
    width = float(half_width(np.array(known.std(ddof=1)), np.array(len(known))))
    allowed = precision.absolute or abs(float(known.mean())) * (precision.relative or 0.0)
    if width <= allowed:
        return n
    needed = math.ceil(n * (width / allowed) ** 2) if allowed > 0 else precision.most
    return min(max(needed, n + 1), 2 * n, precision.most)
