"""Where the machine code of the kernels is kept; told without loading the compiler, which takes 60 MB.

Numba keys its cache by each file alone, so an edit of a callee in another file leaves a stale answer behind. Here the
cache folder carries a hash of all kernel sources and of the versions that compile them.
"""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from platformdirs import user_cache_path


def fingerprint(folder: Path) -> str:
    """Return the hash of every kernel source in ``folder`` and of the versions of Python, NumPy and Numba."""
    digest = sha256(f"{sys.version_info} {version('numpy')} {version('numba')}".encode())
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
"""Whether it can be kept at all."""


def is_cold() -> bool:
    """Whether the kernels have still to be compiled on this machine."""
    compiles = os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")
    return compiles and not (CACHED and any(CACHE.rglob("market.play-*.nbi")))
