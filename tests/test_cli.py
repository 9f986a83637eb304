import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from valuechain import simulation
from valuechain.cli import main
from valuechain.results import load_results

Call = Callable[..., tuple[int, str, str]]

SHOP = """\
scenario: corner-shop
title: A corner shop
horizon: 60 days
replications: 3
population:
  size: 40
  needs: {rate: 20 / year}
  willingness_to_pay: {lognormal: {mean: 60, cv: 0.4}}
  mismatch_cost: 40
  choice: {noise: 5}
chains:
  shop:
    paradigm: industrial
    variants: {count: 2, price: 35}
    production: {unit_cost: 12}
    distribution: {policy: {base_stock: {level: 5}}, lead_time: 1 week}
overrides:
  dear: {chains: {shop: {variants: {count: 2, price: 50}}}}
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("shop.yaml").write_text(SHOP, "utf-8")


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Run the command line; return exit code, stdout and stderr."""

    def called(*words: str) -> tuple[int, str, str]:
        code = main(words)
        return code, *capsys.readouterr()

    return called


def results() -> Path:
    (folder,) = Path("results").iterdir()
    return folder


# run -----------------------------------------------------------------------------------------------------------------


def test_run_prints_the_headline_the_folder_and_what_comes_next(call: Call) -> None:
    code, out, err = call("run", "shop.yaml")
    assert (code, err) == (0, "")
    assert out.startswith(f"A corner shop\n3 replications, 95 % intervals\n{results()}\n")
    assert re.search(r"all +welfare +EUR +[\d,]+ ", out)
    assert f"valuechain show {results()}" in out
    assert f"valuechain plot {results()} -o figures" in out


def test_run_again_says_what_it_reused(call: Call) -> None:
    _, first, _ = call("run", "shop.yaml")
    code, out, err = call("run", "shop.yaml")
    assert (code, out, err) == (0, first, "reused 3 finished replications\n")


def test_run_takes_its_options(call: Call) -> None:
    words = ["--replications", "2", "--jobs", "1", "--seed", "5", "--set", "population.size=30"]
    assert call("run", "shop.yaml", *words, "--set", "currency=CHF", "--override", "dear", "--out", "elsewhere")[0] == 0
    found = load_results(next(Path("elsewhere").iterdir()))
    scenario = found.scenario
    assert (scenario.seed, scenario.population.size, scenario.currency, found.replications) == (5, 30, "CHF", 2)
    assert set(found.series["price"]) == {50.0}


def test_one_replication_runs_alone_and_keeps_nothing(call: Call) -> None:
    code, out, _ = call("run", "shop.yaml", "--replication", "7")
    assert code == 0
    assert "1 replication (n=1: no interval)" in out
    assert not Path("results").exists()


def test_failed_replications_are_reported_with_the_command_that_shows_one(call: Call, monkeypatch) -> None:
    simulate = simulation.simulate

    def fails_in_one(scenario: Any, replication: int, processes: Any) -> Any:
        return simulate(scenario, replication, processes) if replication != 1 else 1 / 0

    monkeypatch.setattr(simulation, "simulate", fails_in_one)
    code, out, err = call("run", "shop.yaml", "--seed", "4")
    assert (code, out) == (3, "")
    assert "1 replication failed\nreplication 1: ZeroDivisionError: division by zero\n" in err
    assert f"2 of 3 replications finished, 95 % intervals, {results()}" in err
    assert "to see one fail: valuechain run shop.yaml --seed 4 --replication 1" in err
    assert "Traceback" not in err


def test_a_replication_that_fails_alone_shows_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*arguments: Any) -> None:
        raise ZeroDivisionError("here")

    monkeypatch.setattr("valuechain.experiments.replications.simulate", fails)
    with pytest.raises(ZeroDivisionError, match="here"):
        main(["run", "shop.yaml", "--replication", "1"])


