"""Market shares over time."""

import numpy as np
import pandas as pd
import pytest

from valuechain.errors import RequestError
from valuechain.plots import market_shares

DAYS = np.arange(0.0, 57.0, 7.0)


def make(shares=(0.5, 0.6, 0.7), gone: int = 0, names=("old", "new")) -> pd.DataFrame:
    """The frame `chains`: 100 needs a week; the first serves the share of its replication, the others 20."""
    parts = []
    for replication, share in enumerate(shares):
        for number, chain in enumerate((*names, "all")):
            sold = 100 * share if number == 0 else 20.0
            sold = 100 * share + 20.0 * (len(names) - 1) if chain == "all" else sold
            flow = np.where(DAYS > 0, 1.0, 0.0)
            here = (DAYS < 50) if chain == "new" and replication < gone else np.full(len(DAYS), True)
            data = {"scenario": "test", "replication": replication, "chain": chain, "time": DAYS, "warmup": DAYS <= 7,
                    "needs": 100 * flow if chain == "all" else np.nan, "sold": sold * flow, "market_share": sold / 100,
                    "consumer_surplus": 0.0, "profit": 0.0, "in_market": here}  # fmt: skip
            parts.append(pd.DataFrame(data))
    return pd.concat(parts, ignore_index=True)


def test_lines_are_means_over_replications_in_percent_of_all_needs() -> None:
    axes = market_shares(make()).axes[0]
    lines = {line.get_label(): line.get_ydata() for line in axes.lines}
    assert list(lines) == ["old", "new"]
    assert lines["old"] == pytest.approx(np.full(8, 60.0))
    assert lines["new"] == pytest.approx(np.full(8, 20.0))


def test_the_title_tells_the_shares_at_the_end_and_who_has_left(title) -> None:
    shares = "In the last quarter of the time, old serves 60 ± 20 % and new 20 ± 0 % of all needs"
    assert title(market_shares(make())) == shares
    assert title(market_shares(make(gone=2))) == f"{shares}; new left in 2 of 3 replications"
    assert title(market_shares(make(gone=3))) == (
        "In the last quarter of the time, old serves 60 ± 20 % of all needs; new left in 3 of 3 replications"
    )


def test_a_period_without_needs_has_no_share() -> None:
    quiet = make()
    quiet.loc[(quiet["time"] == 21) & (quiet["chain"] == "all"), "needs"] = 0.0
    (line,) = [line for line in market_shares(quiet).axes[0].lines if line.get_label() == "old"]
    assert np.isnan(line.get_ydata()).tolist() == [False, False, True] + [False] * 5


def test_what_was_recorded_is_drawn_as_points_in_percent_at_its_time() -> None:
    recorded = pd.DataFrame({"chain": ["old", "old", "new"], "time": [7.0, 28.0, 28.0], "share": [50.0, 55.0, 21.0]})
    lines = {line.get_label(): line for line in market_shares(make(), recorded).axes[0].lines}
    assert lines["old, recorded"].get_ydata().tolist() == [50, 55]
    assert lines["old, recorded"].get_xdata()[1] == lines["new, recorded"].get_xdata()[0]
    assert lines["old, recorded"].get_linestyle() == "None"


def test_more_chains_than_eyes_can_tell_apart_are_a_mistake() -> None:
    with pytest.raises(RequestError, match="at most 7 chains apart, and there are 8"):
        market_shares(make(names=tuple("abcdefgh")))
