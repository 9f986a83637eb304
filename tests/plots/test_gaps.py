"""Differences between scenarios, in a figure and in sentences."""

import numpy as np
import pandas as pd
import pytest

from valuechain import analysis
from valuechain.errors import RequestError
from valuechain.plots import differences
from valuechain.plots.quotes import headline_rows, quote

UP = (900, 990, 930)


@pytest.fixture
def comparison(runs):
    def made(chains=("maker",), apart=(), **others) -> pd.DataFrame:
        frames = {"base": runs(chains=chains)} | {name: runs(surplus=s, chains=chains) for name, s in others.items()}
        return analysis.differences(frames, "base", frozenset(apart))

    return made


def of(table: pd.DataFrame, measure: str) -> pd.Series:
    return table[(table["chain"] == "all") & (table["measure"] == measure)].iloc[0]


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def test_a_difference_is_a_sentence_with_interval_unit_and_basis(comparison) -> None:
    text = plain(quote(of(comparison(tax=UP), "consumer_surplus"), "EUR"))
    assert text == "Consumer surplus is 310 ± 40 EUR higher with tax than with base (95 % interval, paired, n = 3)."


def test_a_fall_is_told_as_lower(comparison) -> None:
    text = plain(quote(of(comparison(tax=(300, 390, 330)), "consumer_surplus"), "EUR"))
    assert "is 290 ± 40 EUR lower with tax than with base" in text


def test_an_interval_that_covers_0_claims_nothing(comparison) -> None:
    text = quote(of(comparison(tax=(500, 690, 640)), "consumer_surplus"), "EUR")
    assert text.startswith("Consumer surplus does not differ distinguishably between tax and base (")


def test_what_never_differs_is_the_same(comparison) -> None:
    text = quote(of(comparison(tax=UP), "profit"), "EUR")
    assert text == "Profit is the same with tax as with base in every replication (n = 3)."


def test_independent_runs_and_several_scenarios_are_named_in_the_sentence(comparison) -> None:
    text = quote(of(comparison(apart=["tax"], tax=UP, more=UP), "consumer_surplus"), "EUR")
    assert text.endswith("(95 % simultaneous interval, independent runs, n = 3).")


def test_without_replications_there_is_no_interval_and_no_claim(runs) -> None:
    frames = {"base": runs((600,), (1,), (1,)), "tax": runs((900,), (1,), (1,))}
    text = quote(of(analysis.differences(frames, "base"), "consumer_surplus"), "EUR")
    assert "does not differ distinguishably" in text
    assert "n = 1: no interval" in text


def test_shares_differ_by_percentage_points(comparison) -> None:
    row = of(comparison(tax=UP), "consumer_surplus").copy()
    row["unit"], row["difference"], row["half_width"] = "share", 0.021, 0.003
    assert "is 2.1 ± 0.3 percentage points higher" in plain(quote(row, "EUR"))


def test_the_figure_shows_differences_in_percent_of_the_larger_mean(comparison) -> None:
    axes = differences(comparison(tax=UP)).axes[0]
    names = [label.get_text() for label in axes.get_yticklabels()]
    places = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o" and len(line.get_xdata())]
    assert places[names.index("Consumer surplus")] == pytest.approx(100 * 310 / 940)


def test_whiskers_end_where_the_interval_does(comparison) -> None:
    table = comparison(tax=UP)
    axes = differences(table).axes[0]
    row = of(table, "consumer_surplus")
    ends = [segment.get_segments()[0][:, 0] for segment in axes.collections]
    expected = 100 / 940 * np.array([row["low"], row["high"]])
    assert any(np.allclose(each, expected) for each in ends)


def test_the_title_tells_the_finding_and_the_notes_the_interval(comparison, title, notes) -> None:
    figure = differences(comparison(tax=UP))
    assert title(figure) == "Value created is 310 ± 40 EUR higher with tax than with base"
    assert notes(figure) == "Whiskers: 95 % intervals of paired differences, n = 3 · filled: the interval leaves out 0"


def test_the_title_tells_a_few_scenarios_one_by_one_and_counts_many(comparison, title) -> None:
    few = comparison(tax=UP, dear=(300, 390, 330))
    assert title(differences(few)) == (
        "Value created is 310 ± 60 EUR higher with tax and 290 ± 60 EUR lower with dear, compared with base"
    )
    many = comparison(a=UP, b=UP, c=UP, d=(300, 390, 330))
    assert title(differences(many)) == "Value created is higher than with base in 3 of 4 scenarios, lower in 1"


def test_filled_markers_are_those_whose_interval_leaves_out_0(comparison) -> None:
    axes = differences(comparison(tax=UP)).axes[0]
    names = [label.get_text() for label in axes.get_yticklabels()]
    drawn = [line for line in axes.lines if line.get_marker() == "o" and len(line.get_xdata())]
    faces = {name: line.get_markerfacecolor() for name, line in zip(names, drawn, strict=True)}
    assert faces["Profit"] == "white"
    assert faces["Consumer surplus"] != "white"


def test_competing_chains_have_panels_of_their_own(comparison) -> None:
    figure = differences(comparison(("maker", "rival"), tax=UP))
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["Whole market", "Chain maker", "Chain rival"]


def test_the_headline_leaves_out_needs_which_shared_luck_makes_alike(comparison) -> None:
    assert "needs" not in set(headline_rows(comparison(tax=UP))["measure"])


def test_what_is_0_on_both_sides_is_left_out(runs) -> None:
    frames = {
        name: runs(producer=(0, 0, 0), distributor=(0, 0, 0), surplus=s) for name, s in (("base", UP), ("tax", UP))
    }
    rows = headline_rows(analysis.differences(frames, "base"))
    assert "profit" not in set(rows["measure"])
    assert "consumer_surplus" in set(rows["measure"])


def test_a_comparison_without_anything_in_common_is_a_mistake(comparison) -> None:
    table = comparison(tax=UP)
    with pytest.raises(RequestError, match="there is no difference to draw"):
        differences(table.assign(difference=np.nan))
