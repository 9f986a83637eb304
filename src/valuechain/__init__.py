"""Value chains of industrial production, prosumption and produsage, simulated event by event.

>>> import valuechain as vc
>>> results = vc.run("scenarios/any-colour.yaml", replications=20)  # doctest: +SKIP
>>> results.summary  # doctest: +SKIP

Nothing heavy is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from valuechain import plots
    from valuechain.comparing import compare
    from valuechain.experiments.function import as_function
    from valuechain.experiments.replications import run
    from valuechain.experiments.sweeping import sweep
    from valuechain.results import Results, Sweep, load_results, load_sweep
    from valuechain.scenario import Scenario, load
    from valuechain.simulation import simulate

__version__ = "0.1.0"

__all__ = [
    "Results",
    "Scenario",
    "Sweep",
    "__version__",
    "as_function",
    "compare",
    "load",
    "load_results",
    "load_sweep",
    "plots",
    "run",
    "simulate",
    "sweep",
]

_ROOMS = {
    "Results": "valuechain.results",
    "Scenario": "valuechain.scenario",
    "compare": "valuechain.comparing",
    "Sweep": "valuechain.results",
    "as_function": "valuechain.experiments.function",
    "load": "valuechain.scenario",
    "load_results": "valuechain.results",
    "load_sweep": "valuechain.results",
    "run": "valuechain.experiments.replications",
    "simulate": "valuechain.simulation",
    "sweep": "valuechain.experiments.sweeping",
}


def __getattr__(name: str) -> Any:
    if name == "plots":
        return import_module("valuechain.plots")
    if name in _ROOMS:
        return getattr(import_module(_ROOMS[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
