"""What the record of the Model T implies for `ford-model-t.yaml`, worked out without simulation.

The expectation of output is the probability of buying (multinomial logit, model: "Choice and surplus") averaged over
lognormal willingness to pay and uniform tastes: an oracle for the simulation, and for its calibration.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import least_squares

from valuechain.scenario import Scenario

HERE = Path(__file__).parent.parent / "scenarios"
RECORDED = HERE / "data" / "ford_recorded.csv"

YEAR = 365.0
CARS_PER_UNIT = 1000
PROGRESS_RATIO = 0.85  # Abernathy and Wayne 1974, as commonly quoted
COST_IN_DECEMBER_1921 = 285.44  # dollars of the day, factory cost 234.50 and commercial expense 50.94 (see README)

NORMAL = np.linspace(-6, 6, 1201)
NORMAL_WEIGHTS = np.exp(-(NORMAL**2) / 2) / np.exp(-(NORMAL**2) / 2).sum()
HALF_AXIS = (np.arange(10) + 0.5) / 20  # distance from the centre along one axis of the unit square
SQUARED_DISTANCES = np.add.outer(HALF_AXIS**2, HALF_AXIS**2).ravel()


class Demand(NamedTuple):
    """What is fitted: needs per participant and year, and the law of the willingness to pay (1909 dollars per car)."""

    rate: float
    mean: float
    cv: float


def recorded() -> pd.DataFrame:
    """Return the recorded facts, one row a year from 1909."""
    return pd.read_csv(RECORDED)


def in_dollars_of_1909(prices: pd.Series, facts: pd.DataFrame) -> pd.Series:
    """Return prices of the day at the consumer prices of 1909, to the cent."""
    return (prices * facts["cpi"].iloc[0] / facts["cpi"]).round(2)


def schedule(facts: pd.DataFrame) -> list[tuple[int, float]]:
    """Return the price steps (day from the start of 1909, 1909 dollars) that the recorded prices imply."""
    starts = (facts["year"] - facts["year"].iloc[0]) * int(YEAR)
    first = zip(starts, in_dollars_of_1909(facts["price"], facts), strict=True)
    later = zip(starts + facts["later_day"], in_dollars_of_1909(facts["later_price"], facts), strict=True)
    steps = sorted([*first, *((day, price) for day, price in later if not np.isnan(day))])
    changes = [step for n, step in enumerate(steps) if n == 0 or step[1] != steps[n - 1][1]]
    return [(int(day), float(price)) for day, price in changes]


def share_buying(price: float, demand: Demand, mismatch_cost: float, noise: float) -> float:
    """Return the probability that a need is bought, for one product in the centre of the unit square."""
    variance = np.log1p(demand.cv**2)
    worth = demand.mean * np.exp(np.sqrt(variance) * NORMAL - variance / 2)
    utility = (worth[:, None] - mismatch_cost * SQUARED_DISTANCES - price) / noise
    return float(NORMAL_WEIGHTS @ (0.5 + 0.5 * np.tanh(utility / 2)).mean(axis=1))


def expected_units(scenario: Scenario, demand: Demand) -> np.ndarray:
    """Return the expected sales in each year of the horizon, in units of 1000 cars, when no shelf is ever empty."""
    people, variants = scenario.population, scenario.chains["ford"].variants
    assert variants is not None
    changes, prices = np.array(variants.price.times), variants.price.values
    years = int(scenario.horizon / YEAR)
    ends = np.append(changes[1:], scenario.horizon)
    sales = np.zeros(years)
    for start, end, price in zip(changes, ends, prices, strict=True):
        share = share_buying(price, demand, people.mismatch_cost, people.choice.noise)
        for year in range(years):
            days = max(0.0, min(end, (year + 1) * YEAR) - max(start, year * YEAR))
            sales[year] += people.size * demand.rate * share * days / YEAR
    return sales


def calibrate(scenario: Scenario) -> Demand:
    """Return the demand whose expectation is closest to the recorded output, by least squares on logarithms."""
    target = np.log(recorded()["produced"].to_numpy() / CARS_PER_UNIT)

    def errors(logarithms: np.ndarray) -> np.ndarray:
        return np.log(expected_units(scenario, Demand(*np.exp(logarithms)))) - target

    return Demand(*np.exp(least_squares(errors, np.log([0.2, 250.0, 0.6])).x))


def demand_of(scenario: Scenario) -> Demand:
    """Return the demand that the scenario states."""
    law = scenario.population.willingness_to_pay
    return Demand(scenario.population.needs.rate * YEAR, law.parameters["mean"], law.parameters["cv"])


def rounded(demand: Demand) -> Demand:
    """Return the demand to three significant digits, as the scenario writes it."""
    return Demand(*(float(f"{value:.3g}") for value in demand))


def first_unit_cost() -> float:
    """Return the cost per car of the first 1000 cars (1909 dollars) from which an 85 % curve leads to that of 1921."""
    facts = recorded()
    until_1921 = facts[facts["year"] <= 1921]
    units = until_1921["produced"].sum() / CARS_PER_UNIT
    cost = COST_IN_DECEMBER_1921 * facts["cpi"].iloc[0] / until_1921["cpi"].iloc[-1]
    return float(cost / units ** np.log2(PROGRESS_RATIO))


def progress_ratio_of_prices() -> float:
    """Return what remained of the price (1909 dollars) after each doubling of recorded output, by regression."""
    facts = recorded()
    middle = facts["produced"].cumsum() - facts["produced"] / 2
    mean_price = (facts["price"] + facts["later_price"].fillna(facts["price"])) / 2
    slope = np.polyfit(np.log2(middle), np.log2(in_dollars_of_1909(mean_price, facts)), 1)[0]
    return float(2**slope)


def fit(scenario: Scenario, demand: Demand) -> pd.DataFrame:
    """Return recorded and expected output by year, in cars, and the relative error."""
    facts = recorded()
    expected = expected_units(scenario, demand) * CARS_PER_UNIT
    return pd.DataFrame(
        {
            "year": facts["year"],
            "recorded": facts["produced"],
            "expected": expected.round().astype(int),
            "error": (expected / facts["produced"] - 1).round(3),
        }
    )
