"""Sweeps: what is run, what is not run again, and what comes out."""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import valuechain as vc
from valuechain import simulation
from valuechain.errors import RequestError, ResultsError, ScenarioError
from valuechain.experiments import study
from valuechain.experiments.batches import Ran
from valuechain.experiments.progress import Silence
from valuechain.experiments.sweeping import forecast, sweep
from valuechain.experiments.work import Ended
from valuechain.results import Sweep, load_sweep
from valuechain.results.cells import Cells
from valuechain.simulation import measure

Tree = dict[str, Any]
PRICE, LEVEL = "chains.shop.variants.price", "chains.shop.distribution.policy.base_stock.level"
FACTORS: Tree = {PRICE: {"values": [30, 40, 50], "label": "price"}, LEVEL: {"values": [2, 5], "label": "level"}}
OUTPUTS = ["profit", "shop.sold", "consumer_surplus"]


class Notes(Silence):
    """Counts what runs, and keeps what is said."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.done = 0

    def say(self, text: str) -> None:
        self.said.append(text)

    def finished(self, outcome: Ended) -> None:
        self.done += outcome.done


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other processes are taken as soon as two cells have run, with small batches."""
    from valuechain.experiments import playing

    monkeypatch.setattr(playing, "START", 0.0)
    monkeypatch.setattr(study, "SECONDS", 0.05)
    monkeypatch.setattr(study, "LEAST", 0.0)


def ran(tree: Tree, out: Path | None = None, progress: Any = None, factors: Tree = FACTORS, **more: Any) -> Sweep:
    given: Tree = {"replications": 3, "outputs": OUTPUTS, "jobs": 1, "name": "trial"} | more
    return sweep(tree, factors=factors, out=out, progress=progress or Silence(), **given)


def frames(found: Sweep) -> dict[str, bytes]:
    assert found.folder is not None
    return {file.name: file.read_bytes() for file in found.folder.iterdir() if file.suffix in (".parquet", ".csv")}


# numbers -------------------------------------------------------------------------------------------------------------


def test_a_cell_is_the_replication_of_the_scenario_with_those_values(tree: Tree) -> None:
    found = ran(tree)
    settings = [f"{PRICE}=40", f"{LEVEL}=5"]
    runs = vc.run(tree, settings=settings, replications=3, jobs=1, progress=Silence()).runs
    assert found.points.loc[3].tolist() == [3, 40, 5]
    mine = found.runs[found.runs["point"] == 3]
    assert mine["replication"].tolist() == [0, 1, 2]
    assert mine["shop.sold"].tolist() == runs[runs["chain"] == "shop"]["sold"].tolist()
    assert mine["profit"].tolist() == runs[runs["chain"] == "all"]["profit"].tolist()


def test_all_points_share_the_streams_of_a_replication(tree: Tree) -> None:
    found = ran(tree, outputs=["needs"])
    needs = found.runs.pivot_table(index="replication", columns="point", values="needs")
    assert needs.eq(needs[0], axis=0).all(axis=None)
    assert needs[0].std() > 0


def test_the_frames_are_tidy(tree: Tree) -> None:
    found = ran(tree)
    assert found.points.dtypes.astype(str).to_dict() == {"point": "int64", "price": "float64", "level": "float64"}
    assert list(found.runs.columns) == ["point", "replication", *OUTPUTS]
    assert list(found.failures.columns) == ["point", "replication", "error", "traceback", "command"]
    statistics = ["output", "mean", "sd", "n", "half_width", "low", "high"]
    assert list(found.summary.columns) == ["point", "price", "level", *statistics]
    assert len(found.summary) == 6 * len(OUTPUTS)
    line = found.summary.query("point == 1 and output == 'profit'").iloc[0]
    values = found.runs.query("point == 1")["profit"]
    assert line["mean"] == pytest.approx(values.mean())
    assert line["half_width"] == pytest.approx(4.302652729749464 * values.std() / np.sqrt(3))


