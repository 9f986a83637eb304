"""Sweeps in processes of their own that are killed, share a store or fill a disk: nothing is lost or counted twice.

Each test ends with the same bytes: those of the sweep undisturbed.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from valuechain.experiments.progress import Silence
from valuechain.experiments.sweeping import sweep
from valuechain.results import load_sweep
from valuechain.results.cells import Cells

Tree = dict[str, Any]

SCRIPT = """
import sys
from valuechain.experiments import playing, study
from valuechain.experiments.sweeping import sweep
playing.START, study.SECONDS, study.LEAST, study.MANY = 0.0, 0.05, 0.0, 8
print(sweep(sys.argv[1], out=sys.argv[2], jobs=int(sys.argv[3])).count)
"""

SWEEP = """
scenario: shop.yaml
factors:
  chains.shop.variants.price: {range: [20, 60], label: price}
  chains.shop.distribution.policy.base_stock.level: {range: [1, 9], label: level}
design: {latin-hypercube: {points: 80}}
outputs: [profit, shop.sold, gini_surplus]
replications: 2
"""


@pytest.fixture
def source(file: Path) -> Path:
    path = file.with_name("prices.yaml")
    path.write_text(SWEEP)
    return path


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return {}


@pytest.fixture
def expected(source: Path, undisturbed: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    if not undisturbed:
        undisturbed |= frames(tmp_path_factory.mktemp("undisturbed"), source)
    return undisturbed


def frames(out: Path, source: Path | None = None) -> dict[str, bytes]:
    if source is not None:
        sweep(source, out=out, jobs=1, progress=Silence())
    (folder,) = out.iterdir()
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.suffix in (".parquet", ".csv")}


@contextmanager
def started(source: Path, out: Path, jobs: int) -> Iterator[subprocess.Popen[str]]:
    words = [sys.executable, "-c", SCRIPT, str(source), str(out), str(jobs)]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdout=pipe, stderr=pipe, text=True, start_new_session=True) as child:
        try:
            yield child
        finally:
            child.kill()


def wait_until(there: Callable[[], object], child: subprocess.Popen[str]) -> None:
    end = time.monotonic() + 60
    while not there():
        assert time.monotonic() < end
        if child.poll() is not None:
            pytest.fail(f"ended with {child.returncode}: {child.stderr.read() if child.stderr else ''}")
        time.sleep(0.02)


def cells(out: Path) -> int:
    folders = list(out.glob("*/cells"))
    if not folders:
        return 0
    ids, numbers, _ = Cells(folders[0]).keys()
    return len(set(zip(ids.tolist(), numbers.tolist(), strict=True)))


def workers(parent: int) -> list[int]:
    """Return the processes of the pool that a process has started."""
    found = []
    for each in Path("/proc").iterdir():
        try:
            if each.name.isdecimal() and f"PPid:\t{parent}\n" in (each / "status").read_text():
                words = (each / "cmdline").read_text()
                found += [int(each.name)] if "popen_loky" in words else []
        except OSError:
            continue
    return found


def finished(child: subprocess.Popen[str]) -> str:
    out, err = child.communicate(timeout=90)
    assert child.returncode == 0, err
    return out


def test_a_worker_that_is_killed_costs_nothing_but_time(
    source: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with started(source, out, 2) as child:
        wait_until(lambda: cells(out) >= 20 and workers(child.pid), child)
        os.kill(workers(child.pid)[0], signal.SIGKILL)
        assert "160 cells" in finished(child)
    assert frames(out) == expected


def test_a_sweep_that_is_killed_again_and_again_goes_on(
    source: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    out, before = tmp_path / "out", 0
    for _ in range(2):
        with started(source, out, 2) as child:
            wait_until(lambda more=before + 25: cells(out) >= more, child)
            os.kill(child.pid, signal.SIGKILL)
            child.communicate(timeout=20)
        assert cells(out) >= before + 25
        before = cells(out)
    with started(source, out, 1) as child:
        finished(child)
    assert frames(out) == expected


def test_two_sweeps_at_once_share_the_work(source: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    out = tmp_path / "out"
    with started(source, out, 1) as one, started(source, out, 1) as two:
        finished(one)
        finished(two)
    assert frames(out) == expected
    assert load_sweep(next(out.iterdir())).complete


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", place], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("nothing can be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


def test_a_full_disk_stops_the_sweep_with_a_message_and_with_room_it_goes_on(
    source: Path, expected: dict[str, bytes], small_disk: Path
) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 120_000)
    out = small_disk / "out"
    with started(source, out, 1) as child:
        _, told = child.communicate(timeout=60)
    assert child.returncode == 1
    assert "ResultsError" in told
    assert "No space left on device" in told
    kept = cells(out)
    assert 0 < kept < 160
    assert not list(out.rglob(".*.parquet*"))
    ballast.unlink()
    subprocess.run(["mount", "-o", "remount,size=4m", small_disk], check=True)
    with started(source, out, 1) as child:
        assert f"reused {kept} finished cell" in child.communicate(timeout=60)[1]
    assert frames(out) == expected
