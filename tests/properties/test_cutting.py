import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from valuechain.simulation import simulate

from ..fingerprints import fingerprint
from ..markets import MARKETS

ALONE: dict[str, dict[str, str]] = {}
WAITS = st.lists(st.floats(1e-9, 30, allow_subnormal=False), min_size=1, max_size=25)


def idle(waits: list[float]):
    def process(clock):
        for wait in waits:
            yield clock.timeout(wait)

    return process


@pytest.mark.parametrize("name", MARKETS)
@given(st.lists(WAITS, min_size=1, max_size=3))
@settings(max_examples=12)
def test_processes_that_wake_at_any_times_and_do_nothing_change_no_bit_of_a_run(name, processes):
    """The swarm is cut wherever a process wakes; a cut must leave no trace."""
    scenario = MARKETS[name]()
    alone = ALONE.setdefault(name, fingerprint(simulate(scenario)))
    assert fingerprint(simulate(scenario, 0, [idle(waits) for waits in processes])) == alone
