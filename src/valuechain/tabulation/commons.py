"""What became of each commons: its artefact, members, leaders and revisions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuechain.economy.community import DEVELOPED, EFFECTIVE, HELD, REVIEWING, STALENESS, TAKING_PART, Community
from valuechain.recording import Recording
from valuechain.results.columns import coded, frame
from valuechain.results.gini import gini
from valuechain.scenario import Scenario
from valuechain.swarm import commons as col
from valuechain.swarm.arrays import Floats

from .participation import participation

KINDS = ("opened", "edit", "vandalism", "restored", "damaged", "patch")
"""Kinds of revision, by the codes of `swarm.commons`."""

FATES = ("live", "settled", "reverted", "superseded", "rejected")
"""What becomes of a revision, by the codes of `swarm.commons`."""


def commons_frames(
    community: Community, scenario: Scenario, replication: int, recording: Recording
) -> dict[str, pd.DataFrame]:
    """Return `commons`, `modules`, `status` and, if recorded, `members`, `produsers` and `revisions`."""
    keys = {"scenario": scenario.scenario, "replication": replication}
    now = float(recording.days[-1])
    frames = {
        "commons": _commons(community, recording, keys),
        "modules": _modules(community, keys, now),
        "status": _status(community, keys),
    }
    if scenario.record.participants:
        frames["members"] = _members(community, keys, now)
    if scenario.record.produsers:
        frames["produsers"] = _produsers(community, keys, recording)
    if scenario.record.revisions:
        frames["revisions"] = _revisions(community, keys)
    return frames


def _ratio(a: float, b: float) -> float:
    return a / b if b else np.nan


def measures_of(community: Community, p: int, recording: Recording) -> dict[str, float]:
    """Return the measures of `runs` that only a commons has, since the warm-up."""
    start, end = recording.warmup_sample, len(recording.days) - 1
    days = float(recording.days[end] - recording.days[start])
    last, change = community.samples[end][p], community.samples[end][p] - community.samples[start][p]
    status = community.status(p, float(recording.days[end]))
    made = recording.deeds_since_warmup(community).made[p]
    turnover = [each.turnover for each in community.formations[p] if each.day > recording.days[start]]
    rates = np.array(turnover)[~np.isnan(turnover)] if turnover else np.empty(0)
    return {
        "uses": change[col.ALL_USES],
        "edits": change[col.ALL_EDITS],
        "accepted": change[col.ALL_ACCEPTED],
        "rejected": change[col.ALL_REJECTED],
        "reverted": change[col.ALL_REVERTED],
        "judged_right": _ratio(change[col.RIGHTLY], change[col.DECIDED]),
        "quality": _ratio(change[col.QUALITY_AREA], change[col.MODULE_AREA]) if days else np.nan,
        "quality_used": _ratio(change[col.USED_QUALITY], change[col.ALL_USES]),
        "mismatch_used": _ratio(change[col.USED_DISTANCE], change[col.ALL_USES]),
        "coverage": _ratio(change[col.COVERED], change[col.ALL_USES]),
        "modules": last[col.MODULES],
        "developed": last[DEVELOPED] / last[col.MODULES],
        "left": change[col.LEFT_FOR_GOOD],
        **participation(made),
        "gini_status": gini(status),
        "effective_leaders": last[EFFECTIVE],
        "turnover": float(rates.mean()) if len(rates) else np.nan,
        "status_minted": change[col.MINTED],
        "status_faded": change[col.MINTED] - change[col.DEDUCTED] - change[HELD],
        "status_deducted": change[col.DEDUCTED],
        "status_held": last[HELD],
        "reviews": change[col.ALL_REVIEWS],
        "time_to_repair": _ratio(change[col.REPAIR_DAYS], change[col.REPAIRS]),
        "flaws_found": change[col.FOUND],
        "flaws_open": last[col.LATENT_NOW] + last[col.KNOWN_NOW],
        "time_to_mend": _ratio(change[col.KNOWN_AREA], change[col.MENDED]),
        "staleness": float(np.mean([each[p, STALENESS] for each in community.samples[start + 1 :]])),
        "hours": change[col.HOURS],
        "contribution_cost": change[col.TIME_COST],
        "donations": change[col.ALL_USES] * community.chains[p].foundation.donations,
        "pay": change[col.PAID] * community.arrays.book[p, col.PAY],
    }


ADDED = (
    *("uses", "edits", "accepted", "rejected", "reverted", "reviews"),
    *("hours", "contribution_cost", "donations", "pay"),
)
"""Measures of which the whole market has the sum."""


def run_columns(community: Community | None, names: tuple[str, ...], recording: Recording) -> dict[str, Floats]:
    """Return the columns of `runs` about commons, by chain and, last, for the whole market; else missing."""
    if community is None:
        return dict.fromkeys(RUN_COLUMNS, np.full(len(names) + 1, np.nan))
    measures = {name: measures_of(community, p, recording) for p, name in enumerate(community.names)}
    columns = {}
    for column in RUN_COLUMNS:
        values = [measures[name][column] if name in measures else np.nan for name in names]
        alone = len(measures) == 1 and len(names) == 1
        whole = np.nansum(values) if column in ADDED else values[0] if alone else np.nan
        columns[column] = np.array([*values, whole])
    return columns


RUN_COLUMNS = (
    "uses", "edits", "accepted", "rejected", "reverted", "judged_right", "quality", "quality_used", "mismatch_used",
    "coverage",
    "modules", "developed", "contributors", "one_timers", "left", "gini_contributions", "gini_contributions_all",
    "no_contribution", "top_1_percent", "next_9_percent", "bottom_90_percent",
    "top_1_percent_all", "next_9_percent_all", "bottom_90_percent_all", "top_15", "bus_factor", "gini_status",
    "effective_leaders", "turnover", "status_minted", "status_faded", "status_deducted", "status_held", "reviews",
    "time_to_repair", "flaws_found", "flaws_open", "time_to_mend", "staleness", "hours", "contribution_cost",
    "donations", "pay",
)  # fmt: skip


def net_gifts(measures: Mapping[str, Floats]) -> Floats:
    """Return what users give to commons beside their choices: time and donations, less pay; 0 without a commons."""
    given = measures["contribution_cost"] + measures["donations"] - measures["pay"]
    return np.nan_to_num(given)


def _chain(community: Community, lengths: list[int]) -> object:
    """Return the column ``chain`` of parts of these lengths, one for each commons."""
    return coded(np.repeat(np.arange(len(community.names), dtype=np.int16), lengths), community.names)


def _commons(community: Community, recording: Recording, keys: Mapping[str, object]) -> pd.DataFrame:
    samples = np.stack(community.samples)  # (T, P, SNAPSHOT_COLUMNS)
    times, commons, _ = samples.shape
    state = samples.transpose(2, 1, 0).reshape(samples.shape[2], -1)
    change = np.diff(samples, axis=0, prepend=samples[:1]).transpose(2, 1, 0).reshape(samples.shape[2], -1)
    uses = np.where(change[col.ALL_USES] > 0, change[col.ALL_USES], np.nan)
    faded = change[col.MINTED] - change[col.DEDUCTED] - change[HELD]
    produced = change[col.ALL_EDITS] + change[col.ALL_REVIEWS]
    return frame(
        "commons",
        {
            **keys,
            "chain": _chain(community, [times] * commons),
            "time": np.tile(recording.days, commons),
            "warmup": np.tile(np.arange(times) <= (recording.warmup_sample or -1), commons),
            "quality": state[col.QUALITY_SUM] / state[col.MODULES],
            "quality_used": change[col.USED_QUALITY] / uses,
            "coverage": change[col.COVERED] / uses,
            "modules": state[col.MODULES],
            "uses": change[col.ALL_USES],
            "edits": change[col.ALL_EDITS],
            "accepted": change[col.ALL_ACCEPTED],
            "reverted": change[col.ALL_REVERTED] + change[col.ALL_REJECTED],
            "staleness": state[STALENESS],
            "queue": state[REVIEWING],
            "taking_part": state[TAKING_PART],
            "contributors": state[col.CONTRIBUTORS],
            "flaws_open": state[col.LATENT_NOW] + state[col.KNOWN_NOW],
            "produser_index": produced / (produced + uses),
            "status_held": state[HELD],
            "status_minted": change[col.MINTED],
            "status_faded": faded,
            "status_deducted": change[col.DEDUCTED],
            "effective_leaders": state[EFFECTIVE],
        },
    )


def _modules(community: Community, keys: Mapping[str, object], now: float) -> pd.DataFrame:
    counts = [int(count) for count in community.arrays.book[:, col.MODULES]]
    rows = np.concatenate([community.arrays.modules[p, :count] for p, count in enumerate(counts)]).T
    trails = [community.trails(p, now)[:count] for p, count in enumerate(counts)]
    return frame(
        "modules",
        {
            **keys,
            "chain": _chain(community, counts),
            "module": np.concatenate([np.arange(count) for count in counts]),
            "quality": rows[col.QUALITY],
            "uses": rows[col.USES],
            "edits": rows[col.EDITS],
            "trail": np.concatenate(trails),
            "flaws": rows[col.LATENT] + rows[col.KNOWN],
            "founder": rows[col.FOUNDER],
        },
    )


def _members(community: Community, keys: Mapping[str, object], now: float) -> pd.DataFrame:
    count, size, _ = community.arrays.members.shape
    rows = community.arrays.members.reshape(count * size, -1).T
    return frame(
        "members",
        {
            **keys,
            "chain": _chain(community, [size] * count),
            "participant": np.tile(np.arange(size), count),
            "uses": rows[col.USED],
            "contributions": rows[col.MADE],
            "accepted": rows[col.ACCEPTED],
            "reverted": rows[col.REVERTED],
            "reviews": rows[col.REVIEWS],
            "produser_index": _produser_index(rows[col.USED], rows[col.MADE] + rows[col.REVIEWS]),
            "status": np.concatenate([community.status(p, now) for p in range(count)]),
            "awarded": rows[col.AWARDED],
            "joined": np.where(np.isfinite(rows[col.JOINED]), rows[col.JOINED], np.nan),
            "gone": rows[col.GONE] > 0,
        },
    )


def _produser_index(used: Floats, made: Floats) -> Floats:
    """Return what was made, of all that was used and made (n,); missing where nothing was."""
    everything = used + made
    index: Floats = np.divide(made, everything, out=np.full(len(made), np.nan), where=everything > 0)
    return index


def _produsers(community: Community, keys: Mapping[str, object], recording: Recording) -> pd.DataFrame:
    """Return who did what between samples; those who did nothing have no row."""
    used, made, _, judged = (np.diff(np.stack(each), axis=0) for each in zip(*recording.deeds, strict=True))
    commons, time, who = np.nonzero((used + made + judged).transpose(1, 0, 2))
    did = [each[time, commons, who] for each in (used, made, judged)]
    return frame(
        "produsers",
        {
            **keys,
            "chain": coded(commons, community.names),
            "participant": who,
            "time": recording.days[time + 1],
            "warmup": time + 1 <= (recording.warmup_sample or -1),
            "uses": did[0],
            "contributions": did[1],
            "reviews": did[2],
            "produser_index": _produser_index(did[0], did[1] + did[2]),
        },
    )


def _status(community: Community, keys: Mapping[str, object]) -> pd.DataFrame:
    formed = [each for formations in community.formations for each in formations]
    lengths = [sum(len(each.leaders) for each in formations) for formations in community.formations]
    sizes = [len(each.leaders) for each in formed]

    def repeated(values: list[float]) -> Floats:
        return np.repeat(np.array(values, dtype=np.float64), sizes)

    return frame(
        "status",
        {
            **keys,
            "chain": _chain(community, lengths),
            "time": repeated([each.day for each in formed]),
            "topic": repeated([each.topic for each in formed]),
            "rank": np.concatenate([np.empty(0), *(np.arange(size) + 1.0 for size in sizes)]),
            "participant": np.concatenate([np.empty(0), *(each.leaders for each in formed)]),
            "status": np.concatenate([np.empty(0), *(each.status for each in formed)]),
            "turnover": repeated([each.turnover for each in formed]),
        },
    )


def _revisions(community: Community, keys: Mapping[str, object]) -> pd.DataFrame:
    lengths = [palimpsest.count for palimpsest in community.palimpsests]

    def column(name: str) -> NDArray[Any]:
        parts = [palimpsest.hand_over(name) for palimpsest in community.palimpsests]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    return frame(
        "revisions",
        {
            **keys,
            "chain": _chain(community, lengths),
            "revision": np.concatenate([np.arange(length, dtype=np.int32) for length in lengths]),
            **{
                name: column(name)
                for name in ("time", "proposed", "module", "author", "parent", "before", "after", "ended")
            },
            "kind": coded(column("kind"), KINDS),
            "fate": coded(column("fate"), FATES),
        },
    )
