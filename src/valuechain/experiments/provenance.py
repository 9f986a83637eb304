"""Where results come from: everything that one needs to know to make them again."""

from __future__ import annotations

import platform
import shlex
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from valuechain.scenario import Scenario, digest

from .failures import Failure
from .identity import model_version, process_name, version

if TYPE_CHECKING:
    from valuechain.simulation import Process

LIBRARIES = ("numpy", "scipy", "pandas", "numba", "simpy", "pyarrow")


def provenance(scenario: Scenario, processes: Sequence[Process] = ()) -> dict[str, Any]:
    """Return the provenance of a run of ``scenario`` that starts now."""
    return {
        **labels(scenario),
        "seed": scenario.seed,
        "digest": digest(scenario),
        "processes": [process_name(each) for each in processes],
        "version": version(),
        "model": model_version(),
        "python": platform.python_version(),
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "platform": platform.platform(),
        "git": git_state(),
        "command": command(),
        "started": now(),
        "finished": None,
        "replications": {"requested": scenario.replications, "finished": 0},
        "failures": [],
    }


def labels(scenario: Scenario) -> dict[str, Any]:
    """Return what headlines and figures say of the scenario."""
    told = {"scenario": scenario.scenario, "title": scenario.title, "question": scenario.question}
    days = [each.at for each in scenario.interventions]
    return {**told, "currency": scenario.currency, "calendar_start": scenario.calendar_start, "interventions": days}


def ending(failures: Sequence[Failure]) -> dict[str, Any]:
    """Return what is known when a run ends now."""
    return {"finished": now(), "failures": [each.as_dict() for each in failures]}


def now() -> str:
    """Return the time, in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def command() -> str:
    """Return the command line of this process."""
    return shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]])


def git_state() -> dict[str, Any] | None:
    """Return commit of the present folder's git work tree and whether there are uncommitted changes, if it is one."""
    commit = _git("rev-parse", "HEAD")
    return {"commit": commit, "dirty": bool(_git("status", "--porcelain"))} if commit else None


def _git(*arguments: str) -> str | None:
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):  # no git, no work tree, no commit yet, or too slow to wait for
        return None
    return done.stdout.strip()
