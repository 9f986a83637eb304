import pytest

from valuechain.simulation import simulate

from ..markets import lots


def ordering(*orders: tuple[float, int], done: list[tuple[int, float]]):
    """Return a process that orders batches of variant 1 on given days and notes when each has been made."""

    def note(clock, units):
        yield clock.order(0, units)
        done.append((units, clock.now))

    def process(clock):
        for day, units in orders:
            yield clock.timeout(day - clock.now)
            clock.process(note(clock, units))

    return process


def made(*orders: tuple[float, int], lines: int) -> list[tuple[int, float]]:
    done: list[tuple[int, float]] = []
    production = {"lines": lines, "setup_time": "1 day", "unit_time": "0.5 days", "unit_cost": 1}
    plenty = {"policy": {"reorder_point": {"quantity": 1, "reorder_point": 0}}, "initial_stock": 100_000}
    scenario = lots(chains__maker__production=production, chains__maker__distribution=plenty)
    simulate(scenario, 0, [ordering(*orders, done=done)])
    return done


def test_a_batch_takes_one_set_up_and_a_unit_time_for_each_unit():
    assert made((3, 4), lines=1) == [(4, 6.0)]


def test_orders_wait_for_a_line_first_come_first_served():
    assert made((1, 2), (2, 4), (3, 6), lines=1) == [(2, 3.0), (4, 6.0), (6, 10.0)]


def test_two_lines_work_at_the_same_time():
    assert made((1, 2), (1, 4), (1, 6), lines=2) == [(2, 3.0), (4, 4.0), (6, 7.0)]


def test_the_costs_of_a_batch_are_charged_when_it_is_finished():
    production = {"unit_cost": 3, "setup_cost": 10, "unit_time": "1 day"}
    slow = {"policy": {"reorder_point": {"quantity": 20, "reorder_point": 4}}, "initial_stock": 24}
    frames = simulate(lots(warmup=0, chains__maker__production=production, chains__maker__distribution=slow))
    ledger, runs = frames["ledger"], frames["runs"].iloc[0]
    paid = ledger.groupby("category", observed=True)["amount"].sum()
    assert paid["unit cost"] == pytest.approx(3 * runs["made"])
    assert paid["set-up"] == pytest.approx(10 * runs["made"] / 20)
