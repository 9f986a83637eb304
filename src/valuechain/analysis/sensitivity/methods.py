"""The methods, one function each: a sample in, indices out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from SALib.analyze import delta as salib_delta
from SALib.analyze import fast as salib_fast
from SALib.analyze import morris as salib_morris
from SALib.analyze import sobol as salib_sobol

from valuechain.errors import RequestError

from .estimate import LEVEL, RESAMPLES, Index, Sample, contained

DUMMY = "(drawn at random)"
"""A factor without influence, to which those of `delta` are held."""


def sobol_block(sample: Sample) -> int:
    """Return how many points belong to one base sample: D + 2, or 2·D + 2 if the second order was asked for.

    Raises:
        RequestError: the points are not those of a Sobol design.
    """
    D, points = len(sample.problem["names"]), len(sample.points)
    blocks = (2 * D + 2, D + 2)
    n = sample.design.get("n")
    fitting = [block for block in blocks if points == block * n] if n else [b for b in blocks if points % b == 0]
    if not fitting:
        wanted = f"{n} × {blocks[0]} or {n} × {blocks[1]}" if n else f"a multiple of {blocks[0]} or of {blocks[1]}"
        raise RequestError(f"a Sobol design of {D} factors has {wanted} points, not {points}; it must be whole")
    return fitting[0]


def sobol(sample: Sample) -> Iterator[Index]:
    """Yield first, total and second order indices (Saltelli et al. 2010; Jansen 1999; Saltelli 2002).

    Intervals are normal ones from a bootstrap over base samples (Archer, Saltelli & Sobol 1997). Noise of replications
    that falls on single points adds to the variance and to the total effects, but not to first and second order
    effects: with its share s, the parameters' own indices are S/(1 - s) and (ST - s)/(1 - s).
    """
    names = sample.problem["names"]
    second = sobol_block(sample) == 2 * len(names) + 2
    s = sample.noise
    found = salib_sobol.analyze(
        sample.problem, sample.y, calc_second_order=second, num_resamples=RESAMPLES, conf_level=LEVEL,
        seed=sample.generator("sobol"),
    )  # fmt: skip
    for i, name in enumerate(names):
        yield Index(name, "", "S1", found["S1"][i], found["S1_conf"][i], found["S1"][i] / (1 - s))
        yield Index(name, "", "ST", found["ST"][i], found["ST_conf"][i], (found["ST"][i] - s) / (1 - s))
    for i, j in combinations(range(len(names) if second else 0), 2):
        value = found["S2"][i, j]
        yield Index(names[i], names[j], "S2", value, found["S2_conf"][i, j], value / (1 - s))


def morris(sample: Sample) -> Iterator[Index]:
    """Yield μ, μ* and σ of the elementary effects (Morris 1991; Campolongo, Cariboni & Saltelli 2007).

    They are in the output's unit, for a step through the whole range of the factor. The interval of μ* is from a
    bootstrap over trajectories.
    """
    block = len(sample.problem["names"]) + 1
    if len(sample.points) % block:
        raise RequestError(
            f"a Morris design of {block - 1} factors has a multiple of {block} points, not {len(sample.points)}"
        )
    told = sample.design.get("num_levels", sample.design.get("levels"))
    levels = told if isinstance(told, int) else _levels_seen(sample)
    found = salib_morris.analyze(
        sample.problem, sample.x, sample.y, num_resamples=RESAMPLES, conf_level=LEVEL, num_levels=levels,
        seed=sample.generator("morris"),
    )  # fmt: skip
    for i, name in enumerate(sample.problem["names"]):
        yield Index(name, "", "mu_star", float(found["mu_star"][i]), float(found["mu_star_conf"][i]))
        yield Index(name, "", "mu", float(found["mu"][i]))
        yield Index(name, "", "sigma", float(found["sigma"][i]))


def _levels_seen(sample: Sample) -> int:
    """Return how many levels the design has, an even number, by those that a factor takes."""
    seen = max(len(np.unique(column)) for column in sample.x.T)
    return seen + seen % 2


def fast(sample: Sample) -> Iterator[Index]:
    """Yield first and total order indices by the extended FAST (Cukier et al. 1973; Saltelli, Tarantola & Chan 1999).

    They have no interval: the points lie on one search curve and cannot be resampled. Harmonics beyond the design's M
    (4 unless it says otherwise) are left out, which misses Ishigami's total effects by up to 0.05, at M = 8 by 0.006.
    """
    D = len(sample.problem["names"])
    if len(sample.points) % D:
        raise RequestError(f"a FAST design of {D} factors has a multiple of {D} points, not {len(sample.points)}")
    with contained():
        found = salib_fast.analyze(
            sample.problem,
            sample.y,
            M=int(sample.design.get("M") or sample.design.get("interference") or 4),
            num_resamples=2,
            seed=sample.seed("fast"),
        )
    for i, name in enumerate(sample.problem["names"]):
        yield Index(name, "", "S1", float(found["S1"][i]))
        yield Index(name, "", "ST", float(found["ST"][i]))


def delta(sample: Sample) -> Iterator[Index]:
    """Yield Borgonovo's δ, which needs no design (Borgonovo 2007; Plischke, Borgonovo & Smith 2013).

    δ is half the expected distance between the output's density and its density given the factor: 0 without influence,
    1 at most. From few points even a factor without influence seems to have some: the last index is that of one drawn
    at random, and what does not exceed it is not told from nothing. Intervals are from a bootstrap over points.
    """
    problem, generator = sample.problem, sample.generator("dummy")
    x = np.column_stack([sample.x, generator.random(len(sample.points))])
    columns = [f"x{i}" for i in range(x.shape[1])]  # SALib refuses names with certain endings
    bounds = [*problem["bounds"], [0.0, 1.0]]
    with contained():
        found = salib_delta.analyze(
            {"num_vars": len(columns), "names": columns, "bounds": bounds}, x, sample.y, num_resamples=RESAMPLES // 8,
            conf_level=LEVEL, seed=sample.seed("delta"), method="delta",
        )  # fmt: skip
    for i, name in enumerate([*problem["names"], DUMMY]):
        yield Index(name, "", "delta", float(found["delta_balanced"][i]), float(found["delta_balanced_conf"][i]))
