"""Rules that divide a profit: closed forms, and nothing lost or made on the way."""

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given as samples
from hypothesis import strategies as st

from valuechain.economy.sharing import (
    MOST_PLAYERS,
    among,
    given,
    nash,
    residual,
    royalty,
    shapley,
    shares,
    with_a_firm,
)

MONEY = st.floats(-1e6, 1e6, allow_subnormal=False)
WEIGHTS = st.lists(st.floats(0, 10), min_size=1, max_size=6).filter(lambda weights: sum(weights) > 0.01)


def adds_up(split, profit):
    return math.isclose(
        math.fsum(split.values()), profit, rel_tol=1e-9, abs_tol=1e-9 * max(1, max(map(abs, split.values())))
    )


def firm_and(n, profit=1.0):
    """Return a firm and ``n`` equal contributors, with v = √k for k of them and the firm, scaled to ``profit``."""
    players = ["firm", *(f"contributor {k}" for k in range(n))]
    return shapley(players, with_a_firm(profit, "firm", n, 0.5))


@samples(MONEY)
def test_the_residual_claimant_gets_everything(profit):
    split = residual(profit, ["a", "b", "c"], "b")
    assert split == {"a": 0.0, "b": profit, "c": 0.0}


@samples(MONEY, WEIGHTS)
def test_shares_are_efficient(profit, weights):
    fractions = {role: weight / sum(weights) for role, weight in enumerate(weights)}
    assert adds_up(shares(profit, fractions), profit)


def test_shares_that_do_not_add_up_are_refused():
    with pytest.raises(ValueError, match=r"add up to 0\.9"):
        shares(10, {"a": 0.5, "b": 0.4})


@samples(MONEY, st.floats(0, 1e6))
def test_a_royalty_is_efficient_and_paid_whatever_the_profit(profit, due):
    split = royalty(profit, ["a", "b", "c"], "a", "c", due)
    assert split["c"] == due
    assert adds_up(split, profit)


@samples(MONEY, st.floats(0, 1))
def test_what_people_get_of_a_profit_is_efficient(profit, fraction):
    split = given(profit, ["firm", "dealer", "people"], "firm", "people", fraction)
    assert split["people"] == fraction * profit
    assert adds_up(split, profit)


@samples(MONEY, st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=1, max_size=50))
def test_what_each_person_gets_adds_up_and_is_in_proportion_to_the_measure(amount, measure):
    parts = among(amount, np.array(measure))
    assert adds_up(dict(enumerate(parts.tolist())), amount)
    most = int(np.argmax(measure))
    if sum(measure) > 0:
        assert (parts * measure[most]).tolist() == pytest.approx((parts[most] * np.array(measure)).tolist(), abs=1e-3)


def test_patronage_is_equal_and_so_is_what_nobody_has_earned():
    assert among(12.0, np.ones(4)).tolist() == [3.0] * 4
    assert among(12.0, np.zeros(4)).tolist() == [3.0] * 4


@samples(MONEY, WEIGHTS, st.data())
def test_nash_bargaining_is_efficient_whatever_disagreement_would_bring(profit, weights, data):
    alone = {role: data.draw(MONEY) for role in range(len(weights))}
    assert adds_up(nash(profit, dict(enumerate(weights)), alone), profit) or abs(profit) < 1


def test_equal_bargainers_without_alternatives_split_equally():
    assert nash(12, {"a": 1, "b": 1, "c": 1}) == {"a": 4, "b": 4, "c": 4}


def test_no_other_split_has_a_larger_nash_product():
    """The defining property: Π (x - d)^w is largest at the solution (Nash 1950)."""
    weights, alone, profit = {"a": 0.7, "b": 0.3}, {"a": 1.0, "b": 2.0}, 10.0
    best = nash(profit, weights, alone)

    def product(a):
        return (a - 1.0) ** 0.7 * (profit - a - 2.0) ** 0.3

    assert all(product(best["a"]) >= product(a) for a in (best["a"] - 0.01, best["a"] + 0.01, 2.0, 5.0, 7.5))


@pytest.mark.parametrize(("n", "printed"), [(4, "0.6146"), (10, "0.6459")])
def test_a_firm_with_n_equal_contributors_gets_the_share_in_print(n, printed):
    split = firm_and(n)
    assert f"{split['firm']:.4f}" == printed
    assert split["firm"] == pytest.approx(sum(math.sqrt(k / n) for k in range(n + 1)) / (n + 1), rel=1e-12)
    assert len({round(share, 12) for role, share in split.items() if role != "firm"}) == 1


@samples(MONEY, st.integers(0, 6))
def test_the_shapley_value_is_efficient(profit, n):
    assert adds_up(firm_and(n, profit), profit)


def test_the_shapley_value_is_the_mean_over_all_orders_of_arrival():
    players = ("a", "b", "c", "d")
    worth = {"a": 3.0, "b": 1.0, "c": 4.0, "d": 1.5}

    def value(coalition):
        return sum(worth[each] for each in coalition) ** 1.5 + (7.0 if {"a", "c"} <= coalition else 0.0)

    means = dict.fromkeys(players, 0.0)
    for order in permutations(players):
        for place, player in enumerate(order):
            before = frozenset(order[:place])
            means[player] += (value(before | {player}) - (value(before) if before else 0.0)) / 24
    assert shapley(players, value) == pytest.approx(means, rel=1e-12)


def test_a_player_who_adds_nothing_gets_nothing():
    split = shapley(["a", "b", "idle"], lambda coalition: float(len(coalition - {"idle"})) ** 2)
    assert split["idle"] == pytest.approx(0, abs=1e-15)


def test_too_many_players_are_refused():
    with pytest.raises(ValueError, match="too many coalitions"):
        shapley(range(MOST_PLAYERS + 1), len)
