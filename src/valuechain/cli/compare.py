"""``valuechain compare``."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from valuechain.comparing import ComparisonWarning
from valuechain.comparing import compare as compare_sources

from .parameters import Settings


def compare(
    *sources: Annotated[str, Parameter(required=True)],
    baseline: str | None = None,
    labels: Annotated[tuple[str, ...], Parameter("--label", negative=(), consume_multiple=False)] = (),
    replications: int | None = None,
    jobs: int | None = None,
    seed: int | None = None,
    settings: Settings = (),
    results: Path = Path("results"),
    out: Annotated[Path | None, Parameter(("--out", "-o"))] = None,
) -> None:
    """Compare scenarios: what differs, by how much, and how sure that is.

    Parameters
    ----------
    sources:
        Two or more scenarios, YAML files, or folders that `valuechain run` has written. Files are run first.
    baseline:
        The one with which the others are compared, as given or by the name of its scenario; by default the first.
    labels:
        What to call each source, one after another; by default the name of its scenario.
    replications:
        How many to run of each file, in place of the scenario's number.
    jobs:
        Most processes at work; by default one for each core. The results do not depend on it.
    seed:
        In place of the seeds of the files.
    settings:
        A change of the files, as path=value; as often as you like.
    results:
        Where the results of files are kept, as SCENARIO-ID.
    out:
        Folder for the comparison as table, figure and text; by default it is printed only.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ComparisonWarning)  # they are printed below
        found = compare_sources(
            *sources, baseline=0 if baseline is None else baseline, labels=labels, replications=replications,
            jobs=jobs, seed=seed, settings=settings, out=results,
        )  # fmt: skip
    files = found.save(out) if out is not None else []
    for text in found.warnings:
        print(f"warning: {text}", file=sys.stderr)
    print("\n\n".join([repr(found), *(["\n".join(map(str, files))] if files else [])]))
