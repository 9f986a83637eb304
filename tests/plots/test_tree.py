"""The diagram of a chain of echelons, from frames in which every drawn number is known."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import FancyBboxPatch, Polygon

from valuechain.plots import value_chain
from valuechain.plots.exchange import measured
from valuechain.plots.tree import Tree

DAYS = 10.0


def make_echelons(retailers=("east", "west"), cap=None):
    """A factory of the producer's, a wholesaler, and retailers: each passes on 20 units by retailer in ten days."""
    n = len(retailers)
    rows = [
        ("plant", "producer", "producer", 20.0 * n, 0.0, 40.0),
        ("depot", "plant", "wholesaler", 20.0 * n, 3.0, 30.0),
    ]
    rows += [(name, "depot", "retailer", 20.0, 4.0, 10.0) for name in retailers]
    return pd.DataFrame(
        [
            {
                "scenario": "test", "replication": r, "chain": "maker", "echelon": name, "product": "plain",
                "supplier": supplier, "role": role, "received": units, "delivered": units, "mean_on_hand": stock,
                "purchases": units * price, "revenue": units * {"plant": 3.0, "depot": 4.0}.get(name, 6.0),
            }
            for r in range(3)
            for name, supplier, role, units, price, stock in rows
        ]
    )  # fmt: skip


def make_runs_of(retailers=2):
    units = 20.0 * retailers
    own = {
        "days": DAYS, "made": units, "sold": units, "consumer_surplus": 100.0, "producer_profit": 60.0,
        "wholesaler_profit": 20.0, "retailer_profit": 80.0, "costs": 80.0, "revenue": 6.0 * units,
    }  # fmt: skip
    return pd.DataFrame(
        [{"scenario": "test", "replication": r, "chain": chain} | own for r in range(3) for chain in ("maker", "all")]
    )


def make_ledger_of(retailers=2):
    units = 20.0 * retailers
    paid = {
        ("consumer", "retailer", "sale"): 6 * units, ("retailer", "wholesaler", "wholesale"): 4 * units,
        ("wholesaler", "producer", "wholesale"): 3 * units, ("producer", "outside", "unit cost"): units,
        ("wholesaler", "outside", "holding"): 20.0,
    }  # fmt: skip
    return pd.DataFrame(
        [
            {"scenario": "test", "replication": r, "chain": "maker", "time": 10.0, "warmup": False,
             "payer": payer, "payee": payee, "category": category, "amount": amount}
            for r in range(3)
            for (payer, payee, category), amount in paid.items()
        ]
    )  # fmt: skip


def drawn(retailers=("east", "west")):
    n = len(retailers)
    return value_chain(make_ledger_of(n), make_runs_of(n), echelons=make_echelons(retailers))


def arrows(figure):
    return {p.get_label(): p.get_xy() for p in figure.axes[0].patches if isinstance(p, Polygon)}


def shaft(points):
    return float(np.hypot(*(points[0] - points[-2])))


def texts(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def test_every_stocking_point_is_a_station_between_the_producer_and_the_consumers():
    figure = drawn()
    boxes = [patch for patch in figure.axes[0].patches if isinstance(patch, FancyBboxPatch)]
    assert len(boxes) == 6
    assert [t for t in texts(figure) if t in {"Producer", "Plant", "Depot", "East", "West", "Consumers"}] == [
        "Producer", "Consumers", "Plant", "Depot", "East", "West",
    ]  # fmt: skip


def test_goods_are_as_wide_as_what_each_echelon_receives():
    widths = {name: shaft(points) for name, points in arrows(drawn()).items()}
    assert widths["goods, plant to depot"] == pytest.approx(Tree.thickest)
    assert widths["goods, depot to east"] == pytest.approx(Tree.thickest / 2)
    assert widths["goods, west to consumer"] == pytest.approx(Tree.thickest / 2)


def test_goods_go_down_and_money_goes_up():
    found = arrows(drawn())
    goods, money = found["goods, depot to east"], found["money, east to depot"]
    assert goods[3, 1] < goods[0, 1]
    assert money[3, 1] > money[0, 1]


def test_what_belongs_to_its_supplier_pays_it_nothing():
    found = arrows(drawn())
    assert "money, plant to producer" not in found
    assert "money, depot to plant" in found


def test_money_is_told_at_each_link_per_day():
    told = texts(drawn())
    assert "wholesale\n12 ± 0\nEUR / day" in told  # 40 units at 3 in ten days
    assert told.count("wholesale\n8 ± 0\nEUR / day") == 2
    assert told.count("sale\n12 ± 0\nEUR / day") == 2


def test_stocks_are_told_in_units_and_days_of_supply():
    told = texts(drawn())
    assert "30 ± 0 units on hand · 7.5 ± 0 days of supply" in told  # 4 units a day
    assert told.count("10 ± 0 units on hand\n5 ± 0 days of supply") == 2


def test_echelons_of_one_role_share_an_account():
    told = texts(drawn())
    assert "Retailers: profit" in told
    assert "8 ± 0 EUR / day" in told
    assert "2 ± 0 EUR / day\nto the outside:\nholding 2 ± 0" in told


def test_a_supplier_is_as_wide_as_all_whom_it_supplies():
    exchange = measured(make_ledger_of(3), make_runs_of(3), "maker")
    sides = Tree(exchange, make_echelons(("east", "west", "south")), make_runs_of(3)).sides
    assert sides["depot"] == pytest.approx((sides["east"][0], sides["south"][1]))
    assert sides["east"][1] == pytest.approx(sides["west"][0])


def test_more_retailers_than_stand_beside_each_other_are_drawn_as_one():
    figure = drawn(tuple(f"shop-{number}" for number in range(12)))
    told = texts(figure)
    assert "12 retailers" in told
    assert "sale\n144 ± 0\nEUR / day" in told
    assert "120 ± 0 units on hand · 5 ± 0 days of supply" in told
    assert shaft(arrows(figure)["goods, 12 retailers to consumer"]) == pytest.approx(Tree.thickest)


def test_the_title_divides_what_consumers_pay_among_all_roles(title):
    assert title(drawn()) == (
        "Of 100 EUR that consumers pay, 33.3 ± 0 cover costs, 25 ± 0 stay with producers, "
        "8.33 ± 0 with wholesalers and 33.3 ± 0 with retailers"
    )


@pytest.mark.parametrize("retailers", [("shop",), ("east", "west"), ("east", "west", "south"), tuple("abcdefgh")])
def test_no_text_of_a_tree_leaves_the_figure_or_hides_another(retailers):
    figure = drawn(retailers)
    figure.draw_without_rendering()
    boxes = [(text.get_text(), text.get_window_extent()) for text in figure.axes[0].texts]
    for text, box in boxes:
        assert figure.bbox.x0 <= box.x0, text
        assert box.x1 <= figure.bbox.x1, text
    for n, (text, box) in enumerate(boxes):
        assert [other for other, each in boxes[n + 1 :] if box.overlaps(each)] == [], text
    patches = [p.get_window_extent() for p in figure.axes[0].patches if isinstance(p, Polygon)]
    assert [text for text, box in boxes if any(box.overlaps(each) for each in patches)] == []
