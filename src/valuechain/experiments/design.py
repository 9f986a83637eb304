"""Which points a sweep runs. The only place, beside the analysis of sensitivity, that knows SALib."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from valuechain.errors import RequestError
from valuechain.scenario.planning import Plan
from valuechain.scenario.problems import Problem
from valuechain.scenario.sweep import MOST_POINTS, Asked, Csv, Fast, Grid, LatinHypercube, Morris, Sobol
from valuechain.scenario.varying import Varied

from .quantiles import Column, Floats, levels, log_parameters, quantiles, values


@dataclass(frozen=True)
class Points:
    """The points of a sweep: the values of each factor (n,), in the order of the factors.

    ``sample`` (n, k) holds the numbers in [0, 1] from which they were drawn (None for grids and tables), ``left_out``
    is the number of points that failed a constraint, ``design`` tells the method, its parameters and SALib's `problem`.
    """

    factors: tuple[Varied, ...]
    columns: tuple[Column, ...]
    design: dict[str, Any]
    sample: Floats | None = None
    left_out: int = 0

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def written(self, point: int) -> tuple[object, ...]:
        """Return the values of a point as the scenario writes them."""
        pairs = zip(self.factors, self.columns, strict=True)
        return tuple(factor.written(column[point]) for factor, column in pairs)

    def frame(self) -> pd.DataFrame:
        """Return the frame `points`: `point`, then a column for each factor."""
        data: dict[str, Any] = {"point": np.arange(len(self), dtype=np.int64)}
        for factor, column in zip(self.factors, self.columns, strict=True):
            data[factor.label] = column if factor.numeric else _words(factor, column)
        return pd.DataFrame(data, copy=False)


def _words(factor: Varied, column: Column) -> pd.Categorical:
    known = list(factor.values) or list(dict.fromkeys(column))
    return pd.Categorical(column, categories=pd.Index(known, dtype="str"))


def points(plan: Plan) -> Points:
    """Return the points of a sweep.

    Raises:
        ScenarioError: a law gives values that the scenario does not allow.
        RequestError: there are too many points, or none meets the constraints.
    """
    design = plan.sweep.design
    match design:
        case Grid():
            columns, sample = _grid(plan.factors), None
        case Csv() | Asked():
            columns, sample = _table(plan), None
        case _:
            sample = _sample(design, len(plan.factors))
            columns = _drawn(plan.factors, sample, design)
    plan.refuse(_outside(plan.factors, columns))
    columns, sample, left_out = _constrained(plan, columns, sample)
    told = {**plan.design, "problem": _problem(plan.factors), "levels": _levels(plan.factors)}
    return Points(plan.factors, columns, told, sample, left_out)


def _grid(factors: Sequence[Varied]) -> tuple[Column, ...]:
    steps = [levels(factor) for factor in factors]
    sizes = [len(each) for each in steps]
    n = math.prod(sizes)
    if n > MOST_POINTS:
        told = f"the grid has {' × '.join(map(str, sizes))} = {n:,} points, and at most {MOST_POINTS:,} are run"
        raise RequestError(f"{told}; take fewer levels, or a sample")
    places = np.unravel_index(np.arange(n), sizes)
    return tuple(each[place] for each, place in zip(steps, places, strict=True))


def _table(plan: Plan) -> tuple[Column, ...]:
    rows = plan.table
    return tuple(
        np.array([row[i] for row in rows], dtype=np.float64 if factor.numeric else object)
        for i, factor in enumerate(plan.factors)
    )


def _sample(design: LatinHypercube | Sobol | Morris | Fast, k: int) -> Floats:
    """Return numbers in [0, 1], one row for each point."""
    match design:
        case LatinHypercube(points=n, seed=seed):
            from scipy.stats import qmc  # slow to load

            sample = qmc.LatinHypercube(k, rng=np.random.default_rng(seed)).random(n)
        case Sobol(points=n, second_order=pairs, seed=seed):
            from SALib.sample import sobol

            sample = sobol.sample(_unit_cube(k), n, calc_second_order=pairs, seed=seed)
        case Morris(trajectories=n, levels=p, seed=seed):
            from SALib.sample import morris

            sample = morris.sample(_unit_cube(k), n, num_levels=p, seed=seed)
        case Fast(points=n, interference=m, seed=seed):
            from SALib.sample import fast_sampler

            sample = fast_sampler.sample(_unit_cube(k), n, M=m, seed=seed)
    return np.asarray(sample, dtype=np.float64)


def _unit_cube(k: int) -> dict[str, Any]:
    return {"num_vars": k, "names": [f"x{i}" for i in range(k)], "bounds": [[0.0, 1.0]] * k}


def _drawn(factors: Sequence[Varied], sample: Floats, design: object) -> tuple[Column, ...]:
    """Return the values at the quantiles of a sample; a law's levels in Morris's design are midst of equal shares."""
    columns = []
    for factor, u in zip(factors, sample.T, strict=True):
        if isinstance(design, Morris) and factor.law is not None:
            u = (u * (design.levels - 1) + 0.5) / design.levels
        columns.append(values(factor, u))
    return tuple(columns)


def _outside(factors: Sequence[Varied], columns: Sequence[Column]) -> list[Problem]:
    """Return a problem for each law that gives a value which the scenario does not allow."""
    problems = []
    for factor, column in zip(factors, columns, strict=True):
        if factor.law is None:
            continue
        notation: Any = factor.notation
        low = max(getattr(notation, "above", -math.inf), notation.least)
        beyond = (column <= low) if getattr(notation, "above", -math.inf) >= notation.least else (column < low)
        beyond |= column > notation.most
        if beyond.any():
            drawn = factor.written(column[int(np.argmax(beyond))])
            message = f"gives {drawn} (point {int(np.argmax(beyond))}); the scenario takes {notation.words()}"
            problems.append(Problem("wrong", ("factors", factor.path, "distribution"), message))
    return problems


def _constrained(
    plan: Plan, columns: tuple[Column, ...], sample: Floats | None
) -> tuple[tuple[Column, ...], Floats | None, int]:
    if not plan.constraints:
        return columns, sample, 0
    named = {
        name: column
        for factor, column in zip(plan.factors, columns, strict=True)
        for name in (factor.label, factor.path)
    }
    with np.errstate(all="ignore"):
        met: npt.NDArray[np.bool_] = reduce(np.logical_and, (each.holds(named) for each in plan.constraints))
    if not met.any():
        raise RequestError(f"none of the {len(met)} points meets the constraints; loosen them, or widen the ranges")
    kept = tuple(column[met] for column in columns)
    return kept, None if sample is None else sample[met], int((~met).sum())


def _problem(factors: Sequence[Varied]) -> dict[str, Any]:
    """Return the factors as SALib wants them: a factor of a few values by its position among them."""
    told = [_bounds(factor) for factor in factors]
    names = [factor.label for factor in factors]
    return {"num_vars": len(names), "names": names, "bounds": [each for each, _ in told], "dists": [d for _, d in told]}


def _bounds(factor: Varied) -> tuple[list[float], str]:
    if factor.values:
        return [0.0, float(len(factor.values))], "unif"
    if factor.law is None:
        half = 0.5 if factor.whole and factor.scale == "linear" else 0.0
        return [factor.low - half, factor.high + half], "logunif" if factor.scale == "log" else "unif"
    p: Any = factor.law.parameters
    match factor.law.kind:
        case "uniform":
            return [p["low"], p["high"]], "unif"
        case "normal":
            return [p["mean"], p["sd"]], "norm"
        case "lognormal":
            return list(log_parameters(p["mean"], p["cv"])), "lognorm"
        case "triangular" if p["high"] > p["low"]:
            return [p["low"], p["high"], (p["mode"] - p["low"]) / (p["high"] - p["low"])], "triang"
    return [float(each) for each in quantiles(factor.law, np.array([0.001, 0.999]))], "unif"


def _levels(factors: Sequence[Varied]) -> dict[str, list[Any]]:
    return {factor.label: list(factor.values) for factor in factors if factor.values}
