"""What was made, sold, paid and gained: the frames that every scenario has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from valuechain.economy import Economy
from valuechain.recording import Recording, Totals
from valuechain.results.column import ALL
from valuechain.results.columns import MEASURES, coded, frame
from valuechain.results.gini import gini
from valuechain.results.measures import FIRMS
from valuechain.swarm.arrays import Floats
from valuechain.swarm.layout import (
    ABSENCE,
    AREA,
    AWAITED,
    BACKORDERED,
    BUSY,
    CHAIN,
    COPIES,
    FILLED,
    IN_TRANSIT,
    IN_WORK,
    LOST,
    MADE,
    MISFIT,
    ON_HAND,
    OUTSIDE,
    OUTSIDE_SURPLUS,
    OWED,
    OWED_AREA,
    PIPE_AREA,
    PRICE,
    RELEASED,
    REVENUE,
    SCRAPPED,
    SHORTAGE,
    SOLD,
    STOCK_OUTS,
    SURPLUS,
    TO_ORDER,
    TURNED_AWAY,
    TURNED_TO,
    UNIT_COSTS,
    WAITS,
)

from .accounts import accounts_frame, holdings, status_and_money
from .commons import net_gifts, run_columns
from .echelons import upstream
from .labels import keys, ratio
from .prosumption import order_measures
from .research import feedback_bits

Frames = dict[str, pd.DataFrame]


def market_frames(economy: Economy, recording: Recording) -> Frames:
    """Return `runs`, `series`, `products`, `ledger` and, if recorded, `participants` and `events`."""
    scenario = economy.scenario
    people = recording.since_warmup(economy)
    frames = {
        "runs": _runs(economy, recording, people),
        "series": _series(economy, recording),
        "products": _products(economy, recording, float(people.needs.sum())),
        "ledger": _ledger(economy, recording),
    }
    if scenario.record.participants:
        frames["participants"] = _participants(economy, people)
        if scenario.has_people:
            frames["accounts"] = accounts_frame(economy, holdings(economy, recording))
    if scenario.record.events:
        frames["events"] = _events(economy)
    return frames


def outcomes(economy: Economy, recording: Recording) -> dict[str, float]:
    """Return the measures of the frame `runs` by name: `measure` of the whole market, `chain.measure` of a chain.

    The numbers are those of the frame, without the cost of making one.
    """
    people = recording.since_warmup(economy)
    names = [f"{name}." for name in economy.chain_names] + [""]
    columns = _run_measures(economy, recording, people)
    rows = [np.broadcast_to(columns[measure], len(names)).tolist() for measure in MEASURES]
    named = [dict(zip(MEASURES, row, strict=True)) for row in zip(*rows, strict=True)]
    return {f"{name}{m}": value for name, row in zip(names, named, strict=True) for m, value in row.items()}


def _first_choices(change: Floats) -> tuple[Floats, Floats]:
    """Return how many needs chose offers or sums of offers first (n,), and how many of them were served at once."""
    c = change.T
    waited = c[LOST] + c[BACKORDERED] + c[TURNED_AWAY]
    at_once = c[SOLD] - c[TURNED_TO] - c[FILLED]
    return at_once + waited, at_once


def _measures(change: Floats, stocked: Floats, days: float, needs: float) -> dict[str, Floats]:
    """Return the measures of offers or sums of offers from the change of their shelf columns (n, SHELF_COLUMNS).

    ``stocked`` is the same without what is made to order or copied, which is on no shelf.
    """
    c = change.T
    demand, _ = _first_choices(change)
    from_shelf, at_once = _first_choices(stocked)
    return {
        "demand": demand,
        "sold": c[SOLD],
        "lost": c[LOST],
        "backordered": c[BACKORDERED],
        "substituted": c[TURNED_AWAY],
        "fill_rate": ratio(at_once, from_shelf),
        "market_share": c[SOLD] / needs if needs else np.full_like(demand, np.nan),
        "made": c[MADE],
        "scrapped": c[SCRAPPED],
        "stock_outs": c[STOCK_OUTS],
        "mean_on_hand": c[AREA] / days,
        "mean_backorders": c[OWED_AREA] / days,
        "mean_on_order": c[PIPE_AREA] / days,
        "mean_wait": ratio(c[WAITS], c[FILLED]),
        "revenue": c[REVENUE],
        "consumer_surplus": c[SURPLUS],
        "unit_cost": ratio(c[UNIT_COSTS], c[MADE]),
    }


def _by_chain(economy: Economy, change: Floats) -> Floats:
    """Return sums over the offers of each chain and, last, over all (chains + 1, …), of values (J, …)."""
    chains = economy.market.terms[:, CHAIN]
    sums = [change[chains == c].sum(axis=0) for c in range(len(economy.chain_names))]
    return np.stack([*sums, change.sum(axis=0)])


def _stocked(economy: Economy, change: Floats) -> Floats:
    """Return ``change`` (J, SHELF_COLUMNS), with 0 where an offer has no shelf."""
    return np.where(economy.market.terms[:, SHORTAGE, np.newaxis] < TO_ORDER, change, 0.0)


def _runs(economy: Economy, recording: Recording, people: Totals) -> pd.DataFrame:
    names = [*economy.chain_names, ALL]
    own = {**keys(economy), "chain": coded(np.arange(len(names)), names)}
    return frame("runs", own | _run_measures(economy, recording, people))


def _run_measures(economy: Economy, recording: Recording, people: Totals) -> dict[str, Any]:
    """Return the measures of `runs`, each a number or an array by chain and, last, of the whole market."""
    start, end = recording.warmup_sample, len(recording.days) - 1
    days = float(recording.days[end] - recording.days[start])
    change = recording.shelf[end] - recording.shelf[start]
    tally = recording.tally[end] - recording.tally[start]
    needs = float(people.needs.sum())
    rows, stocked = _by_chain(economy, change), _by_chain(economy, _stocked(economy, change))
    rows += upstream(economy, recording)
    money = _money(economy, recording)
    measures = _measures(rows, stocked, days, needs)
    measures["consumer_surplus"][-1] += tally[OUTSIDE_SURPLUS]
    kept = measures["made"] - (measures["sold"] - rows[:, COPIES]) - measures["scrapped"]
    orders = order_measures(economy, recording)
    commons = run_columns(economy.community, economy.chain_names, recording)
    given = net_gifts(commons)
    only_all = np.append(np.full(len(rows) - 1, np.nan), 1.0)
    return {
        "days": days,
        "needs": needs * only_all,
        "outside": tally[OUTSIDE] * only_all,
        **measures,
        **money,
        "inventory_change": kept * measures["unit_cost"],
        "utilisation": _utilisation(recording, rows),
        "aware": _aware(economy, recording),
        "mismatch": _mismatch(economy),
        "feedback_bits": feedback_bits(economy, days),
        "surplus_per_need": only_all * measures["consumer_surplus"] / needs if needs else only_all * np.nan,
        "welfare": measures["consumer_surplus"] + money["profit"] - given,
        "gini_surplus": gini(people.surplus) * only_all,
        **{name: value * only_all for name, value in status_and_money(economy, recording).items()},
        **orders,
        "days_of_supply": ratio(
            measures["mean_on_hand"] + np.nan_to_num(orders["mean_parts"]), measures["sold"] / days
        ),
        **commons,
    }


def _money(economy: Economy, recording: Recording) -> dict[str, Floats]:
    """Return costs and profits by chain and, last, of all chains, from the journal."""
    start, end = recording.warmup_sample, len(recording.days) - 1
    paid = recording.paid()
    amounts = paid[end] - paid[start]
    names = economy.chain_names
    profit: dict[str, Floats] = {role: np.zeros(len(names) + 1) for role in FIRMS}
    costs = np.zeros(len(names) + 1)
    for line, amount in zip(recording.lines, amounts.tolist(), strict=True):
        for account, sign in ((line.payer, -1.0), (line.payee, 1.0)):
            if account.role in profit and account.chain in names:
                profit[account.role][[names.index(account.chain), -1]] += sign * amount
            if account.role == "outside" and line.chain in names:
                costs[[names.index(line.chain), -1]] += sign * amount
    return {
        "costs": costs,
        "profit": np.sum([*profit.values()], axis=0),
        **{f"{role}_profit": balance for role, balance in profit.items()},
    }


def _utilisation(recording: Recording, rows: Floats) -> Floats:
    """Return the share of line-time in use by chain and, last, of all chains."""
    ahead = recording.busy[-1] - recording.busy[recording.warmup_sample]
    there = recording.line_days[-1] - recording.line_days[recording.warmup_sample]
    used = rows[:-1, BUSY] - ahead
    return ratio(np.append(used, used.sum()), np.append(there, there.sum()))


def _aware(economy: Economy, recording: Recording) -> Floats:
    """Return the share of the participants who know each chain and, last, any chain, at the end."""
    size, aware = economy.scenario.population.size, economy.crowd.aware
    anybody = 1.0 if economy.word is None else float((aware > 0).any(axis=1).sum()) / size
    return np.append(recording.knowers[-1] / size, anybody)


def _mismatch(economy: Economy) -> Floats:
    """Return how far the nearest product of each chain and, last, of any chain is from ideal points at the end.

    A commons has no place of its own; it is missing there.
    """
    chains, positions = economy.market.terms[:, CHAIN], economy.market.position
    shelf = economy.market.shelf
    placed = (shelf[:, MISFIT] < 0) & (shelf[:, ABSENCE] != AWAITED)
    groups = [positions[(chains == c) & placed] for c in range(len(economy.chain_names))]
    of_chains = [economy.designs.mismatch(group) if len(group) else np.nan for group in groups]
    if len(groups) == 1 or not placed.any():
        return np.array([*of_chains, of_chains[0]])
    return np.array([*of_chains, economy.designs.mismatch(positions[placed])])


def _labels(economy: Economy, repeat: int) -> dict[str, object]:
    """Return chain and product of every offer, the whole list ``repeat`` times."""
    chains, products = economy.chain_names, list(dict.fromkeys(offer.product for offer in economy.offers))
    chain = np.array([chains.index(offer.chain) for offer in economy.offers])
    product = np.array([products.index(offer.product) for offer in economy.offers])
    return {
        "chain": coded(np.tile(chain, repeat), chains),
        "product": coded(np.tile(product, repeat), products),
    }


def _series(economy: Economy, recording: Recording) -> pd.DataFrame:
    scenario = economy.scenario
    samples, offers, _ = recording.shelf.shape
    last_of_warmup = recording.warmup_sample or -1  # the sample that ends the warm-up tells of the time before it
    state = recording.shelf.reshape(samples * offers, -1).T
    change = np.diff(recording.shelf, axis=0, prepend=recording.shelf[:1]).reshape(samples * offers, -1).T
    return frame(
        "series",
        {
            **keys(economy),
            **_labels(economy, samples),
            "time": np.repeat(recording.days, offers),
            "warmup": np.repeat(np.arange(samples) <= last_of_warmup, offers),
            "price": state[PRICE],
            "on_hand": state[ON_HAND],
            "in_work": state[IN_WORK],
            "in_transit": state[IN_TRANSIT],
            "backorders": state[OWED],
            "sold": change[SOLD],
            "lost": change[LOST],
            "ordered": change[RELEASED],
            "made": change[MADE],
            "received": change[RELEASED] - change[IN_WORK] - change[IN_TRANSIT],
            "revenue": change[REVENUE],
            "consumer_surplus": change[SURPLUS],
            "aware": np.stack(recording.knowers)[:, economy.market.terms[:, CHAIN]].ravel() / scenario.population.size,
        },
    )


def _products(economy: Economy, recording: Recording, needs: float) -> pd.DataFrame:
    start, end = recording.warmup_sample, len(recording.days) - 1
    change = recording.shelf[end] - recording.shelf[start]
    days = float(recording.days[end] - recording.days[start])
    measures = _measures(change, _stocked(economy, change), days, needs)
    return frame("products", {**keys(economy), **_labels(economy, 1), **measures})


def _participants(economy: Economy, people: Totals) -> pd.DataFrame:
    return frame(
        "participants",
        {
            **keys(economy),
            "participant": np.arange(len(people.needs)),
            "willingness_to_pay": economy.crowd.value,
            "needs": people.needs,
            "bought": people.bought,
            "spent": people.spent,
            "surplus": people.surplus,
        },
    )


def _ledger(economy: Economy, recording: Recording) -> pd.DataFrame:
    paid = np.diff(recording.paid(), axis=0)
    periods, lines = paid.shape

    def spread(texts: list[str]) -> pd.Categorical[Any]:
        known = list(dict.fromkeys(texts))
        return coded(np.tile([known.index(t) for t in texts], periods), known)

    return frame(
        "ledger",
        {
            **keys(economy),
            "chain": spread([line.chain or ALL for line in recording.lines]),
            "time": np.repeat(recording.days[1:], lines),
            "warmup": np.repeat(np.arange(1, periods + 1) <= recording.warmup_sample, lines),
            "payer": spread([line.payer.role for line in recording.lines]),
            "payee": spread([line.payee.role for line in recording.lines]),
            "category": spread([line.category for line in recording.lines]),
            "amount": paid.reshape(-1),
        },
    )


def _events(economy: Economy) -> pd.DataFrame:
    times, who, codes = economy.events()
    offer, outcome = decode(codes, len(economy.offers))
    labels = _labels(economy, 1)
    names: Mapping[str, np.ndarray] = {
        key: np.append(np.asarray(values, dtype=object), "") for key, values in labels.items()
    }
    return frame(
        "events",
        {
            **keys(economy),
            "time": times,
            "participant": who,
            "chain": pd.Categorical(names["chain"][offer]),
            "product": pd.Categorical(names["product"][offer]),
            "outcome": coded(outcome, OUTCOMES),
        },
    )


OUTCOMES = ("bought", "backordered", "substituted", "ordered", "outside", "lost")


def decode(codes: np.ndarray, offers: int) -> tuple[np.ndarray, np.ndarray]:
    """Return (offer, index into `OUTCOMES`) of the kernel's outcome codes; offer -1 is the outside option."""
    offer = np.where(codes >= 0, codes % offers, np.where(codes == -1, -1, -2 - codes))
    outcome = np.where(codes >= 0, codes // offers, np.where(codes == -1, 4, 5))
    return offer, outcome
