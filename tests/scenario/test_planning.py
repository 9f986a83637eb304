from pathlib import Path
from pickle import dumps, loads
from typing import Any

import pytest

from valuechain.errors import ScenarioError
from valuechain.scenario import kinds, load, read_sweep
from valuechain.scenario.writing import digest, explicit

CORPUS = Path(__file__).parent.parent / "corpus" / "sweeps"
SHOP = CORPUS / "shop.yaml"
PRICE = "chains.shop.variants.price"


def planned(factors: dict[str, Any], **more: Any) -> Any:
    return read_sweep({"scenario": str(SHOP), "factors": factors, **more})


def faults(source: Any, **more: Any) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        read_sweep(source, **more)
    return [str(each) for each in caught.value.faults]


@pytest.mark.parametrize(
    ("path", "written", "value", "setting"),
    [
        (PRICE, 41.5, 41.5, "41.5"),
        ("chains.shop.variants.count", 3, 3.0, "3"),
        ("chains.shop.distribution.lead_time", "2 weeks", 14.0, "2 weeks"),
        ("population.needs.every", "1 month", 365 / 12, "1 month"),
        ("population.willingness_to_pay.lognormal.cv", 0.2, 0.2, "0.2"),
        ("chains.shop.distribution.shortage", "backorder", "backorder", "backorder"),
        ("record.participants", False, "false", "false"),
    ],
)
def test_a_point_is_the_scenario_with_the_same_settings(path: str, written: Any, value: Any, setting: str) -> None:
    plan = planned({path: [written]})
    (factor,) = plan.factors
    assert factor.values == (value,)
    point = plan.template.at([factor.written(value)])
    assert point == load(SHOP, settings=[f"{path}={setting}"])


def test_a_factor_moves_through_a_list() -> None:
    tea = {"chains": {"shop": {"products": {"tea": {"position": [0.5, 0.5], "price": 3}}}}}
    factors = {"chains.shop.products.tea.position.1": [0.25]}
    plan = read_sweep({"scenario": {"extends": str(SHOP), **tea}, "factors": factors})
    (factor,) = plan.factors
    point = plan.template.at([factor.written(0.25)])
    assert explicit(point)["chains"]["shop"]["products"]["tea"]["position"] == [0.5, 0.25]


def test_all_faults_come_at_once_with_their_places(tmp_path: Path) -> None:
    file = tmp_path / "many.yaml"
    file.write_text(
        f"scenario: {SHOP}\n"
        "factors:\n"
        "  chains.shop.variants.prise: [30]\n"
        "  chains.shop.distribution.lead_time: {range: [1, 2 weeks], levels: 3, label: point}\n"
        "outputs: [proft]\n"
        "constraints: [price > 3]\n"
    )
    found = faults(file, measures=["profit"])
    assert [each.removeprefix(f"{file}:").split(": ")[0] for each in found] == ["3:3", "4:48", "4:79", "5:11", "6:15"]


def test_faults_of_the_scenario_stand_beside_those_of_the_sweep(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(SHOP.read_text("utf-8").replace("size: 40", "size: 0"))
    (tmp_path / "sweep.yaml").write_text("scenario: shop.yaml\nfactors: {population.size: [3]}\nreplications: 0\n")
    told = "\n".join(faults(tmp_path / "sweep.yaml"))
    assert "sweep.yaml:3:15: replications: 0 is too small" in told
    assert "shop.yaml:7:9: population.size: 0 is too small" in told


def test_a_sweep_needs_factors_or_a_block(tmp_path: Path) -> None:
    assert faults(SHOP) == [
        f"{SHOP}: sweep: is missing; write a section sweep with factors, or a sweep file that names this scenario"
    ]


def test_faults_of_a_block_have_the_path_of_the_block(tmp_path: Path) -> None:
    file = tmp_path / "block.yaml"
    file.write_text(f"extends: {SHOP}\nsweep:\n  factors:\n    {PRICE}: [-1]\n")
    assert faults(file) == [
        f"{file}:4:34: sweep.factors.{PRICE}.0: -1 is too small; write an amount of money not below 0 (a plain number)"
    ]


def test_a_block_does_not_change_the_scenario_that_holds_it(tmp_path: Path) -> None:
    file = tmp_path / "block.yaml"
    file.write_text(f"extends: {SHOP}\nsweep:\n  factors:\n    {PRICE}: [1]\n")
    assert digest(load(file)) == digest(load(SHOP))


def test_what_a_file_holds_is_told_by_its_keys() -> None:
    assert kinds(SHOP) == ("scenario",)
    assert kinds(CORPUS / "valid" / "grid.yaml") == ("sweep",)
    assert kinds(CORPUS / "valid" / "block.yaml") == ("scenario", "sweep")
    assert kinds(CORPUS / "nowhere.yaml") == ("scenario",)


def test_settings_and_overrides_are_laid_over_the_scenario() -> None:
    source = {"scenario": str(SHOP), "factors": {"population.size": [3]}, "overrides": ["dear"]}
    plan = read_sweep(source, settings=["seed=9"])
    assert (plan.scenario.seed, plan.overrides) == (9, ("dear",))
    assert plan.scenario.chains["shop"].variants.price.values == (50.0,)  # type: ignore[union-attr]


# tables --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ": holds no points; write a line of names and one for each point"),
        ("price\n", ": holds no points; write a line of names and one for each point"),
        ("price,size\n30,40\n", ':1:7: there is no factor "size"; there is price'),
        ("price,price\n30,40\n", f':1:7: "{PRICE}" heads two columns; keep one'),
        ("other\n30\n", ':1:1: there is no factor "other"; there is price\n'
         "{file}:1:1: has no column for price; add it, or take the factor out of the sweep"),
        ("price\n30\n30,40\n", ":3:1: has 2 cells, and 1 columns are named; write one for each"),
        ("price\n30\n\nmuch\n", ':4:1: price: "much" is not an amount of money; write an amount of money not below 0'
         " (a plain number)"),
        ("price\n-1\n", ":2:1: price: -1 is too small; write an amount of money not below 0 (a plain number)"),
        ("price\nnan\n", ':2:1: price: "nan" is not an amount of money; write an amount of money not below 0'
         " (a plain number)"),
    ],
)  # fmt: skip
def test_a_wrong_table_says_where(text: str, told: str, tmp_path: Path) -> None:
    table = tmp_path / "points.csv"
    table.write_text(text)
    source = {"scenario": str(SHOP), "factors": {PRICE: {"label": "price"}}, "design": {"csv": str(table)}}
    assert faults(source) == [each for each in f"{table}{told}".replace("{file}", str(table)).split("\n") if each]


