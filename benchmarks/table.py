"""The runs as a markdown page."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path

from entries import Run
from market import Market

COLUMNS = "| entry | days | events | wall s | run s | set-up s | events/s | peak MB | events/s ÷ valuechain |"
RULE = "|---|--:|--:|--:|--:|--:|--:|--:|--:|"
BASE = "valuechain"


def page(workload: str, runs: Sequence[Run], versions: Sequence[str], notes: Sequence[str]) -> str:
    """Return the whole page: a table per population size, then what was run, on what and how."""
    sizes = sorted({run.n for run in runs})
    tables = [f"## N = {n:,}\n\n{table([run for run in runs if run.n == n])}" for n in sizes]
    facts = [f"- {fact}" for fact in (*notes, f"Machine: {machine()}", *versions)]
    return "\n\n".join([f"# The workload {workload}", *tables, "## How", "\n".join(facts)]) + "\n"


def table(runs: Sequence[Run]) -> str:
    """Return the table of one population size, an entry a row, in order of first appearance."""
    rows = {name: [run for run in runs if run.entry == name] for name in dict.fromkeys(run.entry for run in runs)}
    base = statistics.median(map(speed, rows[BASE])) if BASE in rows else None
    return "\n".join([COLUMNS, RULE, *(_row(name, of_entry, base) for name, of_entry in rows.items())])


def _row(name: str, runs: Sequence[Run], base: float | None) -> str:
    cells = [
        name,
        _days(runs[0].days),
        f"{statistics.median(run.result.events for run in runs):,.0f}",
        _spread(runs, lambda run: run.wall_s),
        _spread(runs, lambda run: run.result.run_s),
        _spread(runs, lambda run: run.result.setup_s),
        _spread(runs, speed),
        _spread(runs, lambda run: run.result.peak_mb),
        f"{statistics.median(map(speed, runs)) / base:.3g}" if base else "–",
    ]
    return f"| {' | '.join(cells)} |"


def speed(run: Run) -> float:
    """Return the events per second of the run, set-up apart."""
    return run.result.events / run.result.run_s


def _days(days: float) -> str:
    return f"{days:g}" if days == Market.days else f"**{days:g}**"


def _spread(runs: Sequence[Run], of: Callable[[Run], float]) -> str:
    """Return the median and the range of a measure."""
    values = [of(run) for run in runs]
    return f"{_short(statistics.median(values))} ({_short(min(values))}–{_short(max(values))})"


def _short(value: float) -> str:
    """Return three significant digits; millions and thousands by name."""
    for scale, name in ((1e6, " M"), (1e3, " k")):
        if value >= scale:
            return f"{value / scale:.3g}{name}"
    return f"{value:.3g}"


def machine() -> str:
    """Return the processor and the number of cores, and nothing that names the computer."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    model = models[0] if models else platform.processor() or platform.machine()
    return f"{model}, {os.cpu_count()} cores, {platform.system()}"
