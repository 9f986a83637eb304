"""A measure over a factor."""

from collections.abc import Sequence

import pandas as pd
import pytest

from valuechain.errors import RequestError
from valuechain.plots import sweep_lines

HALF = 5.0


def summary(means: Sequence[float], chain: str = "all", half: float = HALF, n: int = 4) -> pd.DataFrame:
    values = pd.Series(means, dtype=float)
    return pd.DataFrame(
        {
            "scenario": [f"s{k}" for k in range(len(values))], "variants": [2.0**k for k in range(len(values))],
            "chain": chain, "measure": "consumer_surplus", "unit": "money", "mean": values, "n": n,
            "half_width": half, "low": values - half, "high": values + half,
        }
    )  # fmt: skip


def test_the_line_is_the_means_over_the_factor_whatever_the_order_of_rows(title) -> None:
    figure = sweep_lines(summary([100, 150, 180]).iloc[::-1], "variants", "consumer_surplus", currency="USD")
    axes = figure.axes[0]
    assert "rises from 100 ± 5 USD" in title(figure)
    assert axes.lines[0].get_xdata().tolist() == [1, 2, 4]
    assert axes.lines[0].get_ydata().tolist() == [100, 150, 180]
    assert axes.get_ylabel() == "consumer surplus (USD)"


def test_whiskers_end_where_the_interval_does() -> None:
    axes = sweep_lines(summary([100, 150]), "variants", "consumer_surplus").axes[0]
    ends = [segment[:, 1].tolist() for segment in axes.collections[0].get_segments()]
    assert ends == [[95, 105], [145, 155]]


@pytest.mark.parametrize(
    ("means", "finding"),
    [
        ([100, 150, 180], "Consumer surplus rises from 100 ± 5 EUR (variants = 1) to 180 ± 5 EUR (variants = 4)"),
        ([180, 150, 100], "Consumer surplus falls from 180 ± 5 EUR (variants = 1) to 100 ± 5 EUR (variants = 4)"),
        ([150, 180, 100], "Consumer surplus is highest, 180 ± 5 EUR (variants = 2), and lowest, 100 ± 5 EUR (varia"),
        ([100, 104, 108], "Consumer surplus does not vary distinguishably with variants"),
    ],
)
def test_the_title_tells_the_shape_as_far_as_intervals_bear_it(title, means: list[float], finding: str) -> None:
    assert title(sweep_lines(summary(means), "variants", "consumer_surplus")).startswith(finding)


def test_one_replication_has_no_whiskers(title, notes) -> None:
    figure = sweep_lines(summary([100, 150], half=float("nan"), n=1), "variants", "consumer_surplus")
    assert not figure.axes[0].collections
    assert title(figure).endswith("(n = 1: no interval)")
    assert notes(figure) == "n = 1: no interval"


def test_chains_differ_by_colour_dashes_and_marker() -> None:
    both = pd.concat([summary([100, 150], "maker"), summary([90, 80], "guild")])
    lines = sweep_lines(both, "variants", "consumer_surplus", chains=["maker", "guild"]).axes[0].lines
    lines = [line for line in lines if not line.get_label().startswith("_")]
    assert [line.get_label() for line in lines] == ["maker", "guild"]
    for look in ("get_color", "get_linestyle", "get_marker"):
        assert getattr(lines[0], look)() != getattr(lines[1], look)()


@pytest.mark.parametrize(
    ("x", "y", "chains", "message"),
    [
        ("variant", "consumer_surplus", ["all"], "no column 'variant'"),
        ("scenario", "consumer_surplus", ["all"], "not numeric"),
        ("variants", "profits", ["all"], "no measure 'profits'; there are consumer_surplus"),
        ("variants", "consumer_surplus", ["guild"], "no chain 'guild'; there are all"),
    ],
)
def test_what_is_not_there_is_refused(x: str, y: str, chains: list[str], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        sweep_lines(summary([1, 2]), x, y, chains=chains)
