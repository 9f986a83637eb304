"""A chain that is not in the market leaves no trace in what others do."""

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from valuechain.economy import Economy
from valuechain.scenario import load
from valuechain.simulation import simulate
from valuechain.swarm.layout import CDF, LOGSUM

from .test_any_market import chains, markets

PLAIN = {"awareness": "everyone", "feedback": "none"}


def absentees() -> st.SearchStrategy[dict[str, Any]]:
    """Chains that ask nobody and that everybody would know at once: no frames, no word of mouth are there for them."""
    return chains(responds=False, space="torus").map(lambda terms: terms | PLAIN)


def all_known(tree: dict[str, Any]) -> dict[str, Any]:
    """Return a market in which everybody knows every chain: only there choice is prepared."""
    return tree | {"chains": {name: terms | {"awareness": "everyone"} for name, terms in tree["chains"].items()}}


def same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Whether two frames have the same bits in every column, names of categories apart."""

    def bits(column: pd.Series) -> Any:
        return column.astype(str).tolist() if column.dtype == "category" else column.to_numpy().tobytes()

    return len(one) == len(other) and all(bits(one[name]) == bits(other[name]) for name in other)


def without(frame: pd.DataFrame, chain: str) -> pd.DataFrame:
    return frame[frame["chain"] != chain] if "chain" in frame else frame


@given(markets(), absentees(), st.booleans(), st.booleans())
@settings(max_examples=40)
def test_a_scenario_gives_the_same_bytes_with_a_further_chain_that_never_enters(tree, absent, first, loyal):
    """All frames, every column, the rows of other chains and of the market; in `roles` those of the chains alone.

    (There the whole market lists every role that has an account, and the absent chain may have one more.)
    """
    if loyal:
        tree["population"]["choice"] |= {"network_effect": 1, "switching_cost": 0.5}
    extra = {"absent": absent | {"enters": "never"}}
    alone = simulate(load(tree))
    beside = simulate(load(tree | {"chains": extra | tree["chains"] if first else tree["chains"] | extra}))
    assert alone.keys() == beside.keys()
    for name, frame in alone.items():
        rest = without(beside[name], "absent")
        if name == "roles":
            frame, rest = without(frame, "all"), without(rest, "all")
        assert same(rest, frame), name


@given(markets().map(all_known), absentees())
@settings(max_examples=15)
def test_an_absent_offer_has_probability_0_and_no_part_in_the_log_sum(tree, absent):
    alone = Economy(load(tree), 0)
    beside = Economy(load(tree | {"chains": tree["chains"] | {"absent": absent | {"enters": "never"}}}), 0)
    offers = len(alone.offers)
    assert (beside.crowd.rows[:, LOGSUM] == alone.crowd.rows[:, LOGSUM]).all()
    known = beside.crowd.rows[:, CDF : CDF + offers]
    assert (known == alone.crowd.rows[:, CDF : CDF + offers]).all()
    assert (np.diff(beside.crowd.rows[:, CDF + offers : CDF + len(beside.offers)], axis=1) == 0).all()
    assert (beside.crowd.rows[:, CDF + offers] == 1.0).all()  # no uniform number below 1 reaches beyond