def test_words_are_categories(tree: Tree) -> None:
    found = ran(tree, factors={"chains.shop.distribution.shortage": ["lost", "backorder"]}, replications=1)
    assert found.points["chains.shop.distribution.shortage"].tolist() == ["lost", "backorder"]
    assert found.points.dtypes.astype(str).tolist() == ["int64", "category"]


def test_without_outputs_the_headline_is_kept(tree: Tree) -> None:
    found = ran(tree, outputs=None, replications=1)
    assert {"welfare", "gini_surplus", "shop.market_share"} <= set(found.outputs)


def test_in_memory_and_in_a_folder_are_the_same(tree: Tree, tmp_path: Path) -> None:
    kept, memory = ran(tree, tmp_path), ran(tree)
    for name in ("points", "runs", "summary", "failures"):
        pd.testing.assert_frame_equal(kept.frame(name), memory.frame(name))
    assert kept.design == memory.design


@pytest.mark.usefixtures("eager")
def test_one_job_and_two_write_the_same_bytes(tree: Tree, tmp_path: Path) -> None:
    alone = ran(tree, tmp_path / "alone")
    together = ran(tree, tmp_path / "together", jobs=2)
    assert frames(alone) == frames(together)
    assert set(frames(alone)) == {
        "points.parquet",
        "runs.parquet",
        "summary.parquet",
        "failures.parquet",
        "summary.csv",
    }


def test_a_sweep_can_be_opened_again(tree: Tree, tmp_path: Path) -> None:
    found = ran(tree, tmp_path, design={"latin-hypercube": {"points": 4}}, factors={PRICE: {"range": [30, 40]}})
    assert found.folder is not None
    again = load_sweep(found.folder)
    assert again.design == found.design
    assert again.design["method"] == "latin-hypercube"
    assert again.design["n"] == 4
    assert again.sample is not None
    assert repr(again) == repr(found)
    pd.testing.assert_frame_equal(again.runs, found.runs)


def test_units_are_told_in_the_currency_of_the_scenario(tree: Tree) -> None:
    found = ran(tree | {"currency": "CHF"}, replications=1)
    assert found.units == {
        "price": "CHF",
        "level": "",
        "profit": "CHF",
        "shop.sold": "units",
        "consumer_surplus": "CHF",
    }


def test_xarray_has_a_dimension_for_each_factor_of_a_grid(tree: Tree) -> None:
    data = ran(tree).to_xarray()
    assert dict(data.sizes) == {"price": 3, "level": 2, "replication": 3}
    found = ran(tree).runs.query("point == 3 and replication == 1")["profit"].item()
    assert data["profit"].sel(price=40, level=5, replication=1).item() == found
    assert data["profit"].attrs["units"] == "EUR"


def test_xarray_has_one_dimension_for_the_points_of_a_sample(tree: Tree) -> None:
    data = ran(tree, factors={PRICE: {"range": [30, 40], "label": "price"}},
               design={"latin-hypercube": {"points": 4}}).to_xarray()  # fmt: skip
    assert dict(data.sizes) == {"point": 4, "replication": 3}
    assert data["price"].dims == ("point",)


# resuming and growing ------------------------------------------------------------------------------------------------


def test_the_same_command_again_runs_nothing(tree: Tree, tmp_path: Path, notes: Notes) -> None:
    first = frames(ran(tree, tmp_path))
    assert frames(ran(tree, tmp_path, notes)) == first
    assert (notes.done, notes.said) == (0, ["reused 18 finished cells"])


def test_growth_runs_only_what_is_new_and_gives_the_bytes_of_one_run(tree: Tree, tmp_path: Path, notes: Notes) -> None:
    ran(tree, tmp_path / "grown", replications=2)
    levels = {**FACTORS, LEVEL: {"values": [2, 3, 5], "label": "level"}}
    grown = ran(tree, tmp_path / "grown", notes, factors=levels, replications=3)
    assert notes.done == 9 * 3 - 6 * 2
    assert frames(grown) == frames(ran(tree, tmp_path / "at-once", factors=levels, replications=3))


