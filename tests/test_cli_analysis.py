"""The commands that say what results mean."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import valuechain as vc
from valuechain.cli import main
from valuechain.experiments.testmodels import ISHIGAMI, TestModel
from valuechain.results import Sweep
from valuechain.scenario import Scenario

Call = Callable[..., tuple[int, str, str]]

SHOP = """\
scenario: corner-shop
horizon: 60 days
warmup: 10 days
sample_every: 12 hours
replications: 3
calendar_start: 1999
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


@pytest.fixture
def ishigami() -> Sweep:
    """A sweep over Ishigami's function, in the folder `sweep`."""
    made = vc.sweep(ISHIGAMI, design={"sobol": {"points": 32, "second_order": True}}, out="sweeps", jobs=1)
    Path("sweep").symlink_to(made.folder)
    return made


def test_audit_passes_a_scenario_and_prints_its_checks(call: Call) -> None:
    code, out, _ = call("audit", "shop.yaml")
    assert code == 0
    assert len(re.findall(r"\bpass\b", out)) == 5


def test_warmup_says_what_mser5_suggests_and_draws_it(call: Call) -> None:
    call("run", "shop.yaml")
    (folder,) = Path("results").iterdir()
    code, out, _ = call("warmup", str(folder), "--measure", "sold", "-o", "figures")
    assert code == 0
    assert re.match(r"sold \(all\): .*; now 10 days, latest of a single replication [\d.]+\n", out)
    assert {path.name for path in Path("figures").iterdir()} == {"warmup-all-sold.png", "warmup-all-sold.svg"}
    assert call("warmup", str(folder), "--measure", "profit")[0] == 2


def test_warmup_changes_nothing(call: Call) -> None:
    call("run", "shop.yaml")
    before = {path: path.read_bytes() for path in Path("results").rglob("*") if path.is_file()}
    call("warmup", str(next(Path("results").iterdir())))
    assert {path: path.read_bytes() for path in Path("results").rglob("*") if path.is_file()} == before


def test_calibrate_prints_the_fit_and_how_to_run_it(call: Call) -> None:
    Path("facts.csv").write_text("moment,target\nneeds,263\n", "utf-8")
    fit = "population.needs.rate=10..80 / year"
    code, out, _ = call("calibrate", "shop.yaml", "--to", "facts.csv", "--fit", fit, "--trials", "12", "--profile", "1",
                        "--jobs", "1", "-o", "fit")  # fmt: skip
    assert code == 0
    assert re.search(r"population\.needs\.rate +/ year +20 +4\d\.\d+ +10 +80", out)
    assert re.search(r"next: +valuechain run shop\.yaml --set 'population\.needs\.rate=4\d\.\d+ / year'", out)
    names = {path.name for path in Path("fit").iterdir()}
    assert names >= {"parameters.csv", "moments.csv", "trials.csv", "profile.csv", "fit.png", "profile.svg"}


def test_calibrate_needs_something_to_fit(call: Call) -> None:
    assert call("calibrate", "shop.yaml", "--to", "facts.csv")[0] == 2
    code, _, err = call("calibrate", "shop.yaml", "--to", "none.csv", "--fit", "population.needs.rate=1..2 / year")
    assert code == 2
    assert "none.csv cannot be read" in err


def test_sensitivity_prints_indices_and_shares_and_writes_them(call: Call, ishigami: Sweep) -> None:
    code, out, _ = call("sensitivity", "sweep", "-o", "indices")
    assert code == 0
    assert re.search(r"y +x1 +S1 +0\.\d+", out)
    assert "n=1: unknown" in out
    names = {path.name for path in Path("indices").iterdir()}
    assert names >= {"indices.csv", "noise.csv", "y-indices.png", "y-parallel.svg"}


def test_sensitivity_takes_another_method_where_points_are_independent(call: Call, ishigami: Sweep) -> None:
    vc.sweep(ISHIGAMI, design={"latin-hypercube": {"points": 64}}, out="scattered", jobs=1)
    (folder,) = Path("scattered").iterdir()
    code, out, _ = call("sensitivity", str(folder), "--method", "pawn", "-o", "pawn")
    assert code == 0
    assert re.search(r"y +x1 +pawn_max +0\.\d+", out)
    assert "y-indices.png" in {path.name for path in Path("pawn").iterdir()}
    code, _, err = call("sensitivity", "sweep", "--method", "pawn")
    assert code == 2
    assert "the points of a sobol design depend on one another" in err


def test_sensitivity_refuses_a_sweep_with_missing_cells(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: TestModel, scenario: Scenario, replication: int) -> dict[str, float]:
        found = plain(self, scenario, replication)
        if found["y"] > 8:
            raise ZeroDivisionError("too high")
        return found

    plain = TestModel.measures
    monkeypatch.setattr(TestModel, "measures", broken)
    made = vc.sweep(ISHIGAMI, design={"sobol": {"points": 32}}, out="sweeps", jobs=1)
    code, out, err = call("sensitivity", str(made.folder))
    assert (code, out) == (2, "")
    assert f"y: {len(made.failures)} cells of the sweep missing" in err
    assert "ZeroDivisionError: too high; again: valuechain verify" in err


def test_sensitivity_leaves_out_what_tells_nothing_and_says_so(call: Call) -> None:
    outputs = ["profit", "shop.mean_wait", "shop.backordered", "shop.lost"]
    factors = {"population.size": {"values": [30, 40]}, "chains.shop.variants.price": {"values": [30, 40]}}
    made = vc.sweep("shop.yaml", factors=factors, outputs=outputs, replications=2, out="sweeps", jobs=1)
    code, out, _ = call("sensitivity", str(made.folder))
    assert code == 0
    assert "left out, for they do not vary or have no value at some points: shop.mean_wait, shop.backordered" in out
    code, out, err = call("sensitivity", str(made.folder), "--output", "shop.mean_wait")
    assert (code, out) == (2, "")
    assert "has no value of it (NaN); it does not apply there" in err


def test_plot_draws_a_sweep_as_it_draws_a_run(call: Call, ishigami: Sweep) -> None:
    code, out, _ = call("plot", "sweep", "-o", "figures")
    assert code == 0
    assert {"figures/y-indices.png", "figures/y-pairs.svg"} <= set(out.split())
    about = (Path("figures") / "y-pairs.svg").read_text("utf-8")
    assert f"scenario ishigami, digest {ishigami.provenance['digest']}" in about


def test_discover_prints_a_box_and_writes_it(call: Call, ishigami: Sweep) -> None:
    code, out, _ = call("discover", "sweep", "--output", "y", "--above", "7", "-o", "boxes")
    assert code == 0
    hits = int((ishigami.runs["y"] > 7).sum())
    assert out.startswith(f"y above 7: {hits} of 256 points\nbox ")
    assert re.search(r"coverage [\d.]+% .*density [\d.]+%", out)
    assert {path.name for path in Path("boxes").iterdir()} == {"boxes.csv", "discovery.png", "discovery.svg"}


def test_discover_between_two_bounds(call: Call, ishigami: Sweep) -> None:
    between = int(ishigami.runs["y"].between(2, 5, inclusive="neither").sum())
    assert (
        f"y above 2 and below 5: {between} of 256"
        in call("discover", "sweep", "--output", "y", "--above", "2", "--below", "5")[1]
    )


def test_discover_asks_what_is_of_interest(call: Call, ishigami: Sweep) -> None:
    code, _, err = call("discover", "sweep", "--output", "y")
    assert code == 2
    assert "--above, --below, or both" in err
    assert call("discover", "sweep", "--output", "z", "--above", "1")[0] == 2
