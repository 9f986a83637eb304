"""Numbers in words: no more digits than the interval bears, and no claim where the interval covers 0."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from valuechain.analysis import over_replications

SPACE = "\N{NARROW NO-BREAK SPACE}"
"""Between groups of three digits (ISO 80000-1), and between a number and its sign of percent."""
ALONE = "n = 1: no interval"


@dataclass(frozen=True)
class Estimate:
    """A mean over ``n`` replications and the half-width of its 95 % interval (missing for n = 1)."""

    mean: float
    half_width: float
    n: int

    @property
    def covers_zero(self) -> bool:
        """Whether 0 lies in the interval; with n = 1 there is none, and only the value 0 itself counts."""
        return abs(self.mean) <= (self.half_width if math.isfinite(self.half_width) else 0.0)

    def scaled(self, factor: float) -> Estimate:
        """Return the estimate in another unit."""
        return Estimate(self.mean * factor, self.half_width * abs(factor), self.n)

    def __str__(self) -> str:
        return with_interval(self.mean, self.half_width)

    @property
    def percent(self) -> str:
        """The estimate of a share, in percent."""
        return f"{self.scaled(100)}{SPACE}%"


def estimate(values: npt.ArrayLike) -> Estimate:
    """Return the estimate from one value per replication; missing values do not count."""
    frame = pd.DataFrame({"all": 0, "value": np.asarray(values, dtype=np.float64)})
    row = over_replications(frame, ["all"], "value").iloc[0]
    return Estimate(float(row["mean"]), float(row["half_width"]), int(row["n"]))


def with_interval(mean: float, half_width: float) -> str:
    """Return "mean ± half-width", the mean alone where there is none.

    Both are rounded to the first digit of the half-width, or to the second where the first is 1.
    """
    if not math.isfinite(mean):
        return "missing"
    if not math.isfinite(half_width):
        return rounded(mean)
    if half_width <= 1e-9 * abs(mean) or half_width == 0:
        return f"{rounded(mean)} ± 0"
    decimals = -math.floor(math.log10(half_width / 2)) if half_width > 0 else 0
    return f"{grouped(mean, decimals)} ± {grouped(half_width, decimals)}"


def rounded(value: float, digits: int = 3) -> str:
    """Return the value to ``digits`` digits, no fewer than the whole units up to 9999."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "missing"
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    if abs(value) < 10_000:
        decimals = max(decimals, 0)
    text = grouped(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def grouped(value: float, decimals: int) -> str:
    """Return the value rounded to ``decimals`` (below 0: to tens, hundreds …), digits in groups of three."""
    text = f"{round(value, decimals) + 0.0:,.{max(decimals, 0)}f}"
    return text.replace(",", SPACE).replace("-", "\N{MINUS SIGN}")


def counted(number: float, noun: str) -> str:
    """Return a number of days or the like in words: "1 day", "2.5 days"."""
    return f"{number:g} {noun}" + ("" if number == 1 else "s")


def period_name(days: float) -> str:
    """Return a period in words: day, week, month, year, or so many days."""
    for name, length in {"day": 1.0, "week": 7.0, "month": 365 / 12, "year": 365.0}.items():
        if math.isclose(days, length, rel_tol=1e-6):
            return name
    return counted(days / 7, "week") if days % 7 == 0 else counted(days, "day")


def capital(text: str) -> str:
    """Return the text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def listed(words: list[str]) -> str:
    """Return "a, b and c"."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
