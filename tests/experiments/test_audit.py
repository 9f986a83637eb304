"""The audit passes the simulation's streams, and fails every kind of stream that is not independent."""

import numpy as np
import pytest
from numpy.random import SFC64, Generator, SeedSequence

from valuechain.errors import RequestError
from valuechain.experiments import audit as audits
from valuechain.experiments.audit import audit, audit_streams
from valuechain.randomness import Identity, lanes, overhearing, stream

SHOP = {
    "scenario": "shop", "horizon": "30 days", "seed": 4,
    "population": {
        "size": 20, "needs": {"rate": "1 / week"}, "willingness_to_pay": {"lognormal": {"mean": 10, "cv": 0.3}},
        "mismatch_cost": 5, "choice": {"noise": 1},
    },
    "chains": {
        "maker": {
            "paradigm": "industrial", "variants": {"count": 1, "price": 6}, "production": {"unit_cost": 3},
            "distribution": {"policy": {"base_stock": {"level": 5}}, "lead_time": {"exponential": {"mean": "3 days"}}},
        },
    },
}  # fmt: skip
OPENED = [Identity(4, 0, name) for name in ("needs", "choice", "lead times")]


def verdicts(opener) -> dict[str, str]:
    table, ok = audit_streams(OPENED, opener=opener, replications=4)
    assert ok == (table["verdict"] == "pass").all()
    return dict(zip(table["check"], table["verdict"], strict=True))


def test_the_streams_of_a_scenario_pass() -> None:
    table, ok = audit(SHOP)
    assert ok, table
    assert table["check"].tolist() == ["opened once", "no word in common", "uniform", "uncorrelated", "no echo"]
    assert "11 streams opened" in table["what"][0]


def test_a_process_that_draws_from_a_stream_of_the_scenario_fails() -> None:
    def thief(clock):
        stream(clock.economy.scenario.seed, clock.economy.replication, "choice")
        yield clock.timeout(1)

    table, ok = audit(SHOP, processes=[thief])
    assert not ok
    assert table["what"][0] == "opened twice: choice (seed 4, replication 0)"


def test_a_process_with_a_stream_of_its_own_passes() -> None:
    def guest(clock):
        stream(clock.economy.scenario.seed, clock.economy.replication, "guest")
        yield clock.timeout(1)

    assert audit(SHOP, processes=[guest])[1]


def test_streams_that_forget_the_replication_fail() -> None:
    assert verdicts(lambda seed, replication, name: stream(seed, 0, name))["no word in common"] == "FAIL"


def test_streams_that_forget_the_seed_fail() -> None:
    assert verdicts(lambda seed, replication, name: stream(1, replication, name))["no word in common"] == "FAIL"


def test_names_that_hash_to_the_same_number_fail() -> None:
    opened = [Identity(1, 0, "plumless"), Identity(1, 0, "buckeroo")]  # equal under CRC-32
    table, ok = audit_streams(opened)
    assert not ok
    assert "plumless" in table["what"][1]
    assert "buckeroo" in table["what"][1]


def test_streams_that_overlap_further_on_fail() -> None:
    def ahead(seed: int, replication: int, name: str) -> Generator:
        generator = Generator(SFC64(SeedSequence(seed)))
        generator.random(100 * replication + 7 * len(name))
        return generator

    assert verdicts(ahead)["no word in common"] == "FAIL"


class Bent:
    """A generator whose uniform draws are turned into something else."""

    def __init__(self, generator: Generator, bend) -> None:
        self._generator, self.random = generator, lambda n: bend(generator, n)

    def integers(self, *args):
        return self._generator.integers(*args)


def test_draws_that_are_not_uniform_fail() -> None:
    found = verdicts(lambda *each: Bent(stream(*each), lambda g, n: g.beta(1.2, 1.2, n)))
    assert found["uniform"] == "FAIL"


def test_streams_that_share_a_part_of_their_luck_fail() -> None:
    def mixed(seed: int, replication: int, name: str) -> Bent:
        common = stream(seed, 99, "common")
        return Bent(
            stream(seed, replication, name), lambda g, n: np.where(g.random(n) < 0.4, common.random(n), g.random(n))
        )

    found = verdicts(mixed)
    assert found["uncorrelated"] == "FAIL"
    assert found["uniform"] == "pass"


def test_streams_that_remember_fail() -> None:
    def echo(generator: Generator, n: int) -> np.ndarray:
        draws = generator.random(n)
        again = np.roll(draws, 3)
        return np.where(generator.random(n) < 0.15, again, draws)

    assert verdicts(lambda *each: Bent(stream(*each), echo))["no echo"] == "FAIL"


def test_good_streams_fail_no_oftener_than_the_bounds_say() -> None:
    alarms = 0
    for seed in range(60):
        opened = [Identity(seed, 0, name) for name in ("a", "b", "c")]
        alarms += not audit_streams(opened, replications=3, draws=500)[1]
    assert alarms <= 2  # three checks of one in a thousand each: more than two of 60 come once in 1000 times


def test_streams_that_the_swarm_draws_by_itself_are_audited_by_its_own_generator(monkeypatch) -> None:
    opened = [Identity(4, 0, name, by_swarm=True) for name in ("needs", "choice")]
    assert audit_streams(opened)[1]
    with overhearing() as heard:
        lanes(4, 0, "needs")
    assert heard == [Identity(4, 0, "needs", by_swarm=True)]
    monkeypatch.setattr(audits, "lanes", lambda seed, replication, name: lanes(seed, 0, name))
    table, ok = audit_streams(opened)
    assert not ok
    assert table["verdict"][1] == "FAIL"


def test_streams_are_overheard_only_meanwhile() -> None:
    with overhearing() as opened:
        stream(1, 2, "here")
    stream(1, 2, "later")
    assert opened == [Identity(1, 2, "here")]


@pytest.mark.parametrize("given", [{"replications": 1}, {"draws": 99}])
def test_an_audit_of_too_little_is_refused(given: dict[str, int]) -> None:
    with pytest.raises(RequestError, match="at least 2 replications and 100 draws"):
        audit(SHOP, **given)
