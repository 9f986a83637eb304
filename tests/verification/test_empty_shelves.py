"""Needs that meet an empty shelf, against brute force: Gumbel draws, sorted, nothing derived."""

from itertools import permutations

import numpy as np
import pytest

from valuechain.scenario import load
from valuechain.simulation import simulate
from valuechain.swarm.choice import ranked_surplus
from valuechain.swarm.market import expected_outside

UTILITIES = np.array([1.2, 0.4, -0.3, 0.8, 0.0])
"""Four offers and, last, the outside option; money."""
OUTSIDE = 4
NOISE = 0.7
DRAWS = 1_000_000


@pytest.fixture(scope="module")
def needs():
    """Realised utilities (n, 5) with centred Gumbel noise, and the alternatives from best to worst (n, 5)."""
    noise = np.random.default_rng(1959).gumbel(size=(DRAWS, len(UTILITIES))) - np.euler_gamma
    realised = UTILITIES + NOISE * noise
    return realised, np.argsort(-realised, axis=1)


def agrees(values, expected):
    """Whether the mean of ``values`` is within 4 standard errors of ``expected``, and these are small."""
    error = values.std() / np.sqrt(len(values))
    assert error < 0.02
    return abs(values.mean() - expected) <= 4 * error


@pytest.mark.parametrize("first", range(OUTSIDE))
def test_going_without_after_preferring_an_offer_is_worth_the_closed_form(needs, first):
    realised, order = needs
    p0 = np.exp(UTILITIES[OUTSIDE] / NOISE) / np.exp(UTILITIES / NOISE).sum()
    assert agrees(realised[order[:, 0] == first, OUTSIDE], expected_outside(p0, NOISE))


@pytest.mark.parametrize("depth", [1, 2, 3, 4, 5])
def test_the_alternative_ranked_last_is_worth_the_closed_form(needs, depth):
    realised, order = needs
    for taken in list(permutations(range(5), depth))[:: max(1, depth * depth - 1)]:
        met = (order[:, :depth] == taken).all(axis=1)
        values = realised[met, taken[-1]]
        if len(values) > 2000:
            assert agrees(values, ranked_surplus(UTILITIES, np.array(taken), depth, NOISE)), taken


def market(shortage, empty):
    """A market with the utilities above whose offers in ``empty`` never have anything on the shelf."""

    def chain(j):
        stock = {"initial_stock": 0, "lead_time": "1000 years"} if j in empty else {}
        return {
            "paradigm": "industrial",
            "variants": {"count": 1, "price": 10 - float(UTILITIES[j])},
            "distribution": {"policy": {"base_stock": {"level": 1}}, "shortage": shortage, **stock},
        }

    return load(
        {
            "scenario": "empty-shelves",
            "horizon": "10000 days",
            "sample_every": "10000 days",
            "seed": 1959,
            "population": {
                "size": 100,
                "needs": {"rate": "1 / day"},
                "willingness_to_pay": 10,
                "choice": {"rule": "logit", "noise": NOISE},
            },
            "chains": {f"offer-{j}": chain(j) for j in range(OUTSIDE)},
        }
    )


@pytest.mark.parametrize("empty", [{0}, {0, 3}, {0, 1, 3}, {0, 1, 2, 3}], ids=len)
def test_substitution_goes_down_the_ranking(needs, empty):
    """Whoever finds shelves empty takes the best of what is left: shares and surplus are those of the rest."""
    realised, order = needs
    left = np.where(np.isin(range(5), list(empty)), -np.inf, realised)
    chosen, gained = left.argmax(axis=1), left.max(axis=1)
    runs = simulate(market("substitute", empty), 0)["runs"].set_index("chain")
    total = runs.loc["all", "needs"]
    for j in range(OUTSIDE):
        sold, expected = runs.loc[f"offer-{j}", "sold"] / total, (chosen == j).mean()
        assert sold == pytest.approx(expected, abs=0.004)
        turned_away = runs.loc[f"offer-{j}", "substituted"] / total
        assert turned_away == pytest.approx(
            ((order[:, 0] == j) & (chosen != j) & (chosen != OUTSIDE)).mean(), abs=0.004
        )
        lost = runs.loc[f"offer-{j}", "lost"] / total
        assert lost == pytest.approx(((order[:, 0] == j) & (chosen == OUTSIDE)).mean(), abs=0.004)
        surplus = runs.loc[f"offer-{j}", "consumer_surplus"] / total
        assert surplus == pytest.approx(gained[chosen == j].sum() / DRAWS, abs=0.006)
    log_sum = NOISE * np.log(np.exp(UTILITIES[[j for j in range(5) if j not in empty]] / NOISE).sum())
    assert runs.loc["all", "surplus_per_need"] == pytest.approx(log_sum, abs=0.006)


@pytest.mark.parametrize("empty", [{0}, {0, 3}, {0, 1, 2, 3}], ids=len)
def test_lost_needs_end_with_the_outside_option(needs, empty):
    realised, order = needs
    turned_away = np.isin(order[:, 0], list(empty))
    gained = np.where(turned_away, realised[:, OUTSIDE], realised.max(axis=1))
    runs = simulate(market("lost", empty), 0)["runs"].set_index("chain").loc["all"]
    assert runs["lost"] / runs["needs"] == pytest.approx(turned_away.mean(), abs=0.002)
    assert runs["surplus_per_need"] == pytest.approx(gained.mean(), abs=0.006)
