"""Random numbers that the swarm draws by itself: the right generator, the right laws, to the last digits."""

import numpy as np
import pytest
from scipy import stats

from valuechain.randomness import lanes
from valuechain.swarm.draws import fill_seeds, fill_units, fill_waits
from valuechain.swarm.needs import add_up_waits
from valuechain.swarm.xoshiro import LANES

BLOCK = 4096
MASK = 2**64 - 1


def units(state: np.ndarray, size: int = BLOCK) -> np.ndarray:
    numbers = np.empty(size)
    fill_units(state, np.empty(size, np.uint64), numbers)
    return numbers


def waits(state: np.ndarray, size: int = BLOCK) -> np.ndarray:
    numbers = np.empty(size)
    fill_waits(state, np.empty(size, np.uint64), numbers)
    return numbers


def xoshiro(state: list[int]) -> int:
    """One word of xoshiro256++ in whole numbers of any size, as its authors define it; ``state`` goes on."""
    result = (_turned((state[0] + state[3]) & MASK, 23) + state[0]) & MASK
    kept = (state[1] << 17) & MASK
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= kept
    state[3] = _turned(state[3], 45)
    return result


def _turned(x: int, bits: int) -> int:
    return ((x << bits) | (x >> (64 - bits))) & MASK


def test_the_reference_generator_gives_the_words_that_its_authors_program_gives_from_1_2_3_4():
    state = [1, 2, 3, 4]
    assert [xoshiro(state) for _ in range(3)] == [41943041, 58720359, 3588806011781223]


def test_every_lane_is_xoshiro256_plus_plus_from_its_own_state():
    state = lanes(5, 0, "a")
    references = [[int(word) for word in state[:, lane]] for lane in range(LANES)]
    size = 64
    expected = [(xoshiro(reference) >> 11) * 2.0**-53 for _ in range(size // LANES) for reference in references]
    assert units(state, size).tolist() == expected
    assert [[int(word) for word in state[:, lane]] for lane in range(LANES)] == references


def test_waits_are_the_negative_logarithms_of_the_uniform_numbers_to_rounding():
    uniform, exponential = units(lanes(1, 2, "w")), waits(lanes(1, 2, "w"))
    assert exponential == pytest.approx(-np.log1p(-uniform), rel=1e-15, abs=1e-16)


def test_uniform_numbers_are_uniform_and_waits_exponential():
    sample = 250 * BLOCK
    assert stats.kstest(units(lanes(3, 0, "u"), sample), "uniform").pvalue > 0.001
    exponential = waits(lanes(3, 0, "e"), sample)
    assert stats.kstest(exponential, "expon").pvalue > 0.001
    assert exponential.min() >= 0


def test_neighbours_and_numbers_a_lane_apart_are_uncorrelated():
    numbers = np.concatenate([units(state) for state in [lanes(4, 0, "c")] for _ in range(250)])
    n = len(numbers)
    for gap in (1, 2, LANES, BLOCK):
        correlation = np.corrcoef(numbers[:-gap], numbers[gap:])[0, 1]
        assert abs(correlation) * np.sqrt(n) < 3.3


def test_streams_of_other_names_replications_and_seeds_are_other_streams():
    first = [units(lanes(*identity), 8)[0] for identity in [(1, 0, "a"), (1, 0, "b"), (1, 1, "a"), (2, 0, "a")]]
    assert len(set(first)) == 4
    assert units(lanes(1, 0, "a"), 8)[0] == first[0]


def test_a_poisson_process_goes_on_from_block_to_block():
    state, work, gaps = lanes(6, 0, "p"), np.empty(64, np.uint64), np.empty(64)
    one, other = np.empty(64), np.empty(64)
    nobody = np.zeros((1, 8)), np.zeros(64, np.int32)
    last = add_up_waits(state, work, gaps, 10.0, 0.5, one, *nobody)
    add_up_waits(state, work, gaps, last, 0.5, other, *nobody)
    days = np.concatenate([[10.0], one, other])
    again = lanes(6, 0, "p")
    expected = np.concatenate([waits(again, 64), waits(again, 64)]) * 0.5
    assert np.diff(days) == pytest.approx(expected, rel=1e-12)


def test_seeds_are_the_words_that_numpys_generator_gives():
    identities = [np.random.SeedSequence(8, spawn_key=(k,)) for k in range(3)]
    states = np.array([np.random.SFC64(each).state["state"]["state"] for each in identities])
    seeds = np.empty((2, 3, 64), np.uint64)
    fill_seeds(states, seeds[0])
    fill_seeds(states, seeds[1])
    own = [np.random.Generator(np.random.SFC64(each)) for each in identities]
    assert np.array_equal(
        np.concatenate(seeds, axis=1), [each.integers(0, 2**64, 128, dtype=np.uint64) for each in own]
    )
