import numpy as np
import pytest

from valuechain.economy.population import draw_population

from ..markets import market


def people(offers: int = 3, **changes):
    return draw_population(market(population__size=20_000, **changes), 0, offers)


def test_the_people_do_not_depend_on_what_is_offered_to_them():
    few, many = people(1), people(20)
    assert np.array_equal(few.rates, many.rates)
    assert np.array_equal(few.crowd.taste, many.crowd.taste)
    assert np.array_equal(few.crowd.value, many.crowd.value)


def test_one_trait_more_spread_leaves_the_others_as_they_are():
    a, b = people(), people(population__needs={"rate": "1 / week", "spread": 0})
    assert np.array_equal(a.crowd.taste, b.crowd.taste)
    assert np.array_equal(a.crowd.value, b.crowd.value)
    assert not np.array_equal(a.rates, b.rates)


def test_rates_are_spread_as_a_gamma_law_with_the_given_mean_and_coefficient_of_variation():
    rates = people(population__needs={"rate": "1 / week", "spread": 0.5}).rates
    assert rates.mean() == pytest.approx(1 / 7, rel=0.02)
    assert rates.std() / rates.mean() == pytest.approx(0.5, rel=0.03)


@pytest.mark.parametrize("space", ["box", "torus"])
def test_tastes_stay_within_the_unit_box(space):
    law = {"normal": {"center": 0.9, "sd": 0.3}}
    taste = people(population__tastes={"dimensions": 2, "space": space, "distribution": law}).crowd.taste
    assert taste.min() >= 0
    assert taste.max() <= 1
    edge = (taste == 1).mean()
    assert (edge > 0.1) if space == "box" else (edge == 0)


def test_clusters_have_their_weights_centres_and_spread():
    law = {"clusters": {"centers": [[0.2], [0.8]], "sd": 0.01, "weights": [3, 1]}}
    taste = people(population__tastes={"dimensions": 1, "distribution": law}).crowd.taste[:, 0]
    left = taste[taste < 0.5]
    assert len(left) / len(taste) == pytest.approx(0.75, abs=0.02)
    assert left.mean() == pytest.approx(0.2, abs=0.001)
    assert left.std() == pytest.approx(0.01, rel=0.05)


@pytest.mark.parametrize("offers", [1, 4, 5, 16])
def test_rows_hold_every_offer_begin_on_cache_lines_and_are_filled_up_with_what_no_uniform_number_reaches(offers):
    rows = people(offers).crowd.rows
    assert rows.shape[1] >= 4 + offers
    assert rows.shape[1] % 8 == 0
    assert rows.ctypes.data % 64 == 0
    assert (rows[:, 4 + offers :] > 1).all()
