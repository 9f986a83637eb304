"""The figures of prosumption, from frames in which every drawn number is known."""

import numpy as np
import pandas as pd
import pytest

from valuechain.plots import fit_by_expertise, integrated_loop, ladder, split_of_an_order, time_in_system

REPLICATIONS = 3


def keys(replication):
    return {"scenario": "test", "replication": replication, "chain": "maker"}


@pytest.fixture
def stages():
    rows = []
    for replication in range(REPLICATIONS):
        for number, (name, role, cells, wait, work) in enumerate(
            [
                ("card", "payment", np.nan, 0.0, 0.5),
                ("making", "producer", 2.0, 1.0, 2.0),
                ("parcel", "distributor", np.nan, 0.0, 6.5),
            ]
        ):
            rows.append(
                keys(replication)
                | {"stage": name, "role": role, "number": number, "cells": cells, "mean_wait": wait, "mean_work": work,
                   "mean_waiting": 2 * wait, "mean_working": 2 * work, "done": 20.0}
            )  # fmt: skip
    return pd.DataFrame(rows)


@pytest.fixture
def own_runs():
    return pd.DataFrame(
        [
            keys(n)
            | {
                "sold": 20.0,
                "days": 10.0,
                "demand": 20.0,
                "specification_bits": 80.0,
                "order_to_delivery": 10.0,
                "revenue": 2000.0,
            }
            for n in range(REPLICATIONS)
        ]
    )


@pytest.fixture
def own_ledger():
    paid = {
        ("consumer", "payment", "sale"): 2000.0,
        ("payment", "producer", "proceeds"): 2000.0,
        ("producer", "payment", "card fee"): 40.0,
        ("producer", "distributor", "parcel fee"): 200.0,
        ("producer", "outside", "unit cost"): 600.0,
        ("producer", "prosumer", "profit share"): 160.0,
    }
    return pd.DataFrame(
        [
            keys(n) | {"time": 10.0, "warmup": False, "payer": a, "payee": b, "category": c, "amount": amount}
            for n in range(REPLICATIONS)
            for (a, b, c), amount in paid.items()
        ]
    )


@pytest.fixture
def orders():
    rng = np.random.default_rng(1)
    parts = []
    for n in range(REPLICATIONS):
        known = np.repeat([0.05, 0.55, 0.95], 40)
        placed = np.arange(120.0)
        parts.append(
            pd.DataFrame(
                keys(n)
                | {
                    "expertise": known,
                    "mismatch": 0.1 * (1 - known) + 0.001 * rng.random(120),
                    "placed": placed,
                    "delivered": placed + np.tile(np.arange(1.0, 11.0), 12),
                    "quoted": 6.0,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


@pytest.fixture
def tiers():
    rows = []
    for n in range(REPLICATIONS):
        for month in range(13):
            up = 5.0 if month else 0.0
            rows += [
                keys(n)
                | {"time": month * 365 / 12, "warmup": month <= 2, "tier": name, "rank": rank, "participants": heads,
                   "risen_into": up * rank, "fallen_into": 0.0, "risen_out": up * (1 - rank), "fallen_out": 0.0}
                for rank, (name, heads) in enumerate([("normal", 100.0 - 5 * month), ("pro", 5.0 * month)])
            ]  # fmt: skip
    return pd.DataFrame(rows)


def test_the_loop_says_how_long_an_order_takes_and_where(stages, own_runs, own_ledger, title):
    figure = integrated_loop(stages, own_runs, own_ledger)
    assert title(figure) == "From order to delivery it takes 10 ± 0 days; 65 % of them pass at the station parcel"
    texts = " ".join(text.get_text() for text in figure.axes[0].texts)
    for words in (
        "specifies 4 bits",
        "Making (2 cells)",
        "producer: 3 ± 0 d",
        "gets 10 ± 0 EUR an order",
        "2 ± 0 orders",
    ):
        assert words in texts.replace("\u202f", " ")


def test_suppliers_of_parts_stand_within_the_loop(stages, own_runs, own_ledger):
    def told(ledger):
        figure = integrated_loop(stages, own_runs, ledger)
        return [text.get_text().replace("\u202f", " ") for text in figure.axes[0].texts]

    board = own_ledger[own_ledger["category"] == "card fee"].assign(payee="supplier", category="board from taiwan")
    assert "of parts, by kanban\nget 2 ± 0 EUR an order" in told(pd.concat([own_ledger, board]))
    assert "Suppliers" not in told(own_ledger)


def test_the_split_of_an_order_adds_up_to_what_is_paid(own_ledger, own_runs, title):
    figure = split_of_an_order(own_ledger, own_runs, chain="maker")
    widths = [bar.get_width() for bar in figure.axes[0].patches]
    assert sum(widths) == pytest.approx(100)
    assert title(figure) == "Of the 100 ± 0 EUR that a customer pays for an order, the producer keeps 50 ± 0"


def test_the_ladder_ends_with_the_shares_of_the_last_sample(tiers, title):
    figure = ladder(tiers)
    assert title(figure) == "At the end of the run 60 ± 0 % pro"
    heads, flows = figure.axes
    assert heads.lines[0].get_ydata()[-1] == pytest.approx(60)
    assert flows.lines[0].get_ydata()[0] == pytest.approx(5)  # three months of five are drawn as five a month


def test_fit_is_drawn_by_class_of_expertise(orders, title):
    figure = fit_by_expertise(orders)
    line = figure.axes[0].lines[0]
    assert list(line.get_xdata()) == pytest.approx([0.05, 0.55, 0.95])
    assert list(line.get_ydata()) == pytest.approx([0.0955, 0.0455, 0.0055], abs=2e-4)
    assert title(figure).startswith("Mismatch falls from 0.095")


def test_time_in_system_is_the_share_delivered_within_so_many_days(orders, title):
    figure = time_in_system(orders)
    line = figure.axes[0].lines[0]
    assert np.interp(5.5, line.get_xdata(), line.get_ydata()) == pytest.approx(50, abs=6)
    assert title(figure) == "Nine of ten orders are delivered within 9.1 ± 0 days; 40 ± 0 % later than quoted"
