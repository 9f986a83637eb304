"""The ids of a sweep's points: each point is resolved in full, so that nothing is run that cannot be.

That takes some tenths of a millisecond a point; from `SEVERAL` points on it is done in several processes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from valuechain.errors import Fault, RequestError, ScenarioError
from valuechain.results.cells import ID, Ids
from valuechain.scenario.planning import Plan
from valuechain.scenario.template import Template

from .batches import point_id
from .design import Points
from .executors import Processes, scattered

SEVERAL = 50_000
"""Points from which other processes are worth their start."""
SPAN = 5_000
"""Points that are resolved at a time."""
FAULTS = 5
"""Points that do not go together of which a message tells."""


@dataclass(frozen=True)
class Resolved:
    """The ids of a span of points, how many of them do not go together, and the first of these with their faults."""

    start: int
    ids: Ids
    faulty: int = 0
    faults: tuple[tuple[int, Fault], ...] = ()

    done, failed, seconds = 0, 0, 0.0


@dataclass(frozen=True)
class Span:
    """Points from ``start`` on, as work: their ``values`` as the scenario writes them."""

    template: Template
    model: str
    start: int
    values: Sequence[tuple[object, ...]]

    def do(self) -> Resolved:
        """Resolve them."""
        ids, faulty = np.zeros(len(self.values), f"S{ID}"), 0
        faults: list[tuple[int, Fault]] = []
        for place, values in enumerate(self.values):
            try:
                ids[place] = point_id(self.template.digest_at(values), self.model)
            except ScenarioError as error:
                faulty += 1
                if len(faults) < FAULTS:
                    faults.append((self.start + place, error.faults[0]))
        return Resolved(self.start, ids, faulty, tuple(faults))

    def halves(self) -> tuple[()]:
        """Return nothing: a point that kills its process here would do so again."""
        return ()

    def lost(self, error: BaseException) -> Resolved:
        """Raise: without ids nothing can be run."""
        raise RequestError(f"a process that checked points died ({type(error).__name__}); use jobs=1") from error


def point_ids(plan: Plan, points: Points, model: str, jobs: int) -> Ids:
    """Return the ids of the points.

    Raises:
        ScenarioError: the values of a point do not go together.
    """
    ids = np.zeros(len(points), f"S{ID}")
    faulty: dict[int, int] = {}
    faults: list[tuple[int, Fault]] = []
    for each in _resolved(_spans(points, plan.template, model), len(points), jobs):
        ids[each.start : each.start + len(each.ids)] = each.ids
        faulty[each.start] = each.faulty
        faults += each.faults
    if faults:
        told = [_fault(plan, points, point, fault) for point, fault in sorted(faults, key=lambda each: each[0])]
        more = sum(faulty.values()) - FAULTS
        last = [replace(told[0], message=f"… and {more:,} more points")] if more > 0 else []
        raise ScenarioError([*told[:FAULTS], *last])
    return ids


def _resolved(spans: Iterator[Span], points: int, jobs: int) -> Iterator[Resolved]:
    if jobs > 1 and points >= SEVERAL:
        yield from scattered(spans, Processes(jobs))
    else:
        yield from (each.do() for each in spans)


def _spans(points: Points, template: Template, model: str) -> Iterator[Span]:
    for start in range(0, len(points), SPAN):
        stop = min(start + SPAN, len(points))
        yield Span(template, model, start, [points.written(point) for point in range(start, stop)])


def _fault(plan: Plan, points: Points, point: int, first: Fault) -> Fault:
    values = zip(plan.factors, points.written(point), strict=True)
    told = ", ".join(f"{factor.label} = {value}" for factor, value in values)
    place = plan.place_of("factors")
    remedy = "exclude such points by a constraint, or change the values"
    return Fault(*place, f"point {point} ({told}): {first.path}: {first.message}; {remedy}")
