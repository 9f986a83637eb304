"""How kernels are compiled and where the machine code is kept.

Numba keys its cache by each file alone, so an edit of a callee in another file leaves a stale answer behind. Here the
cache folder carries a hash of all kernel sources and of the versions that compile them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic
from platformdirs import user_cache_path

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def fingerprint(folder: Path) -> str:
    """Return the hash of every kernel source in ``folder`` and of the versions of Python, NumPy and Numba."""
    digest = sha256(f"{sys.version_info} {np.__version__} {numba.__version__}".encode())
    for source in sorted(folder.glob("*.py")):
        digest.update(source.name.encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _cache_folder() -> Path:
    root = os.environ.get("NUMBA_CACHE_DIR")
    base = Path(root) if root else user_cache_path("valuechain", appauthor=False) / "kernels"
    return base / fingerprint(Path(__file__).parent)


CACHE = _cache_folder()
CACHED = _writable(CACHE)
if CACHED:
    vars(numba.config)["CACHE_DIR"] = str(CACHE)

KEPT: dict[str, Any] = {"cache": CACHED, "error_model": "numpy"}
INNER = KEPT | {"no_cpython_wrapper": True}


def kernel(function: Kernel) -> Kernel:
    """Compile ``function`` on first use; keep the machine code where the machine allows it.

    Floating point stays strict (no fastmath), so the compiled kernel and its Python source agree bit for bit.
    """
    return cast(Kernel, njit(**KEPT)(function))


def inlined(function: Kernel) -> Kernel:
    """Compile ``function`` into its callers: for the few lines that every need goes through.

    Numba passes an array to a callee as seven words and counts its references; on the hot path that costs more than
    the work itself.
    """
    return cast(Kernel, njit(inline="always", error_model="numpy")(function))


def inner(function: Kernel) -> Kernel:
    """Compile ``function`` for other kernels only: without the door from Python, which takes longer to compile.

    What takes named tuples has a wide door; Python enters through `entries`.
    """
    return cast(Kernel, njit(**INNER)(function))


def _lent(arrays: Any) -> Any:
    return arrays


def _lend(_: Any, arrays: Any) -> Any:
    """Type and generate `lent`: the same arrays, each without the address of its reference count."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        kinds = signature.args[0].types
        elements = cgutils.unpack_tuple(builder, values[0], len(kinds))
        own = []
        for kind, element in zip(kinds, elements, strict=True):
            array = context.make_array(kind)(context, builder, element) if isinstance(kind, types.Array) else None
            if array is not None:
                array.meminfo = cgutils.get_null_value(array.meminfo.type)
            own.append(element if array is None else array._getvalue())
        return context.make_tuple(builder, signature.return_type, own)

    return arrays(arrays), generate


lent = cast(Callable[[Any], Any], _lent if vars(numba.config)["DISABLE_JIT"] else intrinsic(_lend))
"""Return a tuple of arrays as lent ones, whose references are not counted.

Numba counts the references of each array whenever a tuple of arrays is handed on, by atomic instructions that take
longer than what most kernels do. Lent arrays are safe while the caller holds the originals, as a door's arguments do.
"""


def is_cold() -> bool:
    """Whether the kernels have still to be compiled on this machine."""
    return not vars(numba.config)["DISABLE_JIT"] and not (CACHED and any(CACHE.rglob("market.play-*.nbi")))
