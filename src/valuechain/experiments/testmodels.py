"""Models whose sensitivity indices are known, to hold sweeps and analyses against: Ishigami's and Sobol's g.

Each is a function from factors to outputs, as a scenario with its factors is, and `valuechain.sweep` takes it in place
of one. Its factors then are the coordinates of a product in a market of one customer that carries them through the
sweep; the market itself is not simulated.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from valuechain.scenario import Scenario

Measure = Callable[[Scenario, int], dict[str, float]]
"""What gives the outputs of a cell, from its scenario and replication."""

CHAIN, PRODUCT = "function", "point"
OUTPUT = "y"


@dataclass(frozen=True)
class TestModel:
    """A function of uniform factors with the indices that theory gives.

    ``factors`` maps names to bounds; ``first`` and ``total`` map names to indices, ``second`` pairs of names.
    """

    __test__ = False  # no test, though its name begins like one

    name: str
    factors: Mapping[str, tuple[float, float]]
    function: Callable[[Mapping[str, float]], dict[str, float]]
    first: Mapping[str, float]
    total: Mapping[str, float]
    second: Mapping[tuple[str, str], float]

    def __call__(self, point: Mapping[str, float]) -> dict[str, float]:
        """Return the outputs at a point."""
        return self.function(point)

    @property
    def tree(self) -> dict[str, Any]:
        """A scenario that has a place for each factor."""
        middle = [sum(bounds) / 2 for bounds in self.factors.values()]
        chain = {
            "paradigm": "industrial",
            "products": {PRODUCT: {"position": middle, "price": 1}},
            "distribution": {"policy": {"base_stock": {"level": 1}}},
        }
        people = {
            "size": 1,
            "needs": {"rate": "1 / day"},
            "tastes": {"dimensions": len(middle), "space": "plane", "distribution": {"normal": {"center": 0, "sd": 1}}},
            "willingness_to_pay": 1,
            "choice": {"noise": 1},
        }
        return {"scenario": self.name, "horizon": "1 day", "replications": 1, "population": people,
                "chains": {CHAIN: chain}}  # fmt: skip

    @property
    def swept(self) -> dict[str, Any]:
        """The factors of a sweep: each over its whole range, by the path at which `tree` holds it."""
        stem = f"chains.{CHAIN}.products.{PRODUCT}.position"
        pairs = enumerate(self.factors.items())
        return {f"{stem}.{i}": {"range": list(bounds), "label": name} for i, (name, bounds) in pairs}

    def measures(self, scenario: Scenario, replication: int) -> dict[str, float]:
        """Return the outputs at the point that a scenario made of `tree` holds, the same in every replication."""
        chain: Any = scenario.chains[CHAIN]
        return self(dict(zip(self.factors, chain.products[PRODUCT].position, strict=True)))

    @property
    def problem(self) -> dict[str, Any]:
        """The factors as SALib writes them."""
        return {
            "num_vars": len(self.factors),
            "names": list(self.factors),
            "bounds": [list(bounds) for bounds in self.factors.values()],
        }


def _ishigami(a: float = 7.0, b: float = 0.1) -> TestModel:
    """Return y = sin x1 + a·sin² x2 + b·x3⁴·sin x1 on [-π, π]³ (Ishigami & Homma 1990)."""

    def function(x: Mapping[str, float]) -> dict[str, float]:
        return {"y": math.sin(x["x1"]) * (1 + b * x["x3"] ** 4) + a * math.sin(x["x2"]) ** 2}

    v1 = 0.5 * (1 + b * math.pi**4 / 5) ** 2
    v2 = a**2 / 8
    v13 = b**2 * math.pi**8 * (1 / 18 - 1 / 50)
    whole = v1 + v2 + v13
    names = ("x1", "x2", "x3")
    return TestModel(
        name="ishigami",
        factors=dict.fromkeys(names, (-math.pi, math.pi)),
        function=function,
        first={"x1": v1 / whole, "x2": v2 / whole, "x3": 0.0},
        total={"x1": (v1 + v13) / whole, "x2": v2 / whole, "x3": v13 / whole},
        second={("x1", "x2"): 0.0, ("x1", "x3"): v13 / whole, ("x2", "x3"): 0.0},
    )


def _sobol_g(a: tuple[float, ...] = (0.0, 1.0, 4.5, 9.0, 99.0)) -> TestModel:
    """Return y = Π (|4·x_i - 2| + a_i)/(1 + a_i) on [0, 1]^d (Saltelli & Sobol 1995); a small a_i weighs most."""
    names = [f"x{i + 1}" for i in range(len(a))]

    def function(x: Mapping[str, float]) -> dict[str, float]:
        return {"y": math.prod((abs(4 * x[name] - 2) + each) / (1 + each) for name, each in zip(names, a, strict=True))}

    v = {name: 1 / (3 * (1 + each) ** 2) for name, each in zip(names, a, strict=True)}
    whole = math.prod(1 + each for each in v.values()) - 1
    pairs = [(one, two) for i, one in enumerate(names) for two in names[i + 1 :]]
    return TestModel(
        name="sobol-g",
        factors=dict.fromkeys(names, (0.0, 1.0)),
        function=function,
        first={name: v[name] / whole for name in names},
        total={name: v[name] * (1 + whole) / (1 + v[name]) / whole for name in names},
        second={(one, two): v[one] * v[two] / whole for one, two in pairs},
    )


ISHIGAMI = _ishigami()
SOBOL_G = _sobol_g()

TEST_MODELS: Mapping[str, TestModel] = {model.name: model for model in (ISHIGAMI, SOBOL_G)}
"""The models by name."""


def measuring(test_model: str) -> Measure:
    """Return what gives the outputs of a cell: the test model of that name, or without a name the simulation."""
    from valuechain.simulation import measure  # loads the compiler, which who hands out work does without

    return TEST_MODELS[test_model].measures if test_model else measure
