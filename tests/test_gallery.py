"""The scenarios that come with the project: they say what they are for, they run, their facts are the recorded ones."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from valuechain.economy.offers import list_offers
from valuechain.experiments.design import points
from valuechain.results.columns import MEASURES
from valuechain.results.measures import FIRMS
from valuechain.scenario import Price, Scenario, load, read_sweep
from valuechain.simulation import simulate

from . import ford as record

GALLERY = Path(__file__).resolve().parent.parent / "scenarios"
PARADIGMS = GALLERY / "three-paradigms"
BASES = {PARADIGMS / "market.yaml", GALLERY / "viability" / "market.yaml"}
"""Files that others extend and that have no chain of their own."""
OTHERS = {"theory", "sweeps"}
FILES = sorted({p for p in GALLERY.rglob("*.yaml") if not OTHERS & {*p.relative_to(GALLERY).parts}} - BASES)
NAMES = [str(path.relative_to(GALLERY).with_suffix("")) for path in FILES]
FORD = GALLERY / "ford-model-t.yaml"
COUNTS = (1, 2, 4, 8, 16)
CONFIDENCE = 0.999


def variants(count: int) -> Path:
    return GALLERY / "any-colour.yaml" if count == 1 else GALLERY / "variants" / f"{count}.yaml"


def half_width(values: np.ndarray, confidence: float = CONFIDENCE) -> float:
    n = len(values)
    return float(stats.t.ppf((1 + confidence) / 2, n - 1) * values.std(ddof=1) / np.sqrt(n))


def shortened(path: Path) -> Scenario:
    """The scenario for two years, or for all its years where prices, entries or changes are dated beyond them."""
    whole = load(path)
    prices = [offer.price for offer in list_offers(whole)]
    dated = max((max(price.times) for price in prices if isinstance(price, Price)), default=0) >= 730
    late = any(730 <= chain.enters < math.inf for chain in whole.chains.values()) or bool(whole.interventions)
    return whole if dated or late or whole.warmup >= 730 else load(path, settings=["horizon=2 years"])


@pytest.fixture(scope="module")
def fitted() -> tuple[float, float, float]:
    """The demand that least squares find."""
    return record.calibrate(load(FORD))


@pytest.fixture(scope="module")
def facts() -> pd.DataFrame:
    return pd.read_csv(GALLERY / "data" / "ford_recorded.csv")


@pytest.fixture(scope="module")
def ford() -> list[dict[str, pd.DataFrame]]:
    scenario = load(FORD)
    return [simulate(scenario, replication) for replication in range(scenario.replications)]


@pytest.fixture(scope="module")
def markets() -> dict[int, list[pd.Series]]:
    """The whole market with each number of variants, in ten replications of three years."""
    return {
        count: [whole_market(load(variants(count), settings=["horizon=4 years"]), r) for r in range(10)]
        for count in COUNTS
    }


def whole_market(scenario: Scenario, replication: int) -> pd.Series:
    frames = simulate(scenario, replication)
    ledger = frames["ledger"]
    spent = ledger[~ledger["warmup"]].groupby("category", observed=True)["amount"].sum()
    row = frames["runs"].query("chain == 'all'").iloc[0]
    return pd.concat([row.drop(["scenario", "chain"]).astype(float), spent])


def measure(markets: dict[int, list[pd.Series]], count: int, name: str) -> np.ndarray:
    return np.array([row[name] for row in markets[count]])


# Every scenario


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_scenario_of_the_gallery_says_what_it_asks_where_it_comes_from_and_how_to_read_it(path: Path) -> None:
    scenario = load(path)
    for text in (scenario.title, scenario.question, scenario.description, scenario.source, scenario.reading):
        assert text.strip()


def test_no_two_scenarios_of_the_gallery_share_a_name_or_a_title() -> None:
    scenarios = [load(path) for path in FILES]
    assert len({scenario.scenario for scenario in scenarios}) == len(FILES)
    assert len({scenario.title for scenario in scenarios}) == len(FILES)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_what_was_made_in_a_scenario_of_the_gallery_is_sold_or_still_there(path: Path) -> None:
    scenario = shortened(path)
    frames = simulate(scenario, 0)
    late = [offer for offer in list_offers(scenario) if scenario.chains[offer.chain].enters > 0]
    stocks = frames.get("echelon_series", frames["series"])
    runs = frames["runs"].set_index("chain")
    commons = runs.index[(runs["made"] == 0) & (runs.index != "all")]  # of these there are copies only
    for name, chain in runs.drop(commons).iterrows():
        copies = runs.loc[commons, "sold"].sum() if name == "all" else 0
        own = stocks if name == "all" else stocks[stocks["chain"] == name]
        after = own[~own["warmup"] | (own["time"] == own.loc[own["warmup"], "time"].max())]
        there = after.groupby("time")[["on_hand", "in_transit"]].sum().sum(axis=1)
        brought = sum(offer.terms.opening for offer in late if name in ("all", offer.chain))
        assert chain["made"] == chain["sold"] - copies + there.iloc[-1] - there.iloc[0] - brought


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_what_a_scenario_of_the_gallery_pays_and_is_paid_adds_up_to_its_profit(path: Path) -> None:
    frames = simulate(shortened(path), 0)
    ledger, run = frames["ledger"].query("not warmup"), frames["runs"].query("chain == 'all'").iloc[0]
    received = ledger[ledger["payee"].isin(list(FIRMS))]["amount"].sum()
    paid = ledger[ledger["payer"].isin(list(FIRMS))]["amount"].sum()
    assert received - paid == pytest.approx(run["profit"])
    assert ledger[ledger["category"] == "sale"]["amount"].sum() == pytest.approx(run["revenue"])


# Three paradigms


@pytest.mark.parametrize("name", ["industrial", "prosumption", "produsage"])
def test_a_change_of_paradigm_is_a_change_of_the_chain_alone(name: str) -> None:
    alone, together = load(PARADIGMS / f"{name}.yaml"), load(PARADIGMS / "side-by-side.yaml")
    assert [chain.paradigm for chain in alone.chains.values()] == [name]
    assert alone.chains.items() <= together.chains.items()
    assert (alone.population, alone.seed, alone.horizon) == (together.population, together.seed, together.horizon)


# The Model T


def test_every_recorded_year_has_a_source_an_output_and_a_price(facts: pd.DataFrame) -> None:
    assert facts["year"].tolist() == list(range(1909, 1926))
    assert facts[["produced", "price", "cpi", "source"]].notna().all(axis=None)


def test_the_prices_of_the_model_t_are_the_recorded_ones_in_dollars_of_1909(facts: pd.DataFrame) -> None:
    expected = []
    for row in facts.itertuples():
        day = (row.year - 1909) * 365
        expected.append((day, round(row.price * 27 / row.cpi, 2)))
        if not np.isnan(row.later_price):
            expected.append((day + row.later_day, round(row.later_price * 27 / row.cpi, 2)))
    offered = load(FORD).chains["ford"].variants
    assert offered is not None
    assert list(zip(offered.price.times, offered.price.values, strict=True)) == expected


def test_the_script_derives_the_same_price_steps_from_the_record() -> None:
    offered = load(FORD).chains["ford"].variants
    assert offered is not None
    steps = list(zip(offered.price.times, offered.price.values, strict=True))
    assert record.schedule(record.recorded()) == steps


def test_the_calibration_finds_the_demand_that_the_scenario_states(fitted: tuple[float, float, float]) -> None:
    assert record.rounded(fitted) == pytest.approx(record.demand_of(load(FORD)))


def test_no_demand_nearby_fits_the_record_better(fitted: tuple[float, float, float], facts: pd.DataFrame) -> None:
    scenario = load(FORD)
    target = np.log(facts["produced"] / 1000)

    def misfit(factors: tuple[float, float, float]) -> float:
        demand = record.Demand(*np.multiply(fitted, factors))
        return float(((np.log(record.expected_units(scenario, demand)) - target) ** 2).sum())

    for factor in (0.97, 1.03):
        for factors in ((factor, 1, 1), (1, factor, 1), (1, 1, factor)):
            assert misfit(factors) > misfit((1, 1, 1))


def test_the_reading_states_how_far_expected_output_is_from_the_record() -> None:
    scenario = load(FORD)
    error = record.fit(scenario, record.demand_of(scenario))["error"].abs().mean()
    assert f"by {error:.0%}".replace("%", " %") in scenario.reading


def test_the_years_that_the_reading_calls_too_high_or_too_low_are_so() -> None:
    scenario = load(FORD)
    error = record.fit(scenario, record.demand_of(scenario)).set_index("year")["error"]
    assert (error[[1909, 1917, 1918, 1919]] > 0.15).all()
    assert (error[[1910, 1912, 1913, 1914, 1915, 1916]] < -0.03).all()
    assert (error[[1923, 1924, 1925]] < -0.1).all()


def test_the_cost_of_the_first_model_t_leads_along_the_curve_to_the_cost_of_1921(facts: pd.DataFrame) -> None:
    production = load(FORD).chains["ford"].production
    assert production.experience is not None
    assert production.unit_cost == float(f"{record.first_unit_cost():.3g}")
    units = facts[facts["year"] <= 1921]["produced"].sum() / 1000
    cost = production.unit_cost * units ** np.log2(production.experience.progress_ratio)
    assert cost == pytest.approx(285.44 * 27 / 53.6, rel=0.005)


def test_recorded_prices_fell_along_a_curve_near_the_assumed_one() -> None:
    production = load(FORD).chains["ford"].production
    assert production.experience is not None
    assert record.progress_ratio_of_prices() == pytest.approx(production.experience.progress_ratio, abs=0.02)


def test_simulated_output_of_the_model_t_agrees_with_its_expectation(
    ford: list[dict[str, pd.DataFrame]],
) -> None:
    scenario = load(FORD)
    expected = record.expected_units(scenario, record.demand_of(scenario)).sum()
    totals = np.array([frames["series"]["sold"].sum() for frames in ford])
    assert half_width(totals) < 0.04 * expected
    assert abs(totals.mean() - expected) < half_width(totals)


def test_hardly_anybody_finds_the_ford_dealer_without_a_car(ford: list[dict[str, pd.DataFrame]]) -> None:
    assert all(frames["runs"]["fill_rate"].iloc[0] > 0.999 for frames in ford)


def test_the_cost_of_a_model_t_falls_every_year_and_profit_is_above_zero(ford: list[dict[str, pd.DataFrame]]) -> None:
    ledgers = [
        f["ledger"].pivot_table("amount", index="time", columns="category", aggfunc="sum", observed=True) for f in ford
    ]
    ledger = sum(ledgers) / len(ledgers)
    made = sum(f["series"].set_index("time")["made"] for f in ford) / len(ford)
    unit_cost = ledger["unit cost"] / made.iloc[1:]
    assert (unit_cost.diff().iloc[1:] < 0).all()
    assert unit_cost.iloc[[0, -1]].tolist() == pytest.approx([675, 121], rel=0.01)  # as the reading says
    assert (ledger["sale"] > ledger["unit cost"]).all()
    assert len(unit_cost) == 17


# Any colour


def test_the_variants_meet_the_same_market(markets: dict[int, list[pd.Series]]) -> None:
    base = load(variants(1))
    for count in COUNTS:
        scenario = load(variants(count))
        assert scenario.population == base.population
        assert (scenario.seed, scenario.horizon) == (base.seed, base.horizon)
        assert scenario.chains["maker"].production == base.chains["maker"].production
        assert (measure(markets, count, "needs") == measure(markets, 1, "needs")).all()


def test_batches_follow_the_square_root_of_harris() -> None:
    base = load(variants(1)).chains["maker"].distribution.policy.quantity
    for count in COUNTS:
        maker = load(variants(count)).chains["maker"]
        demand = 1450 / count
        best = np.sqrt(2 * demand * maker.production.setup_cost / (maker.distribution.holding_cost * 365))
        assert maker.distribution.policy.quantity == round(best)
        assert maker.distribution.policy.quantity == pytest.approx(base / np.sqrt(count), rel=0.02)


def expected_surplus(across: int, down: int) -> float:
    """E max(0, v - 400·|x - nearest|² - 620) with ``across`` by ``down`` products: a sum over tastes and quantiles."""
    gaps = [(np.arange(40) + 0.5) / 40 / (2 * side) for side in (across, down)]
    squared = np.add.outer(gaps[0] ** 2, gaps[1] ** 2).ravel()
    variance = np.log1p(0.4**2)
    worth = 900 * np.exp(np.sqrt(variance) * stats.norm.ppf((np.arange(4000) + 0.5) / 4000) - variance / 2)
    return float(np.maximum(0, worth[:, None] - 400 * squared - 620).mean())


def test_surplus_with_one_variant_is_the_mean_over_tastes_and_willingness_to_pay(
    markets: dict[int, list[pd.Series]],
) -> None:
    simulated, expected = measure(markets, 1, "surplus_per_need"), expected_surplus(1, 1)
    assert half_width(simulated) < 0.1 * expected
    assert abs(simulated.mean() - expected) < half_width(simulated)


@pytest.mark.parametrize("sides", [(2, 1), (2, 2), (4, 2), (4, 4)])
def test_what_variety_adds_to_surplus_is_the_mean_over_tastes_and_willingness_to_pay(
    sides: tuple[int, int], markets: dict[int, list[pd.Series]]
) -> None:
    more, one = (measure(markets, count, "surplus_per_need") for count in (sides[0] * sides[1], 1))
    expected = expected_surplus(*sides) - expected_surplus(1, 1)
    assert half_width(more - one) < 0.12 * expected
    assert abs((more - one).mean() - expected) < half_width(more - one)


@pytest.mark.parametrize(("fewer", "more"), list(pairwise(COUNTS)))
def test_consumers_gain_from_each_doubling_of_variety(
    fewer: int, more: int, markets: dict[int, list[pd.Series]]
) -> None:
    gain = measure(markets, more, "consumer_surplus") - measure(markets, fewer, "consumer_surplus")
    assert gain.mean() > half_width(gain)


@pytest.mark.parametrize("cost", ["set-up", "holding"])
def test_set_ups_and_stock_cost_more_with_each_doubling_of_variety(
    cost: str, markets: dict[int, list[pd.Series]]
) -> None:
    for fewer, more in pairwise(COUNTS):
        assert (measure(markets, more, cost) > measure(markets, fewer, cost)).all()


def test_the_firm_earns_most_with_the_number_of_variants_that_the_reading_names(
    markets: dict[int, list[pd.Series]],
) -> None:
    named = re.search(r"firm earns most with (\d+)", load(variants(1)).reading)
    assert named is not None
    best = int(named[1])
    earned = {
        count: measure(markets, count, "profit") + measure(markets, count, "inventory_change") for count in COUNTS
    }
    for count in set(COUNTS) - {best}:
        gain = earned[best] - earned[count]
        assert gain.mean() > half_width(gain), count


def test_with_each_number_of_variants_the_shelves_are_hardly_ever_empty(markets: dict[int, list[pd.Series]]) -> None:
    assert all((measure(markets, count, "fill_rate") > 0.999).all() for count in COUNTS)


# Feedback, margins and word of mouth


def repeated(name: str, replications: int, *overrides: str) -> list[dict[str, pd.DataFrame]]:
    scenario = load(GALLERY / f"{name}.yaml", overrides=overrides)
    return [simulate(scenario, replication) for replication in range(replications)]


def whole(frames: list[dict[str, pd.DataFrame]], column: str) -> np.ndarray:
    return np.array([each["runs"][column].iloc[-1] for each in frames])


def test_asking_brings_both_drinks_near_the_floor_and_pays() -> None:
    asked, silent = repeated("coke-or-pepsi", 5), repeated("coke-or-pepsi", 5, "nobody-asks")
    for each in asked:
        last = each["research"].groupby("chain", observed=True).last()
        assert (last["mismatch"] < 1.15 * last["floor"]).all()
        assert (each["research"]["mismatch"] >= each["research"]["floor"] - 1e-12).all()
    for measure in ("profit", "consumer_surplus"):
        gain = whole(asked, measure) - whole(silent, measure)
        assert gain.mean() > half_width(gain)
    assert (whole(silent, "feedback_bits") == 0).all()
    assert whole(asked, "feedback_bits").mean() == pytest.approx(0.15, abs=0.01)


def test_ten_times_as_many_answers_cost_more_than_they_earn() -> None:
    more, few = repeated("coke-or-pepsi", 5, "more-answers"), repeated("coke-or-pepsi", 5)
    loss = whole(few, "profit") - whole(more, "profit")
    assert loss.mean() > half_width(loss)


def test_a_producer_and_a_distributor_earn_a_quarter_less_than_one_firm_and_bargaining_gives_it_back() -> None:
    two, one, agreed = (repeated("double-margin", 5, *with_) for with_ in ((), ("integrated",), ("bargained",)))
    assert (whole(two, "profit") / whole(one, "profit")).mean() == pytest.approx(0.75, abs=0.02)
    assert (whole(two, "consumer_surplus") / whole(one, "consumer_surplus")).mean() == pytest.approx(0.25, abs=0.02)
    assert (whole(two, "producer_profit") / whole(two, "profit")).mean() == pytest.approx(2 / 3, abs=0.02)
    assert whole(agreed, "profit") == pytest.approx(whole(one, "profit"))
    assert whole(agreed, "producer_profit") == pytest.approx(whole(agreed, "profit") / 2, rel=0.02)


def test_word_of_television_follows_bass_with_the_coefficients_of_the_table() -> None:
    table = pd.read_csv(GALLERY / "data" / "bass_pq.csv").set_index("product")
    chains = load(GALLERY / "bass-tv.yaml").chains
    frames = repeated("bass-tv", 3)
    for chain, product in (("black-and-white", "B&W TV"), ("colour", "Color TV")):
        p, q = table.loc[product, ["p", "q"]].astype(float)
        spread = chains[chain].awareness
        assert (spread.innovation * 365, spread.imitation * 365) == pytest.approx((p, q))
        for years in (4, 8, 12):
            expected = -np.expm1(-(p + q) * years) / (1 + q / p * np.exp(-(p + q) * years))
            paths = [f["series"][f["series"]["chain"] == chain] for f in frames]
            shares = [np.interp(years * 365, path["time"], path["aware"]) for path in paths]
            assert np.mean(shares) == pytest.approx(expected, abs=0.03)


def test_in_a_small_world_word_of_colour_takes_years_longer_and_hubs_cost_less_than_one() -> None:
    def half(overrides: tuple[str, ...]) -> float:
        series = repeated("bass-tv", 1, *overrides)[0]["series"].query("chain == 'colour'")
        return float(series[series["aware"] >= 0.5]["time"].iloc[0] / 365)

    alike, small, hubs = half(()), half(("small-world",)), half(("hubs",))
    assert small - alike > 3
    assert 0 < hubs - alike < 1


# The beer game, and PC makers of 1995


def test_the_step_in_demand_grows_on_its_way_to_the_brewery() -> None:
    echelons = pd.concat([simulate(load(GALLERY / "beer-game.yaml"), r)["echelons"] for r in range(4)])
    growth = echelons.pivot_table("amplification", "replication", "echelon", sort=False, observed=True)
    assert list(growth) == ["factory", "distributor", "wholesaler", "retailer"]
    assert (np.diff(growth.to_numpy(), axis=1) < 0).all()
    assert (growth > 1).all().all()


def test_a_level_that_all_echelons_keep_passes_the_step_through() -> None:
    echelons = simulate(load(GALLERY / "beer-game.yaml", overrides=["level"]))["echelons"]
    assert echelons["bullwhip"].tolist() == pytest.approx([1, 1, 1, 1])


def test_the_first_echelon_without_the_step_obeys_the_formula_of_exponential_smoothing() -> None:
    """Chen, Ryan & Simchi-Levi 2000: 1 + 2La + 2L²a²/(2 - a)."""
    scenario = load(GALLERY / "beer-game.yaml", overrides=["steady"])
    ratios = [simulate(scenario, r)["echelons"].set_index("echelon")["bullwhip"]["retailer"] for r in range(8)]
    theory = 1 + 2 * 5 * 0.2 + 2 * 25 * 0.04 / 1.8
    error = np.std(ratios, ddof=1) / np.sqrt(len(ratios))
    assert abs(np.mean(ratios) - theory) <= 3 * error
    assert 3 * error < 0.1 * theory


def test_the_makers_of_1995_hold_the_days_of_supply_that_are_recorded() -> None:
    facts = pd.read_csv(GALLERY / "data" / "pc_days_of_supply.csv")
    recorded = facts[facts["year"] == 1995].set_index("firm")["days"]
    runs = [simulate(load(GALLERY / "dell-before.yaml"), r)["echelons"].set_index("chain") for r in range(6)]
    for chain, firm in (("dell", "Dell"), ("compaq", "Compaq")):
        days = np.mean([run["days_of_supply"][chain] for run in runs])
        assert days == pytest.approx(recorded[firm], rel=0.02)


def test_forty_one_days_of_stock_cost_what_the_reading_says() -> None:
    money = []
    for replication in range(6):
        frames = simulate(load(GALLERY / "dell-before.yaml"), replication)
        held, sold = frames["echelons"].set_index("chain")["holding_cost"], frames["runs"].set_index("chain")["sold"]
        money.append(held["compaq"] / sold["compaq"] - held["dell"] / sold["dell"])
    assert np.mean(money) == pytest.approx(43, abs=1)


# sweeps --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted((GALLERY / "sweeps").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_sweep_of_the_gallery_asks_a_question_and_can_be_run(path: Path) -> None:
    plan = read_sweep(path, measures=MEASURES)
    assert plan.sweep.question.endswith("?")
    assert len(points(plan)) >= 20
