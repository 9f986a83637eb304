"""Named streams of random numbers, found by identity and never by order; and the laws that draw from them.

A stream belongs to (seed, replication, name). Adding a replication, a flow or a draw in one stream leaves every other
stream alone, so scenarios with the same seed share their random numbers (common random numbers).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Identity(NamedTuple):
    """By what a stream is found."""

    seed: int
    replication: int
    name: str
    by_swarm: bool = False
    """Whether the swarm draws it by itself (`lanes`)."""


_overheard: ContextVar[list[Identity] | None] = ContextVar("overheard", default=None)


@contextmanager
def overhearing() -> Iterator[list[Identity]]:
    """Give a list that grows by the identity of each stream that is opened meanwhile, in this order."""
    opened: list[Identity] = []
    token = _overheard.set(opened)
    try:
        yield opened
    finally:
        _overheard.reset(token)


def _open(identity: Identity) -> None:
    if (opened := _overheard.get()) is not None:
        opened.append(identity)


def stream(seed: int, replication: int, name: str) -> np.random.Generator:
    """Return the generator of the stream ``name`` of one replication.

    SFC64 fills blocks of doubles fastest among NumPy's generators; SeedSequence makes streams independent
    (O'Neill 2015; NumPy's "Parallel random number generation").
    """
    _open(Identity(seed, replication, name))
    identity = np.random.SeedSequence(seed, spawn_key=(replication, crc32(name.encode())))
    return np.random.Generator(np.random.SFC64(identity))


def lanes(seed: int, replication: int, name: str) -> NDArray[np.uint64]:
    """Return the state (4, 8) with which the swarm draws the stream ``name`` of one replication by itself.

    Eight lanes of a 256-bit generator (see `swarm.draws`), all words from the stream's own SeedSequence.
    """
    _open(Identity(seed, replication, name, by_swarm=True))
    identity = np.random.SeedSequence(seed, spawn_key=(replication, crc32(name.encode())))
    return identity.generate_state(32, np.uint64).astype(np.uint64, copy=False).reshape(4, 8)


@dataclass(frozen=True)
class Law:
    """A probability law: its kind and its parameters, in the units of the quantity that it describes.

    ======================= ============================================= ===================================
    kind                    parameters                                    values
    ======================= ============================================= ===================================
    constant                value                                         value
    uniform                 low, high                                     [low, high)
    normal                  mean, sd                                      all reals (see ``floor``)
    lognormal               mean, cv                                      > 0
    gamma                   mean, cv                                      > 0 (Erlang-k: cv = 1/√k)
    exponential             mean                                          > 0
    triangular              low, mode, high                               [low, high]
    pareto                  minimum, shape                                ≥ minimum
    weibull                 mean, shape                                   > 0
    poisson                 mean                                          0, 1, 2, …
    empirical               values                                        one of the values, equally likely
    ======================= ============================================= ===================================

    Draws below ``floor`` are set to ``floor`` (the normal law for a quantity that cannot be negative).
    """

    kind: str
    parameters: Mapping[str, float | tuple[float, ...]] = field(default_factory=dict)
    floor: float = -math.inf

    def __hash__(self) -> int:
        return hash((self.kind, tuple(sorted(self.parameters.items())), self.floor))

    @classmethod
    def constant(cls, value: float) -> Law:
        """Return the law that always gives ``value``."""
        return cls("constant", {"value": value})

    @property
    def is_constant(self) -> bool:
        """Whether every draw is the same."""
        return self.kind == "constant"

    def mean(self) -> float:
        """Return the expectation, before any floor (infinite for a Pareto law with shape ≤ 1)."""
        return _MEANS[self.kind](self.parameters)

    def draw(self, generator: np.random.Generator, size: int) -> Array:
        """Return ``size`` independent draws."""
        draws = _DRAWS[self.kind](generator, size, self.parameters)
        return draws if self.floor == -math.inf else np.maximum(draws, self.floor)

    def draw_one(self, generator: np.random.Generator) -> float:
        """Return one draw; the constant law takes nothing from the generator, here as in `draw`."""
        return self.mean() if self.kind == "constant" else float(self.draw(generator, 1)[0])


def _draw_lognormal(generator: np.random.Generator, size: int, p: Mapping[str, float]) -> Array:
    variance = math.log1p(p["cv"] ** 2)
    return generator.lognormal(math.log(p["mean"]) - variance / 2, math.sqrt(variance), size)


def _draw_gamma(generator: np.random.Generator, size: int, p: Mapping[str, float]) -> Array:
    if p["cv"] == 0:
        return np.full(size, float(p["mean"]))
    shape = 1 / p["cv"] ** 2
    return generator.gamma(shape, p["mean"] / shape, size)


def _draw_triangular(generator: np.random.Generator, size: int, p: Mapping[str, float]) -> Array:
    if p["low"] == p["high"]:
        return np.full(size, float(p["low"]))
    return generator.triangular(p["low"], p["mode"], p["high"], size)


def _draw_empirical(generator: np.random.Generator, size: int, p: Mapping[str, tuple[float, ...]]) -> Array:
    values = np.asarray(p["values"], dtype=np.float64)
    return values[generator.integers(len(values), size=size)]


_DRAWS: Mapping[str, Callable[[np.random.Generator, int, Any], Array]] = {
    "constant": lambda g, n, p: np.full(n, float(p["value"])),
    "uniform": lambda g, n, p: g.uniform(p["low"], p["high"], n),
    "normal": lambda g, n, p: g.normal(p["mean"], p["sd"], n),
    "lognormal": _draw_lognormal,
    "gamma": _draw_gamma,
    "exponential": lambda g, n, p: g.exponential(p["mean"], n),
    "triangular": _draw_triangular,
    "pareto": lambda g, n, p: p["minimum"] * (1 + g.pareto(p["shape"], n)),
    "weibull": lambda g, n, p: p["mean"] / math.gamma(1 + 1 / p["shape"]) * g.weibull(p["shape"], n),
    "poisson": lambda g, n, p: g.poisson(p["mean"], n).astype(np.float64),
    "empirical": _draw_empirical,
}

_MEANS: Mapping[str, Callable[[Any], float]] = {
    "constant": lambda p: p["value"],
    "uniform": lambda p: (p["low"] + p["high"]) / 2,
    "normal": lambda p: p["mean"],
    "lognormal": lambda p: p["mean"],
    "gamma": lambda p: p["mean"],
    "exponential": lambda p: p["mean"],
    "triangular": lambda p: (p["low"] + p["mode"] + p["high"]) / 3,
    "pareto": lambda p: p["minimum"] * p["shape"] / (p["shape"] - 1) if p["shape"] > 1 else math.inf,
    "weibull": lambda p: p["mean"],
    "poisson": lambda p: p["mean"],
    "empirical": lambda p: sum(p["values"]) / len(p["values"]),
}

LAWS = tuple(_DRAWS)
"""The kinds of law, in the order of the table above."""
