"""A run in a process of its own, ended from outside."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from valuechain.experiments.replications import run
from valuechain.results import load_results

COMMAND = "import sys; from valuechain.cli import main; sys.exit(main())"
MANY = 100_000


@contextmanager
def started(file: Path, out: Path, *options: str, seed: str = "0") -> Iterator[subprocess.Popen[str]]:
    words = [sys.executable, "-c", COMMAND, "run", str(file), "--out", str(out), *options]
    environment = os.environ | {"PYTHONHASHSEED": seed}
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdout=pipe, stderr=pipe, text=True, env=environment, start_new_session=True) as child:
        try:
            yield child
        finally:
            child.kill()


def wait_for_parts(out: Path, number: int, child: subprocess.Popen[str]) -> Path:
    """Return the results folder as soon as it has ``number`` parts."""
    while len(list(out.glob("*/parts/0*"))) < number:
        if child.poll() is not None:
            pytest.fail(f"ended with {child.returncode}: {child.stderr.read() if child.stderr else ''}")
        time.sleep(0.05)
    return next(out.iterdir())


def wait_for_end(group: int, seconds: float = 20) -> bool:
    """Return whether no process of the group is left in time (a bookkeeper of multiprocessing needs a moment)."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_ctrl_c_stops_at_once_and_kill_loses_nothing_that_has_finished(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "results"
    with started(file, out, "--replications", str(MANY), "--jobs", "2") as child:
        folder = wait_for_parts(out, 12, child)
        os.killpg(child.pid, signal.SIGINT)  # as a terminal does: to the processes of the pool, too
        _, said = child.communicate(timeout=20)
    assert child.returncode == 130
    assert wait_for_end(child.pid)
    assert "Traceback" not in said
    finished = load_results(folder)
    assert f"interrupted: {finished.replications} of {MANY} replications have finished" in said
    assert not (folder / "runs.parquet").exists()

    with started(file, out, "--replications", str(MANY), "--jobs", "2") as child:
        wait_for_parts(out, finished.replications + 12, child)
        child.kill()
        _, said = child.communicate(timeout=20)
    assert wait_for_end(child.pid)
    assert f"reused {finished.replications} finished replications" in said
    later = load_results(folder)
    assert later.replications >= finished.replications + 12
    kept = later.runs["replication"]  # of two processes one may be ahead when both are killed: numbers may be left out
    alone = run(file, replications=int(kept.max()) + 1).runs
    assert later.runs.equals(alone[alone["replication"].isin(kept)].reset_index(drop=True))


def test_the_bytes_do_not_depend_on_how_python_hashes(file: Path, tmp_path: Path) -> None:
    digests = []
    for seed in ("1", "2"):
        with started(file, tmp_path / seed, seed=seed) as child:
            _, said = child.communicate(timeout=60)
        assert child.returncode == 0, said
        (folder,) = (tmp_path / seed).iterdir()
        names = [each for each in sorted(folder.iterdir()) if each.name != "provenance.json"]
        digests.append([(folder.name, each.name, hashlib.sha256(each.read_bytes()).hexdigest()) for each in names])
    assert digests[0] == digests[1]
