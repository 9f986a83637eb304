"""The order book workload in SimPy: a process per consumer and per order; the cells are a Resource.

Run it as ``python simpy_orders.py --n 1000 --seed 1 --days 365``.
"""

from __future__ import annotations

import math
import random
import sys
import time
from collections.abc import Generator
from pathlib import Path

import numpy as np
import simpy

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from market import main, peak_mb
from orders import OrderResult, Orders

Process = Generator[simpy.Event, object, None]
STARTED = 1e-12
"""By this time every process has been started, and no need has yet arisen."""


class Workshop:
    """The cells, what has been ordered of them, and what came of it."""

    def __init__(self, env: simpy.Environment, book: Orders, rng: random.Random) -> None:
        self.env, self.book, self.rng = env, book, rng
        self.cells = simpy.Resource(env, capacity=book.cells)
        self.needs = self.ordered = self.made = self.delivered = 0
        self.surplus = self.days = self.mismatch = 0.0

    def quote(self) -> float:
        """Return the delivery time as the queue stands."""
        return self.book.quote(len(self.cells.queue), self.cells.count)

    def make(self, customer: Consumer, quoted: float) -> Process:
        """Make one order and bring it to its customer."""
        placed = self.env.now
        with self.cells.request() as turn:
            yield turn
            yield self.env.timeout(self.rng.expovariate(1 / self.book.service_mean))
        self.made += 1
        yield self.env.timeout(self.book.delivery)
        waited = self.env.now - placed
        self.delivered += 1
        self.days += waited
        self.surplus -= self.book.waiting * (waited - quoted)
        customer.learn(self.book.learn)


class Consumer:
    """One consumer, with her taste, expertise, purchases and money spent."""

    __slots__ = ("expertise", "needs", "purchases", "rate", "spent", "value", "x", "y")

    def __init__(self, rate: float, value: float, x: float, y: float) -> None:
        self.rate, self.value, self.x, self.y = rate, value, x, y
        self.expertise = self.spent = 0.0
        self.needs = self.purchases = 0

    def learn(self, share: float) -> None:
        """Add ``share`` of what is still to be learnt."""
        self.expertise += share * (1 - self.expertise)

    def mismatch(self, error: float, rng: random.Random) -> float:
        """Return the squared distance of what she says, clipped to the frame, from what she wants."""
        scale = error * (1 - self.expertise)
        return sum((min(max(wanted + rng.gauss(0, scale), 0.0), 1.0) - wanted) ** 2 for wanted in (self.x, self.y))

    def live(self, env: simpy.Environment, shop: Workshop) -> Process:
        """Need, configure, choose and order, for ever."""
        book, rng = shop.book, shop.rng
        while True:
            yield env.timeout(rng.expovariate(self.rate))
            self.needs += 1
            shop.needs += 1
            off, quoted = self.mismatch(book.error, rng), shop.quote()
            utility = self.value - book.price - book.mismatch * off - book.waiting * quoted
            shop.surplus += book.noise * math.log1p(math.exp(utility / book.noise))
            if rng.random() * (1 + math.exp(-utility / book.noise)) < 1:
                self.purchases += 1
                self.spent += book.price
                shop.ordered += 1
                shop.mismatch += off
                env.process(shop.make(self, quoted))


def people(book: Orders, seed: int) -> list[Consumer]:
    """Draw the consumers."""
    rng = np.random.default_rng(seed)
    variance = math.log1p(book.value_cv**2)
    rate = rng.gamma(book.rate_shape, book.rate_mean / book.rate_shape, book.n)
    value = rng.lognormal(math.log(book.value_mean) - variance / 2, math.sqrt(variance), book.n)
    place = rng.random((book.n, 2))
    return [Consumer(*traits) for traits in zip(rate.tolist(), value.tolist(), *place.T.tolist(), strict=True)]


def simulate(book: Orders, seed: int) -> OrderResult:
    """Play one market to its horizon."""
    start = time.perf_counter()
    env = simpy.Environment()
    shop = Workshop(env, book, random.Random(seed))
    consumers = people(book, seed)
    for consumer in consumers:
        env.process(consumer.live(env, shop))
    env.run(until=STARTED)
    ready = time.perf_counter()
    env.run(until=book.days)
    done = time.perf_counter()
    expertise = sum(consumer.expertise for consumer in consumers) / book.n
    profit = book.price * shop.delivered - book.unit_cost * shop.made
    events = shop.needs + shop.ordered + shop.delivered
    told = shop.needs, shop.ordered, shop.delivered, profit, shop.surplus, shop.days, shop.mismatch, expertise, events
    return OrderResult(*told, ready - start, done - ready, peak_mb())


if __name__ == "__main__":
    main(simulate, Orders)
