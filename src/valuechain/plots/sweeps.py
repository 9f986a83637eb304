"""The figures that suit a sweep, or a calibration, and their files."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import pandas as pd
from matplotlib.figure import Figure

from valuechain import analysis
from valuechain.errors import MissingCells, RequestError

from .calibration import calibration_fit, objective_profile
from .discovery import discovery
from .facets import MOST_LINES, MOST_PANELS, sweep_panels
from .factors import factors
from .files import save
from .heatmap import heat_map
from .indices import index_convergence, morris_plane, sensitivity_indices
from .samples import MOST_PAIRS, pair_plot, parallel_coordinates
from .tornado import tornado
from .transient import warmup_curve

Named = tuple[str, Callable[[], Figure]]

FEW_LEVELS = 12
"""Levels of a factor up to which points are taken for a grid of their own choosing."""
ENOUGH_POINTS = 64
"""Points from which indices that need no design are worth drawing."""


class Sweep(Protocol):
    """What is drawn: the frames of a sweep and its design."""

    @property
    def points(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def runs(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def summary(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def failures(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def design(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def sample(self) -> pd.DataFrame | None: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def units(self) -> Mapping[str, str]: ...  # noqa: D102
    @property
    def currency(self) -> str: ...  # noqa: D102
    @property
    def provenance(self) -> Mapping[str, Any]: ...  # noqa: D102


class Calibration(Protocol):
    """What is drawn of a calibration."""

    @property
    def parameters(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def moments(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def profile(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def objective(self) -> Mapping[str, float]: ...  # noqa: D102
    @property
    def about(self) -> Mapping[str, Any]: ...  # noqa: D102


def sweep_figures(
    sweep: Sweep,
    outputs: Sequence[str] | None = None,
    *,
    indices: pd.DataFrame | None = None,
    left_out: list[str] | None = None,
    method: str | None = None,
) -> Iterator[Named]:
    """Yield name and drawing of each figure that suits the sweep's design, output by output.

    A grid of one factor gives lines, of two a map and lines, of three lines in panels (of words alone their means side
    by side); where points lie one factor apart, a tornado; designs for indices their indices and how these settle;
    other points parallel coordinates and pairs. ``indices`` are those of the sweep where they are known already;
    ``method`` is theirs (None: the design's own). What cannot be drawn because cells are missing is added to
    ``left_out`` in words.
    """
    known = [str(name) for name in sweep.summary["output"].unique()]
    for output in outputs or known:
        for name, draw in _of_one(sweep, output, indices, [] if left_out is None else left_out, method):
            yield f"{output.replace('.', '-').replace('_', '-')}-{name}", draw


def _of_one(
    sweep: Sweep, output: str, indices: pd.DataFrame | None, left_out: list[str], by: str | None
) -> Iterator[Named]:
    look: Any = {"currency": sweep.currency, "units": sweep.units}
    rows = sweep.summary[sweep.summary["output"] == output]
    if rows["mean"].nunique() < 2:
        left_out.append(
            f"{output}: " + ("no point has a value" if rows["mean"].isna().all() else "the same everywhere")
        )
        return
    varied = [name for name in factors(rows) if len(rows[name].unique()) > 1]
    numeric = [name for name in varied if pd.api.types.is_numeric_dtype(rows[name])]
    method = sweep.design.get("method")
    if _is_grid(rows, varied, method):
        yield from _on_grid(sweep.summary, output, varied, numeric, look)
        yield from _alone(sweep, output, left_out)
    elif len(numeric) == 1 and len(varied) == 1:
        yield "lines", lambda: sweep_panels(sweep.summary, numeric[0], output, **look)
    elif len(numeric) > 1 and method != "morris":  # few levels, and points on trajectories: nothing to see
        yield "parallel", lambda: parallel_coordinates(sweep.summary, output, **look)
        if len(numeric) <= MOST_PAIRS:
            yield "pairs", lambda: pair_plot(sweep.summary, output, **look)
    if len(varied) > 1:
        yield from _indices(sweep, output, indices, left_out, by)


def _is_grid(rows: pd.DataFrame, varied: list[str], method: str | None) -> bool:
    """Return whether points are few levels of each factor, in all their combinations where a table gives them."""
    levels = [rows[name].nunique() for name in varied]
    if max(levels) > FEW_LEVELS or method not in GRIDS:
        return False
    return method != "csv" or len(rows) == math.prod(levels)


GRIDS = ("grid", "csv", "one-at-a-time", None)
"""Methods of design whose levels are of the user's own choosing."""


def _on_grid(summary: pd.DataFrame, output: str, varied: list[str], numeric: list[str], look: Any) -> Iterator[Named]:
    numeric = numeric or varied  # words alone: their means side by side
    levels = {name: int(summary[name].nunique()) for name in varied}
    x, *rest = sorted(numeric, key=lambda name: -levels[name])
    if len(rest) > 0 and len(varied) == 2 and pd.api.types.is_numeric_dtype(summary[x]):
        yield "map", lambda: heat_map(summary, x, rest[0], output, **look)
    others = [name for name in varied if name != x]
    hue = next((name for name in others if levels[name] <= MOST_LINES), None)
    facet = next((name for name in others if name != hue and levels[name] <= MOST_PANELS), None)
    yield "lines", lambda: sweep_panels(summary, x, output, hue=hue, facet=facet, **look)


def _alone(sweep: Sweep, output: str, left_out: list[str]) -> Iterator[Named]:
    try:
        effects = analysis.one_at_a_time(sweep.points, sweep.runs, failures=sweep.failures, outputs=[output])
    except MissingCells as error:
        left_out.append(f"tornado: {error}")
    except RequestError:  # no two points differ in one factor alone
        return
    else:
        yield "tornado", lambda: tornado(effects, output, currency=sweep.currency)


def _indices(
    sweep: Sweep, output: str, known: pd.DataFrame | None, left_out: list[str], by: str | None
) -> Iterator[Named]:
    method = sweep.design.get("method")
    if method not in ("sobol", "morris", "fast", "grid") and len(sweep.points) < ENOUGH_POINTS:
        return
    from valuechain.analysis.sensitivity import convergence, sensitivity  # takes a second

    given = (sweep.points, sweep.runs, sweep.design)
    more: Any = {"failures": sweep.failures, "outputs": [output], "sample": sweep.sample, "method": by}
    try:
        found = sensitivity(*given, **more) if known is None else known[known["output"] == output]
        if method == "morris":
            yield "morris", lambda: morris_plane(found, output, currency=sweep.currency)
        else:
            yield "indices", lambda: sensitivity_indices(found, output)
        if method not in ("fast", "grid"):
            settling = convergence(*given, **more)
            if settling["n"].min() < settling["n"].max():
                yield "convergence", lambda: index_convergence(settling, output)
    except (MissingCells, RequestError) as error:  # the other figures are worth having
        left_out.append(f"indices: {error}")


def save_sweep(
    sweep: Sweep,
    folder: Path | str,
    outputs: Sequence[str] | None = None,
    *,
    indices: pd.DataFrame | None = None,
    left_out: list[str] | None = None,
    method: str | None = None,
) -> list[Path]:
    """Write each figure of `sweep_figures` into ``folder``, as PNG and SVG; return the paths in order.

    Name, version and digest of the sweep go into the files' metadata; ``indices``, ``left_out`` and ``method``
    are those of `sweep_figures`.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    drawn = sweep_figures(sweep, outputs, indices=indices, left_out=left_out, method=method)
    return [path for stem, draw in drawn for path in save(draw(), folder / stem, sweep.name, sweep.provenance)]


def save_calibration(calibration: Calibration, folder: Path | str) -> list[Path]:
    """Write the figures of a calibration into ``folder``, as PNG and SVG; return the paths in order."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    name = str(calibration.about["scenario"])
    figures = {"fit": calibration_fit(calibration.moments, calibration.objective)}
    if len(calibration.profile):
        figures["profile"] = objective_profile(calibration.profile, calibration.parameters)
    return [path for stem, figure in figures.items() for path in save(figure, folder / stem, name, calibration.about)]


def save_warmup(suggestions: Sequence[Mapping[str, Any]], folder: Path | str, origin: Mapping[str, Any]) -> list[Path]:
    """Write a figure for each suggestion of a warm-up into ``folder``, as PNG and SVG; return the paths in order."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for each in suggestions:
        stem = folder / f"warmup-{each['chain']}-{each['measure']}".replace("_", "-")
        paths += save(warmup_curve(each), stem, str(origin.get("scenario", "")), origin)
    return paths


def save_discovery(
    boxes: pd.DataFrame, points: pd.DataFrame, outcome: str, box: int, folder: Path | str, name: str
) -> list[Path]:
    """Write the figure of `discovery` into ``folder``, as PNG and SVG; return the paths."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    return save(discovery(boxes, points, outcome, box=box), folder / "discovery", name, {})
