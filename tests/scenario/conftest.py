"""A plain scenario to vary, and the folder of the corpus."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from valuechain.scenario import Scenario, load

PLAIN: dict[str, Any] = {
    "scenario": "plain",
    "horizon": "2 years",
    "population": {
        "size": 100,
        "needs": {"rate": "2 / year"},
        "willingness_to_pay": 50,
        "choice": {"rule": "logit", "noise": 5},
    },
    "chains": {
        "maker": {
            "paradigm": "industrial",
            "variants": {"count": 2, "price": 20},
            "distribution": {"policy": {"base_stock": {"level": 10}}},
        }
    },
}

Vary = Callable[..., dict[str, Any]]


@pytest.fixture
def plain() -> dict[str, Any]:
    """The least that a scenario must say, as a tree."""
    return copy.deepcopy(PLAIN)


@pytest.fixture
def vary(plain: dict[str, Any]) -> Vary:
    """Return the plain tree with ``changes``: dotted paths and values (``...`` takes the key out)."""

    def varied(changes: dict[str, Any]) -> dict[str, Any]:
        for path, value in changes.items():
            *above, last = path.split(".")
            tree = plain
            for key in above:
                tree = tree.setdefault(key, {})
            tree.pop(last, None) if value is ... else tree.update({last: value})
        return plain

    return varied


@pytest.fixture
def loaded(vary: Vary) -> Callable[..., Scenario]:
    """Return the scenario of the plain tree with changes."""
    return lambda changes: load(vary(changes))


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write a text to a file and return its path."""

    def write(text: str | bytes, name: str = "a.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write
