"""Production in batches: orders wait for a line, first come, first served; a batch costs one set-up and unit times.

Lines may fail while they work and are then repaired, after which they go on with what they were making (operation-
dependent failures, preemptive resume: Buzacott & Shanthikumar 1993, chapter 3).
"""

from __future__ import annotations

from valuechain.clock import Clock, Flow
from valuechain.scenario import CapacityStep


def work_line(clock: Clock, chain: int, line: int) -> Flow:
    """Work off orders on line number ``line`` of ``chain``, for ever; a line beyond the present capacity rests."""
    economy, orders = clock.economy, clock.orders(chain)
    uptime = economy.times[chain].uptime()
    while True:
        while not orders or line >= economy.lines.count(chain):
            yield clock.order_placed(chain)
        order = orders.popleft()
        while (free := economy.lines.free_from(chain)) > clock.now:
            yield clock.timeout(free - clock.now)
        times = economy.times[chain]  # an intervention may have changed them
        work = times.batch(order.units)
        down, failures, left = 0.0, 0, work
        while uptime <= left:
            left -= uptime
            down, failures, uptime = down + times.repair(), failures + 1, times.uptime()
        uptime -= left
        economy.start_batch(order.place, work + down, clock.now)
        yield clock.timeout(work + down)
        economy.repaired(chain, failures)
        economy.finish_batch(order.place, order.units, clock.now)
        order.made()


def change_capacity(clock: Clock, chain: str, steps: tuple[CapacityStep, ...]) -> Flow:
    """Change the number of lines on each date."""
    for step in steps:
        yield clock.timeout(step.at - clock.now)
        clock.change_lines(chain, step.lines)
