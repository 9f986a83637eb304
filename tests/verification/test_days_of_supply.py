"""PC makers before and after building to order: days of supply fall by what is recorded."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from valuechain.scenario import load
from valuechain.simulation import simulate

ROOT = Path(__file__).parents[2] / "scenarios"
RECORDED = pd.read_csv(ROOT / "data" / "pc_days_of_supply.csv").pivot_table(index="firm", columns="year", values="days")


def days_of_supply(name: str, chain: str, *overrides: str) -> float:
    scenario = load(ROOT / f"{name}.yaml", overrides=list(overrides))
    runs = [simulate(scenario, replication)["runs"].set_index("chain") for replication in range(4)]
    return float(np.mean([run.loc[chain, "days_of_supply"] for run in runs]))


def test_from_stock_to_order_dell_sheds_the_twenty_five_days_that_are_recorded():
    before, after = days_of_supply("dell-before", "dell"), days_of_supply("build-to-order-pc", "direct")
    assert before == pytest.approx(RECORDED.loc["Dell", 1995], rel=0.03)
    assert after == pytest.approx(RECORDED.loc["Dell", 1998], rel=0.1)
    assert before - after == pytest.approx(RECORDED.loc["Dell", 1995] - RECORDED.loc["Dell", 1998], abs=1)


def test_compaq_still_building_for_stock_sheds_fifty_and_keeps_three_times_as_many():
    before, after = days_of_supply("dell-before", "compaq"), days_of_supply("dell-before", "compaq", "compaq-1998")
    assert before - after == pytest.approx(RECORDED.loc["Compaq", 1995] - RECORDED.loc["Compaq", 1998], abs=1.5)
    assert after / days_of_supply("build-to-order-pc", "direct") == pytest.approx(23 / 7, rel=0.12)
