import errno
import json
import os
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pandas.testing import assert_frame_equal

from valuechain.errors import ResultsError
from valuechain.results import Folder, Results, folder, load_results
from valuechain.results.disk import locked

Frames = dict[str, pd.DataFrame]
Replications = dict[int, Frames]


def told(requested: int = 4) -> dict[str, object]:
    labels = {"scenario": "corner-shop", "title": "A <corner> shop", "question": "", "currency": "CHF"}
    return {**labels, "replications": {"requested": requested, "finished": 0}}


def filled(path: Path, replications: Replications, *numbers: int) -> Folder:
    folder = Folder(path)
    folder.write_text("provenance.json", json.dumps(told()))
    for number in numbers:
        folder.keep(number, replications[number])
    return folder


def contents(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(path.iterdir()) if file.name != "provenance.json"}


def assert_equal(found: Results, expected: Results) -> None:
    assert list(found.frames) == list(expected.frames)
    for name in expected.frames:
        assert_frame_equal(found.frames[name], expected.frames[name], check_categorical=True)


def test_parts_read_as_the_frames_that_were_kept(tmp_path: Path, scenario, replications: Replications) -> None:
    filled(tmp_path, replications, 0, 1, 2, 3)
    assert_equal(load_results(tmp_path), Results.of(scenario, replications, told()))


def test_compacted_frames_equal_those_in_memory(tmp_path: Path, scenario, replications: Replications) -> None:
    filled(tmp_path, replications, 3, 1, 0, 2).compact()
    assert not (tmp_path / "parts").exists()
    assert_equal(load_results(tmp_path), Results.of(scenario, replications, told()))


def test_the_bytes_do_not_depend_on_when_replications_finished(tmp_path: Path, replications: Replications) -> None:
    filled(tmp_path / "at-once", replications, 0, 1, 2, 3).compact()
    filled(tmp_path / "grown", replications, 2, 1).compact()
    filled(tmp_path / "grown", replications, 3).compact()
    filled(tmp_path / "grown", replications, 0).compact()
    assert contents(tmp_path / "grown") == contents(tmp_path / "at-once")


def test_the_bytes_do_not_depend_on_growth_where_row_groups_are_small(
    tmp_path: Path, replications: Replications, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("valuechain.results.parquet.ROWS", 50)
    monkeypatch.setattr("valuechain.results.parquet.MOST_ROWS", 70)
    filled(tmp_path / "at-once", replications, 0, 1, 2, 3).compact()
    filled(tmp_path / "grown", replications, 3, 1).compact()
    filled(tmp_path / "grown", replications, 0, 2).compact()
    assert pq.ParquetFile(tmp_path / "grown" / "participants.parquet").num_row_groups > 1
    assert contents(tmp_path / "grown") == contents(tmp_path / "at-once")


def test_categories_without_a_row_survive_in_their_order(tmp_path: Path, replications: Replications) -> None:
    strange = ["zeta", "alpha", "never seen"]
    runs = replications[0]["runs"].copy()
    runs["chain"] = pd.Categorical(["alpha", "alpha"], categories=strange)
    filled(tmp_path, {0: replications[0] | {"runs": runs}}, 0).compact()
    assert list(load_results(tmp_path).runs["chain"].cat.categories) == strange


def test_a_run_killed_between_two_renames_counts_each_replication_once(
    tmp_path: Path, scenario, replications: Replications
) -> None:
    filled(tmp_path / "old", replications, 0, 1).compact()
    filled(tmp_path / "old", replications, 2, 3)
    filled(tmp_path / "new", replications, 0, 1, 2, 3).compact()
    (tmp_path / "new" / "series.parquet").replace(tmp_path / "old" / "series.parquet")
    (tmp_path / "new" / "runs.parquet").replace(tmp_path / "old" / "runs.parquet")
    found = load_results(tmp_path / "old")
    assert_equal(found, Results.of(scenario, replications, told()))
    Folder(tmp_path / "old").compact()
    assert_equal(load_results(tmp_path / "old"), Results.of(scenario, replications, told()))


def test_an_unfinished_folder_says_how_many_of_how_many(tmp_path: Path, replications: Replications) -> None:
    filled(tmp_path, replications, 0, 2)
    assert "2 of 4 replications finished" in repr(load_results(tmp_path))


def test_results_can_be_restricted_to_some_replications(tmp_path: Path, scenario, replications: Replications) -> None:
    filled(tmp_path, replications, 0, 1, 2, 3).compact()
    first = {number: replications[number] for number in (0, 1)}
    assert_equal(load_results(tmp_path, range(2)), Results.of(scenario, first, told()))


def test_a_full_disk_is_the_users_error_and_loses_nothing(
    tmp_path: Path, replications: Replications, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = filled(tmp_path, replications, 0)

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(ResultsError, match="No space left on device"):
            folder.keep(1, replications[1])
        with pytest.raises(ResultsError, match="No space left on device"):
            folder.compact()
    assert folder.finished() == {0}
    assert load_results(tmp_path).replications == 1
    assert [file.name for file in folder.parts.iterdir()] == ["000000"]


def test_a_damaged_part_is_named(tmp_path: Path, replications: Replications) -> None:
    folder = filled(tmp_path, replications, 0)
    (folder.parts / "000000" / "runs.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(ResultsError, match="cannot be read"):
        _ = load_results(tmp_path).runs


def test_a_second_run_is_kept_out(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(ResultsError, match="another run is writing here"), locked(tmp_path):
        pass


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "there is no such folder"),
        (lambda path: path.mkdir(), "holds no results"),
        (lambda path: path.write_text(""), "is not a folder"),
        (lambda path: Folder(path / "a").write_text("provenance.json", "{}"), "name one of those in it: .*/x/a"),
        (lambda path: Folder(path).write_text("provenance.json", "{}"), "no replication has finished yet"),
    ],
)
def test_what_is_no_results_folder_is_said_to_be_none(tmp_path: Path, make, message: str) -> None:
    make(tmp_path / "x")
    with pytest.raises(ResultsError, match=message):
        load_results(tmp_path / "x")


@pytest.mark.parametrize("cuts", [[25], [10, 10, 5], [3, 19, 3], [20, 5]])
def test_a_long_replication_is_merged_in_the_same_pieces_wherever_it_was_cut(monkeypatch, cuts):
    monkeypatch.setattr(folder, "MOST_ROWS", 10)
    rows, pieces = pa.table({"x": range(25)}), []
    for cut in cuts:
        pieces.append((1, rows.slice(sum(each.num_rows for _, each in pieces), cut)))
    short = (2, pa.table({"x": [7]}))
    found = [table.column("x").to_pylist() for table in folder._whole([*pieces, short])]
    assert found == [[*range(10)], [*range(10, 20)], [*range(20, 25)], [7]]
