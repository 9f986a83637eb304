from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from valuechain.errors import RequestError
from valuechain.experiments.progress import Silence
from valuechain.experiments.replications import run
from valuechain.experiments.sweeping import sweep
from valuechain.experiments.verifying import rerun, verify
from valuechain.results import FRAMES, Folder
from valuechain.simulation import measure, simulate

Tree = dict[str, Any]


@pytest.fixture
def kept(tree: Tree, tmp_path: Path) -> Path:
    factors = {
        "chains.shop.variants.price": {"range": [20.1, 60.7], "label": "price"},
        "chains.shop.distribution.shortage": ["lost", "backorder"],
        "chains.shop.distribution.lead_time": {"range": ["1 day", "3 weeks"]},
    }
    given: Tree = {
        "design": {"latin-hypercube": {"points": 6}},
        "outputs": ["profit", "shop.mean_wait"],
        "name": "trial",
    }
    found = sweep(tree, factors=factors, replications=2, jobs=1, out=tmp_path, progress=Silence(), **given)
    assert found.folder is not None
    return found.folder


def test_a_sweep_comes_out_again(kept: Path) -> None:
    verdict = verify(kept, cells=12)
    assert (verdict.checked, verdict.deviations) == (12, ())
    assert str(verdict) == "ran 12 again: all numbers are the same"


def test_a_number_that_was_changed_is_found(kept: Path) -> None:
    import pyarrow.parquet as pq

    table = pq.read_table(kept / "runs.parquet")
    frame = table.to_pandas()
    frame.loc[3, "profit"] += 1e-9 * abs(frame.loc[3, "profit"])
    changed = table.from_pandas(frame, preserve_index=False).replace_schema_metadata(table.schema.metadata)
    pq.write_table(changed, kept / "runs.parquet")
    (deviation,) = verify(kept, cells=12).deviations
    assert deviation.startswith("point 1, replication 1: profit is ")


def test_a_run_comes_out_again(tree: Tree, tmp_path: Path) -> None:
    found = run(tree | {"record": {"events": True}}, out=tmp_path, jobs=1, progress=Silence())
    assert found.folder is not None
    assert str(verify(found.folder, cells=3)) == "ran 3 again: all numbers are the same"


def test_a_frame_that_was_changed_is_found(tree: Tree, tmp_path: Path) -> None:
    place = Folder(tmp_path)
    frames = simulate(run(tree, jobs=1, progress=Silence()).scenario, 0)
    frames["series"] = frames["series"].assign(sold=frames["series"]["sold"] + 1)
    honest = run(tree, replications=1, jobs=1, out=tmp_path / "honest", progress=Silence())
    assert honest.folder is not None
    place.keep(0, frames)
    for name in ("provenance.json", "scenario.yaml"):
        (tmp_path / name).write_text((honest.folder / name).read_text())
    assert set(frames) <= set(FRAMES)
    assert verify(tmp_path).deviations == ("replication 0: series.sold does not come out again",)


def test_a_run_with_processes_cannot_be_verified(tree: Tree, tmp_path: Path) -> None:
    def idle(clock):
        yield clock.timeout(1)

    found = run(tree, processes=[idle], out=tmp_path, jobs=1, progress=Silence())
    assert found.folder is not None
    with pytest.raises(RequestError, match="processes of your own"):
        verify(found.folder)


def test_one_cell_alone_is_that_of_the_sweep(kept: Path) -> None:
    from valuechain.results import load_sweep

    row = load_sweep(kept).runs.query("point == 4 and replication == 1").iloc[0]
    assert rerun(kept, 4, 1)["profit"] == row["profit"]
    with pytest.raises(RequestError, match="points are numbered from 0 to 5"):
        rerun(kept, 6, 0)


def test_the_measures_alone_are_the_numbers_of_the_frame(tree: Tree) -> None:
    from valuechain.scenario import load

    scenario = load(tree)
    runs: pd.DataFrame = simulate(scenario, 1)["runs"].set_index("chain")
    found = measure(scenario, 1)
    for name, value in found.items():
        chain, _, column = name.rpartition(".")
        expected = runs.loc[chain or "all", column]
        assert value == expected or (pd.isna(value) and pd.isna(expected)), name
    assert len(found) == 2 * (runs.dtypes == "float64").sum()
