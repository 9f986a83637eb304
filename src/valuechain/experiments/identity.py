"""What a replication's numbers depend on, as a name: scenario, model, and the user's own processes."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any

from loky.backend.reduction import dumps

from valuechain.errors import RequestError
from valuechain.scenario import Scenario, digest

if TYPE_CHECKING:
    from valuechain.simulation import Process

_MODEL = ("randomness.py", "clock.py", "paradigms.py", "recording.py", "simulation.py", "tabulation",
          "economy", "swarm", "flows", "results/column.py", "results/measures.py", "results/chain_columns.py",
          "results/columns.py")  # fmt: skip
"""Sources that bear on the numbers; the scenario's own count by its digest."""

LENGTH = 10
PACKAGE = __name__.partition(".")[0]


@lru_cache
def version() -> str:
    """Return valuechain's version: found by name, for the public face names every room and no room may import it."""
    return str(import_module(PACKAGE).__version__)


@lru_cache
def model_version() -> str:
    """Return the version with a hash of the sources that bear on the numbers, such as ``0.1.0+3f2a9c01``.

    The hash tells an edited checkout from a release of the same version.
    """
    package = Path(__file__).parent.parent
    sources = [package / name for name in _MODEL]
    files = sorted(file for each in sources for file in ([each] if each.is_file() else each.rglob("*.py")))
    texts = (f"{file.relative_to(package).as_posix()}\0".encode() + file.read_bytes() for file in files)
    return f"{version()}+{sha256(b''.join(texts)).hexdigest()[:8]}"


def run_name(scenario: Scenario, processes: Sequence[Process] = ()) -> str:
    """Return ``<scenario>-<id>``: equal only for what gives equal replications.

    Raises:
        RequestError: a process holds something that cannot be told apart by its content.
    """
    whole = sha256(f"{digest(scenario)} {scenario.record!r} {model_version()}".encode())
    for process in processes:
        for text in _substance(process, set()):
            whole.update(text)
    return f"{scenario.scenario}-{whole.hexdigest()[:LENGTH]}"


def process_name(process: Process) -> str:
    """Return the name of a user's process."""
    return str(getattr(process, "__qualname__", type(process).__qualname__))


def _substance(thing: Any, seen: set[int]) -> Iterator[bytes]:
    """Yield what decides what ``thing`` does: code, defaults, captured and global values, but no addresses or lines.

    ``seen`` are the ids of what is being told already; all of it lives as long as the process that leads there.
    """
    if thing is None or isinstance(thing, str | bytes | int | float | complex):
        yield repr(thing).encode() + b"\0"
    elif id(thing) not in seen:
        seen.add(id(thing))
        yield type(thing).__qualname__.encode() + b"\0"
        yield from _compound(thing, seen)


def _compound(thing: Any, seen: set[int]) -> Iterator[bytes]:
    match thing:
        case FunctionType():
            yield from _function(thing, seen)
        case MethodType():
            yield from _all((thing.__func__, thing.__self__), seen)
        case partial():
            yield from _all((thing.func, thing.args, thing.keywords), seen)
        case list() | tuple():
            yield from _all(thing, seen)
        case dict():
            yield from _all((each for pair in thing.items() for each in pair), seen)
        case ModuleType() | BuiltinFunctionType():
            yield thing.__name__.encode()
        case type():
            yield _source(thing)
        case _:
            yield _source(type(thing)) + _pickled(thing)


def _all(things: Iterable[Any], seen: set[int]) -> Iterator[bytes]:
    for each in things:
        yield from _substance(each, seen)
    yield b"end"


def _function(function: FunctionType, seen: set[int]) -> Iterator[bytes]:
    if function.__module__.partition(".")[0] == PACKAGE:
        yield function.__qualname__.encode()  # ours: the model's version tells it
        return
    names: set[str] = set()
    yield from _code(function.__code__, names)
    yield from _all((function.__defaults__, function.__kwdefaults__), seen)
    for cell in function.__closure__ or ():
        yield from _substance(cell.cell_contents, seen)
    for name in sorted(names & function.__globals__.keys()):
        yield name.encode()
        yield from _substance(function.__globals__[name], seen)


def _code(code: CodeType, names: set[str]) -> Iterator[bytes]:
    """Yield what a code object does, codes inside it too; add the names that it uses to ``names``."""
    names.update(code.co_names)
    yield code.co_code + repr((code.co_names, code.co_varnames)).encode()
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _code(each, names)
        else:  # the order of a set changes from one Python process to the next
            yield repr(sorted(each, key=repr) if isinstance(each, frozenset) else each).encode()


def _source(kind: type) -> bytes:
    try:
        return inspect.getsource(kind).encode()
    except (OSError, TypeError):  # built in, or defined where there is no file
        return f"{kind.__module__}.{kind.__qualname__}".encode()


def _pickled(thing: Any) -> bytes:
    try:
        return bytes(dumps(thing))
    except Exception as error:  # pickling raises whatever the object's class raises
        problem = f"a process of yours uses a {type(thing).__name__} that cannot be pickled ({error})"
        raise RequestError(f"{problem}; run it without `out`, or hand such a thing over by a function") from error
