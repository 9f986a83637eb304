"""``valuechain new``."""

from __future__ import annotations

from pathlib import Path

from valuechain.errors import RequestError
from valuechain.scenario import starter


def new(name: str, /) -> None:
    """Write a first scenario to edit.

    Parameters
    ----------
    name:
        Name of the scenario; the file is NAME.yaml in this folder and never overwrites one.
    """
    file, text = Path(f"{name}.yaml"), starter(name)
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        raise RequestError(f"{file} exists already; choose another name, or remove it first") from None
    except OSError as error:
        raise RequestError(f"{file} cannot be written ({error.strerror})") from error
    print(f"wrote {file}\n\nnext:  valuechain check {file}\n       valuechain run {file}")
