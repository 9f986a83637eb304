"""An intervention that changes nothing leaves no trace."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from valuechain.flows.interventions import CHANGES
from valuechain.scenario.writing import explicit
from valuechain.simulation import simulate

from ..fingerprints import fingerprint
from ..markets import MARKETS

ALONE: dict[str, dict[str, str]] = {}


def same(tree: Any, path: tuple[str, ...] = ()) -> Any:
    """Return all keys that may change with the values that they have."""
    found = {}
    for key, value in tree.items():
        here = (*path, key)
        names = {1: "CHAIN", 3: "PRODUCT"} if here[0] == "chains" else {}
        general = (
            ".".join(names[n] if n == 1 or (n == 3 and here[2] == "products") else part for n, part in enumerate(here))
            if names
            else ".".join(here)
        )
        if general in CHANGES:
            if value is not None and not isinstance(value, dict):
                found[key] = value
        elif isinstance(value, dict) and (below := same(value, here)):
            found[key] = below
    return found


@pytest.mark.parametrize("name", MARKETS)
@given(st.lists(st.floats(0, 119, allow_subnormal=False), min_size=1, max_size=4))
@settings(max_examples=6)
def test_setting_every_key_to_the_value_that_it_has_changes_no_byte(name, days):
    scenario = MARKETS[name]()
    alone = ALONE.setdefault(name, fingerprint(simulate(scenario)))
    change = same({key: value for key, value in explicit(scenario).items() if key in ("population", "chains")})
    assert change
    again = [{"at": f"{day!r} days", "set": change} for day in sorted(days)]
    assert fingerprint(simulate(MARKETS[name](interventions=again))) == alone
