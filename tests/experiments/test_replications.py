import json
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from valuechain.errors import RequestError, ResultsError, ScenarioError
from valuechain.experiments import playing
from valuechain.experiments.failures import Failure, ReplicationsFailed
from valuechain.experiments.replications import run, run_one
from valuechain.experiments.worker import Outcome
from valuechain.results import Folder, Results, load_results

Tree = dict[str, Any]


class Notes:
    """A progress that remembers what it is told."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.numbers: list[int] = []

    def begin(self, total: int) -> None:
        self.total = total

    def say(self, text: str) -> None:
        self.said.append(text)

    def finished(self, outcome: Outcome) -> None:
        self.numbers.append(outcome.replication)

    def end(self) -> None:
        self.ended = True


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other processes are taken as soon as two replications have run."""
    monkeypatch.setattr(playing, "START", 0.0)


def frames(folder: Path | None) -> dict[str, bytes]:
    assert folder is not None
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.suffix in (".parquet", ".csv")}


def assert_equal(found: Results, expected: Results) -> None:
    assert list(found.frames) == list(expected.frames)
    for name in expected.frames:
        assert_frame_equal(found.frames[name], expected.frames[name])


def breaks_in_two(clock) -> Iterator[Any]:
    if clock.economy.replication == 2:
        raise ZeroDivisionError("two is too many")
    yield clock.timeout(1)


def dearer_by(price: float):
    def dearer(clock) -> Iterator[Any]:
        yield clock.timeout(20)
        for offer in clock.economy.offers:
            clock.economy.set_price(offer.index, price)

    return dearer


# numbers and bytes ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("eager")
def test_one_job_and_two_write_the_same_bytes(tree: Tree, tmp_path: Path, notes: Notes) -> None:
    alone = run(tree, jobs=1, out=tmp_path / "alone", progress=notes)
    together = run(tree, jobs=2, out=tmp_path / "together", progress=notes)
    assert frames(together.folder) == frames(alone.folder)
    assert set(frames(alone.folder)) >= {"runs.parquet", "series.parquet", "summary.parquet", "summary.csv"}
    assert_equal(run(tree, jobs=2, progress=notes), alone)


def test_results_in_memory_equal_those_in_a_folder(tree: Tree, tmp_path: Path, notes: Notes) -> None:
    assert_equal(run(tree, out=tmp_path, progress=notes), run(tree, progress=notes))


def test_a_replication_alone_is_that_of_the_whole_run(tree: Tree, notes: Notes) -> None:
    runs = run(tree, progress=notes).runs
    expected = runs[runs["replication"] == 3].reset_index(drop=True)
    assert_frame_equal(run_one(tree, 3).runs, expected)


def test_seed_settings_and_replications_are_laid_over_the_scenario(tree: Tree, notes: Notes) -> None:
    found = run(tree, seed=8, replications=2, settings=["population.size=30"], progress=notes)
    assert (found.scenario.seed, found.scenario.population.size, found.replications) == (8, 30, 2)
    assert found.provenance["seed"] == 8


def test_a_scenario_can_be_run_and_changed_too(file: Path, notes: Notes) -> None:
    scenario = run(file, replications=1, progress=notes).scenario
    assert run(scenario, seed=9, progress=notes).scenario.seed == 9


# resuming ------------------------------------------------------------------------------------------------------------


def test_the_same_run_again_runs_nothing(tree: Tree, tmp_path: Path, notes: Notes) -> None:
    first = run(tree, out=tmp_path, progress=Notes())
    assert_equal(run(tree, out=tmp_path, progress=notes), first)
    assert notes.numbers == []
    assert notes.said == ["reused 5 finished replications"]


def test_more_replications_run_only_the_new_ones_and_the_bytes_are_those_of_one_run(
    tree: Tree, tmp_path: Path, notes: Notes
) -> None:
    run(tree, replications=2, out=tmp_path / "grown", progress=Notes())
    grown = run(tree, out=tmp_path / "grown", progress=notes)
    assert notes.numbers == [2, 3, 4]
    assert frames(grown.folder) == frames(run(tree, out=tmp_path / "at-once", progress=notes).folder)
    assert grown.provenance["replications"] == {"requested": 5, "finished": 5}
    assert grown.provenance["earlier"][0]["replications"] == {"requested": 2, "finished": 2}


def test_fewer_replications_give_the_first_and_keep_all(tree: Tree, tmp_path: Path, notes: Notes) -> None:
    whole = run(tree, out=tmp_path, progress=Notes())
    assert run(tree, replications=2, out=tmp_path, progress=notes).replications == 2
    assert notes.said == ["reused 2 finished replications; the folder keeps 5"]
    assert whole.folder is not None
    assert load_results(whole.folder).replications == 5


