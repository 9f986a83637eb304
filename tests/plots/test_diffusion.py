import numpy as np
import pandas as pd

from valuechain.plots import awareness, prices_and_sales, stock_and_orders
from valuechain.plots.style import INTERVENTION

from .conftest import DAYS, make_series, notes_of, title_of

SHARES = np.array([0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0])


def spread(**more: object) -> pd.DataFrame:
    return make_series(aware=SHARES, **more)  # type: ignore[arg-type]


def test_the_share_that_knows_is_drawn_at_each_sample_in_percent():
    line = awareness(spread()).axes[0].lines[0]
    assert np.allclose(line.get_ydata(), 100 * SHARES)
    assert np.allclose(line.get_xdata(), DAYS / 7)


def test_how_many_hear_is_drawn_per_year():
    line = awareness(spread()).axes[1].lines[0]
    assert np.allclose(line.get_ydata(), 100 * np.diff(SHARES) / 7 * 365)


def test_the_title_says_when_half_know():
    assert title_of(awareness(spread())) == "Half of the participants know the chain after 21 ± 0 days"


def test_the_title_says_how_many_know_at_the_end_where_fewer_than_half_do():
    few = make_series(aware=SHARES / 4)  # type: ignore[arg-type]
    assert title_of(awareness(few)) == "25 ± 0 % know the chain at the end"


def test_chains_that_everyone_knows_are_left_out():
    known = make_series(products=[("old", "plain")])
    both = pd.concat([known, spread(products=[("new", "plain")])], ignore_index=True)
    assert [line.get_label() for line in awareness(both).axes[0].lines] == ["new"]


def test_interventions_are_marked_in_every_panel_and_told():
    for figure in (
        awareness(spread(), interventions=[10.0, 30.0]),
        prices_and_sales(make_series(), interventions=[10.0, 30.0]),
        stock_and_orders(make_series(), interventions=[10.0, 30.0]),
    ):
        for axes in figure.axes:
            marks = [line.get_xdata()[0] for line in axes.lines if line.get_gid() == INTERVENTION]
            assert np.allclose(marks, [10 / 7, 30 / 7])
        assert INTERVENTION in notes_of(figure)


def test_without_interventions_nothing_is_marked_or_told():
    figure = prices_and_sales(make_series())
    assert INTERVENTION not in notes_of(figure)
    assert not [line for line in figure.axes[0].lines if line.get_gid() == INTERVENTION]
