from valuechain.simulation import simulate

from ..markets import one_for_one


def final_positions(**changes) -> set[float]:
    series = simulate(one_for_one(**changes))["series"]
    last = series[series["time"] == series["time"].max()]
    return set(last["on_hand"] + last["in_work"] + last["in_transit"] - last["backorders"])


def test_the_inventory_position_is_the_base_stock_whatever_the_opening_stock_below_it():
    for opening in (0, 3, 5):
        assert final_positions(chains__maker__distribution__initial_stock=opening) == {5.0}


def test_an_opening_stock_above_the_base_stock_is_sold_down_before_anything_is_ordered():
    frames = simulate(one_for_one(chains__maker__distribution__initial_stock=12, warmup=0))
    products = frames["products"]
    assert (products["sold"] + products["backordered"] > 12).all()
    assert final_positions(chains__maker__distribution__initial_stock=12) == {5.0}
    early = frames["series"].query("time == 0")
    assert (early["in_work"] == 0).all()


def test_what_the_opening_stock_lacks_is_ordered_at_the_start():
    series = simulate(one_for_one(chains__maker__distribution__initial_stock=0, warmup=0))["series"]
    first = series[series["time"] == 14]
    assert (first["ordered"] >= 5).all()
