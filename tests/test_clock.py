import pytest

from valuechain.errors import RequestError
from valuechain.simulation import simulate

from .fingerprints import fingerprint
from .markets import lots, one_for_one


def test_a_process_that_waits_for_a_stock_out_wakes_at_the_very_instant_of_the_sale_that_empties_the_shelf():
    seen = []

    def watch(clock):
        while True:
            yield clock.stock_out("maker/variant-1")
            seen.append((clock.now, clock.economy.on_hand("maker/variant-1")))
            yield clock.timeout(1)

    events = simulate(lots(warmup=0), 0, [watch])["events"]
    sales = set(events.loc[events["outcome"] == "bought", "time"])
    at_a_sale = [now for now, _ in seen if now in sales]
    assert len(at_a_sale) >= 3
    assert all(stock == 0 for _, stock in seen)


def test_waiting_for_a_stock_out_of_a_shelf_that_is_empty_takes_no_time():
    waited = []

    def watch(clock):
        yield clock.stock_out("maker/variant-1")
        first = clock.now
        yield clock.stock_out("maker/variant-1")
        waited.append(clock.now - first)

    simulate(lots(), 0, [watch])
    assert waited == [0.0]


def test_a_process_that_only_watches_a_shelf_changes_no_bit():
    def watch(clock):
        while True:
            yield clock.stock_out("maker/variant-2")
            yield clock.timeout(0.37)

    assert fingerprint(simulate(lots(), 0, [watch])) == fingerprint(simulate(lots()))


def test_a_flash_sale_sells_more_while_it_lasts():
    def flash_sale(clock):
        yield clock.timeout(42)
        clock.economy.set_price("maker/variant-1", 2.0)
        yield clock.timeout(14)
        clock.economy.set_price("maker/variant-1", 6.0)

    plenty = {"chains__maker__distribution__initial_stock": 500}
    series = simulate(lots(**plenty), 0, [flash_sale])["series"]
    usual = simulate(lots(**plenty))["series"]
    place = (series["product"] == "variant-1") & (series["time"] == 56)
    assert series.loc[place, "sold"].item() > usual.loc[place, "sold"].item() + 5


@pytest.mark.parametrize("make", [lots, one_for_one])
def test_a_strike_stops_the_lines_for_as_long_as_it_lasts(make):
    def strike(clock):
        yield clock.timeout(28)
        clock.economy.halt("maker", clock.now + 28, clock.now)

    quick = {"unit_cost": 3, "unit_time": "0.01 days"}
    made = simulate(make(chains__maker__production=quick), 0, [strike])["series"].groupby("time")["made"].sum()
    usual = simulate(make(chains__maker__production=quick))["series"].groupby("time")["made"].sum()
    assert usual[42.0] > 0
    assert made[42.0] <= 8
    assert made[56.0] == 0
    assert made[70.0] > usual[70.0]


@pytest.mark.parametrize("make", [lots, one_for_one])
def test_a_chain_whose_shelf_is_cleared_goes_on_selling_and_whoever_waits_for_an_empty_shelf_is_woken(make):
    woken = []

    def watch(clock):
        yield clock.stock_out("maker/variant-1")
        woken.append(clock.now)

    def clear(clock):
        yield clock.timeout(1)
        clock.clear("maker/variant-1", 0.0)

    products = simulate(make(warmup=0), 0, [watch, clear])["products"]
    assert woken[0] <= 1
    assert products["sold"].iloc[0] > 5


def test_somebody_who_watches_orders_being_placed_takes_no_order_away():
    def watch(clock):
        while True:
            yield clock.order_placed(0)

    assert fingerprint(simulate(lots(), 0, [watch])) == fingerprint(simulate(lots()))


def test_a_batch_order_that_cannot_be_is_refused():
    def order(units):
        def process(clock):
            yield clock.timeout(1)
            clock.order(0, units)

        return process

    with pytest.raises(RequestError, match="one for one"):
        simulate(one_for_one(), 0, [order(5)])
    for units in (-5, 0, 2.5):
        with pytest.raises(RequestError, match="whole number above 0"):
            simulate(lots(), 0, [order(units)])
