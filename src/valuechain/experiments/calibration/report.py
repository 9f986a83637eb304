"""What a calibration has found: parameters, fit before and after, trials and profile, as frames and as text."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from valuechain.results.headline import aligned, numbers


@dataclass(frozen=True)
class Calibration:
    """The result of `calibrate`.

    Attributes:
        parameters: a row by parameter: `parameter`, `unit`, `low`, `high`, `before`, `after`, `at_bound`.
        moments: a row by moment: `moment`, `time` (days, missing for one of the whole run), `target`, `weight`, and the
            means `before`, `after`, `fresh_before` and `fresh_after` with their `…_half_width` (95 %; missing for one
            replication); the fresh ones are of replications that the search has not seen.
        objective: the distance `before`, `after`, `fresh_before` and `fresh_after`.
        trials: a row by trial: `trial`, `purpose` (search or profile), the parameters by path, `objective` (infinite
            where it was not possible).
        profile: `parameter`, `value`, and the objective with the other parameters `held` at the best and `refitted`.
        settings: the fitted parameters as ``--set`` takes them.
        about: scenario, seed, replications, deviation, method and number of trials.
    """

    parameters: pd.DataFrame
    moments: pd.DataFrame
    objective: Mapping[str, float]
    trials: pd.DataFrame
    profile: pd.DataFrame
    settings: Sequence[str]
    about: Mapping[str, Any]

    @property
    def warnings(self) -> list[str]:
        """What to doubt: parameters at a bound, no improvement, a fit that other replications do not bear out."""
        found = [
            f"{row['parameter']} = {row['after']:g} lies on a bound ({row['low']:g} … {row['high']:g}): widen it"
            for row in self.parameters[self.parameters["at_bound"]].to_dict("records")
        ]
        if not self.objective["after"] < self.objective["before"]:
            found.append("no trial comes nearer than the scenario's own values")
        elif not self.objective["fresh_after"] < self.objective["fresh_before"]:
            found.append("other replications do not gain: what was fitted is the luck of the draw; use more of them")
        return found

    def __str__(self) -> str:
        told = self.about
        kind = told["deviation"]
        root = {name: math.sqrt(value) for name, value in self.objective.items()}
        lines = [
            f"{told['scenario']}: {len(self.parameters)} parameters fitted to {len(self.moments)} moments, "
            f"{told['trials']} trials of {told['replications']} replications ({told['method']})",
            f"root mean squared {kind} deviation: {root['before']:.4g} before, {root['after']:.4g} after; "
            f"in other replications {root['fresh_before']:.4g} before, {root['fresh_after']:.4g} after",
            "",
            self._parameters(),
            "",
            self._moments(),
            *(f"\nwarning: {each}" for each in self.warnings),
        ]
        return "\n".join(lines)

    def _parameters(self) -> str:
        rows = [
            [row["parameter"], row["unit"], *(f"{row[name]:.6g}" for name in ("before", "after", "low", "high"))]
            for row in self.parameters.to_dict("records")
        ]
        return aligned(("parameter", "unit", "before", "after", "low", "high"), rows, 2)

    def _moments(self) -> str:
        columns = ("target", "before", "after", "fresh_after", "fresh_after_half_width")
        rows = [[row["moment"], *numbers([row[name] for name in columns])] for row in self.moments.to_dict("records")]
        return aligned(("moment", "target", "before", "after", "in others", "±"), rows, 1)

    def write(self, folder: Path) -> list[Path]:
        """Write the frames as CSV files into ``folder`` and return the paths."""
        folder.mkdir(parents=True, exist_ok=True)
        frames = {
            "parameters": self.parameters,
            "moments": self.moments,
            "trials": self.trials,
            "profile": self.profile,
        }
        paths = [folder / f"{name}.csv" for name in frames]
        for path, frame in zip(paths, frames.values(), strict=True):
            frame.replace([np.inf], np.nan).to_csv(path, index=False, lineterminator="\n")
        return paths
