"""Prices by rule against closed forms."""

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from scipy import optimize

import valuechain
from valuechain.economy import Economy
from valuechain.errors import PriceError
from valuechain.scenario import Scenario, load
from valuechain.swarm.layout import KNOWER, STRANGER


def firms(
    *prices: Any,
    wholesale: Any = None,
    cost: float = 1.0,
    worth: Any = 3,
    noise: float = 1.0,
    spread: float = 0.5,
    people: int = 500,
    awareness: Any = None,
) -> Scenario:
    def firm(price: Any) -> dict[str, Any]:
        return {
            "paradigm": "industrial",
            "variants": {"count": 1, "price": price},
            "production": {"unit_cost": cost},
            "distribution": {"policy": {"base_stock": {"level": 5}}, "wholesale_price": wholesale},
            **({} if awareness is None else {"awareness": awareness}),
        }

    return load(
        {
            "scenario": "firms",
            "horizon": "20 days",
            "population": {
                "size": people,
                "needs": {"rate": "1 / week", "spread": spread},
                "tastes": {"dimensions": 1},
                "willingness_to_pay": worth,
                "choice": {"noise": noise},
            },
            "chains": {f"firm-{n}": firm(price) for n, price in enumerate(prices, start=1)},
        }
    )


def opening(scenario: Scenario) -> np.ndarray:
    economy = Economy(scenario, 0)
    return np.array([economy.price(offer.index) for offer in economy.offers])


BEST: dict[str, Any] = {"best_response": {"tolerance": 1e-10}}


def test_a_logit_monopolist_asks_three_for_what_is_worth_three_and_costs_one():
    assert opening(firms(BEST)) == pytest.approx(3, abs=1e-8)


@pytest.mark.parametrize("rivals", [2, 3, 5])
def test_logit_rivals_settle_at_the_fixed_point_of_their_mark_ups(rivals):
    def gap(price: float) -> float:
        weight = np.exp(3 - price)
        return price - 1 - 1 / (1 - weight / (1 + rivals * weight))

    expected = optimize.brentq(gap, 1, 10, xtol=1e-13)
    assert opening(firms(*[BEST] * rivals)) == pytest.approx(expected, abs=1e-8)


def test_the_answer_to_a_fixed_price_is_the_best_one_for_customers_who_differ():
    worth = {"lognormal": {"mean": 3, "cv": 0.5}}
    scenario = firms(BEST, 2.0, worth=worth)
    price = opening(scenario)[0]
    economy = Economy(scenario, 0)
    value, rates = economy.crowd.value, economy.population.rates

    def profit(own: float) -> float:
        mine, other = np.exp(value - own), np.exp(value - 2.0)
        return float((rates * mine / (1 + mine + other)).sum() * (own - 1))

    best = optimize.minimize_scalar(lambda p: -profit(p), bounds=(1, 10), method="bounded", options={"xatol": 1e-9}).x
    assert price == pytest.approx(best, abs=1e-5)


def thinned(counts: dict[tuple[int, ...], int], rivals: int) -> np.ndarray:
    """Return the prices at which no firm gains by another one, when so many participants know each set of firms.

    Worked out on its own: the first-order conditions of profits summed over the sets, all needs alike, worth 3, cost 1.
    """

    def gap(prices: np.ndarray) -> list[float]:
        demand, slope = np.zeros(rivals), np.zeros(rivals)
        for known, people in counts.items():
            weights = {j: np.exp(3 - prices[j]) for j in known}
            for j in known:
                share = weights[j] / (1 + sum(weights.values()))
                demand[j] += people * share
                slope[j] += people * share * (1 - share)
        return list((prices - 1) * slope - demand)

    found: np.ndarray = optimize.fsolve(gap, np.full(rivals, 2.5), xtol=1e-13)
    return found


