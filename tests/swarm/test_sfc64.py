"""Seeds: the words of NumPy's own generator."""

import numpy as np

from valuechain.swarm.sfc64 import fill_seeds


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
