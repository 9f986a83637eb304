"""How chains fared over time, against the totals of the run."""

import pytest

from valuechain.simulation import simulate

from ..markets import MARKETS, guest


@pytest.fixture(scope="module", params=MARKETS)
def frames(request):
    return simulate(MARKETS[request.param]())


def test_periods_add_up_to_the_run(frames):
    runs = frames["runs"].set_index("chain")
    counted = frames["chains"].query("not warmup").groupby("chain", observed=True)
    for measure in ("sold", "consumer_surplus", "profit"):
        assert counted[measure].sum().to_dict() == pytest.approx(runs[measure].to_dict())
    assert counted["needs"].sum()["all"] == runs.loc["all", "needs"]


def test_the_market_share_is_units_sold_of_the_needs_of_the_period(frames):
    chains = frames["chains"].query("time > 0")
    needs = chains.query("chain == 'all'").set_index("time")["needs"]
    expected = chains["sold"] / chains["time"].map(needs)
    assert chains["market_share"].to_numpy() == pytest.approx(expected.to_numpy())


def test_a_chain_is_in_the_market_from_its_entry_to_its_exit():
    present = simulate(guest())["chains"].query("chain == 'rival'").set_index("time")["in_market"]
    first, last = present[present].index.min(), present[present].index.max()
    assert first == 42  # the first sample after day 33
    assert 42 < last < 120
    assert present.loc[first:last].all()
