"""Numbers in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuechain.plots.wording import Estimate, estimate, listed, period_name, rounded, with_interval


@pytest.mark.parametrize(
    ("mean", "half_width", "text"),
    [
        (1184.3, 23.4, "1 180 ± 20"),
        (60.436, 0.412, "60.4 ± 0.4"),
        (13.139, 0.182, "13.14 ± 0.18"),
        (0.50712, 0.00861, "0.507 ± 0.009"),
        (-5.0, 12.0, "−5 ± 12"),
        (127.4, 0.0, "127 ± 0"),
        (51.0926, float("nan"), "51.1"),
        (194_854.8, float("nan"), "195 000"),
        (float("nan"), float("nan"), "missing"),
    ],
)
def test_a_mean_has_no_more_digits_than_its_interval_bears(mean: float, half_width: float, text: str) -> None:
    assert with_interval(mean, half_width).replace("\u202f", " ") == text


@given(st.floats(-1e6, 1e6), st.floats(0.01, 1e9))
def test_what_is_told_lies_within_the_interval(mean: float, half_width: float) -> None:
    told = with_interval(mean, half_width).replace("\u202f", "").replace("\N{MINUS SIGN}", "-").split(" ± ")
    assert abs(float(told[0]) - mean) <= half_width / 2 * (1 + 1e-9)
    assert float(told[1]) == pytest.approx(half_width, rel=0.26)


@pytest.mark.parametrize(("value", "text"), [(0.0, "0"), (9.4525, "9.45"), (1908.0, "1 908"), (5.5, "5.5"), (40, "40")])
def test_a_number_alone_has_three_digits_and_all_whole_units_below_ten_thousand(value: float, text: str) -> None:
    assert rounded(value).replace("\u202f", " ") == text


def test_an_estimate_covers_0_when_its_interval_does() -> None:
    assert Estimate(1.0, 1.1, 3).covers_zero
    assert Estimate(-1.0, 1.1, 3).covers_zero
    assert not Estimate(1.0, 0.9, 3).covers_zero
    assert not estimate([1.0]).covers_zero
    assert estimate([0.0]).covers_zero


def test_periods_have_names() -> None:
    assert [period_name(days) for days in (1, 7, 365, 28, 3.5, 365 / 12)] == [
        "day", "week", "year", "4 weeks", "3.5 days", "month",
    ]  # fmt: skip


def test_lists_read_as_sentences() -> None:
    assert [listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
