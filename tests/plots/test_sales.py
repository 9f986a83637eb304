"""Prices and sales over time."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import StepPatch

from valuechain.errors import RequestError
from valuechain.plots import prices_and_sales
from valuechain.plots.lines import per_period, whole_periods

FALLING = (9.0, 9.0, 9.0, 9.0, 4.0, 4.0, 4.0)


def steps_of(axes):
    (steps,) = [patch for patch in axes.patches if isinstance(patch, StepPatch)]
    return steps.get_data()


def doubled_at_low_prices(frame: pd.DataFrame) -> pd.DataFrame:
    late = frame["time"] > 28
    return frame.assign(sold=frame["sold"] * np.where(late, 2.0, 1.0))


def test_goods_have_the_name_of_what_one_unit_stands_for(series) -> None:
    axes = prices_and_sales(series(), unit="1000 cars", currency="k$").axes
    assert {each.get_ylabel() for each in axes} - {""} == {"Price\n(k$ / 1000 cars)", "Sales\n(1000 cars / week)"}


def test_the_price_is_drawn_from_sample_to_sample(series) -> None:
    line = prices_and_sales(series(price=FALLING)).axes[0].lines[0]
    assert line.get_ydata().tolist() == list(FALLING)
    assert line.get_drawstyle() == "steps-post"


def test_sales_are_the_units_of_each_week(series) -> None:
    axes = prices_and_sales(series(sold=(10, 12, 14))).axes[1]
    assert axes.get_ylabel() == "Sales\n(units / week)"
    assert steps_of(axes)[0] == pytest.approx(12)


def test_long_runs_show_sales_by_calendar_year(series) -> None:
    frame = series().assign(time=lambda f: f["time"] / 7 * 365 * 1.5, warmup=False)
    axes = prices_and_sales(frame, calendar_start=1909).axes[1]
    assert axes.get_xlabel() == "year"
    assert axes.get_ylabel() == "Sales\n(units / year)"
    assert steps_of(axes)[1].tolist() == list(range(1909, 1919))
    assert steps_of(axes)[0] == pytest.approx(12 / 1.5)
    assert axes.xaxis.get_major_formatter()(1910.0) == "1910"


def test_a_sample_that_straddles_two_periods_is_divided_by_time() -> None:
    lines = pd.DataFrame({"line": "a", "replication": 0, "time": [0.0, 4.0, 8.0], "sold": [0.0, 4.0, 8.0]})
    period = per_period(lines, "sold", np.array([0.0, 6.0])).iloc[0]
    assert (period["time"], period["sold"]) == (6.0, 8.0)


def test_a_last_period_that_is_not_whole_is_left_out_and_told(series, notes) -> None:
    assert whole_periods(np.array([0.0, 7.0, 14.0, 21.0, 22.0])).tolist() == [0, 7, 14, 21]
    longer = series()
    more = longer[longer["time"] == 42].assign(time=43.0)
    figure = prices_and_sales(pd.concat([longer, more]).sort_values(["replication", "time"]))
    assert "flows leave out the last 1 day: no whole week" in notes(figure)


def test_the_title_tells_what_sales_did_when_the_price_fell(series, title) -> None:
    figure = prices_and_sales(doubled_at_low_prices(series(price=FALLING)), currency="USD")
    assert title(figure) == "The price fell from 9 to 4 USD; sales rose from 1.7 ± 0.7 to 3.4 ± 1.4 units a day"


def test_the_title_claims_no_change_that_the_interval_does_not_bear(series, title) -> None:
    assert "sales did not change distinguishably" in title(prices_and_sales(series(price=FALLING)))


def test_the_title_at_one_price_tells_the_sales(series, title) -> None:
    assert title(prices_and_sales(series())) == "At 5 EUR, 1.7 ± 0.7 units were sold a day"


def test_recorded_sales_are_points_in_the_middle_of_their_periods(series) -> None:
    recorded = pd.DataFrame({"time": [7.0, 14.0, 21.0], "sold": [11.0, 12.0, 13.0]})
    axes = prices_and_sales(series(), recorded).axes[1]
    (points,) = [line for line in axes.lines if line.get_label() == "recorded"]
    assert points.get_xdata().tolist() == [0.5, 1.5, 2.5]
    assert points.get_ydata().tolist() == [11, 12, 13]


def test_the_title_tells_how_far_simulated_sales_miss_recorded_ones(series, title) -> None:
    recorded = pd.DataFrame({"time": [7.0, 14.0, 21.0], "sold": [10.0, 10.0, 10.0]})
    close = prices_and_sales(series(sold=(11.0, 12.0, 13.0)), recorded)
    assert "their totals are not distinguishable" in title(close)
    above = prices_and_sales(series(sold=(12.0, 12.1, 12.2)), recorded)
    assert (
        title(above) == "Simulated sales miss recorded ones by 21 ± 2 % of all recorded; their total is 21 ± 2 % above"
    )
    about = pd.DataFrame({"time": [7.0, 14.0], "sold": [10.0, 14.0]})
    assert "by 16.7 ± 0 % of all recorded" in title(prices_and_sales(series(sold=(11.0, 12.0, 13.0)), about))
    below = prices_and_sales(series(sold=(8.0, 7.9, 7.8)), recorded)
    assert title(below).endswith("their total is 21 ± 2 % below")


def test_recorded_sales_need_their_columns(series) -> None:
    with pytest.raises(RequestError, match="time \\(days\\) and sold \\(units\\)"):
        prices_and_sales(series(), pd.DataFrame({"year": [1909], "sold": [1.0]}))


def test_one_replication_has_no_band(series, title, notes) -> None:
    figure = prices_and_sales(series(sold=(10,), lost=(0,)))
    assert not figure.axes[1].collections
    assert "n = 1: no interval" in notes(figure)
    assert title(figure).endswith("(n = 1: no interval)")
