"""Writing so that nothing half-written is ever seen under its name, and nothing finished is lost."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from valuechain.errors import ResultsError

ROOM = "make room or choose another folder (--out); what was finished before is kept"
AGAIN = "remove what is damaged and run the scenario again; only what is missing is simulated"


class Foreign(ValueError):  # noqa: N818 (it says what the file is)
    """A file that valuechain has not written."""


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn a failure of the disk (full, read-only, no such place) into a ResultsError for ``folder``."""
    try:
        yield
    except OSError as error:
        raise ResultsError(folder, f"cannot be written ({error.strerror or error})", ROOM) from error


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Turn a file that is missing or damaged into a ResultsError for ``folder``."""
    try:
        yield
    except Foreign as error:
        raise ResultsError(folder, "was not written by valuechain", AGAIN) from error
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as error:
        raise ResultsError(folder, f"cannot be read ({error})", AGAIN) from error


def settle(folder: Path) -> None:
    """Return when the disk has the names in ``folder``."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_text(path: Path, text: str) -> None:
    """Write a text under its name in one step."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    settle(path.parent)


@contextmanager
def staged(folder: Path, name: str) -> Iterator[Path]:
    """Give a new empty folder for drafts inside ``folder``; it goes when the work is done or fails."""
    draft = folder / f".{name}.{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


FRESH = ".fresh"
"""What the name of a folder ends with in which everything is made anew, until it takes the place of the old one."""


def beside(home: Path) -> Path:
    """Return the folder in which what is in ``home`` is made anew."""
    return home.with_name(f"{home.name}{FRESH}")


def take_place(home: Path) -> None:
    """Put what was made anew beside ``home`` in its place; the old one goes when the new one has its name."""
    old = home.with_name(f"{home.name}.old")
    with writing(home):
        shutil.rmtree(old, ignore_errors=True)
        home.rename(old)
        beside(home).rename(home)
        shutil.rmtree(old, ignore_errors=True)


@contextmanager
def locked(folder: Path, name: str = ".lock", *, wait: bool = False) -> Iterator[None]:
    """Keep other runs out of ``folder`` until the work is done or this process dies; ``wait`` until they let us in.

    Raises:
        ResultsError: another run is at work there, and there is no waiting.
    """
    with writing(folder):
        file = (folder / name).open("w")
    with file:
        _lock(file.fileno(), folder, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def _lock(handle: int, folder: Path, kind: int) -> None:
    try:
        fcntl.flock(handle, kind)
    except BlockingIOError:
        remedy = "wait until it has finished, or choose another folder (--out)"
        raise ResultsError(folder, "another run is writing here", remedy) from None
    except OSError:  # some network disks know no locks: then whoever starts two runs in one folder is on their own
        return