def test_ctrl_c_has_its_own_exit_code(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(simulation, "simulate", interrupted)
    code, _, err = call("run", "shop.yaml")
    assert code == 130
    assert f"interrupted: 0 of 3 replications have finished and are kept in {results()}" in err


# mistakes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", "shp.yaml"], 'there is no file "shp.yaml"'),
        (["run", "shop.yaml", "--set", "population.sise=3"], 'did you mean "size"'),
        (["run", "shop.yaml", "--replications", "0"], "replications: 0 is too small"),
        (["run", "shop.yaml", "--jobs", "0"], "0 jobs are not possible"),
        (["run", "shop.yaml", "--override", "cheap"], "cheap"),
        (["run", "shop.yaml", "--replication", "-1"], "there is no replication -1"),
        (["run", "shop.yaml", "--out", "shop.yaml"], "cannot be written"),
        (["run", "shop.yaml", "--replicatons", "3"], "Did you mean --replications?"),
        (["run", "shop.yaml", "--jobs", "many"], "many"),
        (["rnu", "shop.yaml"], 'Did you mean "run"?'),
        (["run"], "requires an argument"),
        (["check"], "requires an argument"),
        (["explain", "shop.yaml", "population.sise"], 'did you mean "size"'),
        (["new", "My Shop"], "is not a name"),
        (["new", "shop"], "shop.yaml exists already"),
        (["show", "results"], "there is no such folder"),
        (["plot", "results", "-o", "figures"], "there is no such folder"),
        (["plot", "results"], "--out"),
        (["validate", "no-such-row"], "no-such-row"),
        (["compare"], "requires an argument"),
        (["compare", "shop.yaml"], "name at least two"),
        (["compare", "shp.yaml", "shop.yaml"], 'there is no file "shp.yaml"'),
    ],
)
def test_a_mistake_is_one_message_and_exit_code_2(call: Call, words: list[str], message: str) -> None:
    code, out, err = call(*words)
    assert (code, out) == (2, "")
    assert message in re.sub(r"[│\s]+", " ", err)
    assert "Traceback" not in err
    assert sorted(each.name for each in Path().iterdir()) == ["shop.yaml"]


# the other commands --------------------------------------------------------------------------------------------------


def test_check_prints_every_fault_of_every_file(call: Call) -> None:
    Path("bad.yaml").write_text(SHOP.replace("size: 40", "size: -1").replace("horizon", "horison"), "utf-8")
    code, out, err = call("check", "shop.yaml", "bad.yaml")
    assert (code, out) == (2, "shop.yaml: ok\n")
    assert "bad.yaml:3:1: horison" in err
    assert "bad.yaml:6:" in err


def test_check_of_good_files_says_ok(call: Call) -> None:
    assert call("check", "shop.yaml", "--override", "dear") == (0, "shop.yaml: ok\n", "")


def test_new_writes_a_scenario_that_checks(call: Call) -> None:
    code, out, _ = call("new", "first")
    assert code == 0
    assert "valuechain run first.yaml" in out
    assert call("check", "first.yaml")[:2] == (0, "first.yaml: ok\n")


def test_explain_tells_value_meaning_origin_and_unit(call: Call) -> None:
    code, out, _ = call("explain", "shop.yaml", "horizon")
    assert code == 0
    assert out.startswith("horizon: 60 days\n")
    assert "from shop.yaml:3" in out
    assert "--set horizon=2 years" in call("explain", "shop.yaml", "horizon", "--set", "horizon=2 years")[1]


def test_schema_is_json(call: Call) -> None:
    code, out, _ = call("schema")
    assert code == 0
    assert json.loads(out)["title"] == "valuechain scenario"


def test_show_prints_the_headline_or_a_frame(call: Call) -> None:
    call("run", "shop.yaml")
    assert call("show", str(results()))[1] == f"{load_results(results())!r}\n"
    code, out, _ = call("show", str(results()), "--frame", "summary")
    assert code == 0
    assert "half_width" in out
    assert call("show", str(results()), "--frame", "sumary")[0] == 2


def test_plot_writes_figures_and_names_them(call: Call) -> None:
    call("run", "shop.yaml")
    code, out, _ = call("plot", str(results()), "-o", "figures")
    assert code == 0
    assert sorted(out.split()) == sorted(str(each) for each in Path("figures").iterdir())


def test_compare_runs_files_reads_folders_and_says_what_differs(call: Call) -> None:
    call("run", "shop.yaml", "--override", "dear", "--out", "elsewhere")
    (dear,) = Path("elsewhere").iterdir()
    words = ["--label", "cheap", "--label", "dear", "-o", "compared"]
    code, out, err = call("compare", "shop.yaml", str(dear), *words)
    assert code == 0
    assert "seeds" not in err
    assert out.startswith("Compared with cheap:")
    assert "Consumer surplus is " in out
    assert sorted(each.suffix for each in Path("compared").iterdir()) == [".csv", ".json", ".png", ".svg", ".txt"]
    assert results().name in Path("compared", "comparison.json").read_text("utf-8")


