"""The Market workload in Mesa 3, event by event with its discrete-event scheduling (mesa.experimental.devs).

Consumers, shelves and the producer are agents; a consumer schedules her own next need on a DEVSimulator, so nobody is
activated who has nothing to do and the times are exact. No daily step is used.

Run it as ``python mesa_market.py --n 1000 --seed 1 --days 365``.
"""

from __future__ import annotations

import sys
import time
from bisect import bisect
from collections import deque
from pathlib import Path

import mesa
from mesa.experimental.devs import DEVSimulator

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from market import Market, Result, main, peak_mb
from population import draw

OUTSIDE = 4


class Producer(mesa.Agent):
    """One line that works off batches in the order in which they were ordered, and ships them."""

    def __init__(self, model: MarketModel) -> None:
        super().__init__(model)
        self.waiting: deque[Shelf] = deque()
        self.made = 0

    def order(self, shelf: Shelf) -> None:
        """Queue one batch; start it if the line is idle."""
        self.waiting.append(shelf)
        if len(self.waiting) == 1:
            self.start_batch()

    def start_batch(self) -> None:
        """Let the line work on the first batch of the queue."""
        self.model.simulator.schedule_event_relative(self.finish_batch, self.model.market.batch_time)

    def finish_batch(self) -> None:
        """Ship the batch and start the next."""
        self.made += self.model.market.quantity
        shelf = self.waiting.popleft()
        self.model.simulator.schedule_event_relative(shelf.receive, self.model.market.shipment)
        if self.waiting:
            self.start_batch()


class Shelf(mesa.Agent):
    """The stock of one product and the distributor who refills it."""

    def __init__(self, model: MarketModel) -> None:
        super().__init__(model)
        self.stock = self.position = model.market.initial_stock
        self.sold = 0
        self.unit_days = 0.0
        self.changed = 0.0
        self.check()

    def check(self) -> None:
        """Order Q while the inventory position is at or below R."""
        market = self.model.market
        while self.position <= market.reorder_point:
            self.position += market.quantity
            self.model.producer.order(self)

    def sell(self) -> bool:
        """Hand over one unit if there is one."""
        if self.stock == 0:
            return False
        self.count()
        self.stock -= 1
        self.sold += 1
        self.position -= 1
        self.check()
        return True

    def receive(self) -> None:
        """Put a shipment on the shelf."""
        self.count()
        self.stock += self.model.market.quantity

    def count(self) -> None:
        """Account for the stock held since it last changed."""
        now = self.model.simulator.time
        self.unit_days += self.stock * (now - self.changed)
        self.changed = now


class Consumer(mesa.Agent):
    """One consumer, with her needs, purchases and money spent."""

    def __init__(self, model: MarketModel, rate: float, thresholds: list[float], surplus: float, regret: float) -> None:
        super().__init__(model)
        self.rate = rate
        self.thresholds = thresholds
        self.surplus = surplus
        self.regret = regret
        self.needs = 0
        self.purchases = 0
        self.spent = 0.0
        self.await_need()

    def await_need(self) -> None:
        """Schedule the next need."""
        model = self.model
        model.simulator.schedule_event_relative(self.need, model.random.expovariate(self.rate))

    def need(self) -> None:
        """Choose, buy if the shelf is not empty, and go on."""
        model = self.model
        self.needs += 1
        choice = bisect(self.thresholds, model.random.random())
        if choice == OUTSIDE:
            model.outside += 1
            model.surplus += self.surplus
        elif model.shelves[choice].sell():
            self.purchases += 1
            self.spent += model.market.price
            model.surplus += self.surplus
        else:
            model.lost += 1
            model.surplus += self.regret
        self.await_need()


class MarketModel(mesa.Model):
    """The market: its agents, its clock, and what is counted over all consumers."""

    def __init__(self, market: Market, simulator: DEVSimulator, seed: int) -> None:
        super().__init__(rng=seed)
        self.market = market
        self.simulator = simulator
        self.simulator.setup(self)
        self.lost = 0
        self.outside = 0
        self.surplus = 0.0
        self.producer = Producer(self)
        self.shelves = list(Shelf.create_agents(self, len(market.places)))
        Consumer.create_agents(self, market.n, *draw(market, self.rng))


def simulate(market: Market, seed: int) -> Result:
    """Play one market to its horizon."""
    start = time.perf_counter()
    simulator = DEVSimulator()
    model = MarketModel(market, simulator, seed)
    ready = time.perf_counter()
    simulator.run_until(market.days)
    done = time.perf_counter()
    return report(model, (ready - start, done - ready))


def report(model: MarketModel, seconds: tuple[float, float]) -> Result:
    """Close the books at the horizon."""
    for shelf in model.shelves:
        shelf.count()
    sold = [shelf.sold for shelf in model.shelves]
    events = sum(sold) + model.lost + model.outside
    unit_days = sum(shelf.unit_days for shelf in model.shelves)
    profit = model.market.profit(sum(sold), model.producer.made, unit_days)
    return Result(sold, model.lost, model.outside, events, profit, model.surplus, events, *seconds, peak_mb())


if __name__ == "__main__":
    main(simulate)
