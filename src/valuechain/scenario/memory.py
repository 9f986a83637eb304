"""What has been read of a tree is remembered while the tree stays as it is, so that its points are cheap to resolve.

Reading a section is a function of the map that it is read from, and sections are frozen: the same map, unchanged, gives
a section that may be shared. Maps are known by identity, and the memory keeps them, so that no identity is used twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_MEMORY: ContextVar[Memory | None] = ContextVar("memory", default=None)


class Memory:
    """Sections by the map that they were read from, and the explicit form of sections.

    What belongs to a map of ``tree`` is kept as long as the memory; anything else for one `use`.
    """

    def __init__(self, tree: object) -> None:
        self._tree = tree
        self._lasting = frozenset(_maps(tree))
        self._read: dict[tuple[type, int], Any] = {}
        self._written: dict[int, Any] = {}
        self._passing: dict[tuple[type, int], tuple[object, Any]] = {}

    @contextmanager
    def use(self) -> Iterator[None]:
        """Let what is read and written meanwhile be looked up here first."""
        token = _MEMORY.set(self)
        try:
            yield
        finally:
            _MEMORY.reset(token)
            self._passing.clear()

    def section(self, kind: type, raw: object) -> Any:
        """Return the section of a kind that was read from this very map, or None."""
        _, known = self._passing.get((kind, id(raw))) or (raw, self._read.get((kind, id(raw))))
        return known

    def keep(self, kind: type, raw: object, section: Any) -> None:
        """Remember what was read."""
        if id(raw) in self._lasting:
            self._read[kind, id(raw)] = section
            self._written[id(section)] = None
        else:
            self._passing[kind, id(raw)] = (raw, section)

    def written(self, section: object) -> Any:
        """Return the explicit form of a section, or None where it is not known."""
        return self._written.get(id(section))

    def note(self, section: object, form: Any) -> None:
        """Remember the explicit form of a section, if it is one that lasts."""
        if id(section) in self._written:
            self._written[id(section)] = form


def memory() -> Memory | None:
    """Return the memory in use."""
    return _MEMORY.get()


def _maps(tree: object) -> Iterator[int]:
    if isinstance(tree, Mapping):
        yield id(tree)
    for each in tree.values() if isinstance(tree, Mapping) else tree if isinstance(tree, list) else ():
        yield from _maps(each)
