"""The first scenario that somebody edits."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from valuechain.errors import RequestError
from valuechain.scenario import load, starter


@pytest.mark.parametrize("name", ["hello", "2024", "1e3", "a-b"])
def test_the_starter_loads_without_faults_and_bears_the_name(written: Callable[..., Path], name: str) -> None:
    path = written(starter(name))
    assert load(path).scenario == name
    assert load(path, overrides=["lean"]) != load(path)


def test_every_value_of_the_starter_is_explained_on_its_line() -> None:
    values = [line for line in starter("hello").splitlines() if re.match(r" *[a-z_]+: [^#]", line)]
    assert len(values) > 20
    assert [line.split(":")[0].strip() for line in values if "  # " not in line] == ["question", "chains"]


@pytest.mark.parametrize("name", ["", "My Scenario", "ä", "-a"])
def test_a_name_that_cannot_be_is_refused(name: str) -> None:
    with pytest.raises(RequestError, match="is not a name; write a name of lower-case letters"):
        starter(name)
