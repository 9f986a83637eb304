"""Stock and orders over time."""

import numpy as np
import pytest
from matplotlib.patches import StepPatch

from valuechain.errors import RequestError
from valuechain.plots import stock_and_orders
from valuechain.results.summary import half_width


def test_stock_is_drawn_as_the_mean_of_replications_at_each_sample(series) -> None:
    axes = stock_and_orders(series(sold=(10, 12, 14))).axes[0]
    weeks, stock = axes.lines[0].get_data()
    assert weeks.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert stock == pytest.approx(30 + 12)


def test_on_order_is_what_is_in_work_and_in_transit(series) -> None:
    axes = stock_and_orders(series()).axes[1]
    assert axes.get_ylabel() == "On order\n(units)"
    assert axes.lines[0].get_ydata() == pytest.approx(3 + 4)


def test_orders_are_drawn_per_week_over_the_week(series) -> None:
    axes = stock_and_orders(series()).axes[2]
    (steps,) = [patch for patch in axes.patches if isinstance(patch, StepPatch)]
    assert axes.get_ylabel() == "Ordered\n(units / week)"
    assert steps.get_data().values == pytest.approx(20)
    assert steps.get_data().edges.tolist() == [0, 1, 2, 3, 4, 5, 6]


def test_the_band_is_the_interval(series) -> None:
    figure = stock_and_orders(series(sold=(10, 12, 14)))
    (band,) = figure.axes[0].collections
    heights = band.get_paths()[0].vertices[:, 1]
    half = half_width(np.array([2.0]), np.array([3]))[0]
    assert (heights.min(), heights.max()) == (pytest.approx(42 - half), pytest.approx(42 + half))


def test_one_replication_has_no_band_and_says_so(series, title, notes) -> None:
    figure = stock_and_orders(series(sold=(10,), lost=(2,)))
    assert all(not axes.collections for axes in figure.axes)
    assert "n = 1: no interval" in notes(figure)
    assert title(figure).endswith("(n = 1: no interval)")


def test_the_warm_up_is_shaded_to_its_end(series, notes) -> None:
    figure = stock_and_orders(series())
    (shade,) = [patch for patch in figure.axes[0].patches if patch.get_label().startswith("warm-up")]
    assert (shade.get_x(), shade.get_x() + shade.get_width()) == (0, 1)
    assert "grey: warm-up" in notes(figure)


def test_the_title_says_what_empty_shelves_cost(series, title) -> None:
    figure = stock_and_orders(series(sold=(90, 91, 92), lost=(10, 9, 8)), currency="USD")
    assert title(figure).startswith("Empty shelves cost 9 ± 2 % of would-be sales, worth 6.4 ± 1.8 USD / day")


def test_the_title_does_not_claim_a_loss_that_the_interval_does_not_bear(series, title) -> None:
    figure = stock_and_orders(series(sold=(100, 100, 97), lost=(0, 0, 3)))
    assert "not distinguishable from 0" in title(figure)


def test_the_title_says_that_no_sale_was_lost(series, title, notes) -> None:
    figure = stock_and_orders(series())
    assert title(figure).startswith("No sale was lost to an empty shelf, with 42 ± 5 units on hand")
    assert "lost sales: none" in notes(figure)
    owed = stock_and_orders(series(backorders=6.0))
    assert title(owed).startswith("No sale was lost, but 6 ± 0 units were owed")


def test_there_is_a_column_for_each_of_four_products(series) -> None:
    four = [("maker", f"variant-{k}") for k in range(4)]
    figure = stock_and_orders(series(products=four))
    assert [axes.get_title("left") for axes in figure.axes[:4]] == [name for _, name in four]
    assert figure.axes[0].lines[0].get_ydata() == pytest.approx(42)


def test_five_products_are_summed_by_chain(series) -> None:
    five = [("maker", f"variant-{k}") for k in range(4)] + [("guild", "fine")]
    figure = stock_and_orders(series(products=five))
    assert [axes.get_title("left") for axes in figure.axes[:2]] == ["maker", "guild"]
    assert figure.axes[0].lines[0].get_ydata() == pytest.approx(4 * 42)


def test_a_chain_can_be_picked(series) -> None:
    two = [("maker", "plain"), ("guild", "fine")]
    figure = stock_and_orders(series(products=two), chain="guild")
    assert len(figure.axes) == 3
    with pytest.raises(RequestError, match="the chains are maker, guild"):
        stock_and_orders(series(products=two), chain="guilt")


def test_several_scenarios_in_one_frame_are_refused(series) -> None:
    mixed = series().assign(scenario=["a", "b", "c"] * 7)
    with pytest.raises(RequestError, match="one scenario, and the frame holds a, b, c"):
        stock_and_orders(mixed)
