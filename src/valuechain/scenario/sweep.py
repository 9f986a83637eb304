"""What a sweep may say: factors, design, outputs, replications, constraints, precision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from valuechain.scenario.compound import Listed, OneKey, Table
from valuechain.scenario.factor import Dotted, Factor, FactorNotation
from valuechain.scenario.notation import Maybe, Slug, Switch, Text, Whole
from valuechain.scenario.precision import Precision
from valuechain.scenario.problems import Problem
from valuechain.scenario.section import Block, Section, said

MOST_POINTS = 10_000_000
SEED = Whole(0, 2**63 - 1)


class ScenarioPath(Text):
    """The path of a scenario file."""

    def words(self) -> str:
        """Return what may be written."""
        return "the path of a scenario, relative to this file"


class Grid(Section):
    """Every combination of all values of all factors; the last factor varies fastest."""

    kind: Literal["grid"] = "grid"


class LatinHypercube(Section):
    """Each factor's range cut into as many slices as there are points, one point in each (McKay et al. 1979)."""

    kind: Literal["latin-hypercube"] = "latin-hypercube"
    points: Annotated[int, Whole(1, MOST_POINTS)]
    """Number of points."""
    seed: Annotated[int, SEED] = 0
    """Seed of the design; that of the scenario is another."""


class Sobol(Section):
    """Saltelli's sample for Sobol indices: n·(k + 2) points, n·(2k + 2) with second order (Saltelli 2002)."""

    kind: Literal["sobol"] = "sobol"
    points: Annotated[int, Whole(2, MOST_POINTS)]
    """Size of the base sample, n: a power of two. The sample of 2n contains that of n."""
    second_order: Annotated[bool, Switch()] = False
    """Whether indices of pairs of factors can be told."""
    seed: Annotated[int, SEED] = 0
    """Seed of the design."""

    @classmethod
    def conflicts(cls, raw: Mapping[str, object]) -> Iterator[Problem]:
        """Yield a problem unless the sample keeps its balance."""
        n = said(Block(cls), raw, "points")
        if n is not None and n & (n - 1):
            below, above = 2 ** (n.bit_length() - 1), 2 ** n.bit_length()
            message = f"{n} is not a power of two, which Sobol points need; write {below} or {above}"
            yield Problem("wrong", ("points",), message)


class Morris(Section):
    """Elementary effects: trajectories that change one factor at a time, k + 1 points each (Morris 1991)."""

    kind: Literal["morris"] = "morris"
    trajectories: Annotated[int, Whole(2, 1_000_000)]
    """Number of trajectories."""
    levels: Annotated[int, Whole(2, 1_000)] = 4
    """Number of levels of each factor: even."""
    seed: Annotated[int, SEED] = 0
    """Seed of the design."""

    @classmethod
    def conflicts(cls, raw: Mapping[str, object]) -> Iterator[Problem]:
        """Yield a problem for levels that have no middle between them."""
        levels = said(Block(cls), raw, "levels")
        if levels is not None and levels % 2:
            yield Problem("wrong", ("levels",), f"{levels} is odd; write an even number, such as {levels + 1}")


class Fast(Section):
    """Curves through the space of factors, one frequency for each, n points for each factor (Saltelli et al. 1999)."""

    kind: Literal["fast"] = "fast"
    points: Annotated[int, Whole(5, MOST_POINTS)]
    """Points on each curve, n: more than 4·M²."""
    interference: Annotated[int, Whole(1, 100)] = 4
    """Number of harmonics that are summed, M."""
    seed: Annotated[int, SEED] = 0
    """Seed of the design."""

    @classmethod
    def conflicts(cls, raw: Mapping[str, object]) -> Iterator[Problem]:
        """Yield a problem for curves with too few points."""
        n, m = said(Block(cls), raw, "points"), said(Block(cls), raw, "interference")
        if n is not None and m is not None and n <= 4 * m**2:
            message = f"{n} is too few for interference {m}; write more than {4 * m**2}"
            yield Problem("wrong", ("points",), message)


class Csv(Section):
    """Points from a table: one row a point, one column a factor, headed by its path or label."""

    kind: Literal["csv"] = "csv"
    file: Annotated[str, Text()]
    """Path of the table, relative to the sweep file."""


class Asked(Section):
    """Points that somebody asks for one by one; not for files."""

    kind: Literal["asked"] = "asked"


Design = Grid | LatinHypercube | Sobol | Morris | Fast | Csv | Asked
STRUCTURED = ("sobol", "morris", "fast")
"""Designs whose analysis needs every point."""


