"""The tree of a scenario before it is checked: every value knows where it was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Mark:
    """A place: a file with line and column from 1 (0: no line), and the layer when it is not the file as such."""

    file: str
    line: int = 0
    column: int = 0
    layer: str = ""

    @property
    def origin(self) -> str:
        """The place in words: ``file:line``, ``--set …`` or ``override NAME (file:line)``."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{self.layer} ({place})" if self.layer else place


class Broken:
    """Stands for a value that could not be read; what is wrong with it has been reported already."""


@dataclass(frozen=True)
class Node:
    """A value, where it stands and where its key stands; maps hold nodes by key, lists hold nodes in order."""

    value: Any
    mark: Mark
    key: Mark
    weight: int = 1
    """Number of values in it, itself included."""
    height: int = 0
    """Number of levels below it."""

    @property
    def place(self) -> Mark:
        """Where to point a user to: the value, or the key of a map or list."""
        return self.key if isinstance(self.value, dict | list) else self.mark

    def below(self, key: str | int) -> Node | None:
        """Return the node under a key or at a position, or None."""
        if isinstance(self.value, dict):
            return self.value.get(str(key))
        position = int(key) if str(key).isdecimal() else -1
        return self.value[position] if isinstance(self.value, list) and 0 <= position < len(self.value) else None


def grown(value: dict[str, Node] | list[Node], mark: Mark, key: Mark) -> Node:
    """Return the node of a map or list."""
    below = list(value.values() if isinstance(value, dict) else value)
    height = 1 + max((each.height for each in below), default=0)
    return Node(value, mark, key, 1 + sum(each.weight for each in below), height)


def plain(node: Node) -> Any:
    """Return the values without their places."""
    if isinstance(node.value, dict):
        return {key: plain(each) for key, each in node.value.items()}
    return [plain(each) for each in node.value] if isinstance(node.value, list) else node.value


def find(root: Node, path: tuple[str | int, ...]) -> tuple[Node, int]:
    """Return the deepest node on a path that exists, and how many keys of the path lead to it."""
    node = root
    for depth, key in enumerate(path):
        below = node.below(key)
        if below is None:
            return node, depth
        node = below
    return node, len(path)


def planted(tree: Mapping[Any, Any] | Any, mark: Mark) -> Node:
    """Return values that were never in a file as nodes that all stand at one place."""
    if isinstance(tree, Mapping):
        return grown({str(key): planted(each, mark) for key, each in tree.items()}, mark, mark)
    if isinstance(tree, list | tuple):
        return grown([planted(each, mark) for each in tree], mark, mark)
    return Node(tree, mark, mark)
