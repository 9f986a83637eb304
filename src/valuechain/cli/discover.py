"""``valuechain discover``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
from cyclopts import Parameter

from valuechain.analysis.cells import cells
from valuechain.analysis.prim import chosen
from valuechain.analysis.prim import discover as boxes_of
from valuechain.errors import RequestError
from valuechain.results import load_sweep
from valuechain.results.disk import writing


def discover(
    sweep: Path,
    /,
    *,
    output: str,
    above: float | None = None,
    below: float | None = None,
    density: float | None = None,
    peel: float = 0.05,
    out: Annotated[Path | None, Parameter(("--out", "-o"))] = None,
) -> None:
    """Find the ranges of the factors in which an output is high, or low (PRIM).

    Parameters
    ----------
    sweep:
        A folder that `valuechain sweep` has written.
    output:
        One of the sweep's outputs; its mean over replications counts.
    above:
        Points above this are of interest.
    below:
        Points below this are of interest; with --above those between.
    density:
        Take the box of largest coverage in which at least this share of the points is of interest; by default the
        one that weighs coverage and density alike.
    peel:
        Share of a box's points that each step takes off.
    out:
        Folder for the boxes as CSV, and the figure.
    """
    found = load_sweep(sweep)
    mean = cells(found.points, found.runs, output, failures=found.failures, design=found.design).mean(axis=1)
    hits, words = _of_interest(mean, above, below)
    numbers = found.points.select_dtypes("number")
    if unseen := [name for name in found.factors if name not in numbers]:
        print(f"not looked at, for they are words: {', '.join(unseen)}")
    if hits.all() or not hits.any():
        which = "all points" if hits.any() else "no point"
        raise RequestError(f"{which} {words}: {output} lies between {mean.min():,.6g} and {mean.max():,.6g}")
    boxes = boxes_of(numbers, hits, peel=peel)
    number = chosen(boxes, density)
    box = boxes[boxes["box"] == number]
    first = box.iloc[0]
    print(f"{output} {words}: {int(hits.sum())} of {len(hits)} points")
    print(
        f"box {number}: coverage {first['coverage']:.1%} (of them are inside), "
        f"density {first['density']:.1%} (of the {int(first['points'])} points inside)"
    )
    limits = box.loc[box["p"].notna(), ["factor", "low", "high", "p"]]
    print(limits.to_string(index=False, na_rep="–", float_format="{:.4g}".format) if len(limits) else "no limits")
    if out is not None:
        _write(boxes, numbers, f"{output} {words}", number, out, sweep.name)


def _of_interest(mean: np.ndarray, above: float | None, below: float | None) -> tuple[np.ndarray, str]:
    """Return which points are of interest, and in words which these are."""
    if above is None and below is None:
        raise RequestError("say which points are of interest: --above, --below, or both")
    hits = np.ones(len(mean), bool)
    words = []
    if above is not None:
        hits, words = hits & (mean > above), [f"above {above:,.10g}"]
    if below is not None:
        hits, words = hits & (mean < below), [*words, f"below {below:,.10g}"]
    return hits, " and ".join(words)


def _write(boxes: pd.DataFrame, points: pd.DataFrame, outcome: str, number: int, out: Path, name: str) -> None:
    from valuechain.plots import save_discovery  # slow to load

    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        boxes.to_csv(out / "boxes.csv", index=False, lineterminator="\n")
        for path in (out / "boxes.csv", *save_discovery(boxes, points, outcome, number, out, name)):
            print(path)
