import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuechain.economy.offers import list_offers, spread_positions

from ..markets import market, rivals


def test_variants_on_a_line_stand_in_the_middles_of_equal_segments():
    assert spread_positions(4, 1).tolist() == [[0.125], [0.375], [0.625], [0.875]]


def test_four_variants_in_two_dimensions_are_the_centres_of_the_quarters():
    assert spread_positions(4, 2).tolist() == [[0.25, 0.25], [0.25, 0.75], [0.75, 0.25], [0.75, 0.75]]


@pytest.mark.parametrize("dimensions", [1, 2, 3, 8])
def test_one_variant_stands_in_the_centre(dimensions):
    assert spread_positions(1, dimensions).tolist() == [[0.5] * dimensions]


@given(st.integers(1, 60), st.integers(1, 5))
def test_variants_are_different_points_of_the_unit_box(count, dimensions):
    points = spread_positions(count, dimensions)
    assert points.shape == (count, dimensions)
    assert len(np.unique(points.round(12), axis=0)) == count
    assert points.min() >= 0
    assert points.max() <= 1


@pytest.mark.parametrize(("dimensions", "most"), [(1, 12), (2, 17), (3, 9)])
def test_every_further_variant_brings_products_nearer_to_tastes(dimensions, most):
    probe = np.random.default_rng(0).random((4000, dimensions))

    def mismatch(count: int) -> float:
        points = spread_positions(count, dimensions)
        return float(((probe[:, None] - points[None]) ** 2).sum(-1).min(1).mean())

    distances = [mismatch(count) for count in range(1, most + 1)]
    assert all(b < a for a, b in itertools.pairwise(distances))


def test_two_variants_in_the_plane_divide_it_into_halves():
    probe = np.random.default_rng(0).random((100_000, 2))
    squares = ((probe[:, None] - spread_positions(2, 2)[None]) ** 2).sum(-1).min(1)
    assert squares.mean() == pytest.approx(1 / 12 + 1 / 48, rel=0.01)


def test_offers_are_numbered_in_the_order_of_the_scenario_and_named_by_chain_and_product():
    assert [offer.name for offer in list_offers(rivals())] == [
        "maker/variant-1",
        "maker/variant-2",
        "maker/variant-3",
        "rival/variant-1",
    ]


def test_named_products_keep_their_position_price_and_quality():
    product = {"position": [0.1, 0.9], "price": 4, "quality": 1.5}
    chain = {
        "paradigm": "industrial",
        "products": {"black": product},
        "distribution": {"policy": {"base_stock": {"level": 1}}},
    }
    (offer,) = list_offers(market(chains={"ford": chain}))
    assert (offer.position, offer.quality, offer.price.values) == ((0.1, 0.9), 1.5, (4.0,))
