"""Folders in which files were emptied, deleted or swapped after a run."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from valuechain.errors import ResultsError
from valuechain.experiments.failures import ReplicationsFailed
from valuechain.experiments.progress import Silence
from valuechain.experiments.replications import run
from valuechain.results import load_results

Tree = dict[str, Any]
Damage = Callable[[Path], object]


class Notes(Silence):
    """Keeps what is said, and how many replications run."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.total = 0

    def begin(self, total: int) -> None:
        self.total = total

    def say(self, text: str) -> None:
        self.said.append(text)


@pytest.fixture
def folder(tree: Tree, tmp_path: Path) -> Path:
    home = run(tree, replications=3, jobs=1, out=tmp_path, progress=Silence()).folder
    assert home is not None
    return home


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.suffix in {".parquet", ".csv"}}


def again(tree: Tree, folder: Path, replications: int = 3) -> Notes:
    notes = Notes()
    run(tree, replications=replications, jobs=1, out=folder.parent, progress=notes)
    return notes


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_bytes(b""),
        lambda file: file.unlink(),
        lambda file: shutil.copy(file.with_name("summary.parquet"), file),
        lambda file: file.write_bytes(file.read_bytes()[:-9]),
    ],
    ids=["emptied", "deleted", "swapped", "cut short"],
)
@pytest.mark.parametrize("name", ["ledger", "runs", "participants"])
def test_a_frame_that_is_lost_is_simulated_again_and_not_called_reused(
    tree: Tree, folder: Path, name: str, damage: Damage
) -> None:
    whole = contents(folder)
    damage(folder / f"{name}.parquet")
    notes = again(tree, folder)
    assert notes.total == 3
    assert [line for line in notes.said if f"{name}.parquet" in line and "simulated again" in line]
    assert not [line for line in notes.said if line.startswith("reused")]
    assert contents(folder) == whole
    assert again(tree, folder).said == ["reused 3 finished replications"]


def test_replications_that_lost_a_frame_and_are_not_asked_for_come_back_when_they_are(tree: Tree, folder: Path) -> None:
    whole = contents(folder)
    (folder / "ledger.parquet").unlink()
    assert again(tree, folder, 2).total == 2
    with pytest.raises(ResultsError, match="run the scenario again"):
        _ = load_results(folder).ledger
    assert again(tree, folder).total == 1
    assert contents(folder) == whole


@pytest.mark.parametrize("text", ["", "[]", '{"scenario": "x"}'])
def test_damaged_provenance_and_summary_are_made_anew_without_simulating(tree: Tree, folder: Path, text: str) -> None:
    whole = contents(folder)
    (folder / "provenance.json").write_text(text)
    (folder / "summary.parquet").write_text(text)
    (folder / "summary.csv").write_text(text)
    notes = again(tree, folder)
    assert notes.total == 0
    assert "provenance.json; it is written anew" in notes.said[0]
    assert contents(folder) == whole
    assert json.loads((folder / "provenance.json").read_text())["replications"] == {"requested": 3, "finished": 3}


def leaves(clock: Any) -> Iterator[Any]:
    yield clock.timeout(1)
    raise SystemExit(3)


def test_a_process_that_exits_is_a_failed_replication(tree: Tree) -> None:
    with pytest.raises(ReplicationsFailed, match="5 replications failed"):
        run(tree, jobs=1, processes=[leaves], progress=Silence())
