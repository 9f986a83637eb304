"""One sentence for a difference, fit to be quoted: what, how much, between what, and how sure."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from valuechain.results.column import ALL
from valuechain.results.headline import OF_A_CHAIN, OF_ALL

from .wording import capital, with_interval

SAME = ("needs",)
"""Measures of the headline that compare no outcome: who shares a population shares its needs."""
NAMES = {
    "sold": "quantity sold",
    "mean_on_hand": "mean stock on hand",
    "gini_surplus": "Gini coefficient of surplus",
    "welfare": "value created",
}
"""What measures are called in a sentence where their own name would not do."""


def headline_rows(comparison: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the frame `comparison` that one looks at first, market first.

    Left out are those without a difference, since one side has no such chain, and those that are 0 on both sides.
    """
    ranks = {(ALL, measure): (0, n) for n, measure in enumerate(OF_ALL) if measure not in SAME}
    chains = [name for name in comparison["chain"].astype(str).unique() if name != ALL]
    if len(chains) > 1:
        ranks |= {(chain, m): (1 + k, n) for k, chain in enumerate(chains) for n, m in enumerate(OF_A_CHAIN)}
    keys = list(zip(comparison["chain"].astype(str), comparison["measure"].astype(str), strict=True))
    anything = (comparison["baseline_mean"] != 0) | (comparison["mean"] != 0)
    known = (comparison["difference"].notna() & anything).to_numpy()
    order = sorted((n for n, key in enumerate(keys) if known[n] and key in ranks), key=lambda n: ranks[keys[n]])
    return comparison.iloc[order].reset_index(drop=True)


def quote(row: pd.Series, currency: str) -> str:
    """Return the sentence for one row of the frame `comparison`."""
    what, one, two = capital(subject(row)), row["scenario"], row["baseline"]
    if row["difference"] == 0 and row["half_width"] == 0:
        return f"{what} is the same with {one} as with {two} in every replication (n = {row['n']})."
    if not distinguishable(row):
        return (
            f"{what} does not differ distinguishably between {one} and {two} ({amount(row, currency)}; {_basis(row)})."
        )
    size = row.copy()
    size["difference"] = abs(row["difference"])
    side = "higher" if row["difference"] > 0 else "lower"
    return f"{what} is {amount(size, currency)} {side} with {one} than with {two} ({_basis(row)})."


def subject(row: pd.Series) -> str:
    """Return what is measured, of which chain."""
    name = measure_name(str(row["measure"]))
    return name if row["chain"] == ALL else f"{name} of {row['chain']}"


def measure_name(measure: str) -> str:
    """Return what a measure is called in a sentence."""
    return NAMES.get(measure, measure.replace("_", " "))


def distinguishable(row: pd.Series) -> bool:
    """Whether the interval leaves out 0; without an interval nothing is."""
    return bool(abs(row["difference"]) > row["half_width"])


def amount(row: pd.Series, currency: str) -> str:
    """Return the difference with its interval and unit; shares in percentage points."""
    unit, factor = str(row["unit"]), 1.0
    if unit == "share":
        unit, factor = "percentage points", 100.0
    words = with_interval(float(row["difference"]) * factor, float(row["half_width"]) * factor)
    return words if unit in ("", "index") else f"{words} {unit.replace('money', currency)}"


def _basis(row: pd.Series) -> str:
    """Return what the interval is, in words."""
    if not math.isfinite(row["half_width"]):
        return f"n = {row['n']}: no interval"
    kind = "paired" if row["interval"] == "paired" else "independent runs"
    size = f"n = {row['n']}" if row["n"] == row["baseline_n"] else f"n = {row['n']} and {row['baseline_n']}"
    return f"{level(row)} interval, {kind}, {size}"


def level(row: Any) -> str:
    """Return the level of the interval: 95 %, or that of all together where several are compared."""
    return "95 %" if math.isclose(row["level"], 0.95) else "95 % simultaneous"
