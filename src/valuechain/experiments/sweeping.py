"""Run a sweep: from a file, or from Python."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import closing
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from valuechain.errors import RequestError
from valuechain.results.columns import MEASURES
from valuechain.results.sweep import FRAMES, Sweep
from valuechain.scenario import Scenario
from valuechain.scenario.planning import Plan, read_sweep
from valuechain.scenario.sweep_sources import kinds
from valuechain.scenario.writing import explicit

from .design import points
from .executors import Place, cores
from .forecast import Forecast, foresee
from .progress import Progress, telling
from .request import Source
from .resolving import SEVERAL
from .study import Study, run_anew, run_study
from .telling import outputs as asked
from .testmodels import OUTPUT, TestModel


def sweep(
    source: Source | TestModel,
    *,
    factors: Mapping[str, object] | None = None,
    design: object = None,
    outputs: Sequence[str] | None = None,
    constraints: Sequence[str] | None = None,
    precision: Mapping[str, object] | None = None,
    replications: int | None = None,
    name: str | None = None,
    jobs: int | None = None,
    cluster: str | None = None,
    seed: int | None = None,
    settings: Sequence[str] = (),
    overrides: Sequence[str] = (),
    out: str | PathLike[str] | None = None,
    fresh: bool = False,
    progress: Progress | None = None,
) -> Sweep:
    """Run many points of a scenario and return their frames, which do not depend on where they were run.

    Cells that are in the folder already are not run again, so that a sweep that was interrupted goes on, and one that
    has grown runs what is new. A cell that fails is a row of ``failures``; the others go on.

    Args:
        source: a sweep file, a scenario file with a block ``sweep``, with ``factors`` any scenario, or a function whose
            sensitivity indices are known (`experiments.testmodels`), which runs over its own factors.
        factors: paths of the scenario and what they take, as a sweep file writes it; laid over those of the source.
        design: ``"grid"``, ``{"sobol": {"points": 256}}``, …, in place of the source's.
        outputs: names of measures, as ``measure`` of the whole market or ``chain.measure``.
        constraints: comparisons between factors, in place of the source's.
        precision: how sure a mean must be, in place of the source's.
        replications: of each point, in place of the source's number.
        name: of the folder, in place of the source's.
        jobs: most processes at work; by default one for each core.
        cluster: address of a Dask scheduler, whose workers see the folder ``out`` under the same path.
        seed: in place of the scenario's seed.
        settings: changes of the scenario such as ``"population.size=500"``.
        overrides: names of the scenario's own ``overrides`` to apply.
        out: folder in which results are kept, as ``<name>-<id>``; None keeps them in memory.
        fresh: run all cells again; the old results are replaced when all have come to an end.
        progress: who is told how it goes on; by default stderr.

    Raises:
        ScenarioError: the sweep or its scenario has faults.
        RequestError: the jobs are not possible, the cluster does not answer, or there are too many points or none.
        ResultsError: the folder cannot be written.
    """
    changes = {"factors": factors, "design": design, "outputs": outputs, "constraints": constraints,
               "precision": precision, "replications": replications, "name": name}  # fmt: skip
    plan = plan_of(source, changes, settings, overrides, seed)
    test_model = source.name if isinstance(source, TestModel) else ""
    told, width = progress or telling("cells"), _jobs(jobs)
    if out is not None:
        study = study_of(plan, Path(out), test_model, width, told)
        return _run(study, width, cluster, told, run_anew if fresh and study.folder.exists() else run_study)
    with tempfile.TemporaryDirectory(prefix="valuechain-") as folder:
        found = _run(study_of(plan, Path(folder), test_model, width, told), width, cluster, told)
        frames = {each: getattr(found, each) for each in FRAMES} | {"sample": found.sample}
    return Sweep(found.about, lambda each: frames[each])


def forecast(
    source: Source,
    *,
    replications: int | None = None,
    jobs: int | None = None,
    seed: int | None = None,
    settings: Sequence[str] = (),
    overrides: Sequence[str] = (),
    out: str | PathLike[str] = "results/sweeps",
) -> Forecast:
    """Return what a sweep would run, how long it would take and how much it would write; a few cells are run to see.

    Arguments and errors are those of ``sweep``.
    """
    plan = plan_of(source, {"replications": replications}, settings, overrides, seed)
    return foresee(study_of(plan, Path(out), "", _jobs(jobs), telling("cells")), _jobs(jobs))


def plan_of(
    source: Source | TestModel,
    changes: Mapping[str, object],
    settings: Sequence[str],
    overrides: Sequence[str],
    seed: int | None,
) -> Plan:
    """Return the plan of a source with ``changes`` (None: none) laid over the sweep."""
    given = {key: _plain(value) for key, value in changes.items() if value is not None}
    measures = MEASURES
    if isinstance(source, TestModel):
        measures, given = (OUTPUT,), {"factors": source.swept, "outputs": [OUTPUT], **given}
        source = source.tree
    origin = origin_of(source)
    if "factors" in given and "sweep" not in kinds(origin):
        origin, given = {"scenario": origin, **given}, {}
    settings = [*settings, *([] if seed is None else [f"seed={seed}"])]
    return read_sweep(origin, settings=settings, overrides=overrides, changes=given or None, measures=measures)


def origin_of(source: Source) -> Any:
    """Return a source as a path or as plain values."""
    if isinstance(source, Scenario):
        return explicit(source)
    return fspath(source) if isinstance(source, PathLike) else source


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | range):
        return [_plain(each) for each in value]
    return value.tolist() if hasattr(value, "tolist") else value  # arrays and numbers of NumPy


def study_of(plan: Plan, out: Path, test_model: str = "", jobs: int = 1, progress: Progress | None = None) -> Study:
    """Return the study of a plan whose results are kept in a folder of ``out``."""
    found = points(plan)
    if progress is not None and len(found) >= SEVERAL:
        progress.say(f"checking {len(found):,} points (some seconds for each 10,000)")
    return Study.of(plan, found, out, asked(plan), test_model, jobs)


def _run(
    study: Study,
    jobs: int,
    cluster: str | None,
    progress: Progress,
    how: Callable[[Study, Place | None, int, Progress], Sweep] = run_study,
) -> Sweep:
    if cluster is None:
        return how(study, None, jobs, progress)
    from .cluster import Cluster  # slow to load

    with closing(Cluster(cluster)) as place:
        try:
            if place.is_empty():
                progress.say(f"there are no workers at {cluster} yet; the sweep begins when one comes")
            return how(study, place, place.width(), progress)
        except (CancelledError, OSError) as error:
            kept = f"what has finished is kept in {study.folder}, and the same command goes on from there"
            raise RequestError(f"the scheduler at {cluster} has gone; {kept}") from error


def _jobs(jobs: int | None) -> int:
    if jobs is not None and jobs < 1:
        raise RequestError(f"{jobs} jobs are not possible; give at least 1")
    return jobs or cores()
