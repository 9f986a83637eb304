import pytest

from valuechain.simulation import simulate

from ..markets import lots


def test_lots_are_ordered_until_the_position_is_above_the_reorder_point():
    terms = {"policy": {"reorder_point": {"quantity": 3, "reorder_point": 10}}, "initial_stock": 2}
    series = simulate(lots(chains__maker__distribution=terms, warmup=0))["series"]
    start = series[series["time"] == 0]
    assert (start["on_hand"] == 2).all()
    last = series[series["time"] == 120]
    position = last["on_hand"] + last["in_work"] + last["in_transit"]
    assert ((position > 10) & (position <= 13)).all()


def test_an_order_is_placed_at_the_instant_of_the_sale_that_takes_the_position_to_the_reorder_point():
    placed = []

    def watch(clock):
        while True:
            yield clock.reorder_due("maker/variant-1")
            placed.append((clock.now, clock.economy.inventory_position("maker/variant-1")))

    events = simulate(lots(warmup=0), 0, [watch])["events"]
    sales = events.loc[(events["outcome"] == "bought") & (events["product"] == "variant-1"), "time"]
    assert len(placed) > 3
    assert {now for now, _ in placed} <= set(sales)
    assert {position for _, position in placed} <= {4.0, 12.0}


@pytest.mark.parametrize("lead_time", ["0 days", "28 days"])
def test_a_lot_is_on_the_shelf_in_a_sample_taken_at_the_very_instant_of_its_arrival(lead_time):
    terms = {
        "policy": {"reorder_point": {"quantity": 50, "reorder_point": 0}},
        "initial_stock": 0,
        "lead_time": lead_time,
    }
    production = {"unit_cost": 1, "setup_time": "28 days" if lead_time == "0 days" else "0 days"}
    series = simulate(
        lots(
            chains__maker__distribution=terms,
            chains__maker__production=production,
            chains__maker__variants={"count": 1, "price": 1000},
        )
    )["series"]
    assert series.loc[series["time"] == 14, "on_hand"].tolist() == [0.0]
    assert series.loc[series["time"] == 28, ["on_hand", "in_work", "in_transit"]].to_numpy().tolist() == [
        [50.0, 0.0, 0.0]
    ]


def test_any_number_of_lots_may_be_on_their_way_at_once():
    terms = {
        "policy": {"reorder_point": {"quantity": 1, "reorder_point": 500}},
        "initial_stock": 0,
        "lead_time": "50 days",
    }
    series = simulate(lots(chains__maker__distribution=terms))["series"]
    early, late = (series.loc[series["time"] == day] for day in (42, 56))
    assert (early["in_transit"] + early["in_work"] == 501).all()
    assert (late["on_hand"] + late["sold"] > 0).any()


def test_a_lot_arrives_one_lead_time_after_it_was_made():
    terms = {
        "policy": {"reorder_point": {"quantity": 50, "reorder_point": 0}},
        "initial_stock": 0,
        "lead_time": "5 days",
    }
    production = {"unit_cost": 1, "setup_time": "2 days"}
    arrived = []

    def watch(clock):
        while clock.economy.on_hand("maker/variant-1") == 0:
            yield clock.timeout(0.25)
        arrived.append(clock.now)

    simulate(
        lots(
            chains__maker__distribution=terms,
            chains__maker__production=production,
            chains__maker__variants={"count": 1, "price": 1000},
        ),
        0,
        [watch],
    )
    assert arrived == [7.0]
