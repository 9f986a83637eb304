"""Choice made afresh at every need, as against probabilities prepared beforehand."""

import math

import numpy as np
import pytest
from numba import njit

import valuechain.economy.population as population_module
import valuechain.economy.stage as stage_module
from valuechain.economy import Economy
from valuechain.simulation import simulate
from valuechain.swarm.choice import deliberate as within
from valuechain.swarm.layout import APPEAL, LOGSUM, QUOTE

from ..markets import MARKETS, market


@njit
def deliberate(crowd, market, i, luck):
    """Enter the kernel, which has no door from Python."""
    return within(crowd, market, None, i, 0, 0.0, luck)


PLENTY = {"policy": {"base_stock": {"level": 50}}}


def twins(noise: float = 1.0, **choice: float):
    """Return two chains with the same product, which everybody wants dearly."""
    chain = {"paradigm": "industrial", "variants": {"count": 1, "price": 0}, "distribution": PLENTY}
    return market(
        population__choice={"rule": "logit", "noise": noise, **choice},
        population__willingness_to_pay=60,
        population__size=200,
        chains={"one": chain, "other": chain},
        horizon="4 years",
        warmup=0,
    )


@pytest.mark.parametrize("name", ["lots", "substitution", "one_for_one", "seasons", "rivals"])
def test_choosing_afresh_sells_the_very_same_units_as_choosing_from_prepared_probabilities(name, monkeypatch):
    prepared = simulate(MARKETS[name]())
    for module in (stage_module, population_module):
        monkeypatch.setattr(module, "chooses_afresh", lambda _: True)
    afresh = simulate(MARKETS[name]())
    assert afresh["events"].equals(prepared["events"])
    for frame in ("series", "products", "participants"):
        exact = [column for column in prepared[frame] if "surplus" not in column]
        assert afresh[frame][exact].equals(prepared[frame][exact])
    for measure in ("consumer_surplus", "welfare", "gini_surplus"):
        assert np.allclose(afresh["runs"][measure], prepared["runs"][measure], rtol=1e-9, equal_nan=True)


def test_with_switching_costs_buyers_stay_as_often_as_the_logit_of_the_cost_says():
    """Of two equal chains one is left with probability 1/(1 + exp(κ/μ)) at each purchase."""
    events = simulate(twins(switching_cost=1.2))["events"].sort_values(["participant", "time"], kind="stable")
    same_person = events["participant"].to_numpy()[1:] == events["participant"].to_numpy()[:-1]
    same_chain = events["chain"].to_numpy()[1:] == events["chain"].to_numpy()[:-1]
    stayed = same_chain[same_person]
    expected = 1 / (1 + math.exp(-1.2))
    error = math.sqrt(expected * (1 - expected) / len(stayed))
    assert error < 0.01 * expected
    assert abs(stayed.mean() - expected) <= 3 * error


def test_a_network_effect_beyond_twice_the_noise_tips_the_market_to_one_chain():
    """With shares s and 1 - s, s = 1/(1 + exp(-ν(2s - 1)/μ)) has the stable solutions off ½ iff ν/μ > 2."""
    small, large = (simulate(twins(network_effect=effect))["products"]["market_share"].max() for effect in (0.5, 4.0))
    assert small < 0.55
    assert large > 0.9


def test_a_quoted_wait_and_an_appeal_enter_utility_and_the_log_sum():
    e = Economy(twins(switching_cost=1e-300), 0)
    e.crowd.impatience[:] = 0.5
    e.market.shelf[:, QUOTE] = 4.0, 0.0
    e.market.shelf[:, APPEAL] = 0.0, 0.25
    assert deliberate(e.crowd, e.market, 3, 0.999999) == 1
    u = np.array([0.0, 60 - 2.0, 60.25]) - 5 * np.array(
        [0, *(((e.crowd.taste[3] - np.array(o.position)) ** 2).sum() for o in e.offers)]
    )
    assert e.market.scratch[1] == pytest.approx(np.cumsum(np.exp(u - u.max())) / np.exp(u - u.max()).sum(), abs=1e-12)
    assert e.crowd.rows[3, LOGSUM] == pytest.approx(u.max() + math.log(np.exp(u - u.max()).sum()))


def test_an_offer_of_which_somebody_does_not_know_is_never_chosen():
    e = Economy(twins(switching_cost=1e-300), 0)
    crowd = e.crowd._replace(aware=np.ones((len(e.crowd.rows), 2), np.uint8))
    crowd.aware[3, 0] = 0
    assert {deliberate(crowd, e.market, 3, luck) for luck in np.linspace(0.001, 0.999, 50)} == {1}
