"""Sweeps made by hand: the frames that a sweep gives, of functions instead of simulations."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest


class Sweep(NamedTuple):
    points: pd.DataFrame
    runs: pd.DataFrame
    design: Mapping[str, Any]


def make_sweep(
    x: Any,
    function: Callable[[Mapping[str, float]], Mapping[str, float]],
    names: list[str],
    *,
    replications: int = 1,
    single: float = 0.0,
    common: float = 0.0,
    **design: Any,
) -> Sweep:
    """Run ``function`` at the rows of ``x``; add noise of single cells and noise common to a replication."""
    points = pd.DataFrame(np.asarray(x), columns=names)
    exact = pd.DataFrame([dict(function(row)) for row in points.to_dict("records")])
    generator = np.random.default_rng(7)
    parts = []
    for replication in range(replications):
        noise = generator.normal(0, single, exact.shape) + generator.normal(0, common)
        part = exact + noise
        part.insert(0, "replication", replication)
        part.insert(0, "point", np.arange(len(points)))
        parts.append(part)
    points.insert(0, "point", np.arange(len(points)))
    return Sweep(points, pd.concat(parts, ignore_index=True), design)


@pytest.fixture(scope="session")
def sweep() -> Callable[..., Sweep]:
    return make_sweep
