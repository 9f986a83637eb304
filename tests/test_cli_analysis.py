"""The commands that say what results mean."""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from SALib.sample import sobol

from valuechain.cli import main
from valuechain.experiments.testmodels import ISHIGAMI

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
def ishigami(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A sweep over Ishigami's function, in the place of what a sweep's folder holds."""
    n = 32
    x = sobol.sample(ISHIGAMI.problem, n, seed=1)
    points = pd.DataFrame(x, columns=list(ISHIGAMI.factors))
    y = [ISHIGAMI(row)["y"] for row in points.to_dict("records")]
    points.insert(0, "point", np.arange(len(points)))
    runs = pd.DataFrame({"point": points["point"], "replication": 0, "y": y})
    alone = {"sd": np.nan, "n": 1, "half_width": np.nan, "low": np.nan, "high": np.nan}
    sweep = SimpleNamespace(
        points=points, runs=runs, summary=points.assign(output="y", mean=y, **alone), outputs=["y"],
        failures=pd.DataFrame(columns=["point", "replication", "error", "traceback", "command"]),
        design={"method": "sobol", "n": n, "seed": 1, "problem": ISHIGAMI.problem}, folder=Path("sweep"),
    )  # fmt: skip
    room = ModuleType("valuechain.results.sweep")
    room.load_sweep = lambda folder: sweep  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "valuechain.results.sweep", room)
    return sweep


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


def test_sensitivity_prints_indices_and_shares_and_writes_them(call: Call, ishigami: SimpleNamespace) -> None:
    code, out, _ = call("sensitivity", "sweep", "-o", "indices")
    assert code == 0
    assert re.search(r"y +x1 +S1 +0\.\d+", out)
    assert "n=1: unknown" in out
    names = {path.name for path in Path("indices").iterdir()}
    assert names >= {"indices.csv", "noise.csv", "y-indices.png", "y-parallel.svg"}


def test_sensitivity_refuses_a_sweep_with_missing_cells(call: Call, ishigami: SimpleNamespace) -> None:
    ishigami.runs.loc[5, "y"] = np.nan
    code, out, err = call("sensitivity", "sweep")
    assert (code, out) == (2, "")
    assert "point 5, replication 0: has no value of it (NaN); it does not apply there" in err


def test_discover_prints_a_box_and_writes_it(call: Call, ishigami: SimpleNamespace) -> None:
    code, out, _ = call("discover", "sweep", "--output", "y", "--above", "7", "-o", "boxes")
    assert code == 0
    hits = int((ishigami.runs["y"] > 7).sum())
    assert out.startswith(f"y above 7: {hits} of 256 points\nbox ")
    assert re.search(r"coverage [\d.]+% .*density [\d.]+%", out)
    assert {path.name for path in Path("boxes").iterdir()} == {"boxes.csv", "discovery.png", "discovery.svg"}


def test_discover_between_two_bounds(call: Call, ishigami: SimpleNamespace) -> None:
    between = int(ishigami.runs["y"].between(2, 5, inclusive="neither").sum())
    assert (
        f"y above 2 and below 5: {between} of 256"
        in call("discover", "sweep", "--output", "y", "--above", "2", "--below", "5")[1]
    )


def test_discover_asks_what_is_of_interest(call: Call, ishigami: SimpleNamespace) -> None:
    code, _, err = call("discover", "sweep", "--output", "y")
    assert code == 2
    assert "--above, --below, or both" in err
    assert call("discover", "sweep", "--output", "z", "--above", "1")[0] == 2
