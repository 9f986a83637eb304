"""What is simulated beside what is recorded, case by case."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from valuechain.errors import RequestError

from .style import COLOURS, caption, interval_note, new_figure, styled, thousands
from .wording import SPACE, capital, rounded, with_interval

VALUES = ("mean", "half_width", "recorded")


@styled
def beside_the_record(found: pd.DataFrame, *, quantity: str, unit: str = "", note: str = "") -> Figure:
    """Draw a simulated mean with its interval for each case, and what is recorded of it as a diamond.

    ``found`` has a row for each case, in order: rows of the frame `summary` with the columns `case` (what it is called)
    and `recorded` (missing where nothing is). ``quantity`` says what it is, in ``unit``; ``note`` stands
    below the figure, for instance what was set for the two to agree.

    Raises:
        RequestError: a column is missing, or there is no row.
    """
    missing = [name for name in ("case", "n", *VALUES) if name not in found]
    if missing or found.empty:
        raise RequestError(f"nothing to hold against the record: {', '.join(missing) or 'no row'} missing")
    rows = found.reset_index(drop=True)
    figure = new_figure(1.5 + 0.46 * len(rows))
    axes = figure.subplots()
    places = np.arange(len(rows))
    reach = rows["half_width"].fillna(0.0)
    style: dict[str, Any] = {"color": COLOURS[0], "markersize": 7, "capsize": 4, "linewidth": 1.4}
    axes.errorbar(rows["mean"], places, xerr=reach, fmt="o", label="simulated", **style)
    known = rows["recorded"].notna()
    diamond: dict[str, Any] = {"color": COLOURS[1], "markersize": 9, "markerfacecolor": "none", "markeredgewidth": 1.5}
    axes.plot(rows.loc[known, "recorded"], places[known.to_numpy()], "D", label="recorded", **diamond)
    for place, mean, width, fact in zip(places, *(rows[name].to_numpy(float) for name in VALUES), strict=True):
        told = f"simulated {with_interval(mean, width)}" + (f", recorded {rounded(fact)}" if np.isfinite(fact) else "")
        axes.annotate(told, (1.015, place), xycoords=("axes fraction", "data"), va="center", fontsize=8.5)
    axes.set_yticks(places, [str(case) for case in rows["case"]])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlim(left=0.0 if rows["mean"].min() >= 0 else None)
    axes.set_xlabel(f"{quantity} ({unit})" if unit else quantity)
    axes.tick_params(axis="y", length=0, labelcolor="black")
    axes.grid(visible=False, axis="y")
    handles, labels = axes.get_legend_handles_labels()
    axes.legend(handles[::-1], labels[::-1], loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2)
    thousands(axes.xaxis)
    caption(figure, _finding(rows[known], quantity), interval_note(int(rows["n"].min()), "Whiskers"), note)
    return figure


def _finding(rows: pd.DataFrame, quantity: str) -> str:
    """Return how far the means are from the record at most, and where."""
    if rows.empty:
        return f"{capital(quantity)}: nothing is recorded"
    gap = ((rows["mean"] - rows["recorded"]) / rows["recorded"].abs()).to_numpy(float)
    furthest = rows.iloc[int(np.abs(gap).argmax())]
    most = f"{rounded(100 * float(np.abs(gap).max()), 2)}{SPACE}%"
    if len(rows) == 1:
        side = "above" if gap[0] > 0 else "below"
        return f"Simulated {quantity} is {most} {side} the record ({furthest['case']})"
    return (
        f"Simulated {quantity} are within {most} of the record in all {len(rows)} cases (furthest: {furthest['case']})"
    )
