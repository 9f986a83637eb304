"""Networks of contacts."""

import numpy as np
import pytest

from valuechain.economy.contacts import draw_contacts

from ..markets import market

SMALL = {"watts_strogatz": {"neighbours": 6, "rewiring": 0.2}}
HUBS = {"barabasi_albert": {"links": 3}}


def ties(contacts, replication=0, **changes):
    starts, ends = draw_contacts(market(population__contacts=contacts, population__size=500, **changes), replication)
    owners = np.repeat(np.arange(500), np.diff(starts))
    return {(int(a), int(b)) for a, b in zip(owners, ends, strict=True)}


@pytest.mark.parametrize("contacts", [SMALL, HUBS])
def test_contacts_are_mutual_and_nobody_is_a_contact_of_oneself(contacts):
    found = ties(contacts)
    assert {(b, a) for a, b in found} == found
    assert all(a != b for a, b in found)


def test_a_small_world_has_half_as_many_ties_as_people_times_neighbours():
    assert len(ties(SMALL)) == 500 * 6


def test_a_network_with_hubs_has_some_with_many_more_contacts_than_most():
    starts, _ = draw_contacts(market(population__contacts=HUBS, population__size=500), 0)
    assert len(ties(HUBS)) == 2 * 3 * (500 - 3)
    assert np.diff(starts).max() > 5 * np.median(np.diff(starts))


def test_the_network_depends_on_population_and_seed_alone():
    one = ties(HUBS)
    assert ties(HUBS, chains__maker__variants={"count": 1, "price": 2}) == one
    assert ties(HUBS, replication=1) != one
    assert ties(HUBS, seed=8) != one


def test_where_everybody_meets_everybody_there_is_no_network():
    starts, ends = draw_contacts(market(), 0)
    assert len(starts) == len(ends) == 0
