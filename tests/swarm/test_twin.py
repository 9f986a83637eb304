import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "fingerprints.py"


def fingerprints(**environment: str) -> dict[str, dict[str, str]]:
    run = subprocess.run(
        [sys.executable, str(SCRIPT)],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    printed: dict[str, dict[str, str]] = json.loads(run.stdout)
    return printed


@pytest.fixture(scope="module")
def compiled() -> dict[str, dict[str, str]]:
    return fingerprints()


def test_every_market_is_the_same_bit_for_bit_with_the_pure_python_twin_of_the_kernels(compiled):
    assert fingerprints(NUMBA_DISABLE_JIT="1") == compiled


def test_every_market_is_the_same_bit_for_bit_whatever_the_hash_seed(compiled):
    assert fingerprints(PYTHONHASHSEED="12345") == compiled
