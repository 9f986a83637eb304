"""Two small scenarios and their replications."""

from typing import Any

import pandas as pd
import pytest

from valuechain.scenario import Scenario, load
from valuechain.simulation import simulate

Frames = dict[str, pd.DataFrame]

TREE: dict[str, Any] = {
    "scenario": "corner-shop",
    "title": "A corner shop",
    "question": "Who waits?",
    "horizon": "60 days",
    "warmup": "10 days",
    "seed": 7,
    "replications": 3,
    "currency": "CHF",
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
            "feedback": {"market_research": {"interval": "20 days", "sample": 10, "step": 0.2}},
        }
    },
    "record": {"participants": True, "events": True},
}


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    return load(TREE)


@pytest.fixture(scope="session")
def replications(scenario: Scenario) -> dict[int, Frames]:
    return {number: simulate(scenario, number) for number in range(4)}
