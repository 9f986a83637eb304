"""The engine against the reference market as a plain SimPy program: a process for every consumer."""

import sys
from pathlib import Path

import pytest

from valuechain.scenario import load
from valuechain.simulation import simulate

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
SEEDS = range(1, 61)


@pytest.fixture
def peers(monkeypatch):
    """Make the benchmark's own modules importable, for one test."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    monkeypatch.syspath_prepend(str(BENCHMARKS / "peers"))
    yield
    for name in set(sys.modules) - before:
        if "benchmarks" in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


@pytest.mark.parametrize("busy", [0.7, 1.4])
@pytest.mark.parametrize("value", [10, 10.6])
def test_means_over_seeds_agree_with_a_plain_simpy_program_and_would_not_if_people_paid_more(peers, busy, value):
    import agreement
    import market
    import simpy_market
    import valuechain_market

    terms = market.Market(n=300, days=60.0, load=busy)
    tree = valuechain_market.resized(terms)
    tree["population"] |= {"willingness_to_pay": {"lognormal": {"mean": value, "cv": 0.3}}}
    scenario = load(tree)
    ours = [valuechain_market.report(simulate(scenario, seed), (0.0, 0.0)) for seed in SEEDS]
    plain = [simpy_market.simulate(terms, seed) for seed in SEEDS]
    differences = agreement.compare({"simpy": plain, "valuechain": ours}, "simpy")
    assert len(differences) == 10
    disagree = [str(d) for d in differences if not d.agrees]
    if value == 10:
        assert disagree == []
    else:
        assert any("surplus each" in d for d in disagree)
