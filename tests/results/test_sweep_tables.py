"""From the store to the frames of a sweep."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuechain.errors import ResultsError
from valuechain.results import load_any, load_results, load_sweep, sweep_tables
from valuechain.results.cells import ID, Cells, Row
from valuechain.results.sweep_tables import Wanted, moments, write_tables

ABOUT: dict[str, Any] = {
    "name": "trial", "title": "A trial", "question": "", "outputs": ["profit", "sold"], "tables": "t1",
    "design": {"method": "grid"}, "units": {"price": "EUR", "profit": "EUR", "sold": "units"},
    "factors": [{"path": "a.price", "label": "price", "unit": "EUR", "numeric": True}],
    "provenance": {"model": "1"},
}  # fmt: skip


def ids(*points: int) -> np.ndarray:
    return np.array([bytes([each]) * ID for each in points], dtype=f"S{ID}")


def wanted(points: tuple[int, ...], replications: tuple[int, ...]) -> Wanted:
    frame = pd.DataFrame({"point": np.arange(len(points)), "price": np.arange(len(points)) * 1.5})
    return Wanted(frame, ids(*points), np.array(replications), ("profit", "sold"))


def cell(point: int, replication: int) -> Row:
    return Row(bytes([point]) * ID, replication, {"profit": point + replication / 8, "sold": float("nan")})


def write(folder: Path, cells: Cells, asked: Wanted) -> None:
    folder.mkdir(exist_ok=True)
    write_tables(folder, cells, asked, ABOUT, None, lambda point, number: f"again {point}:{number}")


def frames(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.suffix in (".parquet", ".csv")}


@pytest.fixture
def store(tmp_path: Path) -> Cells:
    return Cells(tmp_path / "cells")


def test_the_frames_do_not_depend_on_how_cells_came_into_the_store(
    store: Cells, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = [cell(point, replication) for point in (5, 2, 9) for replication in range(3)]
    store.keep(cells)
    asked = wanted((5, 2, 9), (3, 3, 3))
    write(tmp_path / "a", store, asked)
    other = Cells(tmp_path / "other")
    for each in reversed(cells):
        other.keep([each])
    other.keep(cells[:4])  # some of them twice
    other.gather(3)
    other.keep([Row(b"\2" * ID, 1, {}, "failed once", "…"), cell(7, 0)])
    write(tmp_path / "b", other, asked)
    assert frames(tmp_path / "a") == frames(tmp_path / "b")


def test_chunks_give_the_same_numbers_as_one_piece(
    store: Cells, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.keep([cell(point, replication) for point in range(1, 9) for replication in range(4)])
    asked = wanted(tuple(range(1, 9)), (4, 1, 2, 3, 4, 4, 1, 2))
    write(tmp_path / "a", store, asked)
    monkeypatch.setattr(sweep_tables, "MEMORY", 16 * 5)
    write(tmp_path / "b", store, asked)
    for name in ("runs", "summary", "failures"):
        a, b = (load_sweep(tmp_path / each).frame(name) for each in "ab")
        pd.testing.assert_frame_equal(a, b)


def test_points_with_the_same_id_have_the_same_numbers(store: Cells, tmp_path: Path) -> None:
    store.keep([cell(3, 0), cell(3, 1)])
    write(tmp_path / "a", store, wanted((3, 3), (2, 1)))
    runs = load_sweep(tmp_path / "a").runs
    assert runs[["point", "replication", "profit"]].to_numpy().tolist() == [[0, 0, 3], [0, 1, 3.125], [1, 0, 3]]


def test_a_failed_cell_is_a_row_of_failures_and_none_of_runs(store: Cells, tmp_path: Path) -> None:
    store.keep([cell(3, 0), Row(b"\3" * ID, 1, {}, "ValueError: no", "Traceback …")])
    write(tmp_path / "a", store, wanted((3,), (2,)))
    found = load_sweep(tmp_path / "a")
    assert found.failures.to_dict("records") == [
        {"point": 0, "replication": 1, "error": "ValueError: no", "traceback": "Traceback …", "command": "again 0:1"}
    ]
    assert found.runs["replication"].tolist() == [0]
    assert not found.complete
    assert "1 of 2 cells finished (1 failed)" in repr(found)


def test_what_is_missing_everywhere_counts_nothing(store: Cells, tmp_path: Path) -> None:
    store.keep([cell(3, 0), cell(3, 1)])
    write(tmp_path / "a", store, wanted((3, 4), (2, 2)))
    summary = load_sweep(tmp_path / "a").summary.set_index(["point", "output"])
    assert summary.loc[(0, "profit"), ["mean", "n"]].tolist() == [3.0625, 2]
    assert summary.loc[(0, "sold"), "n"] == 0
    assert summary.loc[(1, "profit"), "n"] == 0
    assert np.isnan(summary.loc[(1, "profit"), "mean"])


def test_frames_that_do_not_belong_together_are_refused(store: Cells, tmp_path: Path) -> None:
    store.keep([cell(3, 0)])
    write(tmp_path / "a", store, wanted((3,), (1,)))
    about = tmp_path / "a" / "sweep.json"
    about.write_text(about.read_text().replace('"t1"', '"t2"'))
    with pytest.raises(ResultsError, match="interrupted while its frames were written"):
        _ = load_sweep(tmp_path / "a").runs


def test_a_folder_says_what_it_holds(store: Cells, tmp_path: Path) -> None:
    store.keep([cell(3, 0)])
    with pytest.raises(ResultsError, match="the sweep has not finished"):
        load_any(tmp_path)
    write(tmp_path, store, wanted((3,), (1,)))
    assert load_any(tmp_path).runs["profit"].tolist() == [3.0]
    with pytest.raises(ResultsError, match=r"no frame 'series'; its frames are points, runs, summary, failures"):
        load_sweep(tmp_path).frame("series")
    with pytest.raises(ResultsError, match=r"vc\.load_sweep"):
        load_results(tmp_path)


def test_a_summary_that_no_spreadsheet_takes_is_in_parquet_only(
    store: Cells, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.keep([cell(3, 0), cell(4, 0)])
    write(tmp_path / "a", store, wanted((3,), (1,)))
    assert (tmp_path / "a" / "summary.csv").exists()
    monkeypatch.setattr(sweep_tables, "MOST_LINES", 3)
    write(tmp_path / "a", store, wanted((3, 4), (1, 1)))
    assert not (tmp_path / "a" / "summary.csv").exists()


@given(st.lists(st.lists(st.floats(-1e6, 1e6) | st.just(float("nan")), min_size=1, max_size=6), min_size=1, max_size=5))
def test_moments_of_groups_are_those_of_each_group(groups: list[list[float]]) -> None:
    counts = np.array([len(each) for each in groups])
    mean, sd, n = moments(np.concatenate(groups)[:, None], counts)
    for i, group in enumerate(groups):
        known = pd.Series(group)
        assert n[i, 0] == known.count()
        assert mean[i, 0] == pytest.approx(known.mean(), nan_ok=True, abs=1e-6)
        assert sd[i, 0] == pytest.approx(known.std(), nan_ok=True, abs=1e-5)
