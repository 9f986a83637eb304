"""From the bytes of a YAML file to nodes.

Reads libyaml's events rather than composed documents: depth, number of values and aliases stay bounded, every value
keeps its place, and nothing is constructed that YAML tags might ask for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NoReturn

import yaml

from valuechain.errors import Fault
from valuechain.scenario.nodes import Broken, Mark, Node, grown
from valuechain.scenario.scalars import resolve

DEEPEST = 64
MOST_VALUES = 100_000
LARGEST = 1_000_000

_Event = Any


class _UnreadableError(Exception):
    """The rest of the file cannot be read; the fault has been noted."""


def parse(data: bytes | str, file: str) -> tuple[Node | None, list[Fault]]:
    """Return the tree of a YAML text and its faults (None when there is no tree to go on with)."""
    reader = _Reader(file)
    try:
        text = reader.decoded(data) if isinstance(data, bytes) else data
        return reader.document(text), reader.faults
    except _UnreadableError:
        return None, reader.faults


class _Reader:
    """Builds nodes from the events of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.anchors: dict[str, Node | None] = {}
        self.budget = MOST_VALUES
        self.events: Iterator[_Event] = iter(())

    def decoded(self, data: bytes) -> str:
        if len(data) > LARGEST:
            self.stop(Mark(self.file), f"the file has {len(data)} bytes; at most {LARGEST} are read")
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = data[: error.start]
            mark = Mark(self.file, before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1)
            self.stop(mark, f"byte {data[error.start]:#04x} is not UTF-8; save the file as UTF-8")

    def document(self, text: str) -> Node:
        try:
            self.events = yaml.parse(text, Loader=_LOADER)
            return self._document()
        except yaml.MarkedYAMLError as error:
            self.stop(self.mark(error.problem_mark or error.context_mark), _syntax(error))
        except yaml.reader.ReaderError as error:
            before = text.encode()[: error.position].decode(errors="ignore")
            mark = Mark(self.file, before.count("\n") + 1, len(before) - before.rfind("\n"))
            self.stop(mark, "a control character, which YAML does not allow; delete it")

    def _document(self) -> Node:
        root = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                self.stop(self.mark(event.start_mark), "a second document begins; write one scenario per file")
            if isinstance(event, yaml.NodeEvent):
                root = self.node(event, self.mark(event.start_mark), 1)
        return root or Node(None, Mark(self.file), Mark(self.file))

    def node(self, event: _Event, key: Mark, depth: int, path: str = "") -> Node:
        mark = self.mark(event.start_mark)
        if depth > DEEPEST:
            self.stop(mark, f"more than {DEEPEST} levels of nesting", path)
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event, mark, key, depth, path)
        self.spend(1, mark, path)
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        node = self.built(event, mark, key, depth, path)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def built(self, event: _Event, mark: Mark, key: Mark, depth: int, path: str) -> Node:
        if isinstance(event, yaml.MappingStartEvent):
            node = self.mapping(mark, key, depth, path)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self.sequence(mark, key, depth, path)
        else:
            node = Node(self.scalar(event, mark, path), mark, key)
        if event.tag is not None:
            self.note(mark, f'tag "{_short(event.tag)}" is not allowed; write the plain value', path)
            return replace(node, value=Broken())
        return node

    def mapping(self, mark: Mark, key: Mark, depth: int, path: str) -> Node:
        entries: dict[str, Node] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            place = self.mark(event.start_mark)
            name = self.name(event, place, depth, path)
            below = f"{path}.{name}" if path else str(name)
            node = self.node(next(self.events), place, depth + 1, below if name is not None else path)
            if name is not None and name in entries:
                first = entries[name].key.line
                self.note(place, f"is given a second time (first in line {first}); keep one of the two", below)
            elif name is not None:
                entries[name] = node
        return grown(entries, mark, key)

    def name(self, event: _Event, mark: Mark, depth: int, path: str) -> str | None:
        """Return a key of a map, or None when it cannot be one."""
        if not isinstance(event, yaml.ScalarEvent):
            self.node(event, mark, depth + 1, path)
            self.note(mark, "a key must be text; write a single word", path)
            return None
        self.spend(1, mark, path)
        name = self.scalar(event, mark, path)
        if isinstance(name, Broken):
            return None
        if name == "<<" and event.implicit[0]:
            self.note(mark, "merge keys (<<) are not allowed; use extends, or write the keys out", path)
            return None
        if isinstance(name, str) and event.tag is None:
            return name
        self.note(mark, f'the key {event.value or "~"} is not text; write it in quotes, "{event.value}"', path)
        return str(event.value) if isinstance(name, int) and not isinstance(name, bool) else None

    def sequence(self, mark: Mark, key: Mark, depth: int, path: str) -> Node:
        items: list[Node] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.node(event, self.mark(event.start_mark), depth + 1, f"{path}.{len(items)}"))
        return grown(items, mark, key)

    def scalar(self, event: _Event, mark: Mark, path: str) -> Any:
        if not event.implicit[0]:
            return event.value
        try:
            return resolve(event.value)
        except ValueError as error:
            self.note(mark, str(error), path)
            return Broken()

    def alias(self, event: _Event, mark: Mark, key: Mark, depth: int, path: str) -> Node:
        node = self.anchors.get(event.anchor)
        if node is None:
            problem = "contains itself" if event.anchor in self.anchors else "has no anchor before it"
            self.stop(mark, f"the alias *{_short(event.anchor)} {problem}; write the value out", path)
        self.spend(node.weight, mark, path)
        if depth + node.height > DEEPEST:
            self.stop(mark, f"more than {DEEPEST} levels of nesting, counting aliases", path)
        return replace(node, key=key)

    def spend(self, values: int, mark: Mark, path: str) -> None:
        self.budget -= values
        if self.budget < 0:
            self.stop(mark, f"more than {MOST_VALUES} values, counting aliases; write fewer", path)

    def mark(self, mark: Any) -> Mark:
        return Mark(self.file, mark.line + 1, mark.column + 1) if mark else Mark(self.file)

    def note(self, mark: Mark, message: str, path: str = "") -> None:
        self.faults.append(Fault(mark.file, mark.line, mark.column, _short(path), message))

    def stop(self, mark: Mark, message: str, path: str = "") -> NoReturn:
        self.note(mark, message, path)
        raise _UnreadableError


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_SYNTAX = {
    "found character that cannot start any token": (
        "a character that cannot stand here; indent with spaces, and put text with special characters in quotes"
    ),
    "mapping values are not allowed in this context": (
        'a colon that cannot stand here; check the indentation, and put text with ": " in quotes'
    ),
    "did not find expected key": "no key where one should stand; check the indentation and closing brackets",
    "did not find expected ',' or '}'": "a missing comma or } in a map { … }",
    "did not find expected ',' or ']'": "a missing comma or ] in a list [ … ]",
    "could not find expected ':'": 'no colon after a key; write "key: value"',
    "found unexpected end of stream": "the file ends within quotes; close them",
    "found undefined tag handle": "tags (!) are not allowed; write the plain value",
}
"""The usual complaints of libyaml, in words for people who do not know YAML."""


def _syntax(error: yaml.MarkedYAMLError) -> str:
    problem = str(error.problem)
    return _SYNTAX.get(problem, f"not YAML: {problem}")


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."
