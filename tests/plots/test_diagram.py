"""The value chain as a diagram."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import FancyBboxPatch, Polygon

from valuechain.plots import value_chain
from valuechain.plots.diagram import THICKEST


def shafts(figure) -> dict[str, float]:
    """Widths of the arrows' shafts by name: the distance of the first corner from the last."""
    arrows = [patch for patch in figure.axes[0].patches if isinstance(patch, Polygon)]
    return {arrow.get_label(): float(np.hypot(*(arrow.get_xy()[0] - arrow.get_xy()[-2]))) for arrow in arrows}


def texts(figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


def test_money_arrows_are_as_wide_as_the_money_paid_after_the_warm_up(runs, ledger) -> None:
    widths = shafts(value_chain(ledger(), runs()))
    assert widths["money, consumer to distributor"] == pytest.approx(THICKEST)
    assert widths["money, distributor to producer"] == pytest.approx(THICKEST * 450 / 600)
    assert widths["money, producer to outside"] == pytest.approx(THICKEST * 150 / 600)
    assert widths["money, distributor to outside"] == pytest.approx(THICKEST * 50 / 600)
    assert widths["money, outside to distributor"] == pytest.approx(THICKEST * 60 / 600)


def test_goods_arrows_are_as_wide_as_the_goods_that_flow(runs, ledger) -> None:
    widths = shafts(value_chain(ledger(), runs()))
    assert widths["goods, producer to distributor"] == pytest.approx(THICKEST)
    assert widths["goods, distributor to consumer"] == pytest.approx(THICKEST * 70 / 80)


def test_goods_flow_one_way_and_money_the_other(runs, ledger) -> None:
    arrows = {
        p.get_label(): p.get_xy() for p in value_chain(ledger(), runs()).axes[0].patches if isinstance(p, Polygon)
    }
    goods, money = arrows["goods, distributor to consumer"], arrows["money, consumer to distributor"]
    assert goods[3, 0] > goods[0, 0]
    assert money[3, 0] < money[0, 0]


def test_amounts_are_told_per_day_by_category(runs, ledger) -> None:
    told = texts(value_chain(ledger(), runs(), currency="USD"))
    assert "sale\n60 ± 0\nUSD / day" in told
    assert "to the outside:\nunit cost 15 ± 0" in told
    assert "to the outside:\nholding 5 ± 0\nfrom the outside:\nsalvage 6 ± 0" in told
    assert "7 ± 0 units\nsold / day" in told


def test_the_boxes_hold_profits_and_surplus(runs, ledger) -> None:
    told = texts(value_chain(ledger(), runs()))
    assert [text for text in told if "EUR / day" in text and ("profit" in text or "surplus" in text)] == [
        "profit\n31 ± 2\nEUR / day", "profit\n10.5 ± 1.2\nEUR / day", "surplus\n63 ± 7\nEUR / day",
    ]  # fmt: skip


def test_a_loss_is_called_a_loss(runs, ledger) -> None:
    assert "loss\n20 ± 0\nEUR / day" in texts(value_chain(ledger(), runs(producer=(-200, -200, -200))))


def test_without_a_distributor_the_producer_has_a_shop(runs, ledger, notes) -> None:
    figure = value_chain(ledger(distributor=False), runs(distributor=(0, 0, 0)))
    assert len([patch for patch in figure.axes[0].patches if isinstance(patch, FancyBboxPatch)]) == 2
    assert "Producer, with own shop" in texts(figure)
    assert "money, consumer to producer" in shafts(figure)
    assert shafts(figure)["goods, producer to consumer"] == pytest.approx(THICKEST)
    assert "7 units a day" in notes(figure)
    assert "producer to producer" not in notes(figure)


def test_several_chains_are_stacked_on_one_scale(runs, ledger) -> None:
    chains = ("maker", "guild")
    figure = value_chain(ledger(chains=chains), runs(chains=chains))
    assert [text for text in texts(figure) if text.startswith("Chain")] == ["Chain maker", "Chain guild"]
    assert len([patch for patch in figure.axes[0].patches if isinstance(patch, FancyBboxPatch)]) == 6


def test_a_payment_that_has_no_arrow_is_told_in_the_notes(runs, ledger, notes) -> None:
    rows = ledger()
    royalty = rows[rows["category"] == "sale"].assign(payer="producer", payee="consumer", category="royalty")
    figure = value_chain(pd.concat([rows, royalty]), runs())
    assert "maker, producer to consumer: royalty 60 ± 0 EUR / day" in notes(figure)


def test_the_title_divides_what_consumers_pay(runs, ledger, title) -> None:
    assert title(value_chain(ledger(), runs())) == (
        "Of 100 EUR that consumers pay, 32.5 ± 1.8 cover costs, 50.4 ± 1.7 stay with producers "
        "and 17.1 ± 1.5 with distributors"
    )


def test_one_replication_says_that_it_has_no_interval(runs, ledger, title, notes) -> None:
    figure = value_chain(ledger(replications=1), runs((600,), (300,), (100,)))
    assert title(figure).endswith("(n = 1: no interval)")
    assert "n = 1: no interval" in notes(figure)
    assert not any("±" in text for text in texts(figure))


def test_stations_stand_apart_and_a_shop_fills_the_distributors_place(runs, ledger) -> None:
    def sides(figure) -> list[tuple[float, float]]:
        boxes = [patch for patch in figure.axes[0].patches if isinstance(patch, FancyBboxPatch)]
        return [(box.get_x(), box.get_x() + box.get_width()) for box in boxes]

    (left, a), (b, c), (d, right) = sides(value_chain(ledger(), runs()))
    assert left < a < b < c < d < right
    integrated = value_chain(ledger(distributor=False), runs(distributor=(0, 0, 0)))
    assert sides(integrated) == [(left, c), (d, right)]


def test_a_dollar_sign_is_a_currency_and_never_the_beginning_of_a_formula(runs, ledger) -> None:
    figure = value_chain(ledger(), runs(), currency="k$")
    texts = [*figure.texts, *figure.axes[0].texts]
    assert any(text.get_text().count("$") >= 2 for text in texts)
    assert not any(text.get_parse_math() for text in texts)