def test_compare_warns_where_luck_is_not_shared(call: Call) -> None:
    Path("other.yaml").write_text(SHOP.replace("corner-shop", "other") + "seed: 5\n", "utf-8")
    code, out, err = call("compare", "shop.yaml", "other.yaml", "--baseline", "other.yaml", "--replications", "2")
    assert code == 0
    assert "Compared with other:" in out
    told = "other and corner-shop have different seeds: nothing is paired, and intervals are those of independent means"
    assert err == f"warning: {told}\n"


def test_version(call: Call) -> None:
    from valuechain import __version__

    assert call("--version")[:2] == (0, f"{__version__}\n")


# sweep ---------------------------------------------------------------------------------------------------------------

PRICES = """\
scenario: shop.yaml
title: Prices of a corner shop
factors:
  chains.shop.variants.price: {values: [30, 40], label: price}
outputs: [profit, shop.sold]
"""


@pytest.fixture
def prices() -> Path:
    Path("prices.yaml").write_text(PRICES, "utf-8")
    return Path("prices.yaml")


def swept() -> Path:
    (folder,) = Path("results/sweeps").iterdir()
    return folder


@pytest.mark.usefixtures("prices")
def test_sweep_prints_where_outputs_are_lowest_and_highest_and_what_comes_next(call: Call) -> None:
    code, out, err = call("sweep", "prices.yaml")
    assert (code, err) == (0, "")
    assert out.startswith(f"Prices of a corner shop\n2 points of 1 factor (grid), 6 cells, 95 % intervals\n{swept()}\n")
    assert re.search(r"profit +EUR +(lowest|highest) +price = (30|40) ", out)
    assert f"valuechain show {swept()} --frame summary" in out
    assert call("sweep", "prices.yaml") == (0, out, "reused 6 finished cells\n")


@pytest.mark.usefixtures("prices")
def test_a_dry_run_says_what_would_be_run(call: Call) -> None:
    code, out, _ = call("sweep", "prices.yaml", "--dry-run", "--replications", "50", "--jobs", "2")
    assert code == 0
    assert re.search(
        r"cells +100\nthere +0 in results/sweeps/prices-\w+\nto run +100\ntime +about .* 2 jobs\)\ndisk", out
    )
    assert not Path("results").exists()


@pytest.mark.usefixtures("prices")
def test_failed_cells_are_told_with_exit_code_3(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setattr(simulation, "measure", lambda *arguments: 1 / 0)
    code, out, err = call("sweep", "prices.yaml", "--jobs", "1")
    assert code == 3
    assert "0 of 6 cells finished (6 failed)" in out
    assert err.splitlines()[:2] == [
        "6 cells failed; the others are kept",
        "point 0, replication 0: ZeroDivisionError: division by zero",
    ]
    assert err.splitlines()[-1] == (
        "to see one fail: valuechain run shop.yaml --set chains.shop.variants.price=30.0 --replication 0"
    )


@pytest.mark.usefixtures("prices")
def test_a_sweep_can_be_shown_checked_and_verified(call: Call) -> None:
    call("sweep", "prices.yaml")
    code, out, _ = call("show", str(swept()), "--frame", "points")
    assert (code, out.split()) == (0, ["point", "price", "0", "30.0", "1", "40.0"])
    assert call("show", str(swept()))[1].startswith("Prices of a corner shop")
    assert call("check", "prices.yaml")[:2] == (0, "prices.yaml: ok\n")
    assert call("verify", str(swept()), "--cells", "2")[:2] == (0, "ran 2 again: all numbers are the same\n")
    assert call("verify", str(swept()), "--cell", "1:2")[1].startswith("profit: ")


def test_faults_of_a_sweep_are_told_with_exit_code_2(call: Call) -> None:
    Path("prices.yaml").write_text(PRICES.replace("price:", "prise:"), "utf-8")
    for command in ("sweep", "check"):
        code, out, err = call(command, "prices.yaml")
        assert (code, out) == (2, "")
        assert err.startswith("prices.yaml:4:3: factors.chains.shop.variants.prise: the scenario has no key")
    assert not Path("results").exists()


def test_the_schema_of_sweeps_is_printed(call: Call) -> None:
    assert json.loads(call("schema", "--sweep")[1])["required"] == ["scenario"]
