"""Run some of what results hold again, and compare every number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from valuechain.errors import RequestError
from valuechain.randomness import stream
from valuechain.results import Results, Sweep, load_any
from valuechain.scenario import Scenario
from valuechain.scenario.factor import Factor
from valuechain.scenario.nodes import Mark, planted
from valuechain.scenario.section import Block
from valuechain.scenario.template import Template
from valuechain.scenario.varying import Varied, vary
from valuechain.simulation import simulate

from .identity import model_version
from .testmodels import measuring

CELLS = 10
"""Replications or cells that are run again unless another number is asked for."""


@dataclass(frozen=True)
class Verdict:
    """How many replications or cells were run again, what deviates, and the versions if they differ."""

    checked: int
    deviations: tuple[str, ...]
    made_by: str
    checked_by: str

    def __str__(self) -> str:
        lines = list(self.deviations)
        if self.made_by != self.checked_by:
            lines.append(f"made by {self.made_by}, checked by {self.checked_by}: numbers may differ between versions")
        words = "all numbers are the same" if not self.deviations else f"{len(self.deviations)} of them deviate"
        return "\n".join([*lines, f"ran {self.checked} again: {words}"])


def verify(folder: str | Path, cells: int = CELLS, seed: int = 0) -> Verdict:
    """Run ``cells`` of a run's replications or a sweep's cells again, drawn by ``seed``, and compare all their numbers.

    Raises:
        ResultsError: there is no such folder, it holds no results, or it is damaged.
        RequestError: the run had processes of the user's own, which nobody else knows.
    """
    found = load_any(folder)
    pairs = _sweep(found, cells, seed) if isinstance(found, Sweep) else _run(found, cells, seed)
    checked, deviations = 0, []
    for told, deviation in pairs:
        checked += 1
        if deviation:
            deviations.append(f"{told}: {deviation}")
    return Verdict(checked, tuple(deviations), str(found.provenance["model"]), model_version())


def rerun(folder: str | Path, point: int, replication: int) -> dict[str, float]:
    """Run one cell of a sweep in this process and return its outputs; whatever it raises is raised.

    Raises:
        ResultsError: the folder holds no sweep.
        RequestError: the sweep has no such cell.
    """
    found = load_any(folder)
    if not isinstance(found, Sweep):
        raise RequestError(f"{folder} holds a run; to see a replication, valuechain run … --replication {replication}")
    if not 0 <= point < len(found.points) or replication < 0:
        raise RequestError(
            f"there is no cell {point}:{replication}; points are numbered from 0 to {len(found.points) - 1}"
        )
    return _again(found, _varied(found), point, replication)


def _drawn(n: int, cells: int, seed: int) -> list[int]:
    return sorted(stream(seed, 0, "cells to verify").permutation(n)[:cells].tolist())


def _sweep(sweep: Sweep, cells: int, seed: int) -> Iterator[tuple[str, str]]:
    """Yield what was run again and how it deviates ("": not at all)."""
    factors = _varied(sweep)
    for row in _drawn(len(sweep.runs), cells, seed):
        kept: Mapping[Any, Any] = sweep.runs.iloc[row].to_dict()
        point, replication = int(kept["point"]), int(kept["replication"])
        again = _again(sweep, factors, point, replication)
        wrong = [name for name in sweep.outputs if not _same(kept[name], again[name])]
        deviation = ", ".join(f"{name} is {kept[name]!r} and comes out as {again[name]!r}" for name in wrong)
        yield f"point {point}, replication {replication}", deviation


def _same(a: float, b: float) -> bool:
    return bool(np.array_equal(a, b, equal_nan=True))


def _varied(sweep: Sweep) -> list[Varied]:
    root = planted(sweep.about["template"], Mark("(template)"))
    told = sweep.about["factors"]
    return [vary(each["path"], _factor(each), root, Block(Scenario)) for each in told]


def _factor(told: Mapping[str, Any]) -> Factor:
    return Factor(label=_label(told), paths=told.get("paths"), cases=told.get("cases"))


def _label(factor: Mapping[str, Any]) -> str | None:
    return None if factor["label"] == factor["path"] else str(factor["label"])


def _again(sweep: Sweep, factors: Sequence[Varied], point: int, replication: int) -> dict[str, float]:
    row = sweep.points.iloc[point]
    values = [factor.written(row[factor.label]) for factor in factors]
    scenario = Template.of(sweep.about["template"], factors).at(values)
    found = measuring(sweep.about["test_model"])(scenario, replication)
    return {name: found[name] for name in sweep.outputs}


def _run(results: Results, cells: int, seed: int) -> Iterator[tuple[str, str]]:
    if results.provenance["processes"]:
        told = ", ".join(results.provenance["processes"])
        raise RequestError(f"these results were made with processes of your own ({told}); run them again from Python")
    numbers = sorted(results.runs["replication"].unique().tolist())
    for each in _drawn(len(numbers), cells, seed):
        yield f"replication {numbers[each]}", _deviation(results, results.scenario, numbers[each])


def _deviation(results: Results, scenario: Scenario, number: int) -> str:
    for name, again in simulate(scenario, number).items():
        kept = results.frame(name)
        kept = kept[kept["replication"] == number].reset_index(drop=True)
        if len(kept) != len(again):
            return f"{name} has {len(kept)} rows and comes out with {len(again)}"
        for column in again:
            if not _equal(kept[column], again[column]):
                return f"{name}.{column} does not come out again"
    return ""


def _equal(kept: pd.Series[Any], again: pd.Series[Any]) -> bool:
    if again.dtype == "category":
        return kept.astype(object).fillna("").tolist() == again.astype(object).fillna("").tolist()
    numbers = again.dtype.kind == "f"
    return bool(np.array_equal(kept.to_numpy(), again.to_numpy(), equal_nan=numbers))
