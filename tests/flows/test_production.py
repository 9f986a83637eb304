import pytest

from valuechain.errors import RequestError
from valuechain.simulation import prepare, simulate

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


def workshop(production, **changes):
    """One customer a day, evenly, whose unit is made to order."""
    return lots(
        population__size=1,
        population__needs={"rate": "1 / day", "arrivals": "regular"},
        population__willingness_to_pay=10,
        population__mismatch_cost=0,
        population__choice={"rule": "best"},
        chains__maker__variants={"count": 1, "price": 1},
        chains__maker__production=production,
        chains__maker__distribution={"policy": {"base_stock": {"level": 0}}, "shortage": "backorder"},
        warmup=0,
        horizon="20.3 days",
        sample_every="0.5 days",
        **changes,
    )


def days_of(frames, measure):
    series = frames["series"]
    return series.loc[series[measure] > 0, "time"].tolist()


def test_a_line_fails_after_its_uptime_of_work_and_finishes_after_the_repair():
    breakdowns = {"uptime": "1.25 days", "repair_time": "2 days", "repair_cost": 7}
    frames = simulate(workshop({"unit_time": "0.5 days", "breakdowns": breakdowns}))
    assert days_of(frames, "made")[:4] == [1.5, 2.5, 5.5, 6.0]
    repairs = frames["ledger"].groupby("category", observed=True)["amount"].sum()["repair"]
    assert repairs == 7 * round(repairs / 7) > 0


def test_a_line_at_rest_does_not_fail():
    breakdowns = {"uptime": "100 days", "repair_time": "2 days"}
    plain = simulate(workshop({"unit_time": "0.5 days"}))["runs"]
    assert simulate(workshop({"unit_time": "0.5 days", "breakdowns": breakdowns}))["runs"].equals(plain)


def test_capacity_changes_on_its_date():
    production = {"unit_time": "3 days", "capacity": [{"at": "10 days", "lines": 3}]}
    frames = simulate(workshop(production))
    assert days_of(frames, "made")[:5] == [4, 7, 10, 13, 16]
    made = frames["series"].set_index("time")["made"]
    assert made[13.0] == 3


def test_retooling_costs_money_stops_the_lines_and_puts_the_new_design_on_sale():
    seen = []

    def process(clock):
        yield clock.timeout(5)
        yield from clock.retool("maker", "maker/variant-1", (0.25, 0.75), 2.0, clock.now)
        seen.append((clock.now, clock.economy.market.position[0].tolist()))

    production = {"unit_time": "0.5 days", "retooling": {"cost": 100, "downtime": "3 days"}}
    frames = simulate(workshop(production), 0, [process])
    ledger = frames["ledger"]
    assert seen == [(8.0, [0.25, 0.75])]
    assert ledger.loc[ledger["category"] == "retooling", "amount"].sum() == 100


@pytest.mark.parametrize(("position", "quality"), [((0.5,), 1.0), ((0.5, 1.5), 1.0), ((0.5, 0.5), 0.0)])
def test_an_impossible_design_is_refused(position, quality):
    with pytest.raises(RequestError):
        prepare(lots()).economy.redesign("maker/variant-1", position, quality, 0.0)


@pytest.mark.parametrize("count", [0, 1.5, 3])
def test_lines_beyond_what_the_scenario_plans_are_refused(count):
    with pytest.raises(RequestError):
        prepare(lots()).change_lines("maker", count)


def test_a_line_that_closes_finishes_its_batch_and_takes_no_other():
    production = {"lines": 3, "unit_time": "3 days", "capacity": [{"at": "7.5 days", "lines": 1}]}
    frames = simulate(workshop(production))
    made = frames["series"].set_index("time")["made"]
    assert made[made > 0].index.tolist() == [4, 5, 6, 7, 8, 9, 10, 13, 16, 19]
    assert frames["runs"]["utilisation"].iloc[0] <= 1
