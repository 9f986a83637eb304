import numpy as np
import pytest

from valuechain.simulation import play, prepare, simulate
from valuechain.swarm.layout import QUALITY

from ..markets import commons

VENDOR = {"price": 2, "release_every": "20 days", "polish": 0.3, "support_cost": 0.5}


def sold_by(**vendor):
    return commons(chains__wiki__vendors={"firm": VENDOR | vendor}, horizon="110 days")


@pytest.fixture(scope="module")
def frames():
    return simulate(sold_by(give_back=0.25, release_cost=3, developers_cost="1 / day"))


def paid(frames, category):
    ledger = frames["ledger"]
    return ledger.loc[ledger["category"] == category, "amount"].sum()


def test_a_vendor_pays_support_by_copy_and_gives_a_share_of_its_revenue_back(frames):
    copies = frames["events"].query("product == 'firm'")
    assert len(copies) > 10
    assert paid(frames, "sale") == pytest.approx(2 * len(copies))
    assert paid(frames, "support") == pytest.approx(0.5 * len(copies))
    assert paid(frames, "give back") == pytest.approx(0.25 * 2 * len(copies))


def test_a_vendor_pays_for_each_release_and_its_developers_all_the_time(frames):
    assert paid(frames, "release") == pytest.approx(3 * 6)
    assert paid(frames, "developers") == pytest.approx(110)


def test_improvements_go_back_to_the_commons_as_revisions_unless_they_are_enclosed():
    open_, enclosed = (simulate(sold_by(improvement=0.5, enclose=kept)) for kept in (False, True))
    patches = open_["revisions"].query("kind == 'patch'")
    assert patches["time"].unique().tolist() == [20, 40, 60, 80, 100]
    assert np.allclose(patches["after"] - patches["before"], 0.5 * (1 - patches["before"]))
    assert (patches["author"] == -2).all()
    assert not (enclosed["revisions"]["kind"] == "patch").any()


def test_a_snapshot_grows_stale_as_the_commons_goes_on_and_is_fresh_when_released():
    clock = prepare(sold_by())
    frames = play(clock)
    rows = frames["commons"].set_index("time")
    assert rows.loc[110.0, "staleness"] != 0
    assert clock.economy.community.snapshots[0] + 0.3 == pytest.approx(clock.economy.market.shelf[1, QUALITY])
