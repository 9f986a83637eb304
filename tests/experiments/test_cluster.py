"""Sweeps on a Dask cluster: the same bytes, whatever happens to its workers."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from valuechain.experiments import study
from valuechain.experiments.progress import Silence
from valuechain.experiments.sweeping import sweep
from valuechain.results.cells import Cells

distributed = pytest.importorskip("distributed")

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore:.*dask.*:DeprecationWarning")

Tree = dict[str, Any]


def ran(tree: Tree, out: Path, points: int = 60, **more: Any) -> dict[str, bytes]:
    factors = {"chains.shop.variants.price": {"range": [20, 60], "label": "price"}}
    found = sweep(tree, factors=factors, design={"latin-hypercube": {"points": points}}, replications=2, name="prices",
                  outputs=["profit", "shop.sold"], out=out, progress=Silence(), **more)  # fmt: skip
    assert found.folder is not None
    assert found.failures.empty
    return {file.name: file.read_bytes() for file in found.folder.iterdir() if file.suffix in (".parquet", ".csv")}


def test_a_cluster_writes_the_bytes_of_one_process(tree: Tree, tmp_path: Path) -> None:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        there = ran(tree, tmp_path / "cluster", cluster=cluster.scheduler_address)
    assert there == ran(tree, tmp_path / "here", jobs=1)


@contextmanager
def dask(*words: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "dask", *words]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def address(scheduler: subprocess.Popen[str]) -> str:
    """Return where a scheduler listens; what else it says is read and forgotten."""
    assert scheduler.stderr is not None
    for line in scheduler.stderr:
        if found := re.search(r"Scheduler at:\s+(tcp://\S+)", line):
            threading.Thread(target=scheduler.stderr.read, daemon=True).start()
            return found[1]
    raise AssertionError("the scheduler does not say where it listens")


def test_a_worker_that_is_killed_costs_nothing_but_time(
    tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(study, "SECONDS", 0.1)
    monkeypatch.setattr(study, "LEAST", 0.0)
    with dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show") as scheduler:
        place = address(scheduler)
        options = ("worker", place, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
        with dask(*options) as doomed, dask(*options):
            threading.Thread(target=_kill_in_the_middle, args=(doomed.pid, tmp_path / "cluster"), daemon=True).start()
            there = ran(tree, tmp_path / "cluster", cluster=place)
            assert doomed.wait(timeout=30) == -signal.SIGKILL
    assert there == ran(tree, tmp_path / "here", jobs=1)


def _kill_in_the_middle(process: int, out: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        (folder,) = list(out.glob("*/cells")) or [None]
        if folder is not None and len(Cells(folder).keys()[0]) >= 10:
            break
        time.sleep(0.02)
    os.kill(process, signal.SIGKILL)
