"""The room stays light: it is imported wherever a scenario is."""

import subprocess
import sys


def test_reading_scenarios_loads_no_heavy_library() -> None:
    code = "import sys, valuechain.scenario; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = set(done.stdout.split())
    assert "valuechain.scenario" in loaded
    assert loaded.isdisjoint({"pandas", "simpy", "numba", "scipy", "pyarrow", "matplotlib", "pint", "jsonschema"})
