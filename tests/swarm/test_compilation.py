import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from valuechain.swarm import cache, compilation

SOURCES = Path(compilation.__file__).parent


CALLEE = "from {package}.compilation import kernel\n\n\n@kernel\ndef inner(x):\n    return x + {step}.0\n"
CALLER = (
    "from {package}.compilation import kernel\nfrom {package}.inner import inner\n\n\n"
    "@kernel\ndef outer(x):\n    return inner(x)\n"
)


@pytest.mark.parametrize("step", [1, 2])
def test_a_kernel_answers_with_its_callee_as_it_is_now_not_as_it_was_cached(tmp_path_factory, step):
    base = tmp_path_factory.getbasetemp() / "stale"
    folder = base / "package"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("cache.py", "compilation.py"):
        shutil.copy(SOURCES / name, folder)
    (folder / "__init__.py").touch()
    (folder / "inner.py").write_text(CALLEE.format(package="package", step=step))
    if not (folder / "outer.py").exists():
        (folder / "outer.py").write_text(CALLER.format(package="package"))
    run = subprocess.run(
        [sys.executable, "-c", "from package.outer import outer; print(outer(1.0))"],
        env=os.environ | {"PYTHONPATH": str(base), "NUMBA_CACHE_DIR": str(base / "cache")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(run.stdout) == 1 + step


def test_a_machine_without_a_place_to_write_still_runs(tmp_path):
    blocked = tmp_path / "file"
    blocked.touch()
    code = (
        "import numpy as np\n"
        "from valuechain.swarm import cache\n"
        "from valuechain.swarm.needs import add_up\n"
        "assert not cache.CACHED and cache.is_cold()\n"
        "times = np.empty(2)\n"
        "print(add_up(0.0, np.ones(2), 1.5, times, np.zeros((1, 8)), np.zeros(2, np.int32)))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"NUMBA_CACHE_DIR": str(blocked)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert float(run.stdout) == 3.0


WRITER = """
import fcntl
take = fcntl.flock
def told(file, how):
    print("asks", flush=True)
    take(file, how)
fcntl.flock = told
from package.inner import inner
print(inner(1.0))
"""


def test_only_one_process_at_a_time_writes_into_the_cache(tmp_path):
    """Numba would else give one number to two machine codes that are compiled at once, and run the wrong one."""
    folder = tmp_path / "package"
    folder.mkdir()
    for name in ("cache.py", "compilation.py"):
        shutil.copy(SOURCES / name, folder)
    (folder / "__init__.py").touch()
    (folder / "inner.py").write_text(CALLEE.format(package="package", step=1))
    kept = tmp_path / "cache" / cache.fingerprint(folder)
    kept.mkdir(parents=True)
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    with (kept / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER], env=environment, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        assert writer.stdout is not None
        assert writer.stdout.readline() == "asks\n"
        assert not list(kept.rglob("*.nbc"))
    assert writer.communicate(timeout=60)[0] == "2.0\n"
    assert len(list(kept.rglob("*.nbc"))) == 1
