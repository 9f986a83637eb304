"""Any tree of echelons: random stocking points, policies and lead times."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from valuechain.clock import Clock
from valuechain.scenario import load
from valuechain.simulation import play, prepare, simulate

from ..fingerprints import fingerprint

STEPS_PER_DAY = 60
"""Events of institutions that a stock may cause in a day, and a line and a need: a bound that a loop would break."""

DAYS = st.sampled_from(
    [0, "1 day", "1 week", {"exponential": {"mean": "2 days"}}, {"gamma": {"mean": "5 days", "cv": 1.5}}]
)
START = st.sampled_from([{}, {"start": 0}, {"start": 12.5}])
FORECASTS = st.one_of(
    st.builds(lambda p, start: {"moving_average": {"periods": p, **start}}, st.integers(1, 6), START),
    st.builds(
        lambda a, start: {"exponential_smoothing": {"weight": a, **start}}, st.sampled_from([0.1, 0.5, 1]), START
    ),
)


@st.composite
def periodic(draw: st.DrawFn) -> dict[str, Any]:
    every = draw(st.sampled_from(["1 week", "10 days", "1 day", "1 month"]))
    if draw(st.integers(0, 3)) == 0:
        return {
            "newsvendor": {"quantity": draw(st.integers(0, 30)), "every": every, "salvage": draw(st.integers(-1, 1))}
        }
    terms: dict[str, Any] = {"every": every, "returns": draw(st.booleans())}
    if draw(st.booleans()):
        return {"order_up_to": terms | {"level": draw(st.integers(1, 60))}}
    terms |= {"forecast": draw(FORECASTS), "safety_factor": draw(st.sampled_from([-1, 0, 2.33]))}
    return {"order_up_to": terms | draw(st.sampled_from([{}, {"cover": "3 weeks"}]))}


CONTINUOUS = st.one_of(
    st.builds(
        lambda q, r: {"reorder_point": {"quantity": q, "reorder_point": r}}, st.integers(1, 30), st.integers(0, 20)
    ),
    st.builds(lambda s: {"base_stock": {"level": s}}, st.integers(1, 20)),
)


def is_periodic(policy: dict[str, Any]) -> bool:
    return bool({"order_up_to", "newsvendor"} & set(policy))


@st.composite
def trees(draw: st.DrawFn) -> dict[str, Any]:
    """Draw echelons, each supplied by the producer or by one drawn before."""
    echelons: dict[str, Any] = {}
    for number in range(draw(st.integers(1, 6))):
        policy = draw(st.one_of(periodic(), CONTINUOUS))
        echelons[f"place-{number}"] = {
            "supplier": draw(st.sampled_from(["producer", *echelons])),
            "policy": policy,
            "lead_time": draw(DAYS),
            "order_delay": draw(DAYS),
            "holding_cost": "0.01 / day",
            **draw(st.sampled_from([{}, {"wholesale_price": 2}, {"wholesale_price": 2, "role": "distributor"}])),
            **(
                {}
                if "newsvendor" in policy
                else draw(st.sampled_from([{}, {"initial_stock": 0}, {"initial_stock": 9}]))
            ),
        }
    for name, each in echelons.items():
        customers = [other for other in echelons.values() if other["supplier"] == name]
        if "newsvendor" in each["policy"]:
            each["shortage"] = "lost"
            for other in customers:
                if not is_periodic(other["policy"]):
                    other["policy"] = {"order_up_to": {"every": "1 week", "level": 20}}
        elif customers and all(is_periodic(other["policy"]) for other in customers):
            each["shortage"] = draw(st.sampled_from(["lost", "backorder"]))
        elif not customers:
            each["shortage"] = draw(st.sampled_from(["lost", "backorder", "substitute"]))
    return echelons


@st.composite
def scenarios(draw: st.DrawFn) -> dict[str, Any]:
    breakdowns = {"uptime": {"exponential": {"mean": "3 days"}}, "repair_time": "1 day", "repair_cost": 3}
    production: dict[str, Any] = {
        "lines": draw(st.integers(1, 3)),
        "unit_time": draw(st.sampled_from([0, "1 hour", {"exponential": {"mean": "30 minutes"}}])),
        "unit_cost": 1,
        "setup_cost": 2,
        **draw(st.sampled_from([{}, {"breakdowns": breakdowns}])),
        **draw(st.sampled_from([{}, {"capacity": [{"at": "2 weeks", "lines": 5}, {"at": "5 weeks", "lines": 1}]}])),
        **draw(st.sampled_from([{}, {"experience": {"progress_ratio": 0.8, "forgetting": "0.1 / day"}}])),
    }
    return {
        "scenario": "any",
        "horizon": "9 weeks",
        "warmup": draw(st.sampled_from([0, "10 days"])),
        "seed": draw(st.integers(0, 2**32)),
        "population": {
            "size": draw(st.integers(1, 60)),
            "needs": {"rate": "1 / week"},
            "willingness_to_pay": {"lognormal": {"mean": 5, "cv": 1}},
            "choice": draw(st.sampled_from([{"rule": "best"}, {"rule": "logit", "noise": 1}])),
        },
        "chains": {
            "chain": {
                "paradigm": "industrial",
                "variants": {"count": draw(st.integers(1, 2)), "price": 3},
                "production": production,
                "echelons": draw(trees()),
            }
        },
    }


class Counting(Clock):
    """A clock that counts its steps and gives up when they are more than a run of its length can need."""

    def __init__(self, clock: Clock, most: float) -> None:
        super().__init__(clock.economy)
        self.left = most

    def step(self) -> None:
        self.left -= 1
        assert self.left > 0, f"too many steps by day {self.now}"
        super().step()


@given(scenarios())
@settings(max_examples=60)
def test_every_tree_of_echelons_keeps_its_identities_ends_in_time_and_repeats_itself(tree):
    scenario = load(tree)
    clock = prepare(scenario)
    stocks, needs = len(clock.economy.echelons.stocks), 60 / 7 * 2
    frames = play(Counting(clock, scenario.horizon * STEPS_PER_DAY * (stocks + needs)))
    for name in ("runs", "echelons", "echelon_series"):
        numbers = frames[name].select_dtypes("float64")
        assert not np.isinf(numbers.to_numpy()).any()
    series = frames["echelon_series"]
    assert np.isfinite(series.select_dtypes("float64").to_numpy()).all()
    assert (series[["on_hand", "on_order", "in_transit", "backorders"]].to_numpy() >= 0).all()
    whole, retail = frames["runs"].iloc[-1], frames["products"]
    assert retail["sold"].sum() == whole["sold"]
    if scenario.warmup == 0:
        stock = series.groupby("time")[["on_hand", "in_transit"]].sum().sum(axis=1)
        assert whole["made"] - whole["sold"] - whole["scrapped"] == stock.iloc[-1] - stock.iloc[0]
    assert fingerprint(simulate(scenario)) == fingerprint(frames)
