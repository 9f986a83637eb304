"""What one's own design is worth, against what was measured (row 26)."""

from pathlib import Path

import numpy as np
import pytest

from valuechain.scenario import load
from valuechain.simulation import simulate

FILE = Path(__file__).parents[2] / "scenarios" / "watch-toolkit.yaml"


def worth(*overrides: str, replications: int = 4) -> float:
    """Return the surplus of a need where watches cost nothing: what a watch is worth."""
    scenario = load(FILE, overrides=overrides)
    runs = (simulate(scenario, n)["runs"].iloc[-1] for n in range(replications))
    return float(np.mean([run["surplus_per_need"] for run in runs]))


@pytest.fixture(scope="module")
def standard() -> float:
    return worth("standard")


def test_own_design_is_worth_twice_the_best_standard_product(standard):
    """Franke & Piller 2004: +100 %, within 25 points."""
    assert 75 <= 100 * (worth() / standard - 1) <= 125


def test_fewer_levels_and_clumsier_words_take_part_of_it_away(standard):
    assert standard < worth("two-levels") < worth()
    assert standard < worth("clumsy") < worth()


def test_authorship_adds_to_it(standard):
    assert worth("author") / worth() == pytest.approx(1.1, abs=0.01)
