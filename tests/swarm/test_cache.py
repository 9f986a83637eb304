import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from valuechain.swarm import cache

SOURCES = Path(cache.__file__).parent


def test_an_edit_of_any_kernel_source_changes_the_fingerprint(tmp_path):
    folder = tmp_path / "swarm"
    shutil.copytree(SOURCES, folder)
    before = cache.fingerprint(folder)
    assert before == cache.fingerprint(SOURCES)
    with (folder / "choice.py").open("a") as source:
        source.write("\n# another line\n")
    assert cache.fingerprint(folder) != before


@pytest.mark.parametrize("module", ["swarm.cache", "experiments.sweeping"])
def test_who_only_hands_out_work_does_not_load_the_compiler(module):
    """It takes 60 MB of the parent of a sweep."""
    code = f"import sys, valuechain.{module}; print(*sorted({{'numba', 'simpy'}} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert run.stdout.split() == []
