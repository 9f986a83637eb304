"""Simulation against theory and record: every target of a folder, what the simulation gives, and a verdict.

The folder holds scenario files and ``targets.csv``, one line per target. Nothing here knows any of the cases: a case is
reached by the parameters of its scenario, and a measure is a column of the frame ``runs`` (or ``echelons``). Columns of
``targets.csv``:

======== ==============================================================================================================
row      number of the row in the table of what must come out
case     name of the scenario file, without ``.yaml``; it may lead into another folder, as ``../web-servers`` does
with     its overrides, separated by spaces
minus    overrides of a second run, which meets the same needs and is subtracted (common random numbers); often empty.
         After a slash the first run is divided by it instead
measure  what is measured, in words
column   column of ``runs`` that measures it, on the line of ``chain``; for ``chain/echelon/product`` in that column, of
         the frame ``echelons``; for ``chain@DAY``, of the frame ``chains`` at the sample of that day;
         for ``chain/history`` in that column, of `results.history.history_moments`
per      column of ``runs`` by which it is divided; often empty
times    factor, for units
target   what theory says
bound    largest deviation allowed, relative to the target
rule     ``interval``: the target must lie within 3 standard errors as well; ``bound``: nothing in it is random, so that
         one replication is run and the bound alone decides; ``record``: the mean must lie within the bound of what was
         measured, which is a draw itself; ``above``, ``below``: the mean must lie on that side, by 3 standard errors;
         the model was fitted to them: the mean of the deviations of all lines of the case must be within the bound
full     ``yes``: in full runs only
======== ==============================================================================================================
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

import numpy as np
import pandas as pd

from valuechain.errors import RequestError
from valuechain.results.history import YEAR, history_moments
from valuechain.scenario import load

from .executors import cores, parallel, serial
from .failures import ReplicationsFailed
from .worker import Task

Run = tuple[str, tuple[str, ...]]
"""A scenario file by its name, and the overrides that are laid over it."""

Lines = Mapping[Any, Mapping[Any, Any]]
"""The frames `runs` and `echelons` of one replication: chain, or chain/echelon/product → column → value."""

Verdict = Literal["pass", "FAIL", "too wide"]

Rule = Literal["interval", "bound", "record", "above", "below", "together"]

STANDARD_ERRORS = 3.0
"""By how many standard errors a mean may miss its target; the half-width of the table."""

NARROW = 2.0
"""How many standard errors must fit into the bound: where they do not, the runs were too short to tell anything."""

FULL = 10
"""How many times more replications a full run has."""

LONG = 6 * YEAR
"""Days from which on a commons has a history: the moments of one compare years that are five apart."""

TARGETS = "targets.csv"


@dataclass(frozen=True)
class Target:
    """One line of ``targets.csv``; see the table above."""

    row: str
    case: str
    overrides: tuple[str, ...]
    minus: tuple[str, ...]
    divided: bool
    measure: str
    column: str
    chain: str
    per: str
    times: float
    target: float
    bound: float
    kind: Rule
    full: bool

    @property
    def together(self) -> bool:
        """Whether the lines of the case pass or fail as one."""
        return self.kind == "together"

    @property
    def random(self) -> bool:
        """Whether chance has a part in it."""
        return self.kind != "bound"

    @property
    def runs(self) -> tuple[Run, ...]:
        """The run that measures it, and the one to subtract if there is any."""
        first = (self.case, self.overrides)
        return (first, (self.case, self.minus)) if self.minus else (first,)

    @property
    def name(self) -> str:
        """The case with its overrides."""
        return " + ".join((self.case.removeprefix("../"), *self.overrides))

    @property
    def rule(self) -> str:
        """What it takes to pass, in words."""
        within = f"{100 * self.bound:g} %"
        if self.kind in ("above", "below"):
            return f"{self.kind} by {STANDARD_ERRORS:g} se"
        if self.kind == "record":
            return f"{within} of what was measured"
        if self.together:
            return f"{within} on average over the lines of the case"
        return f"{STANDARD_ERRORS:g} se, {within}" if self.random else f"{within} alone: nothing is random"


@dataclass(frozen=True)
class Found:
    """What the simulation gives for a target: mean and standard error over ``n`` replications (0 if n = 1)."""

    mean: float
    error: float
    n: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Found:
        """Return the mean of ``values`` and its standard error."""
        n = len(values)
        return cls(float(np.mean(values)), float(np.std(values, ddof=1) / np.sqrt(n)) if n > 1 else 0.0, n)


def validate(
    rows: Sequence[str] = (), full: bool = False, jobs: int | None = None, folder: str | Path | None = None
) -> tuple[pd.DataFrame, bool]:
    """Run the scenarios of the theory and hold them against their targets.

    Args:
        rows: numbers of the rows to run; none means all.
        full: whether to run ten times more replications, and the cases with heavy traffic too.
        jobs: processes to use; None means one for each core, 1 stays in this one.
        folder: folder of the scenarios; None means ``scenarios/theory`` here or in the checkout that is installed.

    Returns:
        The table, one line per target (`half_width` is 3 standard errors, missing where nothing is random), and
        whether all of it passed.

    Raises:
        RequestError: there is no such folder, or no such row.
        ReplicationsFailed: a simulation broke off.
    """
    place = find_folder(folder)
    targets = _chosen(read_targets(place), rows, full)
    runs = _run(place, targets, full, cores() if jobs is None else jobs)
    sources = {case: load(place / f"{case}.yaml").source for case in {target.case for target in targets}}
    found = [_found(target, runs) for target in targets]
    verdicts = judge_all(targets, found)
    lines = zip(targets, found, verdicts, strict=True)
    table = pd.DataFrame([_line(target, each, verdict, sources[target.case]) for target, each, verdict in lines])
    return table, bool((table["verdict"] == "pass").all())


def find_folder(folder: str | Path | None = None) -> Path:
    """Return the folder of the theory: ``folder``, or ``scenarios/theory`` here or in the checkout that is installed.

    Raises:
        RequestError: there is none with targets.
    """
    usual = Path("scenarios", "theory")
    places = [Path(folder)] if folder is not None else [usual, Path(__file__).parents[3] / usual]
    for place in places:
        if (place / TARGETS).is_file():
            return place
    raise RequestError(
        f"there is no {TARGETS} in {places[0]}; run this in a checkout of valuechain, or name the folder that holds it"
    )


def read_targets(folder: Path) -> list[Target]:
    """Return the targets of ``folder``, in the order of the file."""
    table = pd.read_csv(folder / TARGETS, dtype=str, keep_default_na=False)
    return [
        Target(
            line["row"],
            line["case"],
            tuple(line["with"].split()),
            tuple(line["minus"].removeprefix("/").split()),
            line["minus"].startswith("/"),
            line["measure"],
            line["column"],
            line["chain"],
            line["per"],
            float(line["times"]),
            float(line["target"]),
            float(line["bound"]),
            _rule(line["rule"]),
            line["full"] == "yes",
        )
        for line in table.to_dict("records")
    ]


def _rule(word: str) -> Rule:
    if word not in get_args(Rule):
        raise RequestError(f"{TARGETS}: there is no rule {word!r}; the rules are {', '.join(get_args(Rule))}")
    return cast(Rule, word)


def _chosen(targets: Sequence[Target], rows: Sequence[str], full: bool) -> list[Target]:
    """Return the targets of ``rows`` (none: of all) that are to be run."""
    known = list(dict.fromkeys(target.row for target in targets))
    strange = [row for row in rows if row not in known]
    if strange:
        raise RequestError(f"there is no row {' or '.join(strange)} to validate; the rows are {', '.join(known)}")
    return [each for each in targets if each.row in (rows or known) and (full or not each.full)]


def _run(folder: Path, targets: Sequence[Target], full: bool, jobs: int) -> dict[Run, list[Lines]]:
    """Return the replications of every run that the targets ask for, each as its `runs` by chain."""
    wanted: dict[Run, bool] = {}
    for target in targets:
        for run in target.runs:
            wanted[run] = wanted.get(run, False) or target.random
    return {run: _replicate(folder, run, random, full, jobs) for run, random in wanted.items()}


def _replicate(folder: Path, run: Run, random: bool, full: bool, jobs: int) -> list[Lines]:
    """Run a scenario as often as its file says (ten times that in full runs), and once if nothing is random."""
    case, overrides = run
    file = folder / f"{case}.yaml"
    scenario = load(file, overrides=overrides)
    replications = range(scenario.replications * (FULL if full else 1) if random else 1)
    task, lines = Task(scenario), {}
    spread = serial(task, replications) if jobs == 1 else parallel(task, replications, jobs)
    for outcome in spread:
        if outcome.failure is not None:
            again = " ".join(["valuechain run", str(file), *(f"--override {name}" for name in overrides)])
            raise ReplicationsFailed([outcome.failure], None, again)
        assert outcome.frames is not None
        lines[outcome.replication] = _lines_of(outcome.frames)
    return [lines[replication] for replication in replications]


def _lines_of(frames: Mapping[str, pd.DataFrame]) -> Lines:
    """Return the lines that a target may name."""
    revisions = frames.get("revisions")
    lines: dict[Any, Any] = dict(frames["runs"].set_index("chain").to_dict("index"))
    for line in frames["echelons"].to_dict("records") if "echelons" in frames else ():
        lines["/".join(line[key] for key in ("chain", "echelon", "product"))] = line
    for line in frames["chains"].to_dict("records") if "chains" in frames else ():
        lines[f"{line['chain']}@{line['time']:.0f}"] = line
    if revisions is not None and revisions["time"].max() >= LONG:
        for line in history_moments(revisions).to_dict("records"):
            lines[f"{line['chain']}/history"] = line
    return lines


def _found(target: Target, runs: Mapping[Run, Sequence[Lines]]) -> Found:
    """Return what the runs give for ``target``: by replication, less the second run (or divided by it) if any."""
    n = None if target.random else 1
    first, *second = ([_value(each, target) for each in runs[run][:n]] for run in target.runs)
    if not second:
        return Found.of(first)
    return Found.of([a / b if target.divided else a - b for a, b in zip(first, *second, strict=True)])


def _value(runs: Lines, target: Target) -> float:
    line = runs[target.chain]
    return float(line[target.column] / (line[target.per] if target.per else 1.0) * target.times)


def judge(target: Target, found: Found) -> Verdict:
    """Return the verdict: within the bound and 3 standard errors, which are few enough to tell anything."""
    if target.kind in ("above", "below"):
        ahead = (found.mean - target.target) * (1 if target.kind == "above" else -1)
        return "pass" if ahead > STANDARD_ERRORS * found.error else "FAIL"
    miss, allowed = abs(found.mean - target.target), target.bound * abs(target.target)
    if not miss <= allowed or (target.kind == "interval" and not miss <= STANDARD_ERRORS * found.error):
        return "FAIL"
    return "pass" if NARROW * found.error <= allowed else "too wide"


def judge_all(targets: Sequence[Target], found: Sequence[Found]) -> list[Verdict]:
    """Return the verdict on every target; those of a case that count ``together`` share one."""
    deviations: dict[str, list[float]] = {}
    for target, each in zip(targets, found, strict=True):
        if not target.together:
            continue
        deviations.setdefault(target.name, []).append(abs(each.mean - target.target) / abs(target.target))
    verdicts: list[Verdict] = []
    for target, each in zip(targets, found, strict=True):
        if not target.together:
            verdicts.append(judge(target, each))
            continue
        near = float(np.mean(deviations[target.name])) <= target.bound
        verdicts.append("pass" if near else "FAIL")
    return verdicts


def _line(target: Target, found: Found, verdict: Verdict, source: str) -> dict[str, object]:
    """Return one line of the table."""
    return {
        "row": target.row,
        "case": target.name,
        "measure": target.measure,
        "target": target.target,
        "mean": found.mean,
        "half_width": STANDARD_ERRORS * found.error if target.random else float("nan"),
        "n": found.n,
        "rule": target.rule,
        "verdict": verdict,
        "source": source,
    }
