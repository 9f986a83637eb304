"""A small scenario, as a tree and as a file."""

from pathlib import Path
from typing import Any

import pytest

from valuechain.scenario import dump, load

Tree = dict[str, Any]


@pytest.fixture
def tree() -> Tree:
    return {
        "scenario": "corner-shop",
        "horizon": "60 days",
        "seed": 7,
        "replications": 5,
        "population": {
            "size": 40,
            "needs": {"rate": "20 / year"},
            "willingness_to_pay": {"lognormal": {"mean": 60, "cv": 0.4}},
            "mismatch_cost": 40,
            "choice": {"rule": "logit", "noise": 5},
        },
        "chains": {
            "shop": {
                "paradigm": "industrial",
                "variants": {"count": 2, "price": 35},
                "production": {"unit_cost": 12},
                "distribution": {"policy": {"base_stock": {"level": 5}}, "lead_time": "1 week"},
            }
        },
    }


@pytest.fixture
def file(tree: Tree, tmp_path: Path) -> Path:
    path = tmp_path / "shop.yaml"
    path.write_text(dump(load(tree)), "utf-8")
    return path
