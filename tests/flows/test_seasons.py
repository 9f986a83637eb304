import pytest

from valuechain.simulation import simulate

from ..markets import seasons


def test_every_season_has_one_lot_and_what_is_left_is_cleared_at_salvage_value():
    frames = simulate(seasons(warmup=0))
    products = frames["products"]
    assert (products["made"] == 30 * 12).all()
    assert (products["sold"] + products["scrapped"] == 30 * 12).all()
    salvage = frames["ledger"].loc[lambda f: f["category"] == "salvage", "amount"].sum()
    assert salvage == pytest.approx(products["scrapped"].sum())
    assert products["scrapped"].min() > 0


def test_a_lot_of_nothing_is_neither_ordered_nor_paid_for():
    scenario = seasons()
    terms = scenario.chains["maker"].distribution
    nothing = terms.model_copy(update={"policy": terms.policy.model_copy(update={"quantity": 0})})
    chain = scenario.chains["maker"].model_copy(update={"distribution": nothing})
    runs = simulate(scenario.model_copy(update={"chains": {"maker": chain}}))["runs"]
    assert (runs[["made", "costs"]] == 0).all(axis=None)


def test_a_lot_that_is_late_is_sold_from_the_day_on_which_it_comes():
    stock = {}

    def watch(clock):
        for _ in range(119):
            yield clock.timeout(1)
            stock[clock.now] = clock.economy.on_hand("maker/variant-1")

    late = {"unit_cost": 1, "setup_time": "13 days", "lines": 3}
    simulate(seasons(chains__maker__production=late, chains__maker__distribution__lead_time=0), 0, [watch])
    assert stock[11.0] == stock[12.0] == 0
    assert stock[14.0] > 20