def test_another_output_is_there_without_running_anything(tree: Tree, tmp_path: Path, notes: Notes) -> None:
    ran(tree, tmp_path)
    found = ran(tree, tmp_path, notes, outputs=["welfare", "shop.made"])
    assert notes.done == 0
    assert found.runs["welfare"].notna().all()


def test_a_title_and_the_base_value_of_a_factor_change_nothing(tree: Tree, tmp_path: Path, notes: Notes) -> None:
    ran(tree, tmp_path)
    ran(tree | {"title": "Round the corner"}, tmp_path, notes, settings=[f"{PRICE}=99"])
    assert notes.done == 0


def test_what_bears_on_the_numbers_goes_into_another_folder(tree: Tree, tmp_path: Path) -> None:
    places = {ran(tree, tmp_path, replications=1, seed=seed).folder for seed in (1, 2)}
    assert len(places) == 2


def test_points_that_are_the_same_scenario_are_run_once(tree: Tree, notes: Notes) -> None:
    found = ran(tree, None, notes, factors={LEVEL: {"distribution": {"triangular": {"low": 1, "mode": 2, "high": 3}}}},
                design={"latin-hypercube": {"points": 30}}, replications=1)  # fmt: skip
    assert notes.done == 3
    assert len(found.runs) == 30


def test_interruption_keeps_what_has_finished_and_is_balanced(
    tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, notes: Notes
) -> None:
    class Impatient(Notes):
        def finished(self, outcome: Ended) -> None:
            super().finished(outcome)
            if self.done >= 8:
                raise KeyboardInterrupt

    monkeypatch.setattr(study, "MOST", 1)
    impatient = Impatient()
    with pytest.raises(KeyboardInterrupt):
        ran(tree, tmp_path, impatient)
    (folder,) = tmp_path.iterdir()
    assert impatient.said[-1].startswith("interrupted: 8 of 18 cells have finished")
    _, numbers, _ = Cells(folder / "cells").keys()
    assert sorted(numbers.tolist()) == [0] * 6 + [1] * 2
    meanwhile = load_sweep(folder)
    assert len(meanwhile.runs) == 8
    assert not meanwhile.complete
    found = ran(tree, tmp_path, notes)
    assert notes.done == 10
    assert frames(found) == frames(ran(tree, tmp_path / "undisturbed"))


def test_damaged_batches_are_run_again(tree: Tree, tmp_path: Path, notes: Notes) -> None:
    found = ran(tree, tmp_path)
    whole = frames(found)
    assert found.folder is not None
    (file,) = (found.folder / "cells").glob("*.parquet")
    file.write_bytes(b"")
    assert frames(ran(tree, tmp_path, notes)) == whole
    assert notes.done == 18
    assert "what they held is simulated again" in notes.said[0]


# failures ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def breaks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Replication 1 of dear points breaks."""

    def broken(scenario: Any, replication: int) -> Any:
        if replication == 1 and scenario.chains["shop"].variants.price.values[-1] > 45:
            raise ZeroDivisionError("too dear")
        return measure(scenario, replication)

    with monkeypatch.context() as patch:
        patch.setattr(simulation, "measure", broken)
        yield


@pytest.mark.usefixtures("breaks")
def test_a_failed_cell_is_a_row_and_the_others_go_on(tree: Tree, tmp_path: Path) -> None:
    found = ran(tree, tmp_path)
    assert found.failures[["point", "replication", "error"]].to_numpy().tolist() == [
        [4, 1, "ZeroDivisionError: too dear"],
        [5, 1, "ZeroDivisionError: too dear"],
    ]
    assert "in broken" in found.failures["traceback"][0]
    assert len(found.runs) == 16
    assert not found.complete
    assert found.failures["command"][0] == f"valuechain verify {found.folder} --cell 4:1"


