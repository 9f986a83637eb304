"""The store of cells."""

import threading
from pathlib import Path

import numpy as np
import pytest

from valuechain.errors import ResultsError
from valuechain.results import cells as module
from valuechain.results.cells import ID, Cells, Row


def row(point: int, replication: int = 0, **measures: float) -> Row:
    return Row(bytes([point]) * ID, replication, measures or {"profit": float(point)})


def held(store: Cells) -> set[tuple[int, int]]:
    ids, numbers, _ = store.keys()
    return {(bytes(each).ljust(ID, b"\0")[0], int(number)) for each, number in zip(ids, numbers, strict=True)}


@pytest.fixture
def store(tmp_path: Path) -> Cells:
    return Cells(tmp_path / "cells")


def test_the_same_cells_make_the_same_file(store: Cells) -> None:
    first = store.keep([row(1), row(2)])
    before = {name: (store.path / name).read_bytes() for name in store.names()}
    assert store.keep([row(1), row(2)]) == first
    assert {name: (store.path / name).read_bytes() for name in store.names()} == before


def test_a_failed_cell_is_kept_and_does_not_count_as_there(store: Cells) -> None:
    store.keep([row(1), Row(b"2" * ID, 0, {}, "ZeroDivisionError", "…")])
    assert held(store) == {(1, 0)}
    (table,) = store.tables(["profit"])
    assert table.column("error").to_pylist() == [None, "ZeroDivisionError"]


def test_an_id_may_end_in_zeros(store: Cells) -> None:
    store.keep([Row(bytes([7] + [0] * (ID - 1)), 3, {"profit": 1.0})])
    ids, _, _ = store.keys()
    assert bytes(ids[0]).ljust(ID, b"\0") == bytes([7] + [0] * (ID - 1))


def test_gathering_leaves_one_file_with_every_cell_and_every_column(store: Cells) -> None:
    store.keep([row(1, profit=1.0)])
    store.keep([row(2, sold=2.0)])
    store.gather()
    store.keep([row(3, profit=3.0, sold=4.0)])
    store.gather()
    assert len(store.names()) == 1
    assert held(store) == {(1, 0), (2, 0), (3, 0)}
    (table,) = store.tables(["profit", "sold", "lost"])
    assert sorted(table.column("profit").to_pylist(), key=str) == [1.0, 3.0, None]
    assert table.column("lost").null_count == 3


def test_gathering_waits_until_there_are_enough_batches(store: Cells) -> None:
    store.keep([row(1)])
    store.gather(at_least=2)
    assert [name.split("/")[0] for name in store.names()] == ["parts"]


def test_a_large_file_is_left_alone(store: Cells, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROWS", 2)
    store.keep([row(1), row(2)])
    store.gather()
    (large,) = store.names()
    store.keep([row(3)])
    store.gather()
    assert large in store.names()
    assert len(store.names()) == 2


@pytest.mark.parametrize("interrupted", ["before the name", "after the name"])
def test_gathering_that_is_killed_loses_nothing(
    store: Cells, interrupted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.keep([row(1)])
    store.keep([row(2)])
    with monkeypatch.context() as patch:

        def dies(path: Path, *arguments: object, **more: object) -> None:
            if not path.name.startswith(".") or interrupted == "before the name":
                raise KeyboardInterrupt

        patch.setattr(Path, "replace" if interrupted == "before the name" else "unlink", dies)
        with pytest.raises(KeyboardInterrupt):
            store.gather()
    assert held(store) == {(1, 0), (2, 0)}
    store.gather()
    assert held(store) == {(1, 0), (2, 0)}
    assert len(store.names()) == 1


def test_a_reader_finds_what_somebody_gathers_meanwhile(store: Cells) -> None:
    for point in range(40):
        store.keep([row(point)])
    stop = threading.Event()

    def gather() -> None:
        while not stop.is_set():
            store.gather()

    helper = threading.Thread(target=gather)
    helper.start()
    try:
        for point in range(40, 60):
            store.keep([row(point)])
            assert len(held(store)) == point + 1
    finally:
        stop.set()
        helper.join()


def test_a_file_that_is_gathered_between_listing_and_reading_is_found_where_it_went(store: Cells) -> None:
    store.keep([row(1)])
    store.keep([row(2)])
    meddled: list[str] = []

    class Meddled(Cells):
        def _read(self, name, columns):
            if not meddled:
                meddled.append(name)
                store.gather()
            return super()._read(name, columns)

    assert held(Meddled(store.path)) == {(1, 0), (2, 0)}


def test_only_new_files_are_read_again(store: Cells) -> None:
    store.keep([row(1)])
    _, _, seen = store.keys()
    store.keep([row(2)])
    ids, _, _ = store.keys(seen)
    assert [int(each[0]) for each in ids] == [2]


def test_damaged_files_are_removed_and_named(store: Cells) -> None:
    store.keep([row(1)])
    bad = store.keep([row(2)])
    file = store.parts / f"{bad}.parquet"
    file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(ResultsError, match="cannot be read"):
        store.keys()
    assert store.repair() == [f"parts/{bad}.parquet"]
    assert held(store) == {(1, 0)}


def test_a_disk_that_fails_is_a_user_error_and_leaves_no_draft(store: Cells, monkeypatch: pytest.MonkeyPatch) -> None:
    store.keep([row(1)])

    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.os, "fsync", full)
    with pytest.raises(ResultsError, match="No space left"):
        store.keep([row(2)])
    assert [file.name for file in store.parts.iterdir() if file.name.startswith(".")] == []
    assert held(store) == {(1, 0)}


def test_numbers_come_back_bit_for_bit(store: Cells) -> None:
    values = [0.1 + 0.2, 1e-320, -0.0, 1.7976931348623157e308]
    store.keep([row(i, profit=value) for i, value in enumerate(values)])
    store.gather()
    (table,) = store.tables(["profit"])
    assert table.column("profit").to_numpy().tobytes() == np.array(values).tobytes()
