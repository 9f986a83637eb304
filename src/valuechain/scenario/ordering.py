"""Periodic review: an order-up-to level that is given, or that follows a forecast of demand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from valuechain.scenario.changeable import CHANGEABLE
from valuechain.scenario.compound import OneKey
from valuechain.scenario.notation import Maybe, Switch, Whole
from valuechain.scenario.problems import Problem
from valuechain.scenario.quantity import DURATION, NUMBER, UNITS, Quantity
from valuechain.scenario.section import Block, Section

MOST_UNITS = 1_000_000_000
"""Units of a product that a shelf or an order may hold."""

START = Quantity(UNITS, least=0, most=MOST_UNITS)


class MovingAverage(Section):
    """Forecast: the mean demand of the last periods."""

    kind: Literal["moving_average"] = "moving_average"
    periods: Annotated[int, Whole(1, 10_000)]
    """Number of review intervals that are averaged, p."""
    start: Annotated[float | None, Maybe(START)] = None
    """Demand per review interval assumed before time 0, in units; null: nothing is known."""


class ExponentialSmoothing(Section):
    """Forecast: D̂ ← D̂ + α·(D - D̂) after each period (Brown 1959)."""

    kind: Literal["exponential_smoothing"] = "exponential_smoothing"
    weight: Annotated[float, Quantity(NUMBER, above=0, most=1), CHANGEABLE]
    """Weight of the latest period, α."""
    start: Annotated[float | None, Maybe(START)] = None
    """Demand per review interval assumed before time 0, in units; null: nothing is known."""


Forecast = MovingAverage | ExponentialSmoothing


class ForecastNotation(OneKey):
    """``{moving_average: …}`` or ``{exponential_smoothing: …}``."""

    def read(self, raw: object) -> Any:
        """Return the forecast."""
        return raw if isinstance(raw, Forecast) else super().read(raw)[1]

    def write(self, value: Forecast) -> Any:
        """Return the explicit form."""
        return {value.kind: self.members[value.kind].write(value)}


FORECASTS = ForecastNotation(
    {"moving_average": Block(MovingAverage), "exponential_smoothing": Block(ExponentialSmoothing)}
)


class OrderUpTo(Section):
    """Periodic review: every interval, order what the inventory position lacks of a level, given or forecast."""

    alternatives: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("level", "forecast"),
        ("level", "cover"),
        ("level", "safety_factor"),
    )

    kind: Literal["order_up_to"] = "order_up_to"
    every: Annotated[float, Quantity(DURATION, above=0)]
    """Time between two reviews."""
    level: Annotated[int | None, Maybe(Whole(0, MOST_UNITS)), CHANGEABLE] = None
    """Inventory position to order up to, in units. Give this or `forecast`."""
    forecast: Annotated[Forecast | None, Maybe(FORECASTS)] = None
    """How demand is foreseen: the level is D̂·l + z·σ̂·√l, with l the intervals that are covered and σ̂ the standard
    deviation of the forecast's errors. Give this or `level`."""
    safety_factor: Annotated[float, Quantity(NUMBER, least=-10, most=10), CHANGEABLE] = 0.0
    """Standard deviations of demand to hold in reserve, z; with `forecast` only."""
    cover: Annotated[float | None, Maybe(Quantity(DURATION, above=0)), CHANGEABLE] = None
    """Time whose demand the level covers; null: review interval + mean order delay + mean lead time."""
    returns: Annotated[bool, Switch(), CHANGEABLE] = False
    """Whether a position above the level is sent back to the supplier (a negative order), as far as it is on hand."""

    @classmethod
    def conflicts(cls, raw: Mapping[str, object]) -> Iterator[Problem]:
        """Yield a problem unless exactly one of level and forecast says what to order up to."""
        given = [key for key in ("level", "forecast") if raw.get(key) is not None]
        if not given:
            yield Problem(
                "missing", ("level",), "is missing; write level: 100, or forecast: {moving_average: {periods: 5}}"
            )
        elif len(given) == 2:
            yield Problem(
                "wrong", ("forecast",), "is given beside level, and one excludes the other; leave one of them out"
            )
        for key in ("safety_factor", "cover"):
            if given == ["level"] and raw.get(key) is not None:
                yield Problem(
                    "wrong", (key,), "has no effect on a level that is given; leave it out, or write forecast"
                )

    def intervals(self, lead: float) -> float:
        """Return the review intervals whose demand the level covers when supply takes ``lead`` days on average."""
        return (self.every + lead if self.cover is None else self.cover) / self.every

    def start_level(self, lead: float) -> int:
        """Return the level at time 0 (0 where nothing is known of demand)."""
        if self.forecast is None:
            return self.level or 0
        return round((self.forecast.start or 0.0) * self.intervals(lead))

    def silent(self) -> tuple[str, ...]:
        """Return what does not apply: the one of level and forecast that is not given, and what goes with it."""
        return ("forecast", "safety_factor", "cover") if self.forecast is None else ("level",)
