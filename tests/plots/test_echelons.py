"""The bullwhip and the stocks along a chain."""

import numpy as np
import pandas as pd
import pytest

from valuechain.plots import bullwhip, echelon_stocks
from valuechain.results import FRAMES

from .conftest import notes_of, title_of

NAMES = ("factory", "shop")


def echelons(**columns):
    """Two echelons in three replications: the factory varies more."""
    rows = []
    for replication in range(3):
        for name, times in zip(NAMES, (9.0, 3.0), strict=True):
            row = {column.name: 1.0 for column in FRAMES["echelons"]}
            keys = {
                "scenario": "test",
                "replication": replication,
                "chain": "maker",
                "echelon": name,
                "product": "good",
            }
            ratios = {
                "bullwhip": 3.0 + 0.1 * replication,
                "amplification": times + replication,
                "days_of_supply": times,
            }
            rows.append(row | keys | ratios | columns)
    return pd.DataFrame(rows)


def series():
    rows = []
    for replication in range(3):
        for week in range(6):
            for name in NAMES:
                row = {column.name: 0.0 for column in FRAMES["echelon_series"]}
                keys = {"scenario": "test", "replication": replication, "chain": "maker", "echelon": name}
                state = {"product": "good", "time": 7.0 * week, "warmup": week < 2, "on_hand": 10.0 + replication}
                rows.append(row | keys | state | {"backorders": 2.0, "orders": 5.0 * (week > 0)})
    return pd.DataFrame(rows)


def test_the_title_says_where_orders_vary_most_and_how_much():
    assert (
        title_of(bullwhip(echelons())) == "Orders vary most at factory: 10 ± 2 times as much as the customers' demand"
    )


def test_ratios_are_drawn_with_their_intervals_in_the_order_of_the_goods():
    left, right = bullwhip(echelons()).axes
    assert right.containers[0].lines[0].get_ydata() == pytest.approx([10, 4])
    assert [label.get_text() for label in left.get_xticklabels()] == list(NAMES)
    assert right.containers[0].has_yerr


def test_where_orders_vary_no_more_than_demand_the_title_says_so():
    assert title_of(bullwhip(echelons(amplification=1.0))) == "Nowhere do orders vary more than the customers' demand"


def test_too_few_periods_are_admitted():
    assert "too few periods" in title_of(bullwhip(echelons(amplification=np.nan, bullwhip=np.nan)))


def test_stocks_are_drawn_by_echelon_with_the_customers_at_the_bottom():
    figure = echelon_stocks(series(), echelons())
    rows = np.array(figure.axes).reshape(2, 3)
    assert [row[0].get_ylabel() for row in rows] == list(NAMES)
    assert rows[0, 0].lines[0].get_ydata() == pytest.approx(11)
    assert rows[1, 1].lines[0].get_ydata() == pytest.approx(2)


def test_the_title_tells_days_of_supply():
    assert title_of(echelon_stocks(series(), echelons())) == "Days of supply on hand: factory 9 ± 0, shop 3 ± 0"


def test_the_warm_up_and_the_intervals_are_named_below():
    notes = notes_of(echelon_stocks(series(), echelons()))
    assert "n = 3" in notes
    assert "warm-up" in notes