def test_a_title_changes_neither_folder_nor_numbers(tree: Tree, tmp_path: Path, notes: Notes) -> None:
    before = run(tree, out=tmp_path, progress=Notes())
    after = run(tree | {"title": "Round the corner"}, out=tmp_path, progress=notes)
    assert (after.folder, notes.numbers) == (before.folder, [])
    assert repr(after).startswith("Round the corner")


@pytest.mark.parametrize("change", [{"seed": 8}, {"record": {"participants": False}}, {"horizon": "61 days"}])
def test_what_changes_the_frames_changes_the_folder(tree: Tree, tmp_path: Path, change: Tree, notes: Notes) -> None:
    places = {run(each, replications=1, out=tmp_path, progress=notes).folder for each in (tree, tree | change)}
    assert len(places) == 2


def test_fresh_runs_everything_again(tree: Tree, tmp_path: Path, notes: Notes) -> None:
    before = run(tree, out=tmp_path, progress=Notes())
    after = run(tree, out=tmp_path, fresh=True, progress=notes)
    assert notes.numbers == [0, 1, 2, 3, 4]
    assert after.folder == before.folder
    assert [each.name for each in tmp_path.iterdir()] == [before.folder.name if before.folder else ""]


def test_fresh_keeps_the_old_results_until_the_new_ones_are_complete(
    tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = run(tree, out=tmp_path, progress=Notes())
    kept = frames(before.folder)

    def interrupted(*arguments: Any) -> Outcome:
        raise KeyboardInterrupt

    monkeypatch.setattr(playing, "play", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(tree, out=tmp_path, fresh=True, progress=Notes())
    assert frames(before.folder) == kept


# processes of the user -----------------------------------------------------------------------------------------------


def test_what_a_closure_has_captured_tells_results_apart(tree: Tree, tmp_path: Path, notes: Notes) -> None:
    def place(price: float) -> Path | None:
        return run(tree, replications=1, processes=[dearer_by(price)], out=tmp_path, progress=notes).folder

    assert place(50) == place(50)
    assert place(50) != place(51)


def holds(lock: Any):
    def holding(clock) -> Iterator[Any]:
        with lock:
            yield clock.timeout(1)

    return holding


def test_what_cannot_be_pickled_cannot_be_told_apart_in_a_folder(tree: Tree, tmp_path: Path, notes: Notes) -> None:
    with pytest.raises(RequestError, match="uses a lock that cannot be pickled"):
        run(tree, processes=[holds(threading.Lock())], out=tmp_path, progress=notes)


@pytest.mark.usefixtures("eager")
def test_what_cannot_be_pickled_runs_in_one_process_only(tree: Tree, notes: Notes) -> None:
    with pytest.raises(RequestError, match="cannot be sent to other processes; use jobs=1"):
        run(tree, processes=[holds(threading.Lock())], jobs=2, progress=notes)
    assert run(tree, processes=[holds(threading.Lock())], jobs=1, progress=notes).replications == 5


# failures ------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_failing_replication_is_reported_and_the_others_go_on(tree: Tree, tmp_path: Path, jobs: int) -> None:
    with pytest.raises(ReplicationsFailed) as caught:
        run(tree, processes=[dearer_by(50), breaks_in_two], jobs=jobs, out=tmp_path, progress=Notes())
    (failure,) = caught.value.failures
    assert (failure.replication, failure.error) == (2, "ZeroDivisionError: two is too many")
    assert "breaks_in_two" in failure.traceback
    found = caught.value.results
    assert found is not None
    assert sorted(found.runs["replication"].unique()) == [0, 1, 3, 4]
    assert set(found.series.loc[found.series["time"] == 60.0, "price"]) == {50.0}
    assert found.provenance["processes"] == ["dearer_by.<locals>.dearer", "breaks_in_two"]
    assert found.provenance["failures"][0]["replication"] == 2


def test_in_memory_the_others_are_kept_too(tree: Tree) -> None:
    with pytest.raises(ReplicationsFailed, match="replication 2: ZeroDivisionError") as caught:
        run(tree, processes=[breaks_in_two], progress=Notes())
    assert caught.value.results is not None
    assert caught.value.results.replications == 4
    assert "valuechain.simulate(scenario, 2, processes)" in str(caught.value)


def test_the_command_that_shows_a_failure_repeats_the_changes(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("valuechain.simulation.simulate", broken)
    with pytest.raises(ReplicationsFailed) as caught:
        run(file, seed=3, settings=["currency=Swiss francs"], progress=Notes())
    changes = "--set 'currency=Swiss francs' --seed 3 --replication 0"
    assert caught.value.again == f"valuechain run {file} {changes}"


@pytest.mark.usefixtures("eager")
def test_a_replication_that_kills_its_process_fails_alone(tree: Tree, tmp_path: Path) -> None:
    here = os.getpid()

    def kills(clock) -> Iterator[Any]:
        if clock.economy.replication == 3 and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        yield clock.timeout(1)

    with pytest.raises(ReplicationsFailed) as caught:
        run(tree, processes=[kills], jobs=2, out=tmp_path, progress=Notes())
    assert [each.replication for each in caught.value.failures] == [3]
    assert "TerminatedWorkerError" in caught.value.failures[0].error
    assert caught.value.results is not None
    assert caught.value.results.replications == 4


def test_a_failed_replication_is_run_again(tree: Tree, tmp_path: Path, notes: Notes, monkeypatch) -> None:
    play = playing.play
    failed = Outcome(1, failure=Failure.of(1, ValueError("no")))
    with monkeypatch.context() as patch:
        patch.setattr(playing, "play", lambda task, number: failed if number == 1 else play(task, number))
        with pytest.raises(ReplicationsFailed):
            run(tree, out=tmp_path / "a", progress=Notes())
    again = run(tree, out=tmp_path / "a", progress=notes)
    assert notes.numbers == [1]
    assert frames(again.folder) == frames(run(tree, out=tmp_path / "b", progress=notes).folder)
    assert again.provenance["failures"] == []


# requests that cannot be met -----------------------------------------------------------------------------------------


def test_no_jobs_are_refused(tree: Tree) -> None:
    with pytest.raises(RequestError, match="0 jobs are not possible"):
        run(tree, jobs=0)


def test_a_faulty_scenario_writes_nothing(tree: Tree, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError):
        run(tree, replications=0, out=tmp_path / "results")
    assert not (tmp_path / "results").exists()


def test_a_place_that_cannot_be_written_is_the_users_error(tree: Tree, tmp_path: Path) -> None:
    (tmp_path / "results").write_text("a file")
    with pytest.raises(ResultsError, match="cannot be written"):
        run(tree, out=tmp_path / "results", progress=Notes())


# what is told --------------------------------------------------------------------------------------------------------


def test_compiling_is_said_once(tree: Tree, notes: Notes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playing, "is_cold", lambda: True)
    run(tree, progress=notes)
    assert notes.said == [playing.COMPILING]


@pytest.mark.parametrize(
    ("seconds", "left", "jobs", "cold", "worth"),
    [
        ([], 100, 2, False, False),
        ([1.0], 100, 2, False, False),
        ([9.0], 3, 2, True, False),
        ([9.0], 3, 2, False, True),
        ([2.0, 0.1], 20, 2, False, False),
        ([2.0, 0.1], 200, 2, False, True),
        ([2.0, 0.1], 200, 1, False, False),
        ([60.0, 60.0], 1, 2, False, False),
    ],
)
def test_other_processes_are_taken_where_they_save_time(
    seconds: list[float], left: int, jobs: int, cold: bool, worth: bool
) -> None:
    assert playing.worthwhile(seconds, left, jobs, cold) is worth


def test_the_provenance_tells_how_to_make_the_results_again(tree: Tree, tmp_path: Path, notes: Notes) -> None:
    found = run(tree, out=tmp_path, progress=notes)
    assert found.folder is not None
    told = json.loads((found.folder / "provenance.json").read_text("utf-8"))
    assert told == found.provenance
    assert set(told["libraries"]) == {"numpy", "scipy", "pandas", "numba", "simpy", "pyarrow"}
    assert told["replications"] == {"requested": 5, "finished": 5}
    assert all(told[each] for each in ("digest", "python", "platform", "command", "started", "finished", "model"))
    assert found.scenario.scenario == "corner-shop"


def test_summary_csv_says_what_the_summary_says(tree: Tree, tmp_path: Path, notes: Notes) -> None:
    found = run(tree, out=tmp_path, progress=notes)
    assert found.folder is not None
    table = pd.read_csv(found.folder / "summary.csv", keep_default_na=False, na_values=[""])
    numbers = ["mean", "sd", "half_width", "low", "high", "n"]
    assert_frame_equal(table[numbers], found.summary[numbers])
    assert Folder(found.folder).finished() == frozenset(range(5))
