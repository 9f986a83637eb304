"""Two small scenarios and their replications."""

import pandas as pd
import pytest

from valuechain.scenario import Scenario, load
from valuechain.simulation import simulate

from ..shops import shop

Frames = dict[str, pd.DataFrame]

TREE = shop(
    title="A corner shop",
    question="Who waits?",
    warmup="10 days",
    replications=3,
    currency="CHF",
    record={"participants": True, "events": True},
)


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    return load(TREE)


@pytest.fixture(scope="session")
def replications(scenario: Scenario) -> dict[int, Frames]:
    return {number: simulate(scenario, number) for number in range(4)}
