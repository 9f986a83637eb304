"""Sensitivity indices of a sweep by the method that belongs to its design."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

import pandas as pd

from valuechain.analysis.cells import outputs_of
from valuechain.errors import RequestError

from .density import delta
from .estimate import Index, Sample
from .factorial import factorial
from .methods import fast, morris, sobol
from .pawn import pawn

COLUMNS = ["output", "factor", "other", "index", "value", "half_width", "low", "high", "of_parameters"]

FIELDS = [each.name for each in fields(Index)]

METHODS: Mapping[str, Callable[[Sample], Iterator[Index]]] = {
    "sobol": sobol,
    "morris": morris,
    "fast": fast,
    "grid": factorial,
}
"""The method of each design; for any other points, the indices that need no design (`delta`)."""

FREE: Mapping[str, Callable[[Sample], Iterator[Index]]] = {"delta": delta, "pawn": pawn}
"""Methods that need no design but points that are independent of one another, or a grid."""


def sensitivity(
    points: pd.DataFrame,
    runs: pd.DataFrame,
    design: Mapping[str, Any],
    *,
    failures: pd.DataFrame | None = None,
    outputs: Sequence[str] | None = None,
    sample: pd.DataFrame | None = None,
    method: str | None = None,
) -> pd.DataFrame:
    """Return the sensitivity indices of a sweep with 95 % intervals: a row by output, factor and index.

    Args:
        points: frame of the sweep's points, in the order of the design.
        runs: frame of its runs.
        design: its design: `method`, `n`, `seed`, and `problem` as SALib writes it.
        failures: frame of its failed cells.
        outputs: names of outputs; by default all.
        sample: frame of the numbers from which the points were drawn; needed for morris where factors are whole numbers
            or words, whose steps may be rounded away.
        method: `delta` or `pawn` for a grid or points of no design, in place of the method that belongs to the design.

    Returns:
        The columns `output`, `factor`, `other` (the second factor of `S2`, else empty), `index` (`S1`, `ST`, `S2` for
        the designs sobol, fast and grid; `mu_star`, `mu`, `sigma` for morris; `delta` for any other, or `pawn` and
        `pawn_max`), `value`, `half_width`, `low`, `high` (missing where the method has no interval) and
        `of_parameters`: the index without replication noise (missing for one replication, and where the method cannot
        tell).

    Raises:
        MissingCells: cells are missing; they are named, with the commands that run them again.
        RequestError: there is no such output, it does not vary, the points are not those of the design, or the method
            does not suit them.
    """
    must_suit(method, design)
    names = outputs or outputs_of(runs)
    samples = [Sample.of(points, runs, design, failures, name, sample) for name in names]
    return pd.concat([indices(each, method) for each in samples], ignore_index=True)


def must_suit(method: str | None, design: Mapping[str, Any]) -> None:
    """Raise RequestError if a method is not known, or its points would have to be others than those of the design."""
    own = str(design.get("method"))
    if method is None or method == own:
        return
    if method not in FREE:
        told = f"{method!r} is no method that can be chosen; give {' or '.join(FREE)}, or none for that of the design"
        raise RequestError(told)
    if own in METHODS and own != "grid":
        told = f"the points of a {own} design depend on one another, and {method} takes them for independent"
        raise RequestError(f"{told}; leave the method out, or sweep a latin-hypercube")


def indices(sample: Sample, method: str | None = None) -> pd.DataFrame:
    """Return the indices of one output."""
    sample.must_vary()
    own = METHODS.get(str(sample.design.get("method")), delta)
    frame = pd.DataFrame(list(FREE.get(method or "", own)(sample)), columns=FIELDS).assign(output=sample.output)
    frame["low"], frame["high"] = frame["value"] - frame["half_width"], frame["value"] + frame["half_width"]
    return frame[COLUMNS]
