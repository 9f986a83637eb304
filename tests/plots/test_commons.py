"""The diagram of a commons, from frames in which every drawn number is known."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import FancyBboxPatch, Polygon

from valuechain.plots import value_chain
from valuechain.plots.commons import Commons

RUN = {
    "days": 10.0, "made": 0.0, "sold": 500.0, "uses": 300.0, "edits": 30.0, "consumer_surplus": 900.0,
    "vendor_profit": 350.0, "foundation_profit": 20.0, "producer_profit": 0.0, "costs": 80.0, "revenue": 400.0,
    "donations": 50.0, "quality": 0.5, "modules": 40.0, "coverage": 0.9, "contributors": 120.0, "status_held": 60.0,
}  # fmt: skip
PAID = {
    ("consumer", "vendor", "sale"): 400.0, ("vendor", "outside", "support"): 50.0,
    ("consumer", "foundation", "donation"): 50.0, ("foundation", "outside", "hosting"): 30.0,
}  # fmt: skip


def make_runs_of(**changed):
    keys = {"scenario": "test"}
    rows = [keys | {"replication": r, "chain": chain} | RUN | changed for r in range(3) for chain in ("commons", "all")]
    return pd.DataFrame(rows)


def make_ledger_of(paid=PAID):
    return pd.DataFrame(
        [
            {"scenario": "test", "replication": r, "chain": "commons", "time": 10.0, "warmup": False,
             "payer": payer, "payee": payee, "category": category, "amount": amount}
            for r in range(3)
            for (payer, payee, category), amount in paid.items()
        ]
    )  # fmt: skip


@pytest.fixture
def figure():
    return value_chain(make_ledger_of(), make_runs_of())


@pytest.fixture
def free():
    nothing = dict.fromkeys(PAID, 0.0)
    return value_chain(make_ledger_of(nothing), make_runs_of(sold=300.0, revenue=0.0, donations=0.0, vendor_profit=0.0))


def arrows(figure):
    return {p.get_label(): p.get_xy() for p in figure.axes[0].patches if isinstance(p, Polygon)}


def shaft(points):
    return float(np.hypot(*(points[0] - points[-2])))


def texts(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def test_uses_and_contributions_are_as_wide_as_they_are_many(figure):
    found = {name: shaft(points) for name, points in arrows(figure).items()}
    assert found["goods, uses"] == pytest.approx(Commons.thickest)
    assert found["goods, edits"] == pytest.approx(Commons.thickest / 10)


def test_contributions_go_to_the_artefact_and_uses_come_from_it(figure):
    found = arrows(figure)
    assert found["goods, edits"][3, 0] > found["goods, edits"][0, 0]
    assert found["goods, uses"][3, 0] < found["goods, uses"][0, 0]


def test_what_vendors_sell_is_no_use_of_the_commons_itself(figure):
    assert "packaged 20 ± 0\nunits / day" in texts(figure)  # 500 handed over, of which 300 uses, in ten days
    assert shaft(arrows(figure)["goods, vendor to community"]) == pytest.approx(Commons.thickest * 200 / 300)


def test_vendors_and_foundation_tell_what_they_keep_and_pay_to_the_outside(figure):
    told = texts(figure)
    assert "sale 40 ± 0\nEUR / day" in told
    assert "donation 5 ± 0\nEUR / day" in told
    assert told[told.index("Vendors: profit") + 1] == "35 ± 0 EUR / day\nto the outside:\nsupport 5 ± 0"
    assert told[told.index("Foundation: profit") + 1] == "2 ± 0 EUR / day\nto the outside:\nhosting 3 ± 0"


def test_a_commons_without_money_is_a_community_and_its_artefact(free, title):
    assert len([patch for patch in free.axes[0].patches if isinstance(patch, FancyBboxPatch)]) == 2
    assert title(free) == "Nobody pays: what 120 ± 0 contributors make is used 30 ± 0 times a day"


def test_donations_are_part_of_what_consumers_pay(figure, title):
    assert title(figure) == (
        "Of 100 EUR that consumers pay, 17.8 ± 0 cover costs, 77.8 ± 0 stay with vendors and 4.44 ± 0 with foundations"
    )


def test_no_text_of_a_commons_leaves_the_figure_or_hides_another(figure, free):
    for each in (figure, free):
        each.draw_without_rendering()
        boxes = [(text.get_text(), text.get_window_extent()) for text in each.axes[0].texts]
        arrows_of = [p.get_window_extent() for p in each.axes[0].patches if isinstance(p, Polygon)]
        for n, (text, box) in enumerate(boxes):
            assert each.bbox.x0 <= box.x0, text
            assert box.x1 <= each.bbox.x1, text
            assert [other for other, one in boxes[n + 1 :] if box.overlaps(one)] == [], text
            assert not any(box.overlaps(one) for one in arrows_of), text
