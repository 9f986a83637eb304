"""What is told while replications run: a bar in a terminal, a line now and then elsewhere; always on stderr."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from .work import Ended

PAUSE = 10.0
"""Seconds between two lines where there is no terminal."""


class Progress(Protocol):
    """Who is told how a run goes on."""

    def begin(self, total: int) -> None:
        """``total`` replications (of a sweep: cells) are about to run."""

    def say(self, text: str) -> None:
        """Something that is worth a line of its own."""

    def finished(self, outcome: Ended) -> None:
        """One or more have finished or failed."""

    def end(self) -> None:
        """No more replications run, for whatever reason."""


class Lines:
    """Progress as plain lines: what is worth one, and how far it is every `PAUSE` seconds; ``noun`` is what runs."""

    def __init__(self, noun: str = "replications") -> None:
        self._noun = noun

    def begin(self, total: int) -> None:
        """Start counting."""
        self._total, self._done, self._failed = total, 0, 0
        self._last = time.monotonic()

    def say(self, text: str) -> None:
        """Print a line."""
        print(text, file=sys.stderr, flush=True)

    def finished(self, outcome: Ended) -> None:
        """Count, and print how far it is unless that was said a moment ago."""
        first = self._done == 0
        self._done += outcome.done
        self._failed += outcome.failed
        now = time.monotonic()
        if first:  # the first loads the kernels and tells little about the others
            self._first, self._before = now, self._done
        elif now - self._last >= PAUSE and self._done < self._total:
            self._last = now
            left = (now - self._first) / (self._done - self._before) * (self._total - self._done)
            failed = f" ({self._failed} failed)" if self._failed else ""
            self.say(f"{self._done} of {self._total} {self._noun}{failed}, about {left:.0f} s left")

    def end(self) -> None:
        """Nothing to clear away."""


class Bar:
    """Progress as a bar in a terminal, with the time left and the number of failures."""

    def __init__(self, noun: str = "replications") -> None:
        from rich import progress  # only where there is a terminal
        from rich.console import Console

        columns = (progress.BarColumn(), progress.MofNCompleteColumn(), progress.TimeRemainingColumn())
        failures = progress.TextColumn("{task.fields[failed]}", style="red")
        self._bar = progress.Progress(noun, *columns, failures, console=Console(stderr=True), transient=True)

    def begin(self, total: int) -> None:
        """Draw the bar."""
        self._task = self._bar.add_task("", total=total, failed="")
        self._failed = 0
        self._bar.start()

    def say(self, text: str) -> None:
        """Print a line above the bar."""
        self._bar.console.print(text, markup=False, highlight=False, soft_wrap=True)

    def finished(self, outcome: Ended) -> None:
        """Move on."""
        self._failed += outcome.failed
        self._bar.update(self._task, advance=outcome.done, failed=f"{self._failed} failed" if self._failed else "")

    def end(self) -> None:
        """Clear the bar away."""
        self._bar.stop()


class Silence:
    """Nobody is told anything."""

    def begin(self, total: int) -> None:
        """Not told."""

    def say(self, text: str) -> None:
        """Not told."""

    def finished(self, outcome: Ended) -> None:
        """Not told."""

    def end(self) -> None:
        """Not told."""


def telling(noun: str = "replications") -> Progress:
    """Return the progress that suits where stderr goes; ``noun`` is what runs."""
    return Bar(noun) if sys.stderr.isatty() else Lines(noun)
