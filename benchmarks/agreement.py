"""Whether two entries simulate the same market: their means over seeds, in standard errors of the difference."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from entries import Result

LIMIT = 3.0
"""Standard errors by which two means may differ."""


@dataclass(frozen=True)
class Difference:
    """One measure of one entry against the reference."""

    entry: str
    measure: str
    reference: float
    mean: float
    errors: float
    """The difference of the means, in standard errors of that difference."""

    @property
    def agrees(self) -> bool:
        """Whether the means are within the limit."""
        return abs(self.errors) <= LIMIT

    def __str__(self) -> str:
        verdict = "" if self.agrees else "  DISAGREES"
        numbers = f"{self.reference:>14.6g} {self.mean:>14.6g} {self.errors:>+7.2f}"
        return f"{self.entry:<11} {self.measure:<14} {numbers}{verdict}"


def compare(results: Mapping[str, Sequence[Result]], reference: str) -> list[Difference]:
    """Compare every entry's results with the reference's."""
    samples = {entry: _samples(runs) for entry, runs in results.items()}
    return [
        _difference(entry, measure, samples[reference][measure], sample)
        for entry in results
        if entry != reference
        for measure, sample in samples[entry].items()
    ]


def _samples(results: Sequence[Result]) -> dict[str, list[float]]:
    rows = [result.measures() for result in results]
    return {measure: [row[measure] for row in rows] for measure in rows[0]}


def _difference(entry: str, measure: str, reference: list[float], sample: list[float]) -> Difference:
    means = statistics.fmean(reference), statistics.fmean(sample)
    error = math.sqrt(statistics.variance(reference) / len(reference) + statistics.variance(sample) / len(sample))
    gap = means[1] - means[0]
    if gap == 0:
        return Difference(entry, measure, *means, 0.0)
    return Difference(entry, measure, *means, gap / error if error else math.copysign(math.inf, gap))
