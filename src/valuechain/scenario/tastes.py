"""Taste space and the law of the participants' ideal points in it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, ValidationInfo, field_validator

from valuechain.scenario.compound import Listed, OneKey
from valuechain.scenario.notation import Notation, Schema, Whole, Word
from valuechain.scenario.problems import wrong
from valuechain.scenario.quantity import NUMBER, Quantity
from valuechain.scenario.section import Block, Section

Space = Literal["box", "torus", "plane"]
Point = tuple[float, ...]

POINT = Listed(Quantity(NUMBER), "coordinates")


class CenterNotation(Notation):
    """A point, or one number for all its coordinates."""

    def read(self, raw: object) -> Point | float:
        """Return the point or the number."""
        return POINT.read(raw) if isinstance(raw, list | tuple) else Quantity(NUMBER).read(raw)

    def write(self, value: Point | float) -> Any:
        """Return the explicit form."""
        return POINT.write(value) if isinstance(value, tuple) else value

    def words(self) -> str:
        """Return what may be written."""
        return "a list of coordinates such as [0.2, 0.8], or one number for all of them"

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema."""
        return {"anyOf": [{"type": "number"}, POINT.schema(partial)]}


class NormalTastes(Section):
    """Ideal points scattered about one centre, independently in each dimension."""

    center: Annotated[Point | float, CenterNotation()] = 0.5
    """Centre: a list of coordinates, or one number for all of them."""
    sd: Annotated[float, Quantity(NUMBER, least=0)]
    """Standard deviation in each dimension, in taste units."""
    center_sd: Annotated[float, Quantity(NUMBER, least=0)] = 0.0
    """How far from `center` the true centre may lie: standard deviation of its draw, once for each replication."""


class Clusters(Section):
    """Ideal points scattered about several centres."""

    centers: Annotated[tuple[Point, ...], Listed(POINT, "points")]
    """Centres: a list of points."""
    sd: Annotated[float, Quantity(NUMBER, least=0)]
    """Standard deviation about each centre in each dimension, in taste units."""
    weights: Annotated[tuple[float, ...], Listed(Quantity(NUMBER, least=0, most=1e6), "weights")] = Field(
        default=(), json_schema_extra={"default": "equal weights"}
    )
    """Relative number of participants about each centre."""

    @field_validator("weights", mode="after")
    @classmethod
    def _normalised(cls, weights: tuple[float, ...], info: ValidationInfo) -> tuple[float, ...]:
        centers = info.data.get("centers", weights)
        if len(weights) != len(centers):
            raise wrong(f"a list of {len(weights)} for {len(centers)} centers; write one weight for each center")
        total = math.fsum(weights)
        if total == 0:
            raise wrong("the weights add up to 0; write at least one above 0")
        return weights if math.isclose(total, 1, rel_tol=1e-12) else tuple(weight / total for weight in weights)


@dataclass(frozen=True)
class TasteLaw:
    """Law of the ideal points: ``uniform``, or a mixture of normals about ``centers`` with ``weights`` summing to 1."""

    kind: Literal["uniform", "normal", "clusters"] = "uniform"
    centers: tuple[Point, ...] = ()
    sd: float = 0.0
    weights: tuple[float, ...] = ()
    center_sd: float = 0.0


class TasteNotation(OneKey):
    """``uniform``, ``{normal: {center: …, sd: …}}`` or ``{clusters: {centers: …, sd: …}}``."""

    def read(self, raw: object) -> Any:
        """Return the law; a centre given by one number is expanded by ``Tastes``."""
        if isinstance(raw, TasteLaw):
            return raw
        match super().read(raw):
            case _, NormalTastes(center=center, sd=sd, center_sd=center_sd):
                return TasteLaw("normal", (center,), sd, (1.0,), center_sd)  # type: ignore[arg-type]
            case _, Clusters(centers=centers, sd=sd, weights=weights):
                return TasteLaw("clusters", centers, sd, weights or (1 / len(centers),) * len(centers))
        return TasteLaw()

    def write(self, value: TasteLaw) -> Any:
        """Return the explicit form."""
        centers = [list(center) for center in value.centers]
        match value.kind:
            case "normal":
                return {"normal": {"center": centers[0], "sd": value.sd, "center_sd": value.center_sd}}
            case "clusters":
                return {"clusters": {"centers": centers, "sd": value.sd, "weights": list(value.weights)}}
        return "uniform"


class Tastes(Section):
    """The space in which products and ideal points lie."""

    dimensions: Annotated[int, Whole(1, 8)] = 2
    """Number of attributes of a product that tastes differ about."""
    space: Annotated[Space, Word(get_args(Space))] = "box"
    """Shape of taste space: `box` is [0,1]^K, `torus` is [0,1]^K with opposite sides joined, `plane` has no bounds."""
    distribution: Annotated[
        TasteLaw, TasteNotation({"normal": Block(NormalTastes), "clusters": Block(Clusters)}, ("uniform",))
    ] = Field(default=TasteLaw(), validate_default=True)
    """Law of the participants' ideal points: `uniform`, `normal` or `clusters`."""

    @field_validator("distribution", mode="after")
    @classmethod
    def _fits(cls, law: TasteLaw, info: ValidationInfo) -> TasteLaw:
        """Check the law against the space, and give each centre all its coordinates."""
        if law.kind == "uniform" and info.data.get("space") == "plane":
            raise wrong("uniform is not possible on the plane, which has no bounds; write {normal: …} or {clusters: …}")
        dimensions = info.data.get("dimensions")
        return (
            law if dimensions is None else replace(law, centers=tuple(_point(each, dimensions) for each in law.centers))
        )


def _point(center: Point | float, dimensions: int) -> Point:
    if not isinstance(center, tuple):
        return (center,) * dimensions
    if len(center) != dimensions:
        raise wrong(f"a centre has {len(center)} coordinates and taste space has {dimensions}; write {dimensions}")
    return center
