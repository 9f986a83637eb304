"""Prices from CSV files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from valuechain.errors import ScenarioError
from valuechain.scenario import Price, dump, explain, load

CORPUS = Path(__file__).parent.parent / "corpus" / "valid"
FILE = CORPUS / "price-csv.yaml"


def price_of(path: Path, **changes: Any) -> Price:
    offered = load(path, **changes).chains["maker"].variants
    assert offered is not None
    assert isinstance(offered.price, Price)
    return offered.price


def test_dates_are_counted_from_the_origin_in_their_unit_and_rows_from_the_horizon_on_are_left_out() -> None:
    assert price_of(FILE) == Price((0.0, 365.0, 547.5), (850.0, 950.0, 900.0))
    assert price_of(FILE, settings=["horizon=3 years"]).times == (0.0, 365.0, 547.5, 730.0)


def test_the_explicit_form_holds_the_prices_and_needs_the_file_no_more(written: Callable[..., Path]) -> None:
    assert price_of(written(dump(load(FILE)))) == price_of(FILE)


def test_a_price_from_a_table_knows_its_line_there() -> None:
    told = explain(FILE, "chains.maker.variants.price.schedule.1.price")
    assert told.origin == f"{CORPUS / 'bases/prices.csv'}:3"


def test_a_tree_of_plain_values_may_name_a_table_by_its_path(plain: dict[str, Any]) -> None:
    table = {"file": str(CORPUS / "bases" / "prices.csv"), "from": "year", "price": "usd", "unit": "years"}
    plain["chains"]["maker"]["variants"]["price"] = {"csv": table | {"origin": 1909}}
    assert load(plain).chains["maker"].variants.price.values == (850, 950, 900)  # type: ignore[union-attr]


def test_a_price_set_on_the_command_line_replaces_the_table() -> None:
    assert price_of(FILE, settings=["chains.maker.variants.price=5"]) == Price((0.0,), (5.0,))


def test_a_fault_of_the_table_is_told_beside_those_of_the_scenario(written: Callable[..., Path]) -> None:
    written("day,usd\n0,ten\n", "prices.csv")
    text = FILE.read_text().replace("size: 100", "size: 0").replace("bases/prices.csv", "prices.csv")
    with pytest.raises(ScenarioError) as caught:
        load(written(text.replace("from: year", "from: day")))
    assert len(caught.value.faults) == 2
    assert {Path(fault.file).name for fault in caught.value.faults} == {"a.yaml", "prices.csv"}
