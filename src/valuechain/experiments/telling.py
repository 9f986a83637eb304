"""What is told of a sweep beside its numbers: design, units, where it comes from, how a cell is run again."""

from __future__ import annotations

import json
import shlex
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pandas as pd

from valuechain.results.disk import FRESH
from valuechain.results.headline import OF_A_CHAIN, OF_ALL
from valuechain.results.measures import RUNS
from valuechain.results.sweep_tables import Wanted
from valuechain.scenario import Scenario
from valuechain.scenario.planning import Plan
from valuechain.scenario.varying import Varied

from .provenance import now, provenance

if TYPE_CHECKING:
    from .design import Points
    from .study import Study

UNITS = {column.name: column.unit for column in RUNS}


def outputs(plan: Plan) -> tuple[str, ...]:
    """Return the outputs of a sweep: those that it names, or the measures of the headline."""
    if plan.sweep.outputs is not None:
        return plan.sweep.outputs
    chains = [f"{chain}.{measure}" for chain in plan.scenario.chains for measure in OF_A_CHAIN]
    return (*OF_ALL, *chains)


def about(study: Study, wanted: Wanted) -> dict[str, Any]:
    """Return what `sweep.json` tells; ``tables`` stands for all that decides the bytes of the frames."""
    plan, scenario = study.plan, study.plan.scenario
    factors = [_factor(each, scenario) for each in plan.factors]
    ids = sha256(wanted.ids.tobytes() + wanted.replications.tobytes()).hexdigest()
    tables = sha256(json.dumps([factors, list(study.outputs), ids]).encode()).hexdigest()
    units = {each["label"]: each["unit"] for each in factors}
    units |= {name: _money(UNITS.get(name.rpartition(".")[2], ""), scenario) for name in study.outputs}
    told = provenance(scenario)
    del told["replications"], told["failures"]
    return {
        "name": plan.name,
        "title": plan.title,
        "question": plan.question,
        "design": study.points.design,
        "factors": factors,
        "outputs": list(study.outputs),
        "units": units,
        "left_out": study.points.left_out,
        "constraints": [each.text for each in plan.constraints],
        "precision": None if plan.sweep.precision is None else plan.sweep.precision.model_dump(),
        "template": plan.template.tree,
        "test_model": study.test_model,
        "tables": tables,
        "provenance": told | {"finished": now()},
    }


def _factor(factor: Varied, scenario: Scenario) -> dict[str, Any]:
    """Return what is told of a factor; `paths` and `cases` are there only where it is not one key of the scenario."""
    told = {
        "path": factor.path,
        "label": factor.label,
        "unit": _money(factor.unit, scenario),
        "numeric": factor.numeric,
    }
    if len(factor.places) > 1:
        told["paths"] = [".".join(keys) for keys in factor.places]
    return told | ({"cases": dict(factor.cases)} if factor.cases else {})


def _money(unit: str, scenario: Scenario) -> str:
    return unit.replace("money", scenario.currency)


def sample(points: Points) -> pd.DataFrame | None:
    """Return the frame of the numbers from which the points were drawn."""
    if points.sample is None:
        return None
    names = [factor.label for factor in points.factors]
    return pd.DataFrame({"point": range(len(points))} | dict(zip(names, points.sample.T, strict=True)))


def again(study: Study, point: int, replication: int) -> str:
    """Return the command that runs one cell in the foreground."""
    plan = study.plan
    if plan.file is None or any(factor.cases for factor in plan.factors):
        home = str(study.folder).removesuffix(FRESH)
        return shlex.join(["valuechain", "verify", home, "--cell", f"{point}:{replication}"])
    values = zip(plan.factors, study.points.written(point), strict=True)
    places = [(".".join(keys), value) for factor, value in values for keys in factor.places]
    settings = [*plan.settings, *(f"{path}={_flow(value)}" for path, value in places)]
    words = [*(word for name in plan.overrides for word in ("--override", name))]
    words += [word for each in settings for word in ("--set", each)]
    return shlex.join(["valuechain", "run", str(plan.file), *words, "--replication", str(replication)])


def _flow(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
