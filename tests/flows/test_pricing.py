from valuechain.simulation import simulate

from ..markets import market


def test_each_price_of_a_schedule_is_in_force_from_its_day_on():
    schedule = {"schedule": [{"from": 0, "price": 9}, {"from": "20 days", "price": 7}, {"from": "60 days", "price": 5}]}
    seen = {}

    def watch(clock):
        for day in (19, 21, 59, 61):
            yield clock.timeout(day - clock.now)
            seen[day] = clock.economy.price("maker")

    simulate(market(chains__maker__variants={"count": 1, "price": schedule}), 0, [watch])
    assert seen == {19: 9, 21: 7, 59: 7, 61: 5}


def test_customers_pay_the_price_of_the_day_on_which_they_buy():
    schedule = {"schedule": [{"from": 0, "price": 9}, {"from": "42 days", "price": 2}]}
    series = simulate(market(chains__maker__variants={"count": 1, "price": schedule}))["series"]
    early, late = series[series["time"] <= 42], series[series["time"] > 42]
    assert (early["revenue"] == 9 * early["sold"]).all()
    assert (late["revenue"] == 2 * late["sold"]).all()
    assert late["sold"].sum() > 0
