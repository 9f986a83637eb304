import numpy as np
import pytest

from valuechain.economy import Economy, arrivals
from valuechain.simulation import simulate

from ..markets import lots, market, one_for_one, rivals


def needs(economy: Economy, blocks: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    parts = []
    for _ in range(blocks):
        block = economy.arrivals.block
        parts.append((block.times.copy(), block.who.copy(), block.luck.copy()))
        economy.arrivals.draw(economy.agenda.marks)
    times, who, luck = (np.concatenate(p) for p in zip(*parts, strict=True))
    return times, who, luck


SEASONS = {"season": {"every": "1 week", "size": {"poisson": {"mean": 9}}}}


@pytest.mark.parametrize("kind", ["poisson", "regular", SEASONS])
def test_the_length_of_a_block_changes_no_need(monkeypatch, kind):
    rate = {} if isinstance(kind, dict) else {"rate": "1 / week"}
    scenario = market(population__needs={"arrivals": kind, **rate}, horizon="20 years")
    monkeypatch.setattr(arrivals, "BLOCK", 64)
    short = needs(Economy(scenario, 0), 12)
    monkeypatch.setattr(arrivals, "BLOCK", 96)
    long = needs(Economy(scenario, 0), 8)
    for a, b in zip(short, long, strict=True):
        assert np.array_equal(a, b)


def test_every_chain_meets_the_same_needs_at_the_same_times_by_the_same_people():
    events = [simulate(make())["events"] for make in (lots, one_for_one, rivals)]
    for other in events[1:]:
        assert events[0]["time"].equals(other["time"])
        assert events[0]["participant"].equals(other["participant"])
    assert not events[0]["outcome"].equals(events[1]["outcome"])


def test_needs_arise_at_the_rate_of_the_population_and_by_participant_at_their_own():
    economy = Economy(market(population__needs={"rate": "1 / day", "spread": 1}), 0)
    times, who, _ = needs(economy, 20)
    rates = economy.population.rates
    assert len(times) / times[-1] == pytest.approx(rates.sum(), rel=5 / np.sqrt(len(times)))
    counts = np.bincount(who, minlength=len(rates))
    expected = len(who) * rates / rates.sum()
    chi2 = ((counts - expected) ** 2 / expected).sum()
    assert chi2 < len(rates) - 1 + 5 * np.sqrt(2 * (len(rates) - 1))


def test_intervals_of_a_poisson_process_have_a_coefficient_of_variation_of_1():
    times, _, _ = needs(Economy(lots(), 0), 10)
    gaps = np.diff(times)
    assert gaps.std() / gaps.mean() == pytest.approx(1, abs=0.03)


def test_regular_needs_come_at_equal_intervals():
    times, _, _ = needs(Economy(market(population__needs={"rate": "1 / week", "arrivals": "regular"}), 0), 2)
    assert np.diff(times) == pytest.approx(7 / 40)


def test_a_season_has_the_number_of_needs_drawn_for_it_all_within_the_season():
    season = {"season": {"every": "1 week", "size": {"empirical": {"values": [3, 5]}}}}
    economy = Economy(market(population__needs={"arrivals": season}), 0)
    times, _, _ = needs(economy, 1)
    times = times[np.isfinite(times)]
    counts = np.bincount((times // 7).astype(int))
    assert set(counts) == {3, 5}
    assert np.all(np.diff(times) >= 0)
