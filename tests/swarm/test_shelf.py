import numpy as np
import pytest

from valuechain.swarm.layout import (
    AREA,
    CRAFT_COLUMNS,
    EXPONENT,
    FIRST_COST,
    MINIMUM_COST,
    ON_HAND,
    OUTPUT,
    SHELF_COLUMNS,
    SINCE,
)
from valuechain.swarm.shelf import change_stock, copy_up_to, lot_cost


def craft(**columns: float) -> np.ndarray:
    row = np.zeros((1, CRAFT_COLUMNS))
    places = {"first": FIRST_COST, "exponent": EXPONENT, "minimum": MINIMUM_COST, "output": OUTPUT}
    for name, value in columns.items():
        row[0, places[name]] = value
    return row


def test_the_cost_of_a_lot_is_the_sum_of_its_units_on_the_experience_curve():
    curve = craft(first=100, exponent=np.log2(0.85))
    n = np.arange(1, 1001)
    assert lot_cost(curve, 0, 1000.0, 0.0) == pytest.approx((100 * n ** np.log2(0.85)).sum())
    assert lot_cost(curve, 0, 1.0, 0.0) == pytest.approx(100 * 1001 ** np.log2(0.85))


def test_the_experience_curve_stops_at_the_minimum_cost():
    assert lot_cost(craft(first=100, exponent=np.log2(0.85), minimum=50, output=10_000), 0, 3.0, 0.0) == 150


def test_experience_is_shared_by_lots_however_they_are_cut():
    whole, cut = craft(first=9, exponent=-0.3), craft(first=9, exponent=-0.3)
    assert lot_cost(whole, 0, 30.0, 0.0) == pytest.approx(sum(lot_cost(cut, 0, 10.0, 0.0) for _ in range(3)))


def test_the_time_integral_of_the_stock_is_that_of_a_staircase():
    shelf = np.zeros((1, SHELF_COLUMNS))
    shelf[0, ON_HAND] = 3
    change_stock(shelf, 0, 2.0, -1.0)
    change_stock(shelf, 0, 5.0, 4.0)
    state = np.empty_like(shelf)
    copy_up_to(shelf, 6.0, state)
    assert state[0, AREA] == 3 * 2 + 2 * 3 + 6 * 1
    assert shelf[0, SINCE] == 5.0
