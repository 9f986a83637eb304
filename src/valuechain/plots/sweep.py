"""A measure over a factor that was varied."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from valuechain.errors import RequestError
from valuechain.results.column import ALL

from .style import caption, interval_note, line_style, new_figure, styled, thousands
from .wording import ALONE, capital, with_interval

MARKERS = "osD^v"


@styled
def sweep_lines(
    summary_by_scenario: pd.DataFrame,
    x: str,
    y: str,
    *,
    chains: Sequence[str] = (ALL,),
    currency: str = "EUR",
    x_label: str = "",
) -> Figure:
    """Draw the means of measure ``y`` over the numeric column ``x``, with intervals, one line for each of ``chains``.

    ``summary_by_scenario`` is the frame `summary` of several scenarios with the factor as one more column ``x``.

    Raises:
        RequestError: there is no such column, measure or chain.
    """
    frame = _chosen(summary_by_scenario, x, y, chains)
    figure = new_figure(4.4)
    axes = figure.subplots()
    for number, chain in enumerate(chains):
        _draw_line(axes, frame[frame["chain"].astype(str) == chain], x, number, chain)
    name, factor = y.replace("_", " "), x_label or x.replace("_", " ")
    unit = str(frame["unit"].iloc[0]).replace("money", currency)
    axes.set(xlabel=factor, ylabel=f"{name} ({unit})" if unit else name)
    for axis in (axes.xaxis, axes.yaxis):
        thousands(axis)
    places = sorted(frame[x].unique())
    if len(places) <= 12:
        axes.set_xticks(places)
    if len(chains) > 1:
        axes.legend(title="chain")
    subjects = [f"{name} of {chain}" if len(chains) > 1 else name for chain in chains]
    findings = [
        _finding(frame[frame["chain"].astype(str) == chain], x, subject, factor, _told_unit(unit))
        for chain, subject in zip(chains, subjects, strict=True)
    ]
    caption(figure, capital("; ".join(findings)), interval_note(int(frame["n"].min()), "Whiskers"))
    return figure


def _chosen(frame: pd.DataFrame, x: str, y: str, chains: Sequence[str]) -> pd.DataFrame:
    if x not in frame:
        raise RequestError(f"there is no column {x!r}; the columns are {', '.join(map(str, frame.columns))}")
    if not pd.api.types.is_numeric_dtype(frame[x]):
        raise RequestError(f"the column {x!r} is not numeric; a line needs numbers")
    for column, wanted in {"measure": [y], "chain": chains}.items():
        known = list(dict.fromkeys(frame[column].astype(str)))
        for name in wanted:
            if name not in known:
                raise RequestError(f"there is no {column} {name!r}; there are {', '.join(known)}")
    return frame[(frame["measure"] == y) & frame["chain"].isin(list(chains))].sort_values(x, kind="stable")


def _draw_line(axes: Axes, line: pd.DataFrame, x: str, number: int, chain: str) -> None:
    style = line_style(number)
    sns.lineplot(
        data=line, x=x, y="mean", estimator=None, errorbar=None, ax=axes, label=chain, legend=False,
        marker=MARKERS[number % len(MARKERS)], markersize=7, **style,
    )  # fmt: skip
    known = line[line["half_width"].notna()]
    if len(known):
        axes.errorbar(
            known[x],
            known["mean"],
            yerr=known["half_width"],
            fmt="none",
            ecolor=style["color"],
            capsize=4,
            linewidth=1.3,
        )


def _finding(line: pd.DataFrame, x: str, subject: str, factor: str, unit: str) -> str:
    """Return where the measure is highest and lowest, unless all intervals overlap."""
    ends = line.assign(low=line["low"].fillna(line["mean"]), high=line["high"].fillna(line["mean"]))
    alone = f" ({ALONE})" if line["half_width"].isna().any() else ""
    if len(line) < 2 or ends["low"].max() <= ends["high"].min():
        return f"{subject} does not vary distinguishably with {factor}{alone}"

    def told(row: pd.Series) -> str:
        return f"{with_interval(float(row['mean']), float(row['half_width']))}{unit} ({factor} = {row[x]:g})"

    first, last = line.iloc[0], line.iloc[-1]
    steps = line["mean"].diff().dropna()
    if (steps >= 0).all() or (steps <= 0).all():
        verb = "rises" if last["mean"] > first["mean"] else "falls"
        return f"{subject} {verb} from {told(first)} to {told(last)}{alone}"
    means = line["mean"].to_numpy(float)
    best, worst = line.iloc[int(means.argmax())], line.iloc[int(means.argmin())]
    return f"{subject} is highest, {told(best)}, and lowest, {told(worst)}{alone}"


def _told_unit(unit: str) -> str:
    return "" if unit in ("", "share", "index") else f" {unit}"
