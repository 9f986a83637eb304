"""Value created, and who gets it."""

import numpy as np
import pytest

from valuechain.plots import who_gets_what
from valuechain.results.summary import half_width


def widths(axes) -> list[float]:
    return [bar.get_width() for container in axes.containers for bar in container if hasattr(bar, "get_width")]


def test_bars_are_means_per_day(runs) -> None:
    axes = who_gets_what(runs()).axes[0]
    assert widths(axes) == pytest.approx([104.5, 63.0, 31.0, 10.5])
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "Value created", "Consumer surplus", "Producer's profit", "Distributor's profit",
    ]  # fmt: skip


def test_whiskers_end_where_the_interval_does(runs) -> None:
    axes = who_gets_what(runs(producer=(300, 310, 320))).axes[0]
    ends = axes.collections[2].get_segments()[0][:, 0]
    half = half_width(np.array([1.0]), np.array([3]))[0]
    assert ends == pytest.approx([31 - half, 31 + half])


def test_values_are_printed_with_their_intervals(runs) -> None:
    texts = [text.get_text().replace("\u202f", " ") for text in who_gets_what(runs()).axes[0].texts]
    assert texts[1] == "63 ± 7  (60.3 ± 1.8 %)"


def test_the_title_tells_the_shares(runs, title) -> None:
    assert title(who_gets_what(runs())) == (
        "Consumers get 60.3 ± 1.8 % of the value created, producers get 30 ± 2 % and distributors get 10.0 ± 0.3 %"
    )


def test_the_title_claims_no_profit_that_the_interval_does_not_bear(runs, title) -> None:
    figure = who_gets_what(runs(producer=(-40, 5, 60)))
    assert "the share of producers is not distinguishable from 0" in title(figure)


def test_the_title_tells_a_loss(runs, title) -> None:
    figure = who_gets_what(runs(producer=(-100, -101, -102)))
    assert "producers lose what equals 16.0 ± 2.0 % of it" in title(figure)


def test_a_market_without_value_says_so(runs, title) -> None:
    figure = who_gets_what(runs(surplus=(-400, -390, -455)))
    assert title(figure) == "The value created is not distinguishable from 0"
    worse = who_gets_what(runs(surplus=(-900, -990, -955)))
    assert title(worse).startswith("No value is created")


def test_a_chain_without_distributor_has_no_bar_for_it(runs) -> None:
    assert len(widths(who_gets_what(runs(distributor=(0, 0, 0))).axes[0])) == 3


def test_competing_chains_have_a_panel_each(runs) -> None:
    figure = who_gets_what(runs(chains=("maker", "guild")))
    assert [axes.get_title("left") for axes in figure.axes] == ["Whole market", "Chain maker", "Chain guild"]
    assert widths(figure.axes[0])[0] == pytest.approx(2 * widths(figure.axes[1])[0])


def test_one_replication_has_no_whiskers(runs, title, notes) -> None:
    figure = who_gets_what(runs((600,), (300,), (100,)))
    assert not figure.axes[0].collections
    assert title(figure).endswith("(n = 1: no interval)")
    assert notes(figure).startswith("n = 1: no interval")


def test_a_role_that_gets_next_to_nothing_stands_in_the_bars_and_not_in_the_title(runs, title) -> None:
    market = runs()
    told = market.assign(distributor_profit=market["welfare"] * 2e-4, foundation_profit=market["welfare"] * 0.02)
    figure = who_gets_what(told)
    assert "distributors" not in title(figure)
    assert "foundations get 2" in title(figure)
    assert "Distributor's profit" in [each.get_text() for each in figure.axes[0].get_yticklabels()]
