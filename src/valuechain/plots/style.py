"""How every figure looks: legible in print, without colour, and at 1000 pixels' width."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec

import seaborn as sns
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from .wording import ALONE, SPACE, rounded

WIDTH = 8.0
"""Width of every figure, in inches."""
COLOURS: tuple[str, ...] = tuple(sns.color_palette("colorblind").as_hex()[i] for i in (0, 3, 2, 4, 1, 5, 9))
"""Colours that colour-blind readers can tell apart."""
DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1, 1.2)), (0, (6, 1.5, 1, 1.5)))
"""Styles of lines, so that no reader needs the colours."""
CONSUMER, PRODUCER, DISTRIBUTOR = COLOURS[0], COLOURS[4], COLOURS[2]
WHOLESALER, RETAILER = COLOURS[3], COLOURS[6]
"""Colours of the roles, the same in all figures."""
GREY, FAINT = "#5a5a5a", "#e4e4e4"
FIXED = "\N{NO-BREAK SPACE}"
INTERVENTION = "dotted upright: intervention"
"""The note that explains the marks of interventions, and their name."""
WARMUP = "grey: warm-up, not counted"

RULES: dict[str, Any] = {
    **sns.axes_style("ticks", {"axes.grid": True, "grid.color": "#e6e6e6", "grid.linewidth": 0.6}),
    "font.family": ["sans-serif"],
    "font.sans-serif": ["DejaVu Sans"],  # comes with Matplotlib: the same figure on every machine
    "font.size": 9.5,
    "text.parse_math": False,  # a "$" is a currency here
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.labelsize": 9.5,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.8,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "legend.fontsize": 9,
    "legend.frameon": False,
    "legend.handlelength": 2.8,
    "lines.linewidth": 1.7,
    "figure.facecolor": "white",
    "figure.titlesize": 11.5,
    "figure.titleweight": "bold",
    "hatch.linewidth": 0.6,
}

P = ParamSpec("P")


def styled(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    """Draw in the style of valuechain, and leave the user's settings as they were."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with style.context(["default", RULES]):
            return draw(*args, **kwargs)

    return drawn


def new_figure(height: float) -> Figure:
    """Return an empty figure, ``height`` inches high."""
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.1, h_pad=0.08)  # type: ignore[union-attr, call-arg]
    return figure


def caption(figure: Figure, finding: str, *notes: str) -> None:
    """Write the finding above the figure and the notes below it."""
    figure.suptitle(wrapped(finding, 82), x=0.012, ha="left", linespacing=1.25)
    text = "\n".join(_lines_of(list(filter(None, notes)), 122))
    figure.supxlabel(text, x=0.012, ha="left", fontsize=8.5, color=GREY, fontweight="normal", linespacing=1.3)


def _lines_of(notes: list[str], width: int) -> list[str]:
    """Return the notes in lines, several to a line where they fit; only a note longer than a line is broken."""
    lines: list[str] = []
    for note in map(_unbroken, notes):
        if lines and len(lines[-1]) + 3 + len(note) <= width:
            lines[-1] += f" · {note}"
        else:
            lines += textwrap.wrap(note, width)
    return lines


def _unbroken(text: str) -> str:
    """Return the text with units and intervals that no line break parts."""
    for sign in "±/=":
        text = text.replace(f" {sign} ", f"{FIXED}{sign}{FIXED}")
    return text


def wrapped(text: str, width: int) -> str:
    """Return the text in as few lines as ``width`` allows, of like lengths, units and intervals unbroken."""
    text = _unbroken(text)
    fewest = max(len(textwrap.wrap(text, width)), 1)
    narrower = range(max(len(text) // fewest, 1), width)
    narrowest = next((each for each in narrower if len(textwrap.wrap(text, each)) <= fewest), width)
    return textwrap.fill(text, narrowest)


def interval_note(n: int, drawn: str = "Bands") -> str:
    """Return the note that says what the intervals are, or that there are none."""
    return ALONE if n < 2 else f"{drawn}: 95{SPACE}% t-intervals of the mean, n = {n}"


def thousands(axis: Any) -> None:
    """Write the axis's numbers with digits in groups of three, as in the text."""
    axis.set_major_formatter(FuncFormatter(lambda value, _: rounded(value, 6)))


def line_style(number: int) -> dict[str, Any]:
    """Return colour and dashes of the line ``number`` of a figure."""
    return {"color": COLOURS[number % len(COLOURS)], "linestyle": DASHES[number % len(DASHES)]}


@dataclass(frozen=True)
class TimeAxis:
    """Days in the unit that suits the run: days, weeks, years or calendar years (of 365 days)."""

    label: str
    days: float
    origin: float = 0.0

    @staticmethod
    def over(last_day: float, calendar_start: int | None = None) -> TimeAxis:
        """Return the axis of a run that ends on ``last_day``; ``calendar_start`` is the year in which it begins."""
        if calendar_start is not None and last_day > 730:
            return TimeAxis("year", 365.0, calendar_start)
        since = "" if calendar_start is None else f" since the start of {calendar_start}"
        if last_day <= 28:
            return TimeAxis(f"time (days{since})", 1.0)
        return TimeAxis(f"time (weeks{since})", 7.0) if last_day <= 730 else TimeAxis(f"time (years{since})", 365.0)

    def at(self, days: Any) -> Any:
        """Return the place of ``days`` on the axis."""
        return self.origin + days / self.days

    def dress(self, axes: Axes, first: float, last: float, ticks: int = 9) -> None:
        """Set limits, ticks and label, from day ``first`` to day ``last``."""
        axes.set_xlim(self.at(first), self.at(last))
        axes.xaxis.set_major_locator(MaxNLocator(ticks, integer=True, steps=[1, 2, 4, 5, 10]))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.set_xlabel(self.label)

    def shade_warmup(self, axes: Axes, end: float) -> None:
        """Shade days 0 to ``end``, which totals and titles leave out."""
        if end > 0:
            axes.axvspan(self.at(0.0), self.at(end), color=FAINT, linewidth=0, zorder=0, label="warm-up, not counted")

    def mark(self, axes: Axes, days: Sequence[float]) -> None:
        """Mark the days of interventions."""
        for day in days:
            axes.axvline(
                self.at(day), color="black", linewidth=0.9, linestyle=(0, (2, 2)), zorder=1.2, gid=INTERVENTION
            )
