import numpy as np
import pytest
from pydantic_core import PydanticCustomError

from valuechain.scenario.constraints import LONGEST, constraint

NAMES = ["price", "cost", "chains.maker.size"]


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("price > cost", [True, False, True]),
        ("cost <= price - 1 < 9", [True, False, True]),
        ("price * 2 == cost + 4", [False, True, False]),
        ("-price < -cost", [True, False, True]),
        ("price != chains.maker.size / 2", [True, True, False]),
        ("(price + cost) / 2 >= 3", [False, True, True]),
    ],
)
def test_a_comparison_holds_point_by_point(text: str, holds: list[bool]) -> None:
    values = {
        "price": np.array([3.0, 3.0, 6.0]),
        "cost": np.array([1.0, 3.5, 2.0]),
        "chains.maker.size": np.array([9.0, 1.0, 12.0]),
    }
    if "== cost" in text:
        values["cost"] = np.array([1.0, 2.0, 2.0])
    assert constraint(text, NAMES, []).holds(values).tolist() == holds


@pytest.mark.parametrize(
    "text",
    ["price", "price > ", "print(price) > 1", "price[0] > 1", "(lambda: 1)() > 0", "price > 'a'", "price > True", "",
     "price is 3", "price ** 9 > 1", "price if 1 else 2", "price.__class__ > 1", "1 > " + "-" * 10_000 + "1",
     "price > 1 and cost > 1", "x" * (LONGEST + 1)],
)  # fmt: skip
def test_anything_but_comparisons_of_sums_and_products_is_refused(text: str) -> None:
    with pytest.raises(PydanticCustomError, match=r"comparison|no factor"):
        constraint(text, NAMES, [])
