"""What a scenario's replications gave, in memory or read from a folder when it is looked at."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from valuechain.errors import ResultsError, ScenarioError
from valuechain.scenario import Scenario, load

from .columns import FRAMES, ONLY_WHERE, ONLY_WITH
from .folder import RAW, SWITCHES, Folder, kinds_of, recorded
from .headline import ONE, as_html, as_text, headline
from .parquet import united
from .summary import summarise

KINDS = {"echelons": "with echelons", "people": "where people are more than consumers"}
"""How messages speak of the kinds of chains that have frames of their own, apart from paradigms."""


class Results:
    """The frames of a scenario's replications, with where they come from.

    ``frames`` maps names to frames, ``provenance`` tells scenario, seed, versions, times and replications, ``folder``
    is where the results lie (None: in memory only). Every column is declared in `FRAMES`.
    """

    def __init__(
        self,
        frames: Mapping[str, pd.DataFrame],
        provenance: Mapping[str, Any],
        scenario: Scenario | None = None,
        folder: Path | None = None,
    ) -> None:
        self.frames, self.provenance, self.folder = frames, dict(provenance), folder
        self._scenario = scenario

    @classmethod
    def of(
        cls, scenario: Scenario, replications: Mapping[int, Mapping[str, pd.DataFrame]], provenance: Mapping[str, Any]
    ) -> Results:
        """Return the results in memory of ``replications``, the frames of each by its number."""
        names = [name for name in RAW if all(name in frames for frames in replications.values())]
        frames = {name: united({number: each[name] for number, each in replications.items()}) for name in names}
        return cls({"runs": frames["runs"], "summary": summarise(frames["runs"]), **frames}, provenance, scenario)

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario, fully explicit; ScenarioError if today's version can no longer read it (the frames stay)."""
        return self._scenario or load((self.folder or Path()) / "scenario.yaml")

    @property
    def replications(self) -> int:
        """Number of replications that are in the frames."""
        return int(self.runs["replication"].nunique())

    # frames ----------------------------------------------------------------------------------------------------------

    @property
    def runs(self) -> pd.DataFrame:
        """One row by replication and chain: every measure."""
        return self.frame("runs")

    @property
    def summary(self) -> pd.DataFrame:
        """One row by chain and measure: mean over replications with its interval."""
        return self.frame("summary")

    @property
    def series(self) -> pd.DataFrame:
        """One row by replication, sample and product."""
        return self.frame("series")

    @property
    def participants(self) -> pd.DataFrame | None:
        """One row by replication and participant; None if the scenario does not record them."""
        return self.frames.get("participants")

    @property
    def accounts(self) -> pd.DataFrame | None:
        """One row by replication, participant, chain and role; None if not recorded, or if all only consume."""
        return self.frames.get("accounts")

    @property
    def products(self) -> pd.DataFrame:
        """One row by replication and product."""
        return self.frame("products")

    @property
    def ledger(self) -> pd.DataFrame:
        """One row by replication, period and kind of payment."""
        return self.frame("ledger")

    @property
    def echelons(self) -> pd.DataFrame | None:
        """One row by replication, echelon and product; None if no chain has echelons."""
        return self.frames.get("echelons")

    @property
    def echelon_series(self) -> pd.DataFrame | None:
        """One row by replication, sample, echelon and product; None if no chain has echelons."""
        return self.frames.get("echelon_series")

    @property
    def roles(self) -> pd.DataFrame | None:
        """One row by replication, chain and role: who got what; None in folders of older versions."""
        return self.frames.get("roles")

    @property
    def chains(self) -> pd.DataFrame | None:
        """One row by replication, sample and chain: shares, profits; None in folders of older versions."""
        return self.frames.get("chains")

    @property
    def events(self) -> pd.DataFrame | None:
        """One row by replication and need; None if the scenario does not record them."""
        return self.frames.get("events")

    def frame(self, name: str) -> pd.DataFrame:
        """Return the frame ``name``.

        Raises:
            ResultsError: there is no such frame, the scenario does not record it, or its file is missing.
        """
        if name not in FRAMES:
            raise ResultsError(self._place, f"there is no frame {name!r}", f"the frames are {', '.join(self.frames)}")
        if name not in self.frames:
            if name in ONLY_WITH and not self._has(ONLY_WITH[name]):
                told = KINDS.get(ONLY_WITH[name], f"of the paradigm {ONLY_WITH[name]}")
                problem = f"only chains {told} have {name!r}"
                raise ResultsError(self._place, problem, f"the frames here are {', '.join(self.frames)}")
            if self.folder is not None and self._records(name):
                raise ResultsError(self._place, f"{name!r} is missing", "run the scenario again")
            remedy = f"set record.{SWITCHES.get(name, name)}: true in the scenario and run it again"
            if name in ONLY_WHERE:
                remedy = f"set {ONLY_WHERE[name]} of a chain in the scenario and run it again"
            raise ResultsError(self._place, f"the scenario does not record {name!r}", remedy)
        return self.frames[name]

    def _has(self, kind: str) -> bool:
        """Return whether the scenario has a chain of the kind, as far as anybody can tell."""
        try:
            return kind in kinds_of(self.scenario)
        except (ScenarioError, OSError):
            return True

    def _records(self, name: str) -> bool:
        """Return whether the scenario records the frame; `summary` is always made."""
        try:
            return name == "summary" or name in recorded(self.scenario)
        except (ScenarioError, OSError):  # nobody can tell any more
            return name not in (*ONLY_WITH, *ONLY_WHERE, "participants", "accounts", "events")

    @property
    def _place(self) -> str:
        return str(self.folder or self.provenance["scenario"])

    # the headline ----------------------------------------------------------------------------------------------------

    @property
    def headline(self) -> pd.DataFrame:
        """The rows of `summary` that one looks at first, with units in the scenario's currency."""
        return headline(self.summary, self.provenance["currency"])

    @property
    def count(self) -> str:
        """How many replications there are, of how many, in words."""
        n, wanted = self.replications, self.provenance["replications"]["requested"]
        words = f"{n} replication{'s' * (n != 1)}" if n >= wanted else f"{n} of {wanted} replications finished"
        return f"{words} ({ONE})" if n == 1 else f"{words}, 95 % intervals"

    @property
    def heading(self) -> list[str]:
        """Title, question, number of replications and folder, line by line, those that there are."""
        told = self.provenance
        lines = [told["title"] or told["scenario"], told["question"], self.count, str(self.folder or "")]
        return [line for line in lines if line]

    def __repr__(self) -> str:
        return "\n".join([*self.heading, "", as_text(self.headline)])

    def _repr_html_(self) -> str:
        title, *lines = map(escape, self.heading)
        return f"<h4>{title}</h4><p>{'<br>'.join(lines)}</p>{as_html(self.headline)}"


