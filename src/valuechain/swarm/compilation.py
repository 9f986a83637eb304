"""How kernels are compiled; `cache` tells where the machine code is kept.

Numba numbers the machine codes of a kernel in an index that it reads, changes and writes back. Two processes that
compile a kernel for different arrays at the same time may so give one number to both, and later the wrong code is run.
Here only one process at a time may write.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

import numba
from numba import njit

from .cache import CACHE, CACHED

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

if CACHED:
    vars(numba.config)["CACHE_DIR"] = str(CACHE)

KEPT: dict[str, Any] = {"cache": CACHED, "error_model": "numpy", "_nrt": False, "forceinline": False}
INNER = KEPT | {"no_cpython_wrapper": True}


@contextmanager
def _alone() -> Iterator[None]:
    """Wait until no other process writes into the cache, and keep others from it meanwhile."""
    with (CACHE / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _written_alone(compiled: Any) -> Any:
    """Let the machine code of a kernel be written by one process at a time."""
    if CACHED and hasattr(compiled, "_cache"):  # without compilation it is the plain function
        save = compiled._cache.save_overload

        def save_alone(signature: Any, data: Any) -> None:
            with _alone():
                save(signature, data)

        compiled._cache.save_overload = save_alone
    return compiled


def kernel(function: Kernel) -> Kernel:
    """Compile ``function`` on first use; keep the machine code where the machine allows it.

    Floating point stays strict (no fastmath), so the compiled kernel and its Python source agree bit for bit.
    """
    return cast(Kernel, _written_alone(njit(**KEPT)(function)))


def allocating(function: Kernel) -> Kernel:
    """Compile ``function``, which makes arrays of its own.

    All other kernels do without Numba's runtime: it counts references to every array that is passed on, which takes
    longer than what the kernels do with them. Whoever calls from Python holds the arrays while the kernel works.
    """
    return cast(Kernel, _written_alone(njit(**KEPT | {"_nrt": True})(function)))


def inlined(function: Kernel) -> Kernel:
    """Compile ``function`` into its callers: for the few lines that every need goes through.

    Numba passes an array to a callee as seven words; on the hot path that costs more than the work itself.
    """
    return cast(Kernel, njit(inline="always", error_model="numpy")(function))


def inner(function: Kernel) -> Kernel:
    """Compile ``function`` for other kernels only: without the door from Python, which takes longer to compile.

    What takes named tuples has a wide door; Python enters through `entries`.
    """
    return cast(Kernel, _written_alone(njit(**INNER)(function)))


def fused(function: Kernel) -> Kernel:
    """Compile ``function`` for other kernels and put its machine code into theirs: a call hands over all arrays.

    For what every order goes through. Unlike `inlined` it is compiled once, whoever calls it.
    """
    return cast(Kernel, _written_alone(njit(**INNER | {"forceinline": True})(function)))


@inlined
def place_of(index):
    """Return ``index``, 0 or more, so that the compiler knows it.

    Numba else looks at every access whether it counts from the end; where orders pass, that is a tenth of the time.
    """
    return index & 0x7FFF_FFFF_FFFF_FFFF


def door(kernel: Kernel, *arguments: Any) -> Kernel:
    """Return the compiled ``kernel`` for arguments of the types of ``arguments``, and of these types alone.

    A kernel looks at the type of everything it is given at each call, which takes longer than what it does in a market
    of a few people. Whoever calls the same kernel with the same arrays again and again looks once.
    """
    if not hasattr(kernel, "compile"):  # without compilation
        return kernel
    return cast(Kernel, cast(Any, kernel).compile(tuple(numba.typeof(each) for each in arguments)))


def python(kernel: Kernel) -> Kernel:
    """Return the Python function that a kernel was compiled from."""
    return cast(Kernel, getattr(kernel, "py_func", kernel))
