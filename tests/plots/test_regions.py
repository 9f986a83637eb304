"""Several maps on one scale."""

from itertools import product

import pandas as pd
import pytest

from valuechain.errors import RequestError
from valuechain.plots import regions
from valuechain.plots.factors import level


def table(most=10.0):
    """A value that falls with both quantities, and below 0 beyond."""
    places = pd.DataFrame(list(product((1.0, 10.0, 100.0), (0.0, 1.0))), columns=["cost", "talk"])
    return places.assign(mean=most * (1 - places["cost"] / 20 - places["talk"] / 4))


def test_each_panel_is_on_its_own_scale_from_nothing_to_its_most():
    figure = regions({"one": table(), "two": table(2.0)}, x="cost", y="talk", log_x=True)
    one, two = (each.collections[0] for each in figure.axes[:2])
    assert (one.get_array() == two.get_array()).all()
    assert (one.get_array().min(), one.get_array().max()) == (0, 1)  # what is below 0 counts as 0


def test_the_title_says_up_to_where_half_of_the_most_is_reached(title):
    figure = regions({"one": table()}, x="cost", y="talk", log_x=True)
    assert title(figure) == "Half of the most is reached by one up to 10 and 1 (cost, then talk)"


def test_panels_share_their_axes_and_one_bar():
    figure = regions({"one": table(), "two": table()}, x="cost", y="talk", log_x=True)
    assert len(figure.axes) == 3
    assert figure.axes[0].get_xlim() == figure.axes[1].get_xlim()


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (table().drop(columns="talk"), "no column talk"),
        (table().drop(3), "no full grid"),
        (table().assign(mean=-1.0), "reaches nothing above 0"),
    ],
)
def test_what_is_no_map_is_refused(frame, message):
    with pytest.raises(RequestError, match=message):
        regions({"one": frame}, x="cost", y="talk")


def test_a_level_far_below_one_is_a_power_of_ten():
    assert [level(each) for each in (2.083e-6, -0.0005, 0.001, 0)] == [
        "2.08×10⁻⁶",
        "\N{MINUS SIGN}5×10⁻⁴",
        "0.001",
        "0",
    ]
