import math

import numpy as np
import pytest
from numba import njit

from valuechain.swarm.urn import clear, find, put, room_of


@njit
def _put(trees, leaves, leaf, amount):
    put(trees, 0, leaves, leaf, amount)


@njit
def _find(trees, leaves, target):
    return find(trees, 0, leaves, target)


@pytest.fixture(params=[1, 2, 16, 17, 200, 256, 257, 4097])
def urn(request):
    """Leaves, amounts of which a third are 0, and their tree in a row that has room for more."""
    leaves = request.param
    source = np.random.default_rng(leaves)
    amounts = np.where(source.random(leaves) < 1 / 3, 0.0, source.integers(1, 9, leaves).astype(float))
    amounts[source.integers(leaves)] = 5.0
    trees = np.full((1, room_of(leaves) + 48), math.nan)
    clear(trees[0], leaves)
    for leaf in source.permutation(leaves).tolist():
        _put(trees, leaves, leaf, amounts[leaf])
    return leaves, amounts, trees


def test_every_target_finds_the_leaf_at_which_the_running_sum_passes_it(urn):
    leaves, amounts, trees = urn
    targets = np.arange(0.0, amounts.sum(), 0.5)
    expected = np.searchsorted(np.cumsum(amounts), targets, side="right")
    assert [_find(trees, leaves, target) for target in targets.tolist()] == expected.tolist()


def test_what_is_taken_out_is_found_no_more(urn):
    leaves, amounts, trees = urn
    leaf = int(amounts.argmax())
    _put(trees, leaves, leaf, -amounts[leaf])
    amounts[leaf] = 0.0
    found = {_find(trees, leaves, target) for target in np.arange(0.0, amounts.sum(), 0.5).tolist()}
    assert found == set(np.flatnonzero(amounts).tolist())


def test_a_target_beyond_everything_by_rounding_finds_the_last_leaf(urn):
    leaves, amounts, trees = urn
    assert _find(trees, leaves, amounts.sum() * (1 + 1e-15) + 1e-12) == leaves - 1