def test_failed_cells_are_run_again_and_then_no_longer_failures(
    tree: Tree, tmp_path: Path, notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(simulation, "measure", lambda *a, **b: 1 / 0)
        assert len(ran(tree, tmp_path).failures) == 18
    found = ran(tree, tmp_path, notes)
    assert notes.done == 18
    assert found.failures.empty
    assert frames(found) == frames(ran(tree, tmp_path / "undisturbed"))


def test_the_command_of_a_failed_cell_runs_that_cell(tree: Tree, file: Path, tmp_path: Path) -> None:
    import shlex

    from valuechain.experiments.sweeping import plan_of, study_of
    from valuechain.experiments.telling import again

    plan = plan_of({"scenario": str(file), "factors": FACTORS, "replications": 3}, {}, ["seed=9"], (), None)
    words = shlex.split(again(study_of(plan, tmp_path), 3, 2))
    assert words[:3] == ["valuechain", "run", str(file)]
    settings = [each for word, each in pairwise(words) if word == "--set"]
    one = vc.load(file, settings=settings)
    assert measure(one, 2)["profit"] == ran(tree, seed=9).runs.query("point == 3")["profit"].iloc[2]


def test_values_that_do_not_go_together_are_refused_before_anything_runs(tree: Tree, tmp_path: Path) -> None:
    factors = {
        "chains.shop.distribution.shortage": {"values": ["backorder", "lost"], "label": "shortage"},
        LEVEL: {"values": [5, 0], "label": "level"},
    }
    base = tree | {"chains": {"shop": tree["chains"]["shop"] | {"distribution": {
        "policy": {"base_stock": {"level": 5}}, "shortage": "backorder"}}}}  # fmt: skip
    with pytest.raises(ScenarioError, match=r"point 3 \(shortage = lost, level = 0\).*exclude such points"):
        ran(base, tmp_path, factors=factors)
    assert not any(tmp_path.iterdir())


# precision -----------------------------------------------------------------------------------------------------------


def test_precision_adds_replications_where_they_are_needed(tree: Tree, tmp_path: Path, notes: Notes) -> None:
    precision = {"output": "shop.sold", "relative": 0.1, "most": 60}
    found = ran(tree, tmp_path, notes, precision=precision)
    line = found.summary[found.summary["output"] == "shop.sold"]
    assert line["n"].min() < line["n"].max()
    assert ((line["half_width"] <= 0.1 * line["mean"]) | (line["n"] == 60)).all()
    assert notes.done == line["n"].sum()
    assert frames(ran(tree, tmp_path, precision=precision)) == frames(found)


def test_precision_of_differences_stops_earlier_where_points_are_paired(tree: Tree) -> None:
    factors = {"chains.shop.production.unit_cost": {"values": [12, 12.5], "label": "cost"}}
    precision = {"output": "profit", "absolute": 8.0, "most": 150}
    alone = ran(tree, factors=factors, precision=precision)
    paired = ran(tree, factors=factors, precision=precision | {"versus_first": True})
    assert len(paired.runs) < len(alone.runs) / 3
    wide = paired.runs.pivot_table(index="replication", columns="point", values="profit")
    difference = wide[1] - wide[0]
    assert 4.3 * difference.std() / np.sqrt(len(difference)) < 3 * 8.0


# requests ------------------------------------------------------------------------------------------------------------


def test_a_forecast_tells_what_is_there_and_runs_nothing_for_keeps(tree: Tree, tmp_path: Path) -> None:
    source = {"scenario": tree, "factors": FACTORS, "name": "trial"}
    before = forecast(source, out=tmp_path, replications=3, jobs=2)
    assert (before.points, before.cells, before.there) == (6, 18, 0)
    assert before.seconds > 0
    assert not any(tmp_path.iterdir())
    ran(tree, tmp_path, replications=2)
    after = forecast(source, out=tmp_path, replications=3, jobs=2)
    assert (after.there, after.missing) == (12, 6)
    assert "to run       6" in str(after)


@pytest.mark.parametrize(
    ("more", "told"),
    [({"jobs": 0}, "0 jobs are not possible"), ({"cluster": "tcp://127.0.0.1:1"}, "no Dask scheduler answers at")],
)
def test_what_cannot_be_is_refused(
    tree: Tree, tmp_path: Path, more: Tree, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from valuechain.experiments import cluster

    monkeypatch.setattr(cluster, "ANSWER", 0.5)
    with pytest.raises(RequestError, match=told):
        ran(tree, tmp_path, **more)


def test_a_folder_that_cannot_be_written_is_a_user_error(tree: Tree, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultsError, match="cannot be written"):
        ran(tree, tmp_path / "file")


def test_a_worker_with_another_model_refuses(tree: Tree, tmp_path: Path) -> None:
    from dataclasses import replace

    from valuechain.experiments.sweeping import plan_of, study_of

    plan = plan_of({"scenario": tree, "factors": FACTORS}, {}, (), (), None)
    batch = study_of(plan, tmp_path).batch([(0, 0)])
    with pytest.raises(RequestError, match=r"a worker runs valuechain .*, and the sweep 0\.0\.1"):
        replace(batch, model="0.0.1").do()


def test_the_shares_of_a_batch_that_is_divided_are_its_cells(tree: Tree, tmp_path: Path) -> None:
    from valuechain.experiments.sweeping import plan_of, study_of

    batch = study_of(plan_of({"scenario": tree, "factors": FACTORS}, {}, (), (), None), tmp_path).batch(
        [(0, 0), (1, 0), (2, 0)]
    )
    halves = batch.halves()
    assert [len(each.cells) for each in halves] == [1, 2]
    assert halves[0].halves() == []
    ended: Ran = halves[0].lost(MemoryError())
    assert (ended.done, ended.failed) == (1, 1)


def test_the_template_is_plain(tree: Tree, tmp_path: Path) -> None:
    found = ran(tree, tmp_path, replications=1)
    assert found.folder is not None
    told = json.loads((found.folder / "sweep.json").read_text())
    assert told["template"]["chains"]["shop"]["variants"]["count"] == 2
    assert told["provenance"]["started"] <= told["provenance"]["finished"]


def test_fresh_runs_every_cell_again_and_puts_the_new_results_in_place(
    tree: Tree, tmp_path: Path, notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(simulation, "measure", lambda *cell: dict.fromkeys(measure(*cell), 1.0))
        wrong = ran(tree, tmp_path)
    found = ran(tree, tmp_path, notes, fresh=True)
    assert notes.done == 18
    assert found.folder == wrong.folder
    assert frames(found) == frames(ran(tree, tmp_path / "elsewhere"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere", found.folder.name]


@pytest.mark.usefixtures("breaks")
def test_a_cell_that_fails_when_all_are_run_again_names_the_folder_that_stays(tree: Tree, tmp_path: Path) -> None:
    ran(tree, tmp_path)
    found = ran(tree, tmp_path, fresh=True)
    assert found.failures["command"][0] == f"valuechain verify {found.folder} --cell 4:1"


# sensitivity


def test_elementary_effects_are_those_of_the_design_where_whole_numbers_and_words_hide_its_steps(tree: Tree) -> None:
    factors = {
        LEVEL: {"range": [4, 5], "label": "level"},  # four levels of the design, two numbers
        "chains.shop.distribution.shortage": {"values": ["lost", "backorder"], "label": "shortage"},
        PRICE: {"range": [30, 50], "label": "price"},
    }
    found = ran(tree, factors=factors, design={"morris": {"trajectories": 6, "seed": 2}}, replications=1)
    effects = found.sensitivity(["profit"]).set_index(["factor", "index"])["value"]
    assert found.design["num_levels"] == 4
    assert found.sample is not None
    names = ["level", "shortage", "price"]
    steps = np.diff(found.sample[names].to_numpy(), axis=0)
    steps[3::4] = 0  # the last point of a trajectory and the first of the next belong to different ones
    changes = np.diff(found.runs.sort_values("point")["profit"].to_numpy())
    for column, name in enumerate(names):
        moved = np.flatnonzero(steps[:, column])
        assert len(moved) == 6
        slopes = changes[moved] / steps[moved, column]
        assert effects[name, "mu"] == pytest.approx(slopes.mean())
        assert effects[name, "mu_star"] == pytest.approx(np.abs(slopes).mean())


def test_a_sweep_tells_the_sensitivity_that_belongs_to_its_design(tree: Tree) -> None:
    found = ran(tree)
    assert set(found.sensitivity()["index"]) == {"S1", "ST", "S2"}
    assert found.sensitivity(["profit"])["output"].unique().tolist() == ["profit"]


# factors of several paths, and of cases ------------------------------------------------------------------------------

BOTH: Tree = {
    "time": {"paths": ["chains.shop.distribution.lead_time", "warmup"], "values": ["1 day", "3 days"]},
    "regime": {"cases": {"base": {}, "small": {"population": {"size": 20}}}},
}


def test_cells_of_a_case_are_the_replications_of_the_changed_scenario(tree: Tree) -> None:
    found = ran(tree, factors=BOTH)
    settings = ["chains.shop.distribution.lead_time=3 days", "warmup=3 days", "population.size=20"]
    runs = vc.run(tree, settings=settings, replications=3, jobs=1, progress=Silence()).runs
    at = found.points.query("time == 3 and regime == 'small'")["point"].item()
    mine = found.runs.query(f"point == {at}")["profit"].tolist()
    assert mine == runs.query("chain == 'all'")["profit"].tolist()


def test_a_sweep_of_cases_is_verified_like_any_other(tree: Tree, tmp_path: Path) -> None:
    from valuechain.experiments.verifying import verify

    found = ran(tree, tmp_path, factors=BOTH)
    assert found.folder is not None
    assert verify(found.folder, cells=12).deviations == ()


def test_a_cell_of_a_case_is_called_up_from_the_folder(tree: Tree, file: Path, tmp_path: Path) -> None:
    from valuechain.experiments.sweeping import plan_of, study_of
    from valuechain.experiments.telling import again

    plan = plan_of({"scenario": str(file), "factors": BOTH}, {}, (), (), None)
    assert "verify" in again(study_of(plan, tmp_path), 3, 1)
    plan = plan_of({"scenario": str(file), "factors": {"time": BOTH["time"]}}, {}, (), (), None)
    command = again(study_of(plan, tmp_path), 1, 1)
    assert "--set 'chains.shop.distribution.lead_time=3 days' --set 'warmup=3 days'" in command


def test_points_checked_in_several_processes_have_the_ids_of_points_checked_in_one(
    tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from valuechain.experiments import resolving
    from valuechain.experiments.sweeping import plan_of, study_of

    plan = plan_of({"scenario": tree, "factors": BOTH | FACTORS}, {}, (), (), None)
    alone = study_of(plan, tmp_path).ids
    monkeypatch.setattr(resolving, "SEVERAL", 1)
    monkeypatch.setattr(resolving, "SPAN", 5)
    assert study_of(plan, tmp_path, jobs=2).ids.tolist() == alone.tolist()
    assert len(set(alone.tolist())) == 24


def test_of_many_points_that_do_not_go_together_the_first_are_named_and_the_others_counted(
    tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from valuechain.experiments import resolving

    monkeypatch.setattr(resolving, "SPAN", 4)
    factors = {"warmup": {"values": ["1 day", "20 days"]}, "horizon": {"values": [f"{n} days" for n in range(12, 20)]}}
    with pytest.raises(ScenarioError) as caught:
        ran(tree, tmp_path, factors=factors)
    told = [each.message for each in caught.value.faults]
    assert [each.partition(" (")[0] for each in told[:5]] == [f"point {n}" for n in range(8, 13)]
    assert told[5] == "… and 3 more points"
