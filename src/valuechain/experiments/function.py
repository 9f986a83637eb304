"""A scenario as a function of numbers: the bridge to SALib, Optuna, the EMA workbench, scipy.optimize."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from valuechain.errors import RequestError
from valuechain.scenario.planning import Plan
from valuechain.scenario.sweep import Asked
from valuechain.simulation import measure

from .request import Source
from .sweeping import origin_of, plan_of

Floats = npt.NDArray[np.float64]


class Function:
    """Means of outputs as a function of factors.

    Call it with an array (k,) of values, one for each of ``names``, and get (m,), one for each of ``outputs``; or with
    (n, k) and get (n, m); or with the factors by name and get a dict by output. Numbers are in resolved units (days,
    per day), words are as the scenario writes them. Replications 0 … r - 1 are run each time, with the scenario's seed:
    the same values give the same numbers, and differences between values are paired (common random numbers).
    """

    def __init__(self, plan: Plan, outputs: Sequence[str], replications: int) -> None:
        self._plan, self.outputs, self.replications = plan, tuple(outputs), replications
        self.names = tuple(factor.label for factor in plan.factors)

    def __call__(self, values: Any = None, /, **named: Any) -> Any:
        """Return the outputs at ``values``, or at the factors by name.

        Raises:
            RequestError: there is not one value for each factor.
            ScenarioError: the scenario does not allow a value.
        """
        if values is None:
            return dict(zip(self.outputs, self._at(self._in_order(named)).tolist(), strict=True))
        rows = np.asarray(values)
        if rows.ndim == 1:
            return self._at(rows.tolist())
        return np.array([self._at(row) for row in rows.tolist()])

    def _in_order(self, named: Mapping[str, Any]) -> list[Any]:
        if set(named) != set(self.names):
            raise RequestError(f"the factors are {', '.join(self.names)}; give each of them, and nothing else")
        return [named[name] for name in self.names]

    def _at(self, values: Sequence[Any]) -> Floats:
        if len(values) != len(self.names):
            raise RequestError(f"{len(values)} values for {len(self.names)} factors ({', '.join(self.names)})")
        pairs = zip(self._plan.factors, values, strict=True)
        written = [factor.written(float(value) if factor.numeric else value) for factor, value in pairs]
        scenario = self._plan.template.at(written)
        rows = []
        for replication in range(self.replications):
            found = measure(scenario, replication)
            rows.append([found[name] for name in self.outputs])
        return np.asarray(np.mean(rows, axis=0), dtype=np.float64)


def as_function(
    scenario: Source,
    factors: Sequence[str] | Mapping[str, str],
    outputs: Sequence[str],
    *,
    replications: int = 1,
    seed: int | None = None,
    settings: Sequence[str] = (),
    overrides: Sequence[str] = (),
) -> Function:
    """Return a scenario as a function of ``factors``, which gives the means of ``outputs`` over ``replications``.

    ``factors`` are paths of the scenario, or a mapping from paths to the names that they shall have.

    Raises:
        ScenarioError: the scenario has faults, or there is no such factor or output.
    """
    labels = factors if isinstance(factors, Mapping) else dict.fromkeys(factors)
    said = {path: {"label": label} if label else {} for path, label in labels.items()}
    tree = {"scenario": origin_of(scenario), "factors": said, "design": Asked(), "outputs": list(outputs)}
    return Function(plan_of(tree, {}, settings, overrides, seed), outputs, replications)
