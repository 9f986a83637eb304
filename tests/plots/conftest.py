"""Small frames, written by hand, in which every drawn number is known."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from valuechain.results import frame

DAYS = np.arange(0.0, 43.0, 7.0)
"""Seven weekly samples; the first week is warm-up."""
WARMUP = 7.0
Maker = Callable[..., pd.DataFrame]


def title_of(figure: Figure) -> str:
    """The finding, without line breaks and special spaces."""
    return " ".join(figure.get_suptitle().split()).replace("\u202f", " ").replace("\xa0", " ")


def notes_of(figure: Figure) -> str:
    return " ".join(figure.get_supxlabel().split()).replace("\u202f", " ").replace("\xa0", " ")


def make_series(
    sold: Sequence[float] = (10, 12, 14),
    lost: Sequence[float] = (0, 0, 0),
    products: Sequence[tuple[str, str]] = (("maker", "plain"),),
    price: Sequence[float] = (5.0,) * 7,
    **columns: float,
) -> pd.DataFrame:
    """The frame `series`: each replication sells and loses so many units a week of each product."""
    parts = []
    for replication, (units, missed) in enumerate(zip(sold, lost, strict=True)):
        for chain, product in products:
            flow = np.where(DAYS > 0, 1.0, 0.0)
            data = {
                "scenario": "test", "replication": replication, "chain": chain, "product": product,
                "time": DAYS, "warmup": DAYS <= WARMUP, "price": np.asarray(price), "on_hand": 30.0 + units,
                "in_work": 3.0, "in_transit": 4.0, "backorders": 0.0, "sold": units * flow, "lost": missed * flow,
                "ordered": 20.0 * flow, "made": 20.0 * flow, "received": 20.0 * flow,
                "revenue": units * flow * np.asarray(price), "consumer_surplus": 2.0 * flow, "aware": 1.0,
            }  # fmt: skip
            parts.append(frame("series", data | columns))
    return pd.concat(parts, ignore_index=True)


def make_runs(
    surplus: Sequence[float] = (600, 660, 630),
    producer: Sequence[float] = (300, 310, 320),
    distributor: Sequence[float] = (100, 110, 105),
    chains: Sequence[str] = ("maker",),
) -> pd.DataFrame:
    """The frame `runs` over 10 days; chains are alike, the market is their sum, customers pay what profits leave."""
    parts = []
    for replication, values in enumerate(zip(surplus, producer, distributor, strict=True)):
        for chain, times in [*((name, 1) for name in chains), ("all", len(chains))]:
            s, p, d = (value * times for value in values)
            own = {
                "days": 10.0, "consumer_surplus": s, "producer_profit": p, "distributor_profit": d, "profit": p + d,
                "wholesaler_profit": 0.0,
                "welfare": s + p + d, "costs": 200.0 * times, "revenue": p + d + 200.0 * times,
                "made": 80.0 * times, "sold": 70.0 * times,
            }  # fmt: skip
            parts.append(pd.DataFrame({"scenario": "test", "replication": [replication], "chain": chain} | own))
    return pd.concat(parts, ignore_index=True)


def make_ledger(replications: int = 3, chains: Sequence[str] = ("maker",), distributor: bool = True) -> pd.DataFrame:
    """The frame `ledger`: what is paid on day 17, after a payment in the warm-up that must not count."""
    seller = "distributor" if distributor else "producer"
    paid = {
        ("consumer", seller, "sale"): 600.0,
        (seller, "outside", "holding"): 50.0,
        ("producer", "outside", "unit cost"): 150.0,
        ("outside", seller, "salvage"): 60.0,
    } | ({("distributor", "producer", "wholesale"): 450.0} if distributor else {("producer", "producer", "own"): 9.0})
    rows = [
        {
            "scenario": "test", "replication": replication, "chain": chain, "time": time, "warmup": time <= WARMUP,
            "payer": payer, "payee": payee, "category": category, "amount": 1e6 if time <= WARMUP else amount,
        }
        for replication in range(replications)
        for chain in chains
        for time in (7.0, 17.0)
        for (payer, payee, category), amount in paid.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def make_people(replications: int = 3, n: int = 40) -> pd.DataFrame:
    """The frame `participants`: surplus grows with rank, the first fifth spends nothing."""
    parts = []
    for replication in range(replications):
        ranks = np.arange(n, dtype=np.float64)
        data = {
            "scenario": "test", "replication": replication, "participant": np.arange(n), "willingness_to_pay": 10.0,
            "needs": 5.0, "bought": 4.0, "spent": np.where(ranks < n / 5, 0.0, 8.0),
            "surplus": (1.0 + ranks) ** (1 + replication / 10),
        }  # fmt: skip
        parts.append(frame("participants", data))
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="session")
def series() -> Maker:
    return make_series


@pytest.fixture(scope="session")
def runs() -> Maker:
    return make_runs


@pytest.fixture(scope="session")
def ledger() -> Maker:
    return make_ledger


@pytest.fixture(scope="session")
def people() -> Maker:
    return make_people


@pytest.fixture(scope="session")
def title() -> Callable[[Figure], str]:
    return title_of


@pytest.fixture(scope="session")
def notes() -> Callable[[Figure], str]:
    return notes_of
