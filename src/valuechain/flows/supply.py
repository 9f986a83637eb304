"""Supply along the echelons: orders travel up, goods travel down, each stocking point by its own rule.

Goods that a supplier lacks wait in its book, first come, first served. Who reviews at any moment, (Q, R) or base stock,
does so whenever it has shipped; who reviews periodically does so at multiples of its interval, after what arrives at
that instant, and those nearest to the customers first, so that an order without delay is seen in the same review.
Sources: Hadley & Whitin 1963; Clark & Scarf 1960 (stocks in series).
"""

from __future__ import annotations

from collections.abc import Iterator

from valuechain.clock import Clock, Flow
from valuechain.economy.outlets import Shelf
from valuechain.economy.stocks import Stock
from valuechain.economy.stores import Store
from valuechain.scenario import BaseStock, Newsvendor, OrderUpTo, ReorderPoint

ROUNDING = 1e-9
"""Relative difference between two instants that count as one."""


def supply(clock: Clock, chain: str) -> Iterator[Flow]:
    """Yield the flows of the stocks of ``chain``: first orders, shelves reviewed at any moment, periodic reviews."""
    stocks = [stock for stock in clock.economy.echelons.stocks if stock.chain == chain]
    from_customers = stocks[::-1]
    if from_customers:
        yield _fill_up(clock, from_customers)
    for stock in from_customers:
        if isinstance(stock, Shelf) and isinstance(stock.policy, ReorderPoint | BaseStock):
            yield _keep_stocked(clock, stock)
    if periodic := [s for s in from_customers if isinstance(s.policy, OrderUpTo | Newsvendor)]:
        yield _review(clock, periodic)


def _fill_up(clock: Clock, stocks: list[Stock]) -> Flow:
    """Order at the start what the opening stocks lack."""
    for stock in stocks:
        _order(clock, stock, stock.start())
    yield clock.timeout(0)


def _keep_stocked(clock: Clock, shelf: Shelf) -> Flow:
    """Order for a shelf whenever its position is at or below its reorder point, for ever."""
    while True:
        yield clock.reorder_due(shelf.place)
        _order(clock, shelf, shelf.lacking())


def _review(clock: Clock, stocks: list[Stock]) -> Flow:
    """Review each stock at the end of its periods, up to the horizon; those nearest to the customers first."""
    horizon, periods = clock.economy.scenario.horizon, [1] * len(stocks)
    while True:
        days = [period * _interval(stock) for period, stock in zip(periods, stocks, strict=True)]
        day = min(days)
        if day > horizon * (1 + ROUNDING):
            return
        yield clock.review_on(min(day, horizon))
        for k, stock in enumerate(stocks):
            if days[k] <= day * (1 + ROUNDING):
                periods[k] += 1
                _end_period(clock, stock)


def _interval(stock: Stock) -> float:
    assert isinstance(stock.policy, OrderUpTo | Newsvendor)
    return stock.policy.every


def _end_period(clock: Clock, stock: Stock) -> None:
    """Clear what is left of a season, and order for the next period; at the horizon no new season begins."""
    if isinstance(stock.policy, Newsvendor):
        _clear(clock, stock, stock.policy.salvage)
        if clock.now >= clock.economy.scenario.horizon:
            return
    _order(clock, stock, stock.review())


def _clear(clock: Clock, stock: Stock, salvage: float) -> None:
    """Write off what is left of a season."""
    if isinstance(stock, Store):
        clock.economy.echelons.salvage(stock, clock.now)
    else:
        clock.clear(stock.place, salvage)


def _order(clock: Clock, stock: Stock, units: float) -> None:
    """Order ``units`` for a stock from its supplier; send them back where they are below 0."""
    if units < 0:
        _send_back(clock, stock, -units)
    if units <= 0:
        return
    stock.place_order(units, clock.now)
    if stock.supplier is None:
        clock.process(_have_made(clock, stock, units))
    elif (delay := stock.supply.order_delay()) > 0:
        clock.process(_post(clock, stock, units, delay))
    else:
        _meet(clock, stock, units, clock.now)


def _post(clock: Clock, stock: Stock, units: float, delay: float) -> Flow:
    """Let an order reach the supplier after ``delay`` days."""
    ordered = clock.now
    yield clock.timeout(delay)
    _meet(clock, stock, units, ordered)


def _meet(clock: Clock, stock: Stock, units: float, ordered: float) -> None:
    """Let the supplier meet an order as far as it can, and order in its turn if it reviews at any moment."""
    supplier = stock.supplier
    assert supplier is not None
    there, refused = supplier.meet(stock, units, ordered, clock.now)
    if refused > 0:
        stock.cancel(refused, ordered, clock.now)
    if there > 0:
        _ship(clock, stock, there, ordered)
    _order(clock, supplier, supplier.lacking())


def _have_made(clock: Clock, stock: Stock, units: float) -> Flow:
    """Have an order made, ship it and take it in."""
    ordered = clock.now
    delay = stock.supply.order_delay()
    if delay > 0:
        yield clock.timeout(delay)
    made = clock.event()
    clock.enqueue(stock.place, int(units), made.succeed)
    yield made
    lead = stock.supply.lead_time()
    if lead > 0:
        yield clock.timeout(lead)
    _take_in(clock, stock, units, ordered)


def _ship(clock: Clock, stock: Stock, units: float, ordered: float) -> None:
    """Send ``units`` on their way to a stock."""
    stock.dispatched(units, clock.now)
    lead = stock.supply.lead_time()
    if lead > 0:
        clock.process(_travel(clock, stock, units, ordered, lead))
    else:
        _take_in(clock, stock, units, ordered)


def _travel(clock: Clock, stock: Stock, units: float, ordered: float, lead: float) -> Flow:
    yield clock.timeout(lead)
    _take_in(clock, stock, units, ordered)


def _take_in(clock: Clock, stock: Stock, units: float, ordered: float) -> None:
    """Take a shipment in, and ship on to those who waited for it."""
    if not isinstance(stock, Store):
        clock.economy.receive(stock.place, int(units), ordered, clock.now)
        return
    for waiting in stock.receive(units, ordered, clock.now):
        _ship(clock, waiting.customer, waiting.units, waiting.since)


def _send_back(clock: Clock, stock: Stock, units: float) -> None:
    """Send back up to ``units`` that are on hand; the supplier has them at once, and the producer writes them off."""
    units = stock.send_back(units, clock.now)
    if stock.supplier is None:
        clock.economy.echelons.written_off[stock.chain] += units
    elif units > 0:
        for waiting in stock.supplier.take_back(units, clock.now):
            _ship(clock, waiting.customer, waiting.units, waiting.since)
