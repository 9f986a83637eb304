"""How sure a mean must be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from valuechain.scenario.notation import Maybe, Text, Whole
from valuechain.scenario.problems import Problem
from valuechain.scenario.quantity import NUMBER, Quantity
from valuechain.scenario.section import Section


class Precision(Section):
    """Run more replications until the 95 % interval of a mean is narrow enough.

    After each round the next one has as many replications as the standard deviation so far asks for, at most twice as
    many as before (sequential stopping: Chow & Robbins 1965; Law 2015, 9.4.1).
    """

    output: Annotated[str, Text()]
    """What must be known: a column of `runs`, as `measure` of the whole market or `chain.measure`."""
    relative: Annotated[float | None, Maybe(Quantity(NUMBER, above=0))] = None
    """Largest half-width as a share of the mean. Give this or `absolute`."""
    absolute: Annotated[float | None, Maybe(Quantity(NUMBER, above=0))] = None
    """Largest half-width, in the unit of the output."""
    most: Annotated[int, Whole(2, 1_000_000)] = 1_000
    """Number of replications at which to stop in any case."""

    @classmethod
    def conflicts(cls, raw: Mapping[str, object]) -> Iterator[Problem]:
        """Yield a problem unless exactly one width is given."""
        given = [key for key in ("relative", "absolute") if raw.get(key) is not None]
        if len(given) == 2:
            yield Problem("wrong", ("absolute",), "is given beside relative; leave one of them out")
        elif not given:
            message = "is missing; write the largest half-width as a share of the mean, such as 0.01, or absolute: …"
            yield Problem("missing", ("relative",), message)
