"""An audit of the random numbers: does a scenario draw from streams that are independent?

One replication is played and every stream that it opens is overheard. Then the same streams of further replications,
and of the next seed, are drawn from anew, and held against one another. The bounds allow one false alarm in a thousand
audits for each check (Bonferroni).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import kolmogi, ndtri

from valuechain.errors import RequestError
from valuechain.randomness import Identity, lanes, overhearing, stream
from valuechain.simulation import Process, simulate
from valuechain.swarm.draws import fill_units
from valuechain.swarm.xoshiro import LANES

from .request import Changes, Source, resolve

Floats = npt.NDArray[np.float64]
Opener = Callable[[int, int, str], np.random.Generator]

ALARM = 0.001
"""Probability that a check finds fault with streams that have none."""
DRAWS = 10_000
REPLICATIONS = 10
LAGS = 5
"""Shifts of one stream against another at which their correlation is looked for, and of a stream against itself."""
COLUMNS = ["check", "verdict", "measured", "allowed", "what"]


def audit(
    source: Source,
    *,
    settings: Sequence[str] = (),
    overrides: Sequence[str] = (),
    seed: int | None = None,
    processes: Sequence[Process] = (),
    replications: int = REPLICATIONS,
    draws: int = DRAWS,
    opener: Opener = stream,
) -> tuple[pd.DataFrame, bool]:
    """Play one replication, audit the streams that it opens, and return the table and whether all of it passed.

    Args:
        source: a scenario file, a tree of plain values, or a ``Scenario``.
        settings: changes of the scenario.
        overrides: names of the scenario's overrides to apply.
        seed: in place of the scenario's seed.
        processes: the user's processes; their streams are audited with the others.
        replications: how many replications' streams are held against one another, at least 2.
        draws: numbers drawn from each stream, at least 100.
        opener: what opens a stream; another one than the simulation's is for tests of the audit.

    Returns:
        One row by check: `check`, `verdict` (`pass` or `FAIL`), `measured`, `allowed` and `what` was found.

    Raises:
        ScenarioError: the scenario has faults.
        RequestError: too few replications or draws.
    """
    if replications < 2 or draws < 100:
        raise RequestError("an audit needs at least 2 replications and 100 draws")
    scenario = resolve(source, Changes(tuple(settings), tuple(overrides), seed))
    with overhearing() as opened:
        simulate(scenario, 0, processes)
    return audit_streams(opened, replications=replications, draws=draws, opener=opener)


def audit_streams(
    opened: Sequence[Identity], *, replications: int = REPLICATIONS, draws: int = DRAWS, opener: Opener = stream
) -> tuple[pd.DataFrame, bool]:
    """Audit the streams that one replication has ``opened``; see `audit`."""
    names = list(dict.fromkeys(each.name for each in opened))
    first = opened[0]
    swarm = {each.name for each in opened if each.by_swarm}
    others = [Identity(first.seed, first.replication + r, n, n in swarm) for r in range(replications) for n in names]
    others += [Identity(first.seed + 1, first.replication, n, n in swarm) for n in names]
    pairs = [_drawn(each, draws, opener) for each in others]
    words, uniform = (np.stack(each) for each in zip(*pairs, strict=True))
    checks = [_twice(opened), _shared(words, others), _uniform(uniform, others)]
    checks += [_correlated(uniform, others), _serial(uniform, others)]
    table = pd.DataFrame(checks, columns=COLUMNS)
    return table, bool((table["verdict"] == "pass").all())


def _drawn(identity: Identity, draws: int, opener: Opener) -> tuple[npt.NDArray[np.uint64], Floats]:
    """Return the first 64-bit words of a stream, and its first numbers in [0, 1), by the generator that it has."""
    where = identity[:3]
    if not identity.by_swarm:
        return opener(*where).integers(0, 2**64, draws, np.uint64), opener(*where).random(draws)
    room = -(-draws // LANES) * LANES
    words, uniform = np.empty(room, np.uint64), np.empty(room)
    fill_units(lanes(*where), words, uniform)
    return words[:draws], uniform[:draws]


Row = tuple[str, str, float, float, str]


def _row(check: str, what: str, measured: float, allowed: float) -> Row:
    return check, "pass" if measured <= allowed else "FAIL", measured, allowed, what


def _named(identity: Identity) -> str:
    return f"{identity.name} (seed {identity.seed}, replication {identity.replication})"


def _twice(opened: Sequence[Identity]) -> Row:
    """Check that nothing opens a stream that something else has opened: both would draw the same numbers."""
    again = [Identity(*where) for where, times in Counter(each[:3] for each in opened).items() if times > 1]
    told = f"opened twice: {_named(again[0])}" if again else f"{len(opened)} streams opened, each once"
    return _row("opened once", told, len(again), 0)


def _shared(words: npt.NDArray[np.uint64], identities: Sequence[Identity]) -> Row:
    """Check that no 64-bit word occurs in two streams: a million of independent ones have one in 10⁷ audits."""
    owner = np.repeat(np.arange(len(words)), words.shape[1])
    order = np.argsort(words, axis=None, kind="stable")
    flat, owner = words.ravel()[order], owner[order]
    same = (flat[1:] == flat[:-1]) & (owner[1:] != owner[:-1])
    told = f"{len(words)} streams of {words.shape[1]} words: none in common"
    if same.any():
        at = int(same.argmax())
        told = f"{_named(identities[owner[at]])} and {_named(identities[owner[at + 1]])} share words"
    return _row("no word in common", told, int(same.sum()), 0)


def _uniform(draws: Floats, identities: Sequence[Identity]) -> Row:
    """Check each stream against the uniform law by the distance of Kolmogorov (1933)."""
    n = draws.shape[1]
    ordered, steps = np.sort(draws, axis=1), np.arange(n + 1) / n
    distance = np.maximum((steps[1:] - ordered).max(axis=1), (ordered - steps[:-1]).max(axis=1)) * np.sqrt(n)
    return _worst("uniform", distance, float(kolmogi(ALARM / len(draws))), [_named(each) for each in identities])


def _correlated(draws: Floats, identities: Sequence[Identity]) -> Row:
    """Check the correlation of every two streams, side by side and shifted by up to `LAGS`."""
    n = draws.shape[1] - LAGS
    sizes, pairs = [], len(draws) * (len(draws) - 1) // 2 + LAGS * len(draws) * (len(draws) - 1)
    for lag in range(LAGS + 1):
        table = _standard(draws[:, :n]) @ _standard(draws[:, lag : lag + n]).T / n
        np.fill_diagonal(table, 0.0)
        sizes.append(np.abs(table))
    whole = np.max(sizes, axis=0)
    one, other = np.unravel_index(int(whole.argmax()), whole.shape)
    told = f"{_named(identities[int(one)])} and {_named(identities[int(other)])}"
    return _row("uncorrelated", f"highest: {told}", float(whole.max() * np.sqrt(n)), _bound(pairs))


def _serial(draws: Floats, identities: Sequence[Identity]) -> Row:
    """Check the correlation of each stream with itself, shifted by 1 to `LAGS`."""
    n = draws.shape[1] - LAGS
    here = _standard(draws[:, :n])
    shifted = [np.abs((here * _standard(draws[:, lag : lag + n])).mean(axis=1)) for lag in range(1, LAGS + 1)]
    size = np.max(shifted, axis=0) * np.sqrt(n)
    return _worst("no echo", size, _bound(LAGS * len(draws)), [_named(each) for each in identities])


def _standard(draws: Floats) -> Floats:
    """Return uniform draws with mean 0 and variance 1, by the law's own moments."""
    return np.asarray((draws - 0.5) * np.sqrt(12.0))


def _bound(comparisons: int) -> float:
    """Return what a standard normal exceeds in either direction with probability `ALARM` in so many comparisons."""
    return float(-ndtri(ALARM / comparisons / 2))


def _worst(check: str, sizes: Floats, allowed: float, names: Sequence[str]) -> Row:
    return _row(check, f"highest: {names[int(sizes.argmax())]}", float(sizes.max()), allowed)
