"""The Market workload in SimPy: a process per consumer, per distributor and per order; the line is a Resource.

Run it as ``python simpy_market.py --n 1000 --seed 1 --days 365``.
"""

from __future__ import annotations

import random
import sys
import time
from bisect import bisect
from collections.abc import Generator
from pathlib import Path

import numpy as np
import simpy

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from market import Market, Result, main, peak_mb
from population import Population, draw

Process = Generator[simpy.Event, object, None]
OUTSIDE = 4
STARTED = 1e-12
"""By this time every process has been started, and no need has yet arisen."""


class Tally:
    """What is counted over all consumers."""

    def __init__(self) -> None:
        self.lost = 0
        self.outside = 0
        self.surplus = 0.0


class Producer:
    """One line that works off batches in the order in which they were ordered, and ships them."""

    def __init__(self, env: simpy.Environment, market: Market) -> None:
        self.env = env
        self.market = market
        self.line = simpy.Resource(env, capacity=1)
        self.made = 0

    def order(self, shelf: Shelf) -> Process:
        """Make one batch and bring it to the shelf."""
        with self.line.request() as turn:
            yield turn
            yield self.env.timeout(self.market.batch_time)
        self.made += self.market.quantity
        yield self.env.timeout(self.market.shipment)
        shelf.receive(self.market.quantity)


class Shelf:
    """The stock of one product and the distributor who refills it."""

    def __init__(self, env: simpy.Environment, market: Market, producer: Producer) -> None:
        self.env = env
        self.market = market
        self.producer = producer
        self.stock = self.position = market.initial_stock
        self.sold = 0
        self.unit_days = 0.0
        self.changed = 0.0
        self.reorder = env.event()
        env.process(self.distribute())

    def distribute(self) -> Process:
        """Order Q whenever the inventory position is at or below R."""
        while True:
            while self.position <= self.market.reorder_point:
                self.position += self.market.quantity
                self.env.process(self.producer.order(self))
            self.reorder = self.env.event()
            yield self.reorder

    def sell(self) -> bool:
        """Hand over one unit if there is one; wake the distributor if the position has fallen to R."""
        if self.stock == 0:
            return False
        self.count()
        self.stock -= 1
        self.sold += 1
        self.position -= 1
        if self.position <= self.market.reorder_point and not self.reorder.triggered:
            self.reorder.succeed()
        return True

    def receive(self, quantity: int) -> None:
        """Put a shipment on the shelf."""
        self.count()
        self.stock += quantity

    def count(self) -> None:
        """Account for the stock held since it last changed."""
        now = self.env.now
        self.unit_days += self.stock * (now - self.changed)
        self.changed = now


class Consumer:
    """One consumer, with her needs, purchases and money spent."""

    __slots__ = ("needs", "purchases", "rate", "regret", "spent", "surplus", "thresholds")

    def __init__(self, rate: float, thresholds: list[float], surplus: float, regret: float) -> None:
        self.rate = rate
        self.thresholds = thresholds
        self.surplus = surplus
        self.regret = regret
        self.needs = 0
        self.purchases = 0
        self.spent = 0.0

    def live(self, env: simpy.Environment, shelves: list[Shelf], tally: Tally, rng: random.Random) -> Process:
        """Need, choose and buy, for ever."""
        while True:
            yield env.timeout(rng.expovariate(self.rate))
            self.needs += 1
            choice = bisect(self.thresholds, rng.random())
            if choice == OUTSIDE:
                tally.outside += 1
                tally.surplus += self.surplus
            elif shelves[choice].sell():
                self.purchases += 1
                self.spent += shelves[choice].market.price
                tally.surplus += self.surplus
            else:
                tally.lost += 1
                tally.surplus += self.regret


def populate(env: simpy.Environment, people: Population, shelves: list[Shelf], tally: Tally, seed: int) -> None:
    """Start a process for every consumer."""
    rng = random.Random(seed)
    for traits in zip(*people, strict=True):
        env.process(Consumer(*traits).live(env, shelves, tally, rng))


def simulate(market: Market, seed: int) -> Result:
    """Play one market to its horizon."""
    start = time.perf_counter()
    env = simpy.Environment()
    tally = Tally()
    producer = Producer(env, market)
    shelves = [Shelf(env, market, producer) for _ in market.places]
    populate(env, draw(market, np.random.default_rng(seed)), shelves, tally, seed)
    env.run(until=STARTED)
    ready = time.perf_counter()
    env.run(until=market.days)
    done = time.perf_counter()
    return report(market, tally, producer, shelves, (ready - start, done - ready))


def report(
    market: Market, tally: Tally, producer: Producer, shelves: list[Shelf], seconds: tuple[float, float]
) -> Result:
    """Close the books at the horizon."""
    for shelf in shelves:
        shelf.count()
    sold = [shelf.sold for shelf in shelves]
    events = sum(sold) + tally.lost + tally.outside
    profit = market.profit(sum(sold), producer.made, sum(shelf.unit_days for shelf in shelves))
    return Result(sold, tally.lost, tally.outside, events, profit, tally.surplus, events, *seconds, peak_mb())


if __name__ == "__main__":
    main(simulate)
