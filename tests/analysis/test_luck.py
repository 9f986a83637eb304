"""What two results share, and what is said where they do not."""

from typing import Any

import pandas as pd
import pytest

from tests.markets import market
from valuechain.analysis import cautions, share_luck
from valuechain.errors import RequestError
from valuechain.results import Results


def result(replications: int = 3, days: float = 110.0, model: str = "1", **changes: Any) -> Results:
    scenario = market(**changes)
    runs = pd.DataFrame({"scenario": "s", "replication": range(replications), "chain": "all", "days": days})
    told = {"scenario": "s", "seed": scenario.seed, "currency": scenario.currency, "model": model}
    return Results({"runs": runs}, told, scenario)


def told(other: Results) -> list[str]:
    return cautions({"one": result(), "two": other}, "one")


def test_the_same_people_with_other_products_need_no_caution() -> None:
    other = result(chains__maker__variants={"count": 1, "price": 9}, population__mismatch_cost=1)
    assert told(other) == []
    assert share_luck(result(), other)


def test_another_seed_is_told_and_nothing_is_paired() -> None:
    other = result(seed=8)
    assert not share_luck(result(), other)
    assert "have different seeds: nothing is paired" in told(other)[0]


PEOPLE = {
    "size": 41,
    "needs": {"rate": "2 / week"},
    "willingness_to_pay": 9,
    "tastes": {"space": "torus", "dimensions": 2},
}


@pytest.mark.parametrize(("key", "value"), PEOPLE.items())
def test_another_population_is_told_with_what_differs(key: str, value: Any) -> None:
    (text,) = told(result(**{f"population__{key}": value}))
    assert f"do not have the same population ({key})" in text


def test_other_numbers_of_replications_are_told() -> None:
    assert told(result(replications=2)) == ["one has 3 replications and two 2: the 2 that both have are compared"]


def test_another_measured_time_is_told() -> None:
    assert "measured over 110 and 55 days" in told(result(days=55.0))[0]


def test_another_version_of_the_model_is_told() -> None:
    assert "different versions of the model" in told(result(model="2"))[0]


def test_a_scenario_that_can_no_longer_be_read_is_told(tmp_path) -> None:
    lost = Results(result().frames, result().provenance, folder=tmp_path)
    assert "cannot be told" in told(lost)[0]


def test_money_in_two_currencies_cannot_be_compared() -> None:
    with pytest.raises(RequestError, match="one counts in EUR and two in CHF"):
        told(result(currency="CHF"))
