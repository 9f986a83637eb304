"""Measure a sweep of very many cells: time, memory of the parent, files, and what it takes to show and to grow it.

::

    python benchmarks/sweep.py --cells 100000
    python benchmarks/sweep.py --cells 1000000 --replications 10   # 100 000 points

Cells are values of the Ishigami function at a grid of two factors, so that what is measured is the sweep and not a
simulation. Every step is a process of its own; its memory is the high-water mark of its resident set (`VmHWM`) as it
finds it itself when it ends. What its workers take is not in it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

SIDE = 1000
"""Values of the first factor; the second has as many as it takes."""

PEAK = "from pathlib import Path; print('peak', Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
SWEEP = f"""
import sys
import numpy as np
import valuechain as vc
from valuechain.experiments.testmodels import ISHIGAMI
rows = int(sys.argv[2])
first, second = list(ISHIGAMI.swept)[:2]
levels = np.linspace(-3, 3, {SIDE}).tolist()
steps = [i / 1000 for i in range(rows)]
factors = {{first: {{"values": levels, "label": "x1"}}, second: {{"values": steps, "label": "x2"}}}}
vc.sweep(ISHIGAMI, factors=factors, replications=int(sys.argv[3]), out=sys.argv[1], name="cells")
{PEAK}
"""
COMMAND = f"import sys; from valuechain.cli import main; code = main(); {PEAK}; sys.exit(code)"


def step(code: str, *arguments: str) -> tuple[float, float]:
    """Run Python in a process of its own; return seconds and its peak memory in MB."""
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True, check=True)
    seconds = time.perf_counter() - start
    return seconds, int(done.stdout.rsplit("peak ", 1)[1]) / 1024


def steps(cells: int, replications: int = 1) -> Sequence[tuple[str, float, float]]:
    """Return name, seconds and MB of each step of a sweep of ``cells`` cells, and print them with its files."""
    rows, each = max(1, cells // SIDE // replications), str(replications)
    found = []
    with tempfile.TemporaryDirectory() as place:

        def take(name: str, code: str, *arguments: str) -> None:
            seconds, memory = step(code, *arguments)
            found.append((name, seconds, memory))
            print(f"{name:17}{seconds:7.1f} s   {memory:5.0f} MB", flush=True)

        take(f"{rows * SIDE * replications:,} cells", SWEEP, place, str(rows), each)
        (folder,) = Path(place).iterdir()
        files = [file for file in folder.rglob("*") if file.is_file()]
        print(f"{'':17}{len(files):7} files, {sum(file.stat().st_size for file in files) / 1e6:.0f} MB", flush=True)
        take("the same again", SWEEP, place, str(rows), each)
        take(f"{SIDE * replications:,} more", SWEEP, place, str(rows + 1), each)
        take("show", COMMAND, "show", str(folder))
        take("show runs", COMMAND, "show", str(folder), "--frame", "runs")
        take("verify", COMMAND, "verify", str(folder))
    return found
