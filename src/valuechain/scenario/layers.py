"""Layers of a scenario: files that extend files, named overrides, settings from the command line; later wins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from valuechain.errors import Fault
from valuechain.scenario.compound import Table
from valuechain.scenario.nodes import Broken, Mark, Node, grown, planted
from valuechain.scenario.notation import Maybe, Notation
from valuechain.scenario.problems import listing, show, suggestion
from valuechain.scenario.reading import parse

MOST_FILES = 64
KEYS = "scenario, horizon, population and chains"


@dataclass
class Layers:
    """Reads and merges the layers of one scenario; collects the faults that it meets on the way."""

    notation: Notation
    faults: list[Fault] = field(default_factory=list)
    files: int = 0
    whole: bool = True
    """Whether all that is asked for could be read, so that what is missing is missing indeed."""
    sweep: Node | None = None
    """The block `sweep`, if the scenario has one: it is no part of the scenario itself."""
    named: dict[str, Node] = field(default_factory=dict)
    """The overrides that the scenario names."""
    unused: list[Node] = field(default_factory=list)
    """What the scenario would be with each of the overrides that nobody asked for."""

    def merged(
        self, source: str | Path | Mapping[str, object], settings: Sequence[str], overrides: Sequence[str]
    ) -> Node | None:
        """Return the tree of all layers together, or None when a file cannot be read at all."""
        root = self._root(source)
        if root is None or not isinstance(root.value, dict):
            return None
        root, named = without(root, "overrides")
        root, self.sweep = without(root, "sweep")
        self.named = self._named(named)
        self.unused = [merge(root, each, self.notation) for name, each in self.named.items() if name not in overrides]
        for name in overrides:
            root = self._overridden(root, self.named, name)
        for setting in settings:
            root = self._set(root, setting)
        return root

    def _named(self, named: Node | None) -> dict[str, Node]:
        """Return the overrides by name; each must be a map."""
        if named is None or isinstance(named.value, Broken):
            return {}
        if not isinstance(named.value, dict):
            told = f"{show(sight(named))} is not a map; write names and what each changes"
            self._note(named.mark, "overrides", told)
            return {}
        for name, each in named.value.items():
            if not isinstance(each.value, dict | Broken):
                self._note(each.place, f"overrides.{name}", f"{show(sight(each))} is not a map; write what it changes")
        maps = {name: each for name, each in named.value.items() if isinstance(each.value, dict)}
        return {name: layered(each, f"override {name}") for name, each in maps.items()}

    def _root(self, source: str | Path | Mapping[str, object]) -> Node | None:
        if isinstance(source, Mapping):
            return self._extended(planted(source, Mark("(mapping)")), Path(), ())
        return self._file(str(source), Mark(str(source)), ())

    def _file(self, file: str, asked: Mark, trail: tuple[Path, ...]) -> Node | None:
        """Return a file's tree on top of those that it extends; ``asked`` is where the file is named."""
        self.files += 1
        if self.files > MOST_FILES:
            self._lack(asked, "extends", f"more than {MOST_FILES} files extend one another; extend fewer")
            return None
        data = self._bytes(file, asked)
        root = None if data is None else self._parsed(data, file)
        return root and self._extended(root, Path(file), trail)

    def sweep_file(self, file: str) -> Node | None:
        """Return the tree of one sweep file, or None when it cannot be read; nothing is laid over it."""
        data = self._bytes(file, Mark(file))
        return None if data is None else self._parsed(data, file, "sweep", "scenario, factors, design and outputs")

    def case_file(self, file: str) -> Node | None:
        """Return the tree of a file that says what a case changes, or None when it cannot be read."""
        data = self._bytes(file, Mark(file))
        return None if data is None else self._parsed(data, file, "map of changes")

    def _parsed(self, data: bytes, file: str, noun: str = "scenario", keys: str = KEYS) -> Node | None:
        root, faults = parse(data, file)
        self.faults += faults
        self.whole &= root is not None
        if root is None or isinstance(root.value, dict | Broken):
            return root
        told = "the file is empty" if root.value is None else f"{show(sight(root))} is not a {noun}"
        self._lack(root.mark, "", f"{told}; write keys such as {keys}")
        return None

    def _bytes(self, file: str, asked: Mark) -> bytes | None:
        path = "extends" if asked.line else ""
        try:
            return Path(file).read_bytes()
        except FileNotFoundError:
            self._lack(asked, path, f'there is no file "{file}"; write the path of a YAML file{nearby(file)}')
        except IsADirectoryError:
            self._lack(asked, path, f'"{file}" is a folder; write the path of a YAML file')
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            self._lack(asked, path, f"{show(file)} cannot be read ({reason}); write the path of a YAML file")
        return None

    def _extended(self, root: Node, file: Path, trail: tuple[Path, ...]) -> Node:
        """Return ``root`` on top of the files that it extends."""
        root, bases = without(root, "extends")
        if bases is None:
            return root
        merged = None
        for each in bases.value if isinstance(bases.value, list) else [bases]:
            base = self._base(each, file, trail)
            merged = base if merged is None or base is None else merge(merged, base, self.notation)
        return root if merged is None else merge(merged, root, self.notation)

    def _base(self, name: Node, file: Path, trail: tuple[Path, ...]) -> Node | None:
        if not isinstance(name.value, str):
            if not isinstance(name.value, Broken):
                self._lack(name.mark, "extends", f"{show(sight(name))} is not a file; write a path such as base.yaml")
            return None
        here, path = (*trail, _real(file)), file.parent / name.value
        if _real(path) in here:
            self._lack(name.mark, "extends", f'"{name.value}" extends itself in a circle; take one of the files out')
            return None
        return self._file(str(path), name.mark, here)

    def _overridden(self, root: Node, known: Mapping[str, Node], name: str) -> Node:
        if name not in known:
            told = f"write {listing(known)}" if known else "the scenario names none under overrides"
            self._lack(Mark(f"--override {name}"), "", f"no such override; {told}{suggestion(name, known)}")
            return root
        return merge(root, known[name], self.notation)

    def _set(self, root: Node, setting: str) -> Node:
        path, equals, text = setting.partition("=")
        mark, keys = Mark(f"--set {setting}"), path.strip().split(".")
        if not equals or not all(keys):
            self._note(mark, "", "is not a setting; write path.to.key=value, such as horizon=2 years")
            return root
        value = self._value(text, mark)
        if value is None or not self._leads_somewhere(root, keys, mark):
            return root
        for key in reversed(keys):
            value = grown({key: value}, mark, mark)
        return merge(root, value, self.notation)

    def _value(self, text: str, mark: Mark) -> Node | None:
        if not text.strip():
            return Node(None, mark, mark)
        node, faults = parse(text.encode("utf-8", "surrogateescape"), mark.file)
        self.faults += [replace(each, line=0, column=0) for each in faults]
        return node and moved(node, mark)

    def _leads_somewhere(self, root: Node, keys: Sequence[str], mark: Mark) -> bool:
        """Note a fault if a setting goes through the name of a chain or product that is not there."""
        notation: Notation | None = self.notation
        node: Node | None = root
        for depth, key in enumerate(keys[:-1]):
            below = node.below(key) if node else None
            table = notation.of if isinstance(notation, Maybe) else notation
            if isinstance(table, Table) and below is None:
                known = node.value if node and isinstance(node.value, dict) else {}
                told = f"write {listing(known)}" if known else f"the scenario has no {table.noun}"
                self._note(mark, ".".join(keys[: depth + 1]), f"no such {table.noun}; {told}{suggestion(key, known)}")
                return False
            notation, node = notation.child(key, sight(node)) if notation else None, below
        return True

    def _lack(self, mark: Mark, path: str, message: str) -> None:
        """Note a fault that leaves a layer out."""
        self.whole = False
        self._note(mark, path, message)

    def _note(self, mark: Mark, path: str, message: str) -> None:
        self.faults.append(Fault(mark.file, mark.line, mark.column, path, message))


