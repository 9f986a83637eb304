"""The entries of the benchmark: how each is made ready, started and named."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import venv
from dataclasses import dataclass
from pathlib import Path

from community import Community, Outcome
from market import Market
from market import Result as MarketResult
from orders import OrderResult, Orders

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
VENV_PYTHON = VENV / ("Scripts" if sys.platform == "win32" else "bin") / "python"
REQUIREMENTS = HERE / "requirements.txt"
C_FLAGS = ("-std=gnu11", "-O3", "-march=native", "-ffast-math")
PATIENCE = 900
"""Seconds after which an entry is taken to hang."""

Result = MarketResult | OrderResult | Outcome
WORKLOADS = {"market": (Market, MarketResult), "orders": (Orders, OrderResult), "community": (Community, Outcome)}
"""Parameters and result of each workload."""

DAYS = {("simpy", 100_000): 120, ("simpy", 1_000_000): 7, ("mesa", 100_000): 60, ("mesa", 1_000_000): 2}
"""Horizons shortened so that a run of a slow peer stays under a minute."""
BUSY = {("simpy", 10_000): 60, ("simpy", 100_000): 10, ("mesa", 10_000): 60, ("mesa", 100_000): 5}
"""The same for the community, whose members act once a day."""


class EntryError(Exception):
    """An entry ended with an error, or took too long; carries its name and the end of what it said."""


@dataclass(frozen=True)
class Entry:
    """One implementation of the workload, as a command that prints a ``Result``."""

    name: str
    command: tuple[str, ...]
    workload: str

    def run(self, n: int, seed: int, days: float, load: float | None) -> Run:
        """Run the entry in a process of its own."""
        options = ("--n", n, "--seed", seed, "--days", days, *(("--load", load) if load is not None else ()))
        start = time.perf_counter()
        try:
            done = subprocess.run(
                [*self.command, *map(str, options)], capture_output=True, text=True, check=True, timeout=PATIENCE
            )
        except subprocess.CalledProcessError as error:
            raise EntryError(f"{self.name}: " + "\n".join(error.stderr.splitlines()[-5:])) from error
        except subprocess.TimeoutExpired as error:
            raise EntryError(f"{self.name}: no result after {PATIENCE} s at n = {n}") from error
        return Run(
            self.name, n, days, WORKLOADS[self.workload][1](**json.loads(done.stdout)), time.perf_counter() - start
        )


@dataclass(frozen=True)
class Run:
    """One run of an entry, and the wall time from its command line to its end."""

    entry: str
    n: int
    days: float
    result: Result
    wall_s: float


def prepare(names: list[str], workload: str) -> dict[str, Entry]:
    """Make the named entries of a workload ready to run: the peers' environment, and the C program."""
    if {"simpy", "mesa"} & set(names):
        _make_venv()
    if "c" in names:
        _compile(workload)
    return {name: Entry(name, _command(name, workload), workload) for name in names}


def _command(name: str, workload: str) -> tuple[str, ...]:
    if name == "c":
        return (str(HERE / "build" / workload),)
    python = sys.executable if name == "valuechain" else str(VENV_PYTHON)
    return (python, str(HERE / "peers" / f"{name}_{workload}.py"))


def _make_venv() -> None:
    """Make the peers' environment, unless it is there with the very same requirements."""
    stamp = VENV / "requirements.txt"
    if stamp.exists() and stamp.read_text() == REQUIREMENTS.read_text():
        return
    print("making the peers' environment", file=sys.stderr)
    venv.create(VENV, with_pip=True, clear=True)
    subprocess.run([VENV_PYTHON, "-m", "pip", "install", "--quiet", "-r", REQUIREMENTS], check=True)
    shutil.copy(REQUIREMENTS, stamp)


def _compile(workload: str) -> None:
    """Compile the C program, unless it is newer than its source."""
    source, program = HERE / "peers" / f"{workload}.c", HERE / "build" / workload
    if program.exists() and program.stat().st_mtime > source.stat().st_mtime:
        return
    program.parent.mkdir(exist_ok=True)
    subprocess.run(["cc", *C_FLAGS, "-o", program, source, "-lm"], check=True)


def days(name: str, n: int, workload: str) -> float:
    """Return the horizon at which the entry is timed."""
    return (BUSY if workload == "community" else DAYS).get((name, n), Market.days)


def version(name: str) -> str:
    """Return the entry's name with its version and that of what runs it."""
    if name == "c":
        compiler = subprocess.run(["cc", "-dumpfullversion"], capture_output=True, text=True, check=True)
        return f"C (cc {compiler.stdout.strip()} {' '.join(C_FLAGS)})"
    script = (
        "import importlib.metadata as m, platform, sys;"
        "print(sys.argv[1], m.version(sys.argv[1]), '(Python ' + platform.python_version() + ')')"
    )
    found = subprocess.run([_command(name, "market")[0], "-c", script, name], capture_output=True, text=True)
    return found.stdout.strip() or f"{name} (version unknown)"
