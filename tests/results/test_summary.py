import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from valuechain.results import summarise
from valuechain.results.parquet import united

Frames = dict[str, pd.DataFrame]


def row(summary: pd.DataFrame, chain: str, measure: str) -> pd.Series:
    return summary[(summary["chain"] == chain) & (summary["measure"] == measure)].iloc[0]


@pytest.mark.parametrize(("chain", "measure"), [("all", "welfare"), ("shop", "sold"), ("shop", "fill_rate")])
def test_intervals_are_those_of_scipys_t(replications: dict[int, Frames], chain: str, measure: str) -> None:
    runs = united({number: frames["runs"] for number, frames in replications.items()})
    values = runs.loc[runs["chain"] == chain, measure].to_numpy()
    low, high = stats.t.interval(0.95, len(values) - 1, values.mean(), stats.sem(values))
    found = row(summarise(runs), chain, measure)
    assert found[["mean", "sd", "low", "high"]].tolist() == pytest.approx(
        [values.mean(), values.std(ddof=1), low, high]
    )
    assert found["half_width"] == pytest.approx((high - low) / 2)
    assert found["n"] == len(values) == 4


def test_one_replication_has_no_interval(replications: dict[int, Frames]) -> None:
    found = row(summarise(replications[0]["runs"]), "shop", "sold")
    assert found["n"] == 1
    assert all(math.isnan(found[each]) for each in ("sd", "half_width", "low", "high"))


def test_a_measure_that_no_chain_has_is_left_out(replications: dict[int, Frames]) -> None:
    runs = replications[0]["runs"].assign(mean_wait=np.nan)
    assert "mean_wait" not in set(summarise(runs)["measure"])