class _Frames(Mapping[str, pd.DataFrame]):
    """The frames of a folder, each read when it is asked for first."""

    def __init__(self, folder: Folder, wanted: Collection[int]) -> None:
        self._folder, self._wanted = folder, wanted
        self._names = [name for name in FRAMES if name == "summary" or name in folder.names()]
        self._known: dict[str, pd.DataFrame] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._known:
            self._known[name] = self._read(name)
        return self._known[name]

    def _read(self, name: str) -> pd.DataFrame:
        return self._folder.read_summary(self._wanted) if name == "summary" else self._folder.read(name, self._wanted)


def load_results(folder: str | Path, replications: Collection[int] | None = None) -> Results:
    """Return the results in ``folder``, finished or interrupted; frames are read when they are looked at.

    ``replications`` restricts them to these numbers; by default all that have finished.

    Raises:
        ResultsError: there is no such folder, it holds no results, or no replication has finished yet.
    """
    place = Folder(Path(folder))
    if not (place.path / "provenance.json").is_file():
        raise ResultsError(folder, *_why_none(place.path))
    finished = place.finished()
    wanted = finished if replications is None else finished & frozenset(replications)
    if not wanted:
        raise ResultsError(folder, "no replication has finished yet", "run the scenario again")
    return Results(_Frames(place, wanted), place.read_provenance(), folder=place.path)


def _why_none(path: Path) -> tuple[str, str]:
    if (path / "cells").is_dir():
        return "holds a sweep", "open it with vc.load_sweep"
    inside = sorted(str(each.parent) for each in path.glob("*/provenance.json")) if path.is_dir() else []
    if inside:
        return "is no results folder itself", f"name one of those in it: {', '.join(inside)}"
    problem = "holds no results" if path.is_dir() else "is not a folder" if path.exists() else "there is no such folder"
    return problem, "name a folder that `valuechain run` has written, such as results/<scenario>-<id>"
