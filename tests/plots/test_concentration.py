"""Lorenz curves."""

import numpy as np
import pytest

from valuechain import analysis
from valuechain.errors import RequestError
from valuechain.plots import lorenz


def curve_of(axes, name: str):
    (line,) = [line for line in axes.lines if line.get_label() == name]
    return line


def test_the_curve_is_the_mean_of_the_curves_of_replications(people) -> None:
    frame = people()
    expected = analysis.lorenz(frame, "surplus").groupby("quantile")["share"].mean()
    line = curve_of(lorenz(frame).axes[0], "Consumer surplus")
    assert line.get_xdata() == pytest.approx(100 * expected.index.to_numpy())
    assert line.get_ydata() == pytest.approx(100 * expected.to_numpy())


def test_the_line_of_equality_is_the_diagonal(people) -> None:
    line = curve_of(lorenz(people()).axes[0], "equality")
    assert list(line.get_xdata()) == list(line.get_ydata()) == [0, 100]


def test_the_marks_are_the_shares_of_the_bottom_half_and_the_top_tenth(people) -> None:
    frame = people()
    indices = analysis.inequality(frame, ["surplus"])
    (marks,) = [line for line in lorenz(frame).axes[0].lines if line.get_marker() == "o"]
    assert list(marks.get_xdata()) == [50, 90]
    expected = [100 * indices["bottom_50"].mean(), 100 - 100 * indices["top_10"].mean()]
    assert list(marks.get_ydata()) == pytest.approx(expected)


def test_the_title_tells_top_bottom_and_gini(people, title) -> None:
    assert title(lorenz(people())).startswith("The top 10 % of participants have 20 ± 2 % of all consumer surplus")
    assert "the bottom half 24 ± 4 %: Gini 0.35 ± 0.05" in title(lorenz(people()))


def test_those_with_nothing_are_told_apart(people) -> None:
    figure = lorenz(people())
    texts = ["\n".join(text.get_text().replace("\u202f", " ") for text in axes.texts) for axes in figure.axes]
    assert "at 0" not in texts[0]
    assert "Gini 0.2 ± 0\nthose above 0: Gini 0 ± 0\nat 0: 20 ± 0 %" in texts[1]


def test_one_replication_has_no_band(people, title, notes) -> None:
    figure = lorenz(people(replications=1))
    assert all(not axes.collections for axes in figure.axes)
    assert "n = 1: no interval" in notes(figure)
    assert title(figure).endswith("(n = 1: no interval)")
    assert len(lorenz(people()).axes[0].collections) == 1


def test_a_measure_that_has_no_curve_is_left_out(people) -> None:
    frame = people().assign(spent=0.0)
    assert len(lorenz(frame).axes) == 1
    with pytest.raises(RequestError, match="no Lorenz curve"):
        lorenz(frame.assign(surplus=-np.ones(len(frame))))


def test_a_measure_of_which_some_have_less_than_nothing_has_no_curve(people, title, notes) -> None:
    frame = people()
    frame.loc[0, "surplus"] = -1.0
    figure = lorenz(frame)
    assert len(figure.axes) == 1
    assert "of all spending" in title(figure)
    assert "consumer surplus: no curve" in notes(figure)
