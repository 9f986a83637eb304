"""Who gets what of a profit: rules as pure functions from a profit to what each role, or each person, gets.

Every rule is efficient: what the roles get adds up to the profit. Roles are keys of any kind, in the order given.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import combinations
from typing import TypeVar

import numpy as np

from valuechain.swarm.arrays import Floats

Role = TypeVar("Role", bound=Hashable)

MOST_PLAYERS = 16
"""Players among whom `shapley` divides: it looks at every coalition, of which there are 2 to this power."""


def residual(profit: float, roles: Sequence[Role], claimant: Role) -> dict[Role, float]:
    """Return all of ``profit`` for the residual ``claimant`` (Alchian & Demsetz 1972), nothing for other ``roles``."""
    return {role: profit if role == claimant else 0.0 for role in roles}


def shares(profit: float, fractions: Mapping[Role, float]) -> dict[Role, float]:
    """Return fixed ``fractions`` of ``profit`` by role.

    Raises:
        ValueError: the fractions do not add up to 1.
    """
    if not math.isclose(math.fsum(fractions.values()), 1, rel_tol=0, abs_tol=1e-9):
        raise ValueError(f"fractions add up to {math.fsum(fractions.values())}, not to 1")
    return {role: fraction * profit for role, fraction in fractions.items()}


def royalty(profit: float, roles: Sequence[Role], claimant: Role, specifier: Role, due: float) -> dict[Role, float]:
    """Return ``due`` (rate times what was sold, whatever the profit) for the ``specifier``, the rest for the claimant.

    Raises:
        ValueError: claimant and specifier are one.
    """
    if claimant == specifier:
        raise ValueError("a royalty is paid by one role to another")
    return residual(profit - due, roles, claimant) | {specifier: due}


def given(profit: float, roles: Sequence[Role], claimant: Role, people: Role, fraction: float) -> dict[Role, float]:
    """Return a ``fraction`` of ``profit`` for ``people``, whose own parts `among` tells, and the rest for the claimant.

    Raises:
        ValueError: claimant and people are one.
    """
    return royalty(profit, roles, claimant, people, fraction * profit)


def among(amount: float, measure: Floats) -> Floats:
    """Return what each person gets of ``amount``: in proportion to a ``measure`` (N,) of their own, not negative.

    With equal measures this is patronage; with accepted contributions, or status, it is sharing by contribution.
    Where nobody has any of the measure, all get as much.
    """
    total = float(measure.sum())
    if total <= 0:
        return np.full(len(measure), amount / len(measure))
    return amount * (measure / total)


def nash(
    profit: float, weights: Mapping[Role, float], disagreement: Mapping[Role, float] | None = None
) -> dict[Role, float]:
    """Return the weighted Nash bargaining solution of dividing ``profit``, which is transferable (Nash 1950).

    Each role gets its ``disagreement`` pay-off (0 where none is given) and, in proportion to its weight, a part of what
    agreement brings on top: the maximum of Π (x_r - d_r)^w_r subject to Σ x_r = profit (Kalai 1977 for the weights).

    Raises:
        ValueError: weights are negative or all 0.
    """
    total = math.fsum(weights.values())
    if total <= 0 or min(weights.values()) < 0:
        raise ValueError("weights must be at least 0, and one of them above")
    alone = {role: (disagreement or {}).get(role, 0.0) for role in weights}
    gain = profit - math.fsum(alone.values())
    return {role: alone[role] + weight / total * gain for role, weight in weights.items()}


def shapley(players: Sequence[Role], value: Callable[[frozenset[Role]], float]) -> dict[Role, float]:
    """Return each player's Shapley value: the mean of what it adds over all orders of arrival (Shapley 1953).

    φ_i = Σ_S |S|!·(n - |S| - 1)!/n!·(v(S ∪ {i}) - v(S)) over coalitions S without i. ``value`` is asked once for every
    coalition; that of nobody is 0.

    Raises:
        ValueError: more than `MOST_PLAYERS` players.
    """
    n = len(players)
    if n > MOST_PLAYERS:
        raise ValueError(f"{n} players have too many coalitions; at most {MOST_PLAYERS}")
    worth = {
        frozenset(some): value(frozenset(some)) if some else 0.0
        for size in range(n + 1)
        for some in combinations(players, size)
    }
    weight = [1 / (n * math.comb(n - 1, size)) for size in range(n)]
    return {
        player: math.fsum(
            weight[size] * (worth[frozenset((*some, player))] - worth[frozenset(some)])
            for size in range(n)
            for some in combinations([each for each in players if each != player], size)
        )
        for player in players
    }


def with_a_firm(profit: float, firm: Role, contributors: int, exponent: float) -> Callable[[frozenset[Role]], float]:
    """Return what coalitions create where nothing goes without the ``firm``.

    It is v = profit·(k/n)^exponent with k of the n ``contributors``.

    With exponent ½ this is v = √k up to scale: contributors help, each one less than the one before.
    """

    def value(coalition: frozenset[Role]) -> float:
        others = len(coalition) - 1
        if firm not in coalition or contributors == 0:
            return profit if firm in coalition else 0.0
        return profit * math.pow(others / contributors, exponent)

    return value