def merge(base: Node | None, new: Node, notation: Notation | None) -> Node:
    """Return ``new`` laid over ``base``: maps key by key, all else replaced.

    Where the notation allows only one of several keys (a law, a policy, rate or every), the new one replaces the old.
    What the result lacks is lacking in the uppermost file that has a part in it, not in an override or a setting.
    """
    if base is None or not isinstance(new.value, dict):
        return new
    if isinstance(base.value, list) and all(base.below(key) for key in new.value):
        items = enumerate(base.value)
        return grown([merge(each, new.value.get(str(k), each), None) for k, each in items], base.mark, base.key)
    if not isinstance(base.value, dict):
        return new
    in_file = new.key.line and not new.key.layer
    return grown(_merged(base, new, notation), new.mark, new.key if in_file else base.key)


def _merged(base: Node, new: Node, notation: Notation | None) -> dict[str, Node]:
    raw = sight(base) | sight(new)
    replaced = {rival for key in new.value if notation for rival in notation.rivals(key)}
    entries = {key: each for key, each in base.value.items() if key not in replaced or key in new.value}
    for key, each in new.value.items():
        entries[key] = merge(entries.get(key), each, notation.child(key, raw) if notation else None)
    return entries


def sight(node: Node | None) -> Any:
    """Return just enough of a node for a notation to tell what may stand below it."""
    if node is None or not isinstance(node.value, dict):
        return [None] * len(node.value) if node and isinstance(node.value, list) else node and node.value
    return {key: None if isinstance(each.value, dict | list) else each.value for key, each in node.value.items()}


def without(root: Node, key: str) -> tuple[Node, Node | None]:
    """Return a map without one of its keys, and what stood there."""
    if not isinstance(root.value, dict) or key not in root.value:
        return root, None
    return replace(root, value={name: each for name, each in root.value.items() if name != key}), root.value[key]


def layered(node: Node, layer: str) -> Node:
    """Return the node with all its places said to belong to a layer."""
    mark, key = replace(node.mark, layer=layer), replace(node.key, layer=layer)
    return replace(node, value=_each(node.value, lambda each: layered(each, layer)), mark=mark, key=key)


def moved(node: Node, mark: Mark) -> Node:
    """Return the node with all its places at one mark."""
    return replace(node, value=_each(node.value, lambda each: moved(each, mark)), mark=mark, key=mark)


def _each(value: Any, change: Any) -> Any:
    if isinstance(value, dict):
        return {key: change(each) for key, each in value.items()}
    return [change(each) for each in value] if isinstance(value, list) else value


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):
        return path


def nearby(file: str) -> str:
    """Return ``; did you mean "x"?`` for a file of the same folder with a name like it, or nothing."""
    try:
        return suggestion(Path(file).name, [path.name for path in Path(file).parent.glob("*.yaml")])
    except (OSError, ValueError):
        return ""