def aware_of(counts: dict[tuple[int, ...], int], rivals: int) -> np.ndarray:
    """Return what prices come to when so many participants know each set of firms; needs arise at one rate."""
    told = {"bass": {"innovation": "1e-9 / day", "imitation": "0 / day"}}
    scenario = firms(*[BEST] * rivals, spread=0.0, people=sum(counts.values()), awareness=told)
    economy = Economy(scenario, 0)
    economy.crowd.aware[:] = STRANGER
    first = 0
    for known, people in counts.items():
        economy.crowd.aware[first : first + people, list(known)] = KNOWER
        first += people
    economy.reprice(range(rivals))
    return np.array([economy.price(offer.index) for offer in economy.offers])


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_rivals_who_are_known_alike_settle_at_the_equilibrium_of_all_sets_of_known_firms(share):
    sets = [known for size in range(4) for known in combinations(range(3), size)]
    counts = {known: round(1000 * share ** len(known) * (1 - share) ** (3 - len(known))) for known in sets}
    prices = aware_of(counts, 3)
    assert prices == pytest.approx(thinned(counts, 3), abs=1e-7)
    assert prices == pytest.approx(prices.mean(), abs=1e-7)
    assert opening(firms(*[BEST] * 3))[0] < prices[0] < 3  # dearer than where all are known, cheaper than a monopoly


def test_the_firm_that_fewer_know_meets_rivals_more_often_and_asks_less():
    counts = {(): 100, (0,): 500, (0, 1): 300, (1,): 10}
    prices = aware_of(counts, 2)
    assert prices == pytest.approx(thinned(counts, 2), abs=1e-7)
    assert prices[1] < prices[0]


def test_a_firm_that_nobody_knows_asks_its_cost_and_the_scale_of_choice():
    assert aware_of({(): 10, (0,): 90}, 2)[1] == pytest.approx(2, abs=1e-7)  # cost 1 + μ


def test_firms_whose_prices_still_change_say_so_and_what_helps():
    wild = {"best_response": {"damping": 0.9, "rounds": 2}}
    with pytest.raises(PriceError, match=r"not settled after 2 rounds.*firm-1 by.*firm-2 by.*raise damping"):
        Economy(firms(wild, wild, worth=50, noise=0.05), 0)


def test_a_run_whose_prices_do_not_settle_is_the_users_mistake_and_no_failed_replication():
    wild = {"best_response": {"damping": 0.9, "rounds": 2}}
    with pytest.raises(PriceError):
        valuechain.run(firms(wild, wild, worth=50, noise=0.05), replications=2, jobs=1)


def test_a_mark_up_is_on_the_wholesale_price_or_on_the_unit_cost_where_there_is_none():
    assert opening(firms({"markup": {"rate": 0.5}}, wholesale=2)) == pytest.approx(3)
    assert opening(firms({"markup": {"rate": 0.5}})) == pytest.approx(1.5)


@pytest.mark.parametrize("power", [0.0, 0.25, 0.5, 1.0])
def test_bargaining_gives_to_each_its_option_and_its_part_of_the_gain(power):
    options = {"producer_power": power, "producer_option": 0.5, "distributor_option": 1.5}
    economy = Economy(firms(9, wholesale={"nash": options}), 0)
    agreed = economy.shelves.wholesale(0)
    assert agreed == pytest.approx(1 + 0.5 + power * (9 - 1 - 2))
    if 0 < power < 1:
        worths = np.linspace(1.5 + 1e-6, 7.5 - 1e-6, 100_001)
        product = (worths - 1 - 0.5) ** power * (9 - worths - 1.5) ** (1 - power)
        assert agreed == pytest.approx(worths[product.argmax()], abs=1e-3)


def test_where_there_is_nothing_to_gain_nobody_agrees():
    with pytest.raises(PriceError, match="cannot agree"):
        Economy(firms(2, wholesale={"nash": {"producer_option": 3}}), 0)


def test_the_wholesale_price_follows_the_retail_price_where_it_is_bargained():
    economy = Economy(firms(9, wholesale={"nash": {}}), 0)
    economy.set_price(0, 5)
    assert economy.shelves.wholesale(0) == pytest.approx(3)


@pytest.mark.parametrize("middlemen", [0, 1, 2])
def test_each_monopolist_in_line_asks_half_way_to_the_price_at_which_nobody_buys(middlemen):
    rule = {"linear_monopoly": {"intercept": 101}}
    line = {"linear_monopoly": {"intercept": 101, "middlemen": middlemen}}
    economy = Economy(firms(rule, wholesale=line), 0)
    assert economy.shelves.wholesale(0) == pytest.approx(101 - 100 / 2 ** (middlemen + 1))
    assert economy.price(0) == pytest.approx(101 - 100 / 2 ** (middlemen + 2))
