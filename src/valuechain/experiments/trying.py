"""Try a few cells of a sweep."""

from __future__ import annotations

import time
from contextlib import suppress

from .study import Study
from .testmodels import measuring

CELLS = 5
"""Cells that are tried, spread over the points, besides one that loads the kernels."""


def seconds_of_a_cell(study: Study) -> float:
    """Return the mean time that a few cells take; those that fail count too."""
    places = [round(i * (len(study.points) - 1) / max(1, CELLS - 1)) for i in range(CELLS)]
    _seconds(study, places[0])
    return sum(_seconds(study, each) for each in places) / len(places)


def _seconds(study: Study, point: int) -> float:
    start = time.perf_counter()
    with suppress(Exception):  # a failed cell is a row of the sweep itself
        measuring(study.test_model)(study.plan.template.at(study.points.written(point)), 0)
    return time.perf_counter() - start
