"""Scenario discovery: in which ranges of the factors does an outcome happen?

The patient rule induction method (Friedman & Fisher 1999): from a box around all points, peel off again and again the
thin slice whose loss raises the share of interesting points most, then paste back what does no harm. Scenario discovery
reads the boxes by coverage (which share of the interesting points is inside) and density (which share of the points
inside is interesting) (Bryant & Lempert 2010).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import betainc

from valuechain.errors import RequestError

from .cells import Floats, factors_of

Mask = npt.NDArray[np.bool_]

PEEL = 0.05
"""Share of the points in a box that a slice takes."""
SMALLEST = 0.05
"""Share of all points that a box keeps at least."""


@dataclass(frozen=True)
class Box:
    """A box: which points it holds, and its limits, factors × (low, high)."""

    inside: Mask
    limits: Floats

    def restricted(self, whole: Box) -> Mask:
        """Return which factors it limits more than ``whole``, the box around everything."""
        return np.asarray((self.limits != whole.limits).any(axis=1))


def discover(
    points: pd.DataFrame, interesting: npt.ArrayLike, *, peel: float = PEEL, smallest: float = SMALLEST
) -> pd.DataFrame:
    """Return the boxes of a peeling trajectory, from the box around everything to the purest: a row by box and factor.

    Args:
        points: frame of points; every factor must be numeric.
        interesting: for each point, whether the outcome happened.
        peel: share of a box's points that each step takes off, above 0 and below 0.5.
        smallest: share of all points that a box keeps at least.

    Returns:
        The columns `box` (0 is the whole), `factor`, `low`, `high` (limits; missing where the box does not limit the
        factor on that side), `p` (probability of so many interesting points inside if the factor's limits did not
        matter: Bryant & Lempert's quasi-p, one-sided; missing where not limited), and of the box `coverage`, `density`,
        `mass` (share of all points), `points` and `restricted` (number of factors limited).

    Raises:
        RequestError: a factor is not numeric, no point is interesting or all are, or ``peel`` is not possible.
    """
    x, hits = _checked(points, interesting, peel)
    boxes = trajectory(x, hits, peel, smallest)
    names = factors_of(points)
    rows = [row for number, box in enumerate(boxes) for row in _rows(number, box, boxes[0], x, hits, names)]
    return pd.DataFrame(rows)


def chosen(boxes: pd.DataFrame, density: float | None = None) -> int:
    """Return the number of a box: the one of largest coverage with at least ``density``.

    By default the one with the largest harmonic mean of coverage and density (van Rijsbergen 1979).

    Raises:
        RequestError: no box is so dense.
    """
    table = boxes.drop_duplicates("box")
    if density is None:
        both = table["coverage"] * table["density"] / (table["coverage"] + table["density"])
        return int(table["box"].iloc[both.argmax()])
    dense = table[table["density"] >= density]
    if dense.empty:
        raise RequestError(f"no box has a density of {density:g}; the densest has {table['density'].max():.3g}")
    return int(dense["box"].iloc[dense["coverage"].argmax()])


def trajectory(x: Floats, hits: Mask, peel: float = PEEL, smallest: float = SMALLEST) -> list[Box]:
    """Return the boxes in the order of peeling, then of pasting."""
    whole = Box(np.ones(len(x), bool), np.column_stack([x.min(axis=0), x.max(axis=0)]))
    boxes, size = [whole], smallest * len(x)
    while (smaller := _best(_peels(x, boxes[-1], peel), boxes[-1], whole, hits)) is not None:
        if smaller.inside.sum() < size:
            break
        boxes.append(smaller)
    while (larger := _best(_pastes(x, boxes[-1], whole, peel), boxes[-1], whole, hits)) is not None:
        boxes.append(larger)
    return boxes


def _best(candidates: Iterator[Box], box: Box, whole: Box, hits: Mask) -> Box | None:
    """Return the candidate that raises the mean most for each point by which its size changes; None if none does.

    Of equals, the one with fewer restricted factors, then the first. Dividing by the change in size keeps
    steps of unlike size, as equal values make them, comparable (Friedman & Fisher 1999, §14).
    """
    mean, n = hits[box.inside].mean(), int(box.inside.sum())
    best, score = None, (0.0, 0)
    for each in candidates:
        size = int(each.inside.sum())
        if size in (0, n):
            continue
        gain = (hits[each.inside].mean() - mean) / abs(n - size)
        rank = (float(gain), -int(each.restricted(whole).sum()))
        if gain > 0 and rank > score:
            best, score = each, rank
    return best


def _peels(x: Floats, box: Box, share: float) -> Iterator[Box]:
    """Yield the box without its uppermost and its lowest slice, factor by factor; equal values stay together."""
    for factor in range(x.shape[1]):
        values = np.sort(x[box.inside, factor])
        position = int((len(values) - 1) * share)  # the last point of the slice
        for side, ordered in ((1, values[::-1]), (0, values)):
            beyond = np.flatnonzero(ordered != ordered[position])
            beyond = beyond[beyond > position]
            if len(beyond):
                cut = (ordered[position] + ordered[beyond[0]]) / 2
                yield _cut(x, box, factor, side, cut)


def _cut(x: Floats, box: Box, factor: int, side: int, at: float) -> Box:
    keep = x[:, factor] <= at if side == 1 else x[:, factor] >= at
    limits = box.limits.copy()
    limits[factor, side] = at
    return Box(box.inside & keep, limits)


def _pastes(x: Floats, box: Box, whole: Box, share: float) -> Iterator[Box]:
    """Yield the box with a slice more beyond each of its limits."""
    for factor in np.flatnonzero(box.restricted(whole)):
        for side in (0, 1):
            limits = box.limits.copy()
            limits[factor, side] = whole.limits[factor, side]
            outside = _inside(x, limits) & ~box.inside
            values = np.sort(x[outside, factor])
            if side == 0:
                values = values[::-1]
            take = max(1, int(share * box.inside.sum()))
            if len(values) > take:
                limits[factor, side] = (values[take - 1] + values[take]) / 2
            if len(values):
                yield replace(box, inside=_inside(x, limits), limits=limits)


def _inside(x: Floats, limits: Floats) -> Mask:
    return np.asarray(((x >= limits[:, 0]) & (x <= limits[:, 1])).all(axis=1))


def _rows(number: int, box: Box, whole: Box, x: Floats, hits: Mask, names: list[str]) -> Iterator[dict[str, object]]:
    inside, caught = int(box.inside.sum()), int(hits[box.inside].sum())
    of_box = {
        "coverage": caught / hits.sum(), "density": caught / inside, "mass": inside / len(x), "points": inside,
        "restricted": int(box.restricted(whole).sum()),
    }  # fmt: skip
    for factor, name in enumerate(names):
        limited = box.limits[factor] != whole.limits[factor]
        low, high = np.where(limited, box.limits[factor], np.nan)
        p = _quasi_p(box, whole, factor, x, hits) if limited.any() else float("nan")
        yield {"box": number, "factor": name, "low": low, "high": high, "p": p, **of_box}


def _quasi_p(box: Box, whole: Box, factor: int, x: Floats, hits: Mask) -> float:
    """Return P(X ≥ k), X binomial: k interesting of n inside, at the box's share without this factor's limits."""
    limits = box.limits.copy()
    limits[factor] = whole.limits[factor]
    share = hits[_inside(x, limits)].mean()
    n, k = int(box.inside.sum()), int(hits[box.inside].sum())
    return float(betainc(k, n - k + 1, share)) if k > 0 else 1.0


def _checked(points: pd.DataFrame, interesting: npt.ArrayLike, peel: float) -> tuple[Floats, Mask]:
    hits = np.asarray(interesting, dtype=bool)
    for name in factors_of(points):
        if not pd.api.types.is_numeric_dtype(points[name]):
            raise RequestError(f"the factor {name!r} is not numeric; a box needs numbers")
    if len(hits) != len(points):
        raise RequestError(f"{len(points)} points need as many outcomes, not {len(hits)}")
    if not 0 < peel < 0.5:
        raise RequestError(f"a slice of {peel:g} of the points is not possible; take a share above 0 and below 0.5")
    if hits.all() or not hits.any():
        n = "no point is" if not hits.any() else "all points are"
        raise RequestError(f"{n} interesting; move the threshold so that some are and some are not")
    return points[factors_of(points)].to_numpy(np.float64), hits
