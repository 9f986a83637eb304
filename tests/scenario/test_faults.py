"""The order and the places of faults."""

from collections.abc import Callable
from pathlib import Path

import pytest

from valuechain.errors import ScenarioError
from valuechain.scenario import load

MINIMAL = Path(__file__).parent.parent / "corpus" / "valid" / "minimal.yaml"


def test_unknown_keys_come_first_and_then_the_order_of_the_file(written: Callable[..., Path]) -> None:
    text = (
        MINIMAL.read_text().replace("size: 100", "size: 0").replace("count: 2", "cuont: 2")
        + "sed: 1\nreplications: 0\n"
    )
    with pytest.raises(ScenarioError) as caught:
        load(written(text))
    assert [fault.path for fault in caught.value.faults] == [
        "chains.maker.variants.cuont",
        "sed",
        "population.size",
        "chains.maker.variants.count",
        "replications",
    ]


def test_what_is_missing_is_placed_at_the_section_that_lacks_it(written: Callable[..., Path]) -> None:
    path = written(MINIMAL.read_text().replace("  size: 100\n", ""))
    with pytest.raises(ScenarioError) as caught:
        load(path)
    (fault,) = caught.value.faults
    assert (fault.path, fault.line, fault.column) == ("population.size", 4, 1)


def test_a_fault_of_a_base_is_placed_in_the_base_and_what_it_lacks_in_the_file(written: Callable[..., Path]) -> None:
    base = written(MINIMAL.read_text().replace("size: 100", "size: 0").replace("horizon: 2 years\n", ""), "base.yaml")
    top = written("\nextends: base.yaml\n")
    with pytest.raises(ScenarioError) as caught:
        load(top)
    places = [(fault.file, fault.path) for fault in caught.value.faults]
    assert sorted(places) == sorted([(str(top), "horizon"), (str(base), "population.size")])


def test_a_value_that_could_not_be_read_is_not_also_called_wrong(written: Callable[..., Path]) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(written(MINIMAL.read_text().replace("size: 100", "size: !!int 100")))
    assert [fault.message for fault in caught.value.faults] == [
        'tag "tag:yaml.org,2002:int" is not allowed; write the plain value'
    ]