def test_a_table_that_is_not_there_is_named() -> None:
    assert faults({"scenario": str(SHOP), "design": {"csv": "nowhere.csv"}}) == [
        "nowhere.csv: there is no such table; write the path of a CSV file"
    ]


def test_a_table_of_paths_needs_no_factors() -> None:
    plan = read_sweep(CORPUS / "valid" / "csv-alone.yaml")
    assert [each.path for each in plan.factors] == [PRICE, "population.size"]
    assert plan.table == ((30.0, 40.0), (35.0, 60.0))


def test_a_path_that_leads_nowhere_is_a_fault_of_its_heading(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("population.size,population.sise\n3,4\n")
    told = faults({"scenario": str(SHOP), "design": {"csv": str(tmp_path / "points.csv")}})
    assert told[0].startswith(f'{tmp_path}/points.csv:1:17: the scenario has no key "population.sise"')


# several keys, and cases ---------------------------------------------------------------------------------------------


def test_a_factor_of_several_paths_sets_all_of_them() -> None:
    plan = planned({"time": {"paths": ["chains.shop.distribution.lead_time", "warmup"], "values": ["3 days"]}})
    (factor,) = plan.factors
    settings = ["chains.shop.distribution.lead_time=3 days", "warmup=3 days"]
    assert (factor.label, factor.unit, factor.values) == ("time", "days", (3.0,))
    assert plan.template.at([factor.written(3.0)]) == load(SHOP, settings=settings)


def test_a_case_is_the_scenario_with_that_override_and_the_other_factors_on_top(tmp_path: Path) -> None:
    (tmp_path / "lean.yaml").write_text("chains: {shop: {production: {unit_cost: 9}}}\n")
    reviewed = {"order_up_to": {"every": "1 week", "level": 9}}
    cases = {
        "base": {},
        "dear": "dear",
        "reviewed": {"chains": {"shop": {"distribution": {"policy": reviewed}}}},
        "lean": str(tmp_path / "lean.yaml"),
    }
    plan = planned({"case": {"cases": cases}, "population.size": [30]})
    policy = "chains.shop.distribution.policy.order_up_to"
    expected = {
        "base": load(SHOP, settings=["population.size=30"]),
        "dear": load(SHOP, overrides=["dear"], settings=["population.size=30"]),
        "reviewed": load(SHOP, settings=[f"{policy}.every=1 week", f"{policy}.level=9", "population.size=30"]),
        "lean": load(SHOP, settings=["chains.shop.production.unit_cost=9", "population.size=30"]),
    }
    assert {name: plan.template.at([name, 30]) for name in cases} == expected


def test_of_two_factors_with_cases_the_later_wins() -> None:
    def cost(number: int) -> dict[str, Any]:
        return {"cases": {"other": {"chains": {"shop": {"production": {"unit_cost": number}}}}, "none": {}}}

    plan = planned({"first": cost(7), "second": cost(8)})
    costs = [explicit(plan.template.at([one, two]))["chains"]["shop"]["production"]["unit_cost"]
             for one, two in [("none", "none"), ("other", "none"), ("other", "other")]]  # fmt: skip
    assert costs == [12.0, 7.0, 8.0]


def test_a_template_that_was_sent_to_another_process_gives_the_same_scenarios() -> None:
    plan = planned({"case": {"cases": ["dear"]}, "population.size": [30, 31]})
    sent = loads(dumps(plan.template))
    assert [sent.digest_at(["dear", n]) for n in (30, 31)] == [plan.template.digest_at(["dear", n]) for n in (30, 31)]
