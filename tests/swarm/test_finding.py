"""Draws in proportion to status and to trails, against their laws worked out in full."""

import math

import numpy as np
import pytest
from numba import njit
from scipy import stats

from valuechain.economy import Economy
from valuechain.swarm import commons as col
from valuechain.swarm import finding, making, status

from ..markets import commons

TRAIL_FADING, TRAIL_ORIGIN = col.TRAIL_FADING, col.TRAIL_ORIGIN

DRAWS = 20_000


@njit
def modules_found(arrays, i, t, seeds):
    out = np.empty(seeds.shape[0], np.int64)
    for k in range(seeds.shape[0]):
        now = math.exp(arrays.book[0, TRAIL_FADING] * (t - arrays.book[0, TRAIL_ORIGIN]))
        out[k] = finding.find_near(arrays, 0, i, now, seeds[k])
    return out


@njit
def reviewers_drawn(arrays, t, power, seeds):
    out = np.empty(seeds.shape[0], np.int64)
    for k in range(seeds.shape[0]):
        out[k] = status.draw_by_status(arrays, 0, t, power, seeds[k], 0)[0]
    return out


@njit
def members_drawn(arrays, t, power, seeds):
    out = np.empty(seeds.shape[0], np.int64)
    for k in range(seeds.shape[0]):
        out[k] = status.draw_member(arrays, 0, t, power, seeds[k], 0)[0]
    return out


@njit
def willing(arrays, i, m):
    return making.wants_to(arrays, 0, i, m, 0.0)


@njit
def grant(arrays, i, t, amount):
    status.mint(arrays, 0, i, t, amount, 0)


@njit
def take(arrays, i, t, amount):
    status.deduct(arrays, 0, i, t, amount)


@njit
def tread(arrays, m, t):
    finding.leave_trail(arrays.book, arrays.modules, arrays.trees, 0, m, t)


@pytest.fixture
def seeds():
    return np.random.default_rng(5).integers(0, 2**64, DRAWS, dtype=np.uint64)


def fits(draws, weights):
    """Whether draws follow the weights, by a chi-square test at one in a thousand."""
    expected = weights / weights.sum() * DRAWS
    seen = np.bincount(draws, minlength=len(weights))
    rare = expected < 5
    seen, expected = (np.append(x[~rare], x[rare].sum()) for x in (seen, expected))
    kept = expected > 0
    return stats.chisquare(seen[kept], expected[kept] / expected[kept].sum() * seen[kept].sum()).pvalue > 0.001


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0])
def test_reviewers_are_drawn_in_proportion_to_a_power_of_one_plus_status_faded_since(power, seeds):
    e = Economy(commons(), 0)
    arrays = e.community.arrays
    arrays.book[0, col.CAP] = np.inf
    for i, (day, amount) in enumerate([(0.0, 30.0), (5.0, 10.0), (40.0, 3.0), (40.0, 50.0)]):
        grant(arrays, i, day, amount)
    weights = (1 + e.community.status(0, 60.0)) ** power
    assert fits(reviewers_drawn(arrays, 60.0, power, seeds), weights)


@pytest.mark.parametrize("power", [0.2, 0.5, 1.0, 1.3, 2.0, 3.0])
def test_members_are_drawn_in_proportion_to_a_power_of_status_faded_since(power, seeds):
    e = Economy(commons(), 0)
    arrays = e.community.arrays
    arrays.book[0, col.CAP] = np.inf
    arrays.book[0, col.POWER] = power
    for i, (day, amount) in enumerate([(0.0, 30.0), (5.0, 10.0), (40.0, 3.0), (40.0, 50.0)]):
        grant(arrays, i, day, amount)
    assert fits(members_drawn(arrays, 60.0, power, seeds), e.community.status(0, 60.0) ** power)


@pytest.mark.parametrize("left", [1.0, 0.2])
def test_members_are_drawn_by_a_power_above_one_though_the_largest_status_has_been_taken_away(left, seeds):
    """With little left hardly a proposal is kept, and everybody is looked at."""
    e = Economy(commons(), 0)
    arrays = e.community.arrays
    arrays.book[0, [col.CAP, col.POWER]] = np.inf, 2.0
    for i, amount in enumerate([left, 2 * left, 4 * left, 900.0]):
        grant(arrays, i, 0.0, amount)
    take(arrays, 3, 0.0, 899.0)
    draws = members_drawn(arrays, 0.0, 2.0, seeds)
    assert fits(draws, e.community.status(0, 0.0) ** 2)
    assert arrays.book[0, col.STATUS_MOST] == max(4 * left, 1.0)


def test_giving_back_moves_most_who_has_only_taken_and_not_at_all_who_has_given_as_often():
    e = Economy(commons(chains__wiki__contribution__propensity__motives={"noise": 1, "use": 0, "reciprocity": 2}), 0)
    members = e.community.arrays.members[0]
    for i, (taken, given) in enumerate([(4.0, 0.0), (6.0, 2.0), (3.0, 3.0), (2.0, 9.0)]):
        members[i, [col.USED, col.MADE]] = taken, given
    worth = [2.0, 2.0 * 4 / 8, 0.0, 0.0]
    assert [willing(e.community.arrays, i, 0) for i in range(4)] == pytest.approx(1 / (1 + np.exp(-np.array(worth))))


@pytest.mark.parametrize("pull", [0.0, 0.5, 1.0, 1.5, 3.0])
@pytest.mark.parametrize("width", [0.05, 0.3])
def test_modules_are_found_by_nearness_and_trail_whether_by_proposals_or_by_looking_at_all(pull, width, seeds):
    """A narrow width makes proposals fail so often that many draws look at all modules."""
    e = Economy(
        commons(chains__wiki__artefact={"modules": 8, "width": width, "trail": {"pull": 1, "fading": "0.1 / day"}}), 0
    )
    arrays = e.community.arrays
    arrays.book[0, col.PULL] = pull
    for m, times in enumerate([30, 0, 3, 10, 0, 0, 1, 2]):
        for _ in range(times):
            tread(arrays, m, 3.0)
    distance = ((arrays.modules[0, :, col.CENTRE : col.CENTRE + 2] - e.crowd.taste[7]) ** 2).sum(axis=1)
    weights = np.exp(-distance / (2 * width**2)) * (1 + e.community.trails(0, 8.0)) ** pull
    assert fits(modules_found(arrays, 7, 8.0, seeds), weights)


def test_an_urn_that_was_counted_afresh_draws_as_one_that_was_not(seeds):
    """Between the first grants and the last lie more days than the inflation of one count can bear."""
    e = Economy(commons(chains__wiki__status={"fading": "1 / day"}), 0)
    arrays = e.community.arrays
    for i, day in enumerate([0.0, 150.0, 299.0, 300.0]):
        grant(arrays, i, day, 5.0)
    assert arrays.book[0, col.ORIGIN] > 0
    assert e.community.breach(300.0) is None
    assert fits(reviewers_drawn(arrays, 300.5, 1.0, seeds), 1 + e.community.status(0, 300.5))
