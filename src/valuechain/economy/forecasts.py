"""Forecasts of demand, and the order-up-to level that follows from them."""

from __future__ import annotations

import math
from collections import deque

from valuechain.scenario import ExponentialSmoothing, MovingAverage


class Average:
    """The mean demand of the last p periods, and the root mean square of its last p one-period errors.

    Source: Chen, Drezner, Ryan & Simchi-Levi 2000, section 2.
    """

    def __init__(self, rule: MovingAverage) -> None:
        known = [] if rule.start is None else [rule.start] * rule.periods
        self._demand, self._total = deque(known, rule.periods), math.fsum(known)
        self._errors: deque[float] = deque(maxlen=rule.periods)

    @property
    def mean(self) -> float | None:
        """Forecast of the demand of one period; None before anything is known."""
        return self._total / len(self._demand) if self._demand else None

    @property
    def deviation(self) -> float:
        """Standard deviation of the errors of the forecast of one period."""
        return math.sqrt(math.fsum(self._errors) / len(self._errors)) if self._errors else 0.0

    def observe(self, demand: float) -> None:
        """Take the demand of the period that has ended into account."""
        if self.mean is not None:
            self._errors.append((demand - self.mean) ** 2)
        if len(self._demand) == self._demand.maxlen:
            self._total -= self._demand[0]
        self._demand.append(demand)
        self._total += demand


class Smoothing:
    """Exponential smoothing of demand and of its squared one-period errors, with one weight (Brown 1959)."""

    def __init__(self, rule: ExponentialSmoothing) -> None:
        self._weight, self.mean = rule.weight, rule.start
        self._variance = 0.0

    def renew(self, rule: ExponentialSmoothing) -> None:
        """Go on with another weight from what is foreseen now."""
        self._weight = rule.weight

    @property
    def deviation(self) -> float:
        """Standard deviation of the errors of the forecast of one period."""
        return math.sqrt(self._variance)

    def observe(self, demand: float) -> None:
        """Take the demand of the period that has ended into account."""
        if self.mean is None:
            self.mean = demand
            return
        error = demand - self.mean
        self._variance += self._weight * (error * error - self._variance)
        self.mean += self._weight * error


def open_forecast(rule: MovingAverage | ExponentialSmoothing) -> Average | Smoothing:
    """Return the forecast that a rule describes, before its first observation."""
    return Average(rule) if isinstance(rule, MovingAverage) else Smoothing(rule)


def order_up_to_level(forecast: Average | Smoothing, intervals: float, safety: float) -> float | None:
    """Return the level D̂·l + z·σ̂·√l that covers ``intervals`` l with the safety factor z; None if nothing is known."""
    if forecast.mean is None:
        return None
    return forecast.mean * intervals + safety * forecast.deviation * math.sqrt(intervals)
