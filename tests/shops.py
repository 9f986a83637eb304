"""A corner shop: the small scenario on which runs and results are tested."""

from __future__ import annotations

import copy
from typing import Any

Tree = dict[str, Any]

SHOP: Tree = {
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


def shop(**changes: Any) -> Tree:
    """Return the corner shop, with other values for some of its keys."""
    return copy.deepcopy(SHOP) | changes
