import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import logsumexp, softmax

from valuechain.economy import Economy
from valuechain.swarm.choice import expected_log_sum_of_waits, log_rates, next_best, ranked_surplus, utility
from valuechain.swarm.layout import BEYOND, CDF, LOGSUM
from valuechain.swarm.market import choose, expected_outside, left_over

from ..markets import market

PRICES = {"a": 1.0, "b": 1.5, "c": 4.0}
PRODUCTS = {
    name: {"position": [0.2 * n, 0.9], "price": price, "quality": 1 + n / 10}
    for n, (name, price) in enumerate(PRICES.items())
}


def economy(**changes) -> Economy:
    chain = {"paradigm": "industrial", "products": PRODUCTS, "distribution": {"policy": {"base_stock": {"level": 1}}}}
    return Economy(market(chains={"maker": chain}, **changes), 0)


def utilities(e: Economy, i: int) -> np.ndarray:
    return np.array([utility(i, j, e.crowd, e.market) for j in range(len(e.offers))])


@pytest.mark.parametrize("space", ["box", "torus"])
def test_utility_is_value_times_quality_less_mismatch_and_price(space):
    e = economy(population__tastes={"dimensions": 2, "space": space})
    gap = np.abs(e.crowd.taste[0] - np.array(PRODUCTS["c"]["position"]))
    if space == "torus":
        gap = np.minimum(gap, 1 - gap)
    assert utility(0, 2, e.crowd, e.market) == pytest.approx(e.crowd.value[0] * 1.2 - 5 * (gap**2).sum() - 4.0)


@pytest.mark.parametrize("noise", [0.05, 1.0, 30.0])
def test_choice_probabilities_are_the_softmax_and_the_expected_surplus_the_log_sum(noise):
    e = economy(population__choice={"rule": "logit", "noise": noise})
    for i in range(5):
        u = np.append(0.0, utilities(e, i)) / noise
        assert e.crowd.rows[i, CDF : CDF + 3] == pytest.approx(np.cumsum(softmax(u))[:-1], abs=1e-12)
        assert e.crowd.rows[i, LOGSUM] == pytest.approx(noise * logsumexp(u))


def test_willingness_to_pay_a_thousand_times_the_noise_overflows_nothing():
    e = economy(population__willingness_to_pay=50_000, population__choice={"rule": "logit", "noise": 1})
    assert np.isfinite(e.crowd.rows[:, LOGSUM]).all()
    assert np.isfinite(e.crowd.rows[:, CDF : CDF + 3]).all()


def test_the_rule_best_takes_the_offer_of_highest_utility_and_its_utility_is_the_surplus():
    e = economy(population__choice={"rule": "best"}, population__willingness_to_pay={"uniform": {"low": 0, "high": 8}})
    seen = set()
    for i in range(40):
        u = utilities(e, i)
        expected = int(u.argmax()) if u.max() > 0 else -1
        assert {choose(e.crowd.rows, i, 3, luck) for luck in (0.0, 0.5, 1 - 1e-16)} == {expected}
        assert e.crowd.rows[i, LOGSUM] == max(0.0, u.max())
        seen.add(expected)
    assert {-1, 2} < seen | {2}


@given(st.floats(0, 1, exclude_max=True))
def test_what_a_choice_leaves_of_its_uniform_number_runs_from_0_to_1_within_the_choice(luck):
    rows = np.array([[0, 0, 0, 0, 0.2, 0.5, 0.9, BEYOND]])
    j = choose(rows, 0, 3, luck)
    edges = [0.0, 0.2, 0.5, 0.9, 1.0]
    assert edges[j + 1] <= luck < edges[j + 2]
    if j >= 0:
        low, high = edges[j + 1], edges[j + 2]
        assert left_over(rows[0, CDF:], j, luck) == pytest.approx((luck - low) / (high - low))


def test_the_next_best_is_chosen_with_logit_probabilities_among_what_remains():
    remaining = np.array([-math.inf, 0.4, 1.1, 0.0])
    lucks = (np.arange(20_000) + 0.5) / 20_000
    picks = [next_best(remaining, 0.7, luck) for luck in lucks]
    shares = np.bincount([j for j, _ in picks], minlength=4) / len(picks)
    assert shares == pytest.approx(softmax(remaining / 0.7), abs=1e-4)
    rest = [u for j, u in picks if j == 2]
    assert np.mean(rest) == pytest.approx(0.5, abs=1e-3)


def test_the_expected_utility_of_the_first_choice_is_the_log_sum():
    u = np.array([1.0, 0.5, 0.0])
    assert ranked_surplus(u, np.array([1, 0]), 1, 0.8) == pytest.approx(0.8 * logsumexp(u / 0.8))


@given(st.lists(st.floats(-3, 3), min_size=2, max_size=6), st.floats(0.2, 3))
def test_over_all_first_choices_the_outside_option_is_worth_nothing_on_average(offers, noise):
    p = softmax(np.append(0.0, offers) / noise)
    own = -noise * math.log(p[0])
    assert p[0] * own + (1 - p[0]) * expected_outside(p[0], noise) == pytest.approx(0, abs=1e-9)


@given(st.lists(st.floats(-2, 2), min_size=2, max_size=4), st.floats(0.3, 3))
def test_second_choices_average_to_the_log_sum_without_the_first(offers, noise):
    """E[max without j] = P_j·E[second | j first] + (1 - P_j)·E[max], by the law of total expectation."""
    u = np.append(offers, 0.0)
    p = softmax(u / noise)
    whole = noise * logsumexp(u / noise)
    without = noise * logsumexp(u[1:] / noise)
    second = ranked_surplus(u, np.array([0, 1]), 2, noise)
    assert p[0] * second + (1 - p[0]) * whole == pytest.approx(without, abs=1e-7)


def test_a_weight_too_small_to_be_seen_gives_a_finite_surplus():
    u = np.array([-2000.0, 1.0, 0.0])
    assert math.isfinite(ranked_surplus(u, np.array([0, 1]), 2, 1.0))


@pytest.mark.parametrize("offers", [3, 20, 48, 100, 400])
def test_the_last_of_many_equal_alternatives_is_worth_what_the_extreme_value_law_says(offers):
    """E of the smallest of n Gumbel utilities is -μ·E ln max of n exponentials, here by quadrature of its law."""
    u = np.zeros(offers + 1)
    x = np.linspace(-30, 10, 400_001)
    cumulative = (1 - np.exp(-np.exp(x))) ** (offers + 1)
    mean_log = 10 - np.trapezoid(cumulative, x)
    expected = -(mean_log + np.euler_gamma)
    assert ranked_surplus(u, np.arange(offers + 1), offers + 1, 1.0) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("noise", [1.0, 0.01, 0.001])
def test_the_second_and_third_choice_stay_finite_however_little_noise_there_is(noise):
    u = np.array([8.0, 3.0, 0.0])
    assert ranked_surplus(u, np.array([0, 1]), 2, noise) == pytest.approx(3.0, abs=8 * noise)
    assert ranked_surplus(u, np.array([0, 1, 2]), 3, noise) == pytest.approx(0.0, abs=8 * noise)


def test_two_ways_to_the_worth_of_the_second_choice_agree():
    u = np.array([1.0, 0.3, -0.4, 0.0])
    logs = log_rates(u, np.array([1, 0]), 2, 0.7)
    assert ranked_surplus(u, np.array([1, 0]), 2, 0.7) == pytest.approx(
        -0.7 * (expected_log_sum_of_waits(logs) + np.euler_gamma), abs=1e-12
    )
