"""Production in batches: orders wait for a line, first come, first served; a batch costs one set-up and unit times."""

from __future__ import annotations

from valuechain.clock import Clock, Flow


def work_line(clock: Clock, chain: int) -> Flow:
    """Work off orders on one line of ``chain``, for ever."""
    economy, orders = clock.economy, clock.orders(chain)
    while True:
        while not orders:
            yield clock.order_placed(chain)
        order = orders.popleft()
        while (free := economy.line_free(chain)) > clock.now:
            yield clock.timeout(free - clock.now)
        work = economy.times[chain].batch(order.units)
        economy.start_batch(order.offer, work, clock.now)
        yield clock.timeout(work)
        economy.finish_batch(order.offer, order.units, clock.now)
        order.made.succeed()
