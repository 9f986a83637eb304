"""Word of mouth against the exact law of the birth process, and what buyers and strangers do."""

from typing import Any

import numpy as np
import pytest
from scipy import linalg, stats

from valuechain.scenario import Scenario, load
from valuechain.simulation import play, prepare, simulate

from ..markets import market

P, Q, DAYS = 0.02, 0.3, 12.0


def few(size: int = 5, contacts: Any = "everybody", **bass: Any) -> Scenario:
    return load(
        {
            "scenario": "few",
            "horizon": f"{DAYS} days",
            "sample_every": f"{DAYS} days",
            "population": {
                "size": size,
                "needs": {"rate": "0.001 / year"},
                "willingness_to_pay": 10,
                "choice": {"rule": "best"},
                "contacts": contacts,
            },
            "chains": {
                "maker": {
                    "paradigm": "industrial",
                    "variants": {"count": 1, "price": 5},
                    "distribution": {"policy": {"base_stock": {"level": 1}}},
                    "awareness": {"bass": {"innovation": f"{P} / day", "imitation": f"{Q} / day"} | bass},
                }
            },
            "record": {"participants": False},
        }
    )


def counts(scenario: Scenario, replications: int = 1000) -> np.ndarray:
    size = scenario.population.size
    found = [simulate(scenario, each)["runs"]["aware"].iloc[0] * size for each in range(replications)]
    return np.bincount(np.rint(found).astype(int), minlength=size + 1)


def law(size: int, per: float, first: int = 0) -> np.ndarray:
    """P(k know at the end): births at the rate (size - k)(p + q·k/per) (Kolmogorov's forward equations)."""
    k = np.arange(size + 1)
    rates = (size - k) * (P + Q * k / per)
    return linalg.expm((np.diag(-rates) + np.diag(rates[:-1], 1)) * DAYS)[first]


def agrees(observed: np.ndarray, expected: np.ndarray) -> bool:
    """Chi-square at one in a thousand, over the outcomes that can be."""
    can = expected > 1e-12
    assert observed[~can].sum() == 0
    observed, expected = observed[can], expected[can] / expected[can].sum() * observed.sum()
    while expected[0] < 5:  # few know: such outcomes are rare, and taken together
        observed, expected = ([each[0] + each[1], *each[2:]] for each in (observed, expected))
    assert min(expected) > 5
    return bool(stats.chisquare(observed, expected).pvalue > 0.001)


def test_how_many_know_where_everybody_meets_everybody_has_the_law_of_the_birth_process():
    assert agrees(counts(few()), law(5, per=5))


def test_on_a_network_in_which_all_are_tied_each_hears_from_the_share_of_the_others():
    tied = {"watts_strogatz": {"neighbours": 4, "rewiring": 0}}
    assert agrees(counts(few(contacts=tied)), law(5, per=4))


def test_those_who_know_at_the_start_tell_the_others_and_the_rest_have_no_head_start():
    for contacts, per in (("everybody", 5), ({"watts_strogatz": {"neighbours": 4, "rewiring": 0}}, 4)):
        assert agrees(counts(few(contacts=contacts, initial_share=0.4)), law(5, per=per, first=2))


def test_where_buyers_tell_and_nobody_buys_everybody_hears_alone():
    scenario = few(informants="buyers", size=400)
    aware = [simulate(scenario, each)["runs"]["aware"].iloc[0] for each in range(20)]
    alone = -np.expm1(-P * DAYS)
    assert abs(np.mean(aware) - alone) < 3 * np.sqrt(alone * (1 - alone) / 8000)


@pytest.mark.parametrize("contacts", ["everybody", {"barabasi_albert": {"links": 2}}])
def test_the_more_is_told_the_earlier_everybody_hears_for_thresholds_are_the_same(contacts):
    known = []
    for imitation in (0.05, 0.3, 0.9):
        clock = prepare(few(size=300, contacts=contacts, imitation=f"{imitation} / day"))
        play(clock)
        known.append(clock.economy.crowd.aware[:, 0] > 0)
    assert (known[0] <= known[1]).all()
    assert (known[1] <= known[2]).all()
    assert known[0].sum() < known[2].sum()


def test_whoever_does_not_know_a_chain_does_not_buy_from_it_and_gains_nothing():
    spread = {"bass": {"innovation": "1e-12 / day", "imitation": "1 / day", "initial_share": 0}}
    frames = simulate(market(chains__maker__awareness=spread))
    assert frames["runs"]["demand"].iloc[-1] == 0
    assert (frames["participants"]["surplus"] == 0).all()
    assert (frames["events"]["outcome"] == "outside").all()


@pytest.mark.parametrize("informants", ["aware", "buyers"])
def test_the_count_of_those_who_know_is_the_number_of_participants_so_marked(informants):
    spread = {"bass": {"innovation": "0.01 / day", "imitation": "0.3 / day", "informants": informants}}
    hubs = {"barabasi_albert": {"links": 3}}
    clock = prepare(market(chains__maker__awareness=spread, population__contacts=hubs, population__size=200))
    frames = play(clock)
    assert frames["runs"]["aware"].iloc[0] == (clock.economy.crowd.aware[:, 0] > 0).mean()
    assert 0 < frames["series"]["aware"].iloc[-1] <= 1
    assert frames["series"].groupby("product", observed=True)["aware"].is_monotonic_increasing.all()
