"""What only chains that make to order have: measures and lives of orders, stages, tiers, customers as prosumers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from valuechain.economy import Economy
from valuechain.economy.loops import Shop
from valuechain.economy.workshops import Sample, Workshops
from valuechain.recording import Recording
from valuechain.results.columns import coded, frame
from valuechain.results.measures import MADE_TO_ORDER
from valuechain.swarm import loop as at
from valuechain.swarm.arrays import Floats
from valuechain.swarm.layout import FILLED, WAITS

HOURS = 24.0

Frames = dict[str, pd.DataFrame]


def order_measures(economy: Economy, recording: Recording) -> dict[str, Floats]:
    """Return the columns of `runs` that count orders, by chain and, last, of all; missing elsewhere."""
    names = [column.name for column in MADE_TO_ORDER]
    table = np.full((len(names), len(economy.chain_names) + 1), np.nan)
    if economy.workshops is not None:
        sums = _sums(economy.workshops, economy, recording)
        places = [economy.chain_names.index(shop.name) for shop in economy.workshops.shops]
        for place, own in zip([*places, -1], [*sums, sums.sum(axis=0)], strict=True):
            table[:, place] = [_MEASURES[name](dict(zip(_SUMS, own.tolist(), strict=True))) for name in names]
    return dict(zip(names, table, strict=True))


_SUMS = (
    "orders", "delivered", "waits", "queue_times", "begun", "quoted", "mismatch", "distance", "known", "own_time",
    "bits", "worth", "minted", "rushed", "firsts", "study_money", "study_time", "parts", "kinds", "setups",
)  # fmt: skip
"""What is summed over a workshop, and over all of them."""

Sums = dict[str, float]


def _per(a: str, b: str, factor: float = 1.0) -> Callable[[Sums], float]:
    return lambda s: factor * s[a] / s[b] if s[b] else math.nan


_MEASURES: dict[str, Callable[[Sums], float]] = {
    "order_to_delivery": _per("waits", "delivered"),
    "queue_time": _per("queue_times", "begun"),
    "quoted_time": _per("quoted", "orders"),
    "specification_bits": lambda s: s["bits"],
    "order_mismatch": _per("mismatch", "orders"),
    "order_distance": _per("distance", "orders"),
    "expertise": _per("known", "orders"),
    "effort_hours": _per("own_time", "orders", HOURS),
    "worth": _per("worth", "orders"),
    "minted": lambda s: s["minted"],
    "tiered": _per("firsts", "orders"),
    "rushed": _per("rushed", "orders"),
    "changeovers": lambda s: s["setups"],
    "study_money": lambda s: s["study_money"],
    "study_hours": lambda s: HOURS * s["study_time"],
    "mean_parts": lambda s: s["parts"] if s["kinds"] else math.nan,
}


def _sums(shops: Workshops, economy: Economy, recording: Recording) -> Floats:
    """Return `_SUMS` since the warm-up, a row for each workshop."""
    start, end = recording.warmup_sample, len(recording.days) - 1
    days = float(recording.days[end] - recording.days[start])
    first, last = shops.samples[start], shops.samples[end]
    shelf = recording.shelf[end] - recording.shelf[start]
    return np.array([_own_sums(shops, w, first, last, shelf, days) for w in range(len(shops.shops))])


def _own_sums(shops: Workshops, w: int, first: Sample, last: Sample, shelf: Floats, days: float) -> list[float]:
    shop, plan = shops.shops[w], shops.loop.plan[w]
    bench, sold = last.bench[w] - first.bench[w], shelf[plan[at.OFFER]]
    making = last.stage[plan[at.MAKING]] - first.stage[plan[at.MAKING]]
    parts = (last.part - first.part)[plan[at.FIRST_PART] : plan[at.END_PART]]
    own = {
        "orders": bench[at.ORDERS],
        "delivered": sold[FILLED],
        "waits": sold[WAITS],
        "queue_times": making[at.QUEUE_TIMES],
        "begun": making[at.BEGUN],
        "quoted": bench[at.QUOTED],
        "mismatch": bench[at.MISMATCH],
        "distance": bench[at.DISTANCE],
        "known": bench[at.KNOWN],
        "own_time": bench[at.SPENT_TIME],
        "bits": bench[at.ORDERS] * bits_per_order(shop, shops.loop.articulation.shape[2]),
        "worth": bench[at.WORTH],
        "minted": bench[at.MINTED],
        "rushed": bench[at.RUSHED],
        "firsts": bench[at.FIRSTS],
        "study_money": bench[at.STUDIED],
        "study_time": bench[at.STUDY_TIME],
        "parts": parts[:, at.PART_AREA].sum() / days / max(1, len(parts)),
        "kinds": len(parts),
        "setups": bench[at.SETUPS],
    }
    return [float(own[name]) for name in _SUMS]


def bits_per_order(shop: Shop, dimensions: int) -> float:
    """Return the information of a specification: K·log2(options) bits, whatever is ordered most (Shannon 1948)."""
    return dimensions * math.log2(shop.chain.options)


def prosumption_frames(economy: Economy, recording: Recording) -> Frames:
    """Return `stages`, `tiers` and, if recorded, `orders` and `prosumers`; nothing where nothing is made to order."""
    shops = economy.workshops
    if shops is None:
        return {}
    keys: dict[str, object] = {"scenario": economy.scenario.scenario, "replication": economy.replication}
    frames = {"stages": _stages(economy, shops, recording, keys), "tiers": _tiers(economy, shops, recording, keys)}
    if economy.scenario.record.orders:
        frames["orders"] = _orders(economy, shops, keys)
    if economy.scenario.record.prosumers:
        frames["prosumers"] = _prosumers(economy, shops, keys)
    return frames


def _chains(economy: Economy, shops: Workshops, which: np.ndarray) -> object:
    places = np.array([economy.chain_names.index(shop.name) for shop in shops.shops])
    return coded(places[which], economy.chain_names)


def _named(names: Sequence[str]) -> object:
    known = list(dict.fromkeys(names))
    return coded(np.array([known.index(name) for name in names]), known)


def _ratio(a: Floats, b: Floats) -> Floats:
    ratio: Floats = np.divide(a, b, out=np.full(np.shape(a), np.nan), where=b != 0)
    return ratio


def _stages(economy: Economy, shops: Workshops, recording: Recording, keys: dict[str, object]) -> pd.DataFrame:
    start, end = recording.warmup_sample, len(recording.days) - 1
    days = float(recording.days[end] - recording.days[start])
    change = (shops.samples[end].stage - shops.samples[start].stage).T
    servers = shops.loop.stage[:, at.SERVERS]
    servers = np.where(servers < at.UNLIMITED, servers, np.nan)
    names = [name for shop in shops.shops for name in shop.stages]
    which = np.array([w for w, shop in enumerate(shops.shops) for _ in shop.stages])
    return frame(
        "stages",
        {
            **keys,
            "chain": _chains(economy, shops, which),
            "stage": _named(names),
            "role": _named([stage.role for shop in shops.shops for stage in shop.stages.values()]),
            "number": np.concatenate([np.arange(len(shop.stages)) for shop in shops.shops]),
            "cells": servers,
            "done": change[at.DONE],
            "mean_waiting": change[at.QUEUE_AREA] / days,
            "mean_working": change[at.WORK_AREA] / days,
            "mean_wait": _ratio(change[at.QUEUE_TIMES], change[at.BEGUN]),
            "mean_work": _ratio(change[at.WORK_TIMES], change[at.DONE]),
        },
    )


def _tiers(economy: Economy, shops: Workshops, recording: Recording, keys: dict[str, object]) -> pd.DataFrame:
    samples = shops.samples
    rows = [(w, t) for w, shop in enumerate(shops.shops) for t in range(len(shop.tiers))]
    which, tier = (np.array(column) for column in zip(*rows, strict=True))
    heads = np.stack([sample.heads for sample in samples])[:, which, tier]
    moves = np.diff(np.stack([sample.moves for sample in samples]), axis=0, prepend=samples[0].moves[None])
    last_of_warmup = recording.warmup_sample or -1
    count = len(samples)
    up, down = np.triu(moves, 1), np.tril(moves, -1)
    return frame(
        "tiers",
        {
            **keys,
            "chain": _chains(economy, shops, np.tile(which, count)),
            "time": np.repeat(recording.days, len(rows)),
            "warmup": np.repeat(np.arange(count) <= last_of_warmup, len(rows)),
            "tier": _named([shops.shops[w].tiers[t] for w, t in rows] * count),
            "rank": np.tile(tier, count),
            "participants": heads.reshape(-1),
            "risen_into": up.sum(axis=2)[:, which, tier].reshape(-1),
            "fallen_into": down.sum(axis=2)[:, which, tier].reshape(-1),
            "risen_out": up.sum(axis=3)[:, which, tier].reshape(-1),
            "fallen_out": down.sum(axis=3)[:, which, tier].reshape(-1),
        },
    )


def _orders(economy: Economy, shops: Workshops, keys: dict[str, object]) -> pd.DataFrame:
    """Return the lives of all orders since the start, in the order in which they were placed."""
    shops.fetch_diary()
    table = np.concatenate([*shops.diary, shops.under_way()])
    table = table[np.lexsort((table[:, at.DIARY_ORDER + at.WHO], table[:, at.DIARY_ORDER + at.PLACED]))]
    which, order, life = (
        table[:, at.DIARY_WORKSHOP].astype(np.int64),
        table[:, at.DIARY_ORDER :].T,
        table[:, at.DIARY_LIFE :].T,
    )
    tiers = list(dict.fromkeys(tier for shop in shops.shops for tier in shop.tiers))
    code = np.array([[tiers.index(tier) for tier in shop.tiers] + [0] * len(tiers) for shop in shops.shops])
    return frame(
        "orders",
        {
            **keys,
            "chain": _chains(economy, shops, which),
            "participant": order[at.WHO],
            "tier": coded(code[which, life[at.RANK].astype(np.int64)], tiers),
            "served_first": life[at.CLASS] == 1,
            "placed": order[at.PLACED],
            "started": life[at.STARTED],
            "finished": life[at.FINISHED],
            "delivered": table[:, at.DIARY_DELIVERED],
            "quoted": order[at.PROMISED],
            "price": order[at.AGREED],
            "mismatch": life[at.OFF],
            "expertise": life[at.SKILL],
        },
    )


def _prosumers(economy: Economy, shops: Workshops, keys: dict[str, object]) -> pd.DataFrame:
    """Return a row for each participant as customer of each workshop, as of the end of the run."""
    member = shops.loop.member
    people, own = member.shape[:2]
    which = np.repeat(np.arange(own), people)
    rows = member.transpose(1, 0, 2).reshape(own * people, -1).T
    forget = shops.loop.bench[which, at.FORGET]
    tiers = list(dict.fromkeys(tier for shop in shops.shops for tier in shop.tiers))
    code = np.array([[tiers.index(tier) for tier in shop.tiers] + [0] * len(tiers) for shop in shops.shops])
    return frame(
        "prosumers",
        {
            **keys,
            "chain": _chains(economy, shops, which),
            "participant": np.tile(np.arange(people), own),
            "tier": coded(code[which, rows[at.TIER].astype(np.int64)], tiers),
            "expertise": rows[at.EXPERTISE] * np.exp(-forget * (economy.scenario.horizon - rows[at.AS_OF])),
            "enthusiast": rows[at.STUDENT] == 1,
            "orders": rows[at.PLACED_ORDERS],
            "spent": rows[at.PAID],
            "own_hours": HOURS * rows[at.OWN_TIME],
            "study_money": rows[at.STUDY_MONEY],
        },
    )
