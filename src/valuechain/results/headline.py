"""The few numbers that one looks at first, as a frame, as text and as HTML."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from html import escape

import pandas as pd

from .column import ALL

OF_ALL = ("needs", "sold", "fill_rate", "profit", "consumer_surplus", "welfare", "gini_surplus")
"""Measures of the whole market that make the headline."""
OF_A_CHAIN = (
    *("sold", "market_share", "fill_rate", "mean_on_hand", "revenue", "producer_profit", "distributor_profit"),
    *("edits", "accepted", "quality", "contributors", "gini_contributions", "gini_status"),
)
"""Measures of each chain that make the headline."""
OF_A_COMMONS = (
    *("uses", "market_share", "quality", "coverage", "edits", "accepted", "reverted", "contributors"),
    *("gini_contributions", "status_held", "gini_status", "effective_leaders", "turnover"),
    *("foundation_profit", "vendor_profit"),
)
"""Measures of a commons that make the headline instead: nobody sells it."""
GIFTS = ("profit", "foundation_profit", "vendor_profit")
"""Profits that are left out of the headline where all is a gift, and no money has flowed."""

COLUMNS = ("chain", "measure", "unit", "mean", "±", "low", "high", "n")
_TEXTS = 3
ONE = "n=1: no interval"
EMPTY = "–"


def headline(summary: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Return the rows of ``summary`` that make the headline, whole market first, units in ``currency``."""
    ranks = {(ALL, measure): (0, i) for i, measure in enumerate(OF_ALL)}
    chains = [chain for chain in summary["chain"].cat.categories if chain != ALL]
    keys = list(zip(summary["chain"], summary["measure"], strict=True))
    for i, chain in enumerate(chains):
        own = OF_A_COMMONS if (chain, "uses") in keys else OF_A_CHAIN
        ranks |= {(chain, measure): (1 + i, j) for j, measure in enumerate(own)}
    if all((chain, "uses") in keys for chain in chains):
        none = (summary["mean"] == 0) & (summary["half_width"].fillna(0) == 0)
        still = {key for key, nothing in zip(keys, none, strict=True) if nothing and key[1] in GIFTS}
        ranks = {key: rank for key, rank in ranks.items() if key not in still}
    order = sorted((i for i, key in enumerate(keys) if key in ranks), key=lambda i: ranks[keys[i]])
    rows = summary.iloc[order].reset_index(drop=True)
    units = [unit.replace("money", currency) for unit in rows["unit"].astype(str)]
    return rows.assign(unit=units).drop(columns="scenario")


def numbers(values: Sequence[float]) -> list[str]:
    """Return numbers that belong together as one reads them: four digits of the largest, thousands parted by commas."""
    sizes = [abs(each) for each in values if math.isfinite(each) and each != 0]
    places = max(0, 3 - math.floor(math.log10(max(sizes)))) if sizes else 0
    return [f"{each:,.{places}f}" if math.isfinite(each) else EMPTY for each in values]


def cells(rows: pd.DataFrame) -> list[list[str]]:
    """Return the headline as texts, a list for each row, in the order of `COLUMNS`."""
    texts = rows[["chain", "measure", "unit"]].astype(str).to_numpy().tolist()
    sizes = rows[["mean", "half_width", "low", "high"]].to_numpy().tolist()
    counts = rows["n"].astype(str).tolist()
    return [[*words, *numbers(values), n] for words, values, n in zip(texts, sizes, counts, strict=True)]


def as_text(rows: pd.DataFrame) -> str:
    """Return the headline as lines of aligned columns."""
    return aligned(COLUMNS, cells(rows), _TEXTS)


def aligned(head: Sequence[str], rows: Sequence[Sequence[str]], texts: int) -> str:
    """Return a table as lines; the first ``texts`` columns to the left, the others, numbers, to the right."""
    table = [list(head), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    sides: list[Callable[[str, int], str]] = [str.ljust if i < texts else str.rjust for i in range(len(head))]
    lines = ("  ".join(side(cell, w) for side, cell, w in zip(sides, row, widths, strict=True)) for row in table)
    return "\n".join(line.rstrip() for line in lines)


def as_html(rows: pd.DataFrame) -> str:
    """Return the headline as an HTML table."""
    head = _html_row("th", COLUMNS)
    return f"<table>{head}{''.join(_html_row('td', row) for row in cells(rows))}</table>"


def _html_row(tag: str, texts: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(text)}</{tag}>' for text in texts)}</tr>"
