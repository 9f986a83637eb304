"""Production in batches: orders wait for a line, first come, first served; a batch costs one set-up and unit times."""

from __future__ import annotations

from valuechain.clock import Clock, Flow, Order


def work_line(clock: Clock, chain: int) -> Flow:
    """Work off orders on one line of ``chain``, for ever."""
    economy = clock.economy
    while True:
        order: Order = yield clock.orders(chain).get()
        while (free := economy.line_free(chain)) > clock.now:
            yield clock.timeout(free - clock.now)
        work = economy.times[chain].batch(order.units)
        economy.start_batch(order.offer, work, clock.now)
        yield clock.timeout(work)
        economy.finish_batch(order.offer, order.units, work, clock.now)
        order.made.succeed()
