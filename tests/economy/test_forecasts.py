import numpy as np
import pytest

from valuechain.economy.forecasts import open_forecast, order_up_to_level
from valuechain.scenario import ExponentialSmoothing, MovingAverage

DEMAND = [12.0, 7.0, 15.0, 9.0, 11.0, 20.0]


def observed(rule, demand=DEMAND):
    forecast = open_forecast(rule)
    for units in demand:
        forecast.observe(units)
    return forecast


def test_a_moving_average_is_the_mean_of_the_last_periods():
    assert observed(MovingAverage(periods=3)).mean == pytest.approx(np.mean(DEMAND[-3:]))


def test_before_the_window_is_full_all_that_is_known_is_averaged():
    assert observed(MovingAverage(periods=10)).mean == pytest.approx(np.mean(DEMAND))


def test_demand_assumed_before_the_start_fills_the_window():
    assert observed(MovingAverage(periods=4, start=10.0), DEMAND[:1]).mean == pytest.approx((30 + 12) / 4)


def test_the_deviation_of_a_moving_average_is_the_root_mean_square_of_its_last_errors():
    errors = [DEMAND[t] - np.mean(DEMAND[t - 2 : t]) for t in (4, 5)]
    assert observed(MovingAverage(periods=2)).deviation == pytest.approx(np.sqrt(np.mean(np.square(errors))))


def test_smoothing_weighs_the_latest_period_and_the_forecast_before_it():
    found, mean, variance = observed(ExponentialSmoothing(weight=0.3)), DEMAND[0], 0.0
    for units in DEMAND[1:]:
        variance = 0.7 * variance + 0.3 * (units - mean) ** 2
        mean = 0.7 * mean + 0.3 * units
    assert (found.mean, found.deviation) == (pytest.approx(mean), pytest.approx(np.sqrt(variance)))


def test_the_level_covers_the_intervals_and_a_safety_stock_that_grows_with_their_root():
    found = observed(MovingAverage(periods=2))
    level = order_up_to_level(found, 4.0, 1.645)
    assert level == pytest.approx(4 * found.mean + 1.645 * found.deviation * 2)


def test_nothing_is_known_before_the_first_period():
    assert order_up_to_level(open_forecast(MovingAverage(periods=2)), 4.0, 1.0) is None