class DesignNotation(OneKey):
    """``grid``, ``{csv: FILE}``, or a method with its parameters."""

    def read(self, raw: object) -> Any:
        """Return the design."""
        if isinstance(raw, Design):
            return raw
        kind, design = super().read(raw)
        if kind == "grid":
            return Grid()
        return Csv(file=design) if kind == "csv" else design

    def words(self) -> str:
        """Return what may be written."""
        return super().words().replace("{csv: {…}}", "{csv: FILE}")

    def write(self, value: Design) -> Any:
        """Return the explicit form."""
        if isinstance(value, Grid):
            return "grid"
        return {value.kind: value.file if isinstance(value, Csv) else self.members[value.kind].write(value)}


DESIGNS = DesignNotation(
    {
        "latin-hypercube": Block(LatinHypercube),
        "sobol": Block(Sobol),
        "morris": Block(Morris),
        "fast": Block(Fast),
        "csv": Text(),
    },
    ("grid",),
)


class Comparison(Precision):
    """How sure the means of all points must be, or the differences of all points to the first."""

    versus_first: Annotated[bool, Switch()] = False
    """Whether what must be sure is the difference of each point to the first one, replication by replication."""


class SweepBlock(Section):
    """Many runs of one scenario: what is varied and how, what is looked at, how often each point is run.

    Every point has the scenario's seed, so that replication r of all points meets the same people and needs and
    differences between points are paired (common random numbers).
    """

    name: Annotated[str | None, Maybe(Slug())] = None
    """Name of the sweep's folder; by default that of the sweep file, or of the scenario."""
    title: Annotated[str, Text()] = ""
    """Title for tables and figures; by default the scenario's."""
    question: Annotated[str, Text()] = ""
    """The question that the sweep answers."""
    factors: Annotated[dict[str, Factor], Table(FactorNotation(), "factor", Dotted())] = Field(
        default_factory=dict, json_schema_extra={"default": "the columns of the table of points, with `csv`"}
    )
    """What is varied, by its path in the scenario."""
    design: Annotated[Design, DESIGNS] = Grid()
    """Which points are run: a grid, a sample, or a table of points."""
    outputs: Annotated[tuple[str, ...] | None, Maybe(Listed(Text(), "outputs", example="profit, maker.sold"))] = None
    """What is kept in the frames: columns of `runs`, as `measure` of the whole market or `chain.measure`; by default
    the measures of the headline. Whatever is run, all measures are stored, so that others can be asked for later."""
    replications: Annotated[int | None, Maybe(Whole(1, 1_000_000))] = None
    """Replications of each point, with `precision` the first ones; by default the scenario's number."""
    constraints: Annotated[tuple[str, ...], Listed(Text(), "constraints", 0, "price > unit_cost")] = ()
    """Comparisons between factors such as `price > unit_cost`, in resolved units; points that fail one are left out."""
    precision: Annotated[Comparison | None, Maybe(Block(Comparison))] = None
    """Run as many replications as it takes to know a mean so well; null: `replications`."""

    @classmethod
    def conflicts(cls, raw: Mapping[str, object]) -> Iterator[Problem]:
        """Yield what does not go together in a sweep."""
        design = said(Block(cls), raw, "design")
        if design is None:
            return
        if raw.get("constraints") and design.kind in STRUCTURED:
            message = (
                f"leave holes, and {design.kind} needs every point; take a grid or latin-hypercube, or smaller ranges"
            )
            yield Problem("wrong", ("constraints",), message)
        if design.kind != "csv" and "factors" not in raw:
            yield Problem("missing", ("factors",), "is missing; write paths of the scenario and their values")
        yield from _factor_conflicts(raw, design)


def _factor_conflicts(raw: Mapping[str, object], design: Design) -> Iterator[Problem]:
    factors = raw.get("factors")
    for path, each in factors.items() if isinstance(factors, Mapping) else ():
        factor = said(FactorNotation(), each) if not isinstance(each, Factor) else each
        if factor is None or isinstance(design, Csv | Asked):
            continue
        place = ("factors", path)
        if not factor.says_values:
            yield Problem("wrong", place, "says no values; write values, range, distribution or cases")
        elif design.kind == "grid" and factor.values is None and factor.cases is None and factor.levels is None:
            yield Problem("wrong", place, "has no levels, which a grid needs; write levels: 5, or values")


class SweepFile(SweepBlock):
    """A sweep in a file of its own."""

    scenario: Annotated[str, ScenarioPath()]
    """Path of the scenario, relative to this file."""
    overrides: Annotated[tuple[str, ...], Listed(Slug(), "overrides", 0, "lean")] = ()
    """Names of overrides of the scenario to lay over it."""
