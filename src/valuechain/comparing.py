"""Compare scenarios: run what has not been run, pair what shares its luck, say what differs and how sure that is."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping, Sequence
from functools import cached_property
from html import escape
from os import PathLike, fspath
from pathlib import Path
from typing import Any

import pandas as pd

from valuechain import plots
from valuechain.analysis import cautions, differences, share_luck
from valuechain.errors import RequestError
from valuechain.experiments.identity import version
from valuechain.experiments.provenance import command, now
from valuechain.experiments.replications import run
from valuechain.experiments.request import Source
from valuechain.plots.files import Figure, save_figure
from valuechain.plots.quotes import amount, headline_rows, quote, subject
from valuechain.results import Results, load_results
from valuechain.results.column import ALL
from valuechain.results.disk import replace_text, writing
from valuechain.results.headline import aligned, numbers

COLUMNS = ("scenario", "chain", "measure", "baseline mean", "mean", "difference", "correlation", "variance reduction")


class ComparisonWarning(UserWarning):
    """Something that limits what a comparison can tell."""


class Comparison:
    """Scenarios beside a baseline.

    ``frame`` is the frame `comparison` (columns in `valuechain.results.columns.COMPARISON`), ``warnings`` says what
    limits it, ``results`` are the results by label, the baseline's ``baseline``.
    """

    def __init__(self, results: Mapping[str, Results], baseline: str) -> None:
        self.results, self.baseline = dict(results), baseline
        self.currency = str(results[baseline].provenance["currency"])
        shared = {name for name, other in results.items() if share_luck(results[baseline], other)}
        told = cautions(results, baseline)
        runs = {name: each.runs for name, each in results.items()}
        self.frame = differences(runs, baseline, frozenset(results) - shared)
        self.warnings = [*told, *_wider(self.headline)]

    @cached_property
    def headline(self) -> pd.DataFrame:
        """The rows of the frame that one looks at first."""
        return headline_rows(self.frame)

    @property
    def sentences(self) -> list[str]:
        """A sentence for each row of the headline, fit to be quoted."""
        return [quote(row, self.currency) for _, row in self.headline.iterrows()]

    @property
    def notes(self) -> list[str]:
        """Which chains exist in one of two scenarios only."""
        own = {name: _chains(each) for name, each in self.results.items()}
        pairs = [(self.baseline, name) for name in own if name != self.baseline]
        sides = [side for one, other in pairs for side in ((one, other), (other, one))]
        return [
            f"Only {here} has the chain {chain}; {there} has not."
            for here, there in sides
            for chain in own[here]
            if chain not in own[there]
        ]

    def figure(self) -> Figure:
        """Draw the differences of the headline with their intervals."""
        return plots.differences(self.frame, currency=self.currency)

    @property
    def provenance(self) -> dict[str, Any]:
        """Where the comparison comes from: the provenance of every result, by label."""
        origins = {name: dict(each.provenance) for name, each in self.results.items()}
        folders = {name: str(each.folder or "") for name, each in self.results.items()}
        made = {"version": version(), "command": command(), "made": now(), "baseline": self.baseline}
        return {**made, "warnings": self.warnings, "folders": folders, "results": origins}

    def save(self, folder: str | PathLike[str]) -> list[Path]:
        """Write frame, figure, sentences and provenance into ``folder`` as comparison.csv, .png, .svg, .txt and .json.

        Raises:
            ResultsError: the folder cannot be written.
        """
        place = Path(folder)
        texts = {
            "csv": self.frame.to_csv(index=False, lineterminator="\n"),
            "txt": f"{self!r}\n",
            "json": json.dumps(self.provenance, indent=2, ensure_ascii=False) + "\n",
        }
        with writing(place):
            place.mkdir(parents=True, exist_ok=True)
            paths = [place / f"comparison.{kind}" for kind in texts]
            for path, text in zip(paths, texts.values(), strict=True):
                replace_text(path, text)
            return [*paths, *save_figure(self.figure(), place / "comparison", self._origin)]

    @property
    def _origin(self) -> str:
        origins = {name: str(each.provenance.get("digest", "")) for name, each in self.results.items()}
        return f"baseline {self.baseline}; " + "; ".join(f"{name}, digest {digest}" for name, digest in origins.items())

    def __repr__(self) -> str:
        told = [f"warning: {text}" for text in self.warnings]
        parts = [[f"Compared with {self.baseline}:", *self.sentences], self.notes, told, [self._table()]]
        return "\n\n".join("\n".join(part) for part in parts if part)

    def _repr_html_(self) -> str:
        return f"<pre>{escape(repr(self))}</pre>"

    def _table(self) -> str:
        """Return the headline as lines of aligned columns."""
        return aligned(COLUMNS, [_cells(row, self.currency) for _, row in self.headline.iterrows()], 3)


def _cells(row: pd.Series, currency: str) -> list[str]:
    means = numbers([float(row["baseline_mean"]), float(row["mean"])])
    pairs = [f"{row[name]:.2f}" if pd.notna(row[name]) else "–" for name in ("correlation", "variance_reduction")]
    return [str(row["scenario"]), str(row["chain"]), str(row["measure"]), *means, amount(row, currency), *pairs]


def _wider(headline: pd.DataFrame) -> list[str]:
    """Return a warning for each scenario some of whose pairs vary more together than they would apart."""
    bad = headline[headline["variance_reduction"].round(2) < 1]
    problem = "common random numbers do not help (variance reduction below 1)"
    return [
        f"{problem} between {name} and {rows['baseline'].iloc[0]}: "
        + ", ".join(f"{subject(row)} {row['variance_reduction']:.2f}" for _, row in rows.iterrows())
        for name, rows in bad.groupby("scenario", observed=True, sort=False)
    ]


def _chains(results: Results) -> list[str]:
    return [str(name) for name in results.runs["chain"].unique() if name != ALL]


def compare(
    *sources: Source | Results,
    baseline: str | int = 0,
    labels: Sequence[str] = (),
    replications: int | None = None,
    jobs: int | None = None,
    seed: int | None = None,
    settings: Sequence[str] = (),
    out: str | PathLike[str] | None = None,
) -> Comparison:
    """Compare scenarios with a baseline, replication by replication where they share their luck.

    Args:
        sources: at least two: scenario files (or trees, or ``Scenario``s), which are run first, folders of results, or
            ``Results``.
        baseline: label or number, from 0, of the source with which the others are compared; a path as given will do.
        labels: what to call the sources; by default the names of their scenarios, where these differ.
        replications: how many to run, in place of the scenario's number; results that are there stay as they are.
        jobs: most processes at work; by default one for each core.
        seed: in place of the scenarios' seeds.
        settings: changes of the scenarios that are run, such as ``"population.size=500"``.
        out: folder in which the results of what is run are kept; None keeps them in memory.

    Whatever limits the comparison is in its ``warnings`` and is issued as a `ComparisonWarning`.

    Raises:
        RequestError: fewer than two sources, no such baseline, labels that are too few or not unique, or different
            currencies.
        ScenarioError: a scenario has faults.
        ResultsError: a folder holds no results, or cannot be written.
        ReplicationsFailed: some replications raised.
    """
    if len(sources) < 2:
        raise RequestError("one scenario alone cannot be compared; name at least two")
    if labels and (len(labels) != len(sources) or len(set(labels)) < len(labels)):
        raise RequestError(f"{len(sources)} sources need as many labels, all different; there are {', '.join(labels)}")
    terms: dict[str, Any] = {"replications": replications, "jobs": jobs, "seed": seed, "settings": settings, "out": out}
    found = [_results(source, terms) for source in sources]
    names = list(labels) or _labels(sources, found)
    comparison = Comparison(dict(zip(names, found, strict=True)), names[_place(baseline, names, sources)])
    for text in comparison.warnings:
        warnings.warn(text, ComparisonWarning, stacklevel=2)
    return comparison


def _results(source: Source | Results, terms: Mapping[str, Any]) -> Results:
    if isinstance(source, Results):
        return source
    is_folder = isinstance(source, str | PathLike) and Path(source).is_dir()
    return load_results(fspath(source)) if is_folder else run(source, **terms)  # type: ignore[arg-type]


def _labels(sources: Sequence[Source | Results], results: Sequence[Results]) -> list[str]:
    """Return the scenarios' names; with the id of its folder, or a number, where two are the same."""
    names = [str(each.provenance["scenario"]) for each in results]
    longer = [each.folder.name if each.folder else name for each, name in zip(results, names, strict=True)]
    told = [long if names.count(name) > 1 else name for name, long in zip(names, longer, strict=True)]
    return [f"{name} ({n + 1})" if told.count(name) > 1 else name for n, name in enumerate(told)]


def _place(baseline: str | int, names: Sequence[str], sources: Sequence[Source | Results]) -> int:
    """Return the number of the baseline among the sources."""
    if isinstance(baseline, int):
        if 0 <= baseline < len(names):
            return baseline
        raise RequestError(f"there is no source {baseline} to be the baseline; they are numbered from 0")
    given = [fspath(each) if isinstance(each, str | PathLike) else "" for each in sources]
    for known in (names, given):
        if known.count(baseline) == 1:
            return known.index(baseline)
    raise RequestError(f"there is no {baseline!r} to be the baseline; there are {', '.join(names)}")
