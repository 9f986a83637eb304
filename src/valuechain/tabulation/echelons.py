"""What the stocking points along a chain were asked for, ordered, held and owed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from valuechain.economy import Economy
from valuechain.economy.offers import account_at
from valuechain.economy.outlets import Shelf
from valuechain.economy.stocks import STATE, Stock
from valuechain.economy.stores import Store
from valuechain.recording import Recording
from valuechain.results.columns import coded, frame
from valuechain.scenario import IndustrialChain
from valuechain.swarm.arrays import Floats
from valuechain.swarm.layout import BUSY, MADE, REVENUE, SCRAPPED, SETUP_COSTS, SHELF_COLUMNS, UNIT_COSTS

from .labels import keys, ratio

_COLUMN = {name: column for column, name in enumerate(STATE)}


def echelon_frames(economy: Economy, recording: Recording) -> dict[str, pd.DataFrame]:
    """Return `echelons` and `echelon_series` where a chain has echelons, else nothing."""
    if not economy.echelons.stocks:
        return {}
    states = np.stack(recording.stocks)
    return {
        "echelons": _echelons(economy, recording, states),
        "echelon_series": _series(economy, recording, states),
    }


def upstream(economy: Economy, recording: Recording) -> Floats:
    """Return what upstream stocks add to the sums of each chain and, last, of all: shelf columns (C + 1, columns)."""
    names = economy.chain_names
    rows = np.zeros((len(names) + 1, SHELF_COLUMNS))
    if not recording.stocks:
        return rows
    start, end = recording.warmup_sample, -1
    change = recording.stocks[end] - recording.stocks[start]
    booked = {MADE: "made", SCRAPPED: "scrapped", UNIT_COSTS: "unit_costs", SETUP_COSTS: "setup_costs", BUSY: "busy"}
    for stock, row in zip(economy.echelons.stocks, change, strict=True):
        if isinstance(stock, Store):
            for column, name in booked.items():
                rows[names.index(stock.chain), column] += row[_COLUMN[name]]
    rows[:-1, SCRAPPED] += recording.written_off[end] - recording.written_off[start]
    rows[-1] = rows[:-1].sum(axis=0)
    return rows


def _labels(stocks: Sequence[Stock], names: Sequence[str], repeat: int) -> dict[str, object]:
    """Return the columns that say which stock a row is about, the whole list ``repeat`` times."""

    def spread(texts: list[str], known: list[str]) -> object:
        return coded(np.tile([known.index(text) for text in texts], repeat), known)

    echelons = [stock.echelon for stock in stocks]
    products = [stock.product for stock in stocks]
    return {
        "chain": spread([stock.chain for stock in stocks], list(names)),
        "echelon": spread(echelons, list(dict.fromkeys(echelons))),
        "product": spread(products, list(dict.fromkeys(products))),
    }


def _series(economy: Economy, recording: Recording, states: Floats) -> pd.DataFrame:
    samples, stocks, _ = states.shape
    now = dict(zip(STATE, states.reshape(samples * stocks, -1).T, strict=True))
    change = np.diff(states, axis=0, prepend=states[:1])
    since = dict(zip(STATE, change.reshape(samples * stocks, -1).T, strict=True))
    last_of_warmup = recording.warmup_sample or -1
    return frame(
        "echelon_series",
        {
            **keys(economy),
            **_labels(economy.echelons.stocks, economy.chain_names, samples),
            "time": np.repeat(recording.days, stocks),
            "warmup": np.repeat(np.arange(samples) <= last_of_warmup, stocks),
            **{name: since[name] for name in ("demand", "orders", "received", "delivered", "lost")},
            **{name: now[name] for name in ("on_hand", "on_order", "in_transit", "backorders")},
        },
    )


def _echelons(economy: Economy, recording: Recording, states: Floats) -> pd.DataFrame:
    stocks = economy.echelons.stocks
    start = recording.warmup_sample
    days = float(recording.days[-1] - recording.days[start])
    sums = dict(zip(STATE, (states[-1] - states[start]).T, strict=True))
    periods = _whole_periods(economy, recording, states)
    demand, orders = periods[:, :, _COLUMN["demand"]], periods[:, :, _COLUMN["orders"]]
    final = np.stack([demand[:, _retailers(stocks, stock)].sum(axis=1) for stock in stocks], axis=1)
    gross = sums["demand"] + sums["returned"]
    on_hand = sums["stock_days"] / days
    return frame(
        "echelons",
        {
            **keys(economy),
            **_labels(stocks, economy.chain_names, 1),
            "supplier": pd.Categorical([stock.supply.terms.supplier for stock in stocks]),
            "role": pd.Categorical([_role(economy, stock) for stock in stocks]),
            **{name: sums[name] for name in ("demand", "orders", "received", "delivered", "lost", "scrapped")},
            "fill_rate": ratio(sums["at_once"], gross),
            "mean_on_hand": on_hand,
            "mean_backorders": sums["owed_days"] / days,
            "mean_on_order": sums["pipe_days"] / days,
            "mean_wait": ratio(sums["waits"], sums["filled"]),
            "days_of_supply": ratio(on_hand * days, sums["delivered"]),
            "demand_mean": _mean(demand),
            "demand_variance": _variance(demand),
            "orders_mean": _mean(orders),
            "orders_variance": _variance(orders),
            "bullwhip": ratio(_variance(orders), _variance(demand)),
            "amplification": ratio(_variance(orders), _variance(final)),
            **_money(economy, recording, sums),
        },
    )


def _role(economy: Economy, stock: Stock) -> str:
    chain = economy.scenario.chains[stock.chain]
    assert isinstance(chain, IndustrialChain)
    return account_at(chain, stock.chain, stock.echelon).role


def _retailers(stocks: Sequence[Stock], stock: Stock) -> list[int]:
    """Return which of ``stocks`` are shelves that ``stock`` supplies, itself included, at any remove."""

    def below(other: Stock) -> bool:
        return other is stock or (other.supplier is not None and below(other.supplier))

    return [k for k, other in enumerate(stocks) if isinstance(other, Shelf) and below(other)]


def _whole_periods(economy: Economy, recording: Recording, states: Floats) -> Floats:
    """Return what happened in each sampling interval of full length after the warm-up (periods, stocks, columns)."""
    start, every = recording.warmup_sample, economy.scenario.sample_every
    lengths = np.diff(recording.days[start:])
    return np.diff(states[start:], axis=0)[np.abs(lengths - every) <= 1e-9 * every]


def _variance(periods: Floats) -> Floats:
    """Return the variance over periods of each stock (stocks,); missing for less than two periods."""
    if len(periods) < 2:
        return np.full(periods.shape[1], np.nan)
    variance: Floats = periods.var(axis=0, ddof=1)
    return variance


def _mean(periods: Floats) -> Floats:
    mean: Floats = periods.mean(axis=0) if len(periods) else np.full(periods.shape[1], np.nan)
    return mean


def _money(economy: Economy, recording: Recording, sums: dict[str, Floats]) -> dict[str, Floats]:
    """Return what each stock brought in, paid its supplier and cost to hold, whoever owns it."""
    stocks = economy.echelons.stocks
    purchases = sums["purchases"]
    revenue = np.zeros(len(stocks))
    sold = recording.shelf[-1, :, REVENUE] - recording.shelf[recording.warmup_sample, :, REVENUE]
    for k, stock in enumerate(stocks):
        if isinstance(stock, Shelf):
            revenue[k] = sold[stock.place]
        if stock.supplier is not None:
            revenue[stocks.index(stock.supplier)] += purchases[k]
    return {"revenue": revenue, "purchases": purchases, "holding_cost": sums["holding_cost"]}
