"""The methods, one function each: a sample in, indices out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from SALib.analyze import fast as salib_fast
from SALib.analyze import morris as salib_morris
from SALib.analyze import sobol as salib_sobol

from valuechain.errors import RequestError

from .estimate import LEVEL, RESAMPLES, Index, Sample, contained


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
    levels = int(sample.design.get("num_levels") or _levels_seen(sample))
    x, problem = sample.x, sample.problem
    if sample.drawn is not None:  # values may have been rounded so that a step of the design does not show in them
        x, problem = sample.drawn, {**problem, "bounds": [[0.0, 1.0]] * len(problem["names"])}
    found = salib_morris.analyze(
        {key: problem[key] for key in ("num_vars", "names", "bounds")}, x, sample.y, num_resamples=RESAMPLES,
        conf_level=LEVEL, num_levels=levels, seed=sample.generator("morris"),
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
