"""Sub-streams of a seed, and the numbers that are made of them."""

import numpy as np
import pytest
from numba import njit
from scipy import stats

from valuechain.swarm import chance as kernels


@njit
def uniforms(seed, count):
    out = np.empty(count)
    for n in range(count):
        out[n] = kernels.chance(seed, n)
    return out


@njit
def normals(seed, count):
    out = np.empty(count)
    for n in range(count):
        out[n] = kernels.normal(seed, 2 * n)
    return out


@njit
def quantiles(n, p, mean, luck):
    out = np.empty((2, luck.shape[0]))
    for k in range(luck.shape[0]):
        out[0, k] = kernels.binomial(n, p, luck[k])
        out[1, k] = kernels.poisson(mean, luck[k])
    return out


def test_numbers_of_a_seed_are_the_published_outputs_of_splitmix64():
    """Reference outputs for the seed 1234567 (Vigna, splitmix64.c)."""
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431]
    expected = [(number >> 11) * 2.0**-53 for number in published]
    assert uniforms(np.uint64(1234567), 4).tolist() == expected


def test_numbers_of_a_seed_are_uniform_and_their_neighbours_independent():
    u = uniforms(np.uint64(99), 100_000)
    assert stats.kstest(u, "uniform").pvalue > 0.001
    assert abs(np.corrcoef(u[1:], u[:-1])[0, 1]) < 4 / np.sqrt(len(u))


def test_normal_numbers_are_standard_normal():
    assert stats.kstest(normals(np.uint64(7), 50_000), "norm").pvalue > 0.001


@pytest.mark.parametrize(("n", "p", "mean"), [(100, 0.01, 0.3), (5, 0.6, 2.5), (1, 1.0, 0.01)])
def test_inversion_gives_the_quantiles_of_binomial_and_poisson_laws(n, p, mean):
    luck = np.linspace(0.0005, 0.9995, 999)
    binomial, poisson = quantiles(n, p, mean, luck)
    assert np.array_equal(binomial, stats.binom.ppf(luck, n, p))
    assert np.array_equal(poisson, stats.poisson.ppf(luck, mean))
