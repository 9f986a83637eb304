"""Values that are maps: one key that names an alternative, a table of names, a section's kind by a word in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from valuechain.scenario.notation import Notation, Schema, Slug, misread
from valuechain.scenario.problems import Gathering, Problem, listing, show, suggestion, wrong


def read_all(items: Iterable[tuple[Any, object]], notation: Callable[[Any], Notation]) -> dict[Any, Any]:
    """Return each value read by its notation; every wrong one is reported under its key."""
    gathering, values = Gathering(), {}
    for key, raw in items:
        with gathering.at(key):
            values[key] = notation(key).read(raw)
    gathering.finish()
    return values


def unknown(keys: Iterable[str], allowed: Sequence[str], outside: Sequence[str] = ()) -> list[Problem]:
    """Return a problem for each key that is not allowed; ``outside`` keys are offered in the message too."""
    strange = [key for key in keys if key not in allowed]
    if not strange:
        return []
    every = (*allowed, *outside)
    many = f"allowed {'is' if len(every) == 1 else 'are'} {listing(every, 'and')}"
    return [Problem("unknown", (key,), f"unknown key; {many}{suggestion(key, every)}") for key in strange]


def alternative(raw: Mapping[str, object], allowed: Sequence[str], words: str) -> str:
    """Return the one key of a one-key map."""
    if len(raw) != 1:
        raise wrong(f"{show(raw)} has {len(raw)} keys and exactly one is needed; write {words}")
    (key,) = raw
    Gathering(unknown([key], allowed)).finish()
    return key


@dataclass(frozen=True)
class Listed(Notation):
    """A list of at least ``least`` values, each written as ``of`` says; read as a tuple."""

    of: Notation
    noun: str
    least: int = 1
    example: str = ""

    @property
    def unit(self) -> str:  # type: ignore[override]
        """The unit of each value."""
        return self.of.unit

    def read(self, raw: object) -> tuple[Any, ...]:
        """Return the values as a tuple; every wrong one is reported."""
        if not isinstance(raw, list | tuple) or len(raw) < self.least:
            raise misread(raw, "is not enough" if isinstance(raw, list | tuple) else "is not a list", self.words())
        return tuple(read_all(enumerate(raw), lambda index: self.of).values())

    def write(self, value: Any) -> Any:
        """Return the explicit forms as a list."""
        return [self.of.write(each) for each in value]

    def words(self) -> str:
        """Return what may be written."""
        return f"a list of {self.noun} such as [{self._example()}]"

    def _example(self) -> str:
        if self.example:
            return self.example
        return "0.2, 0.8" if not isinstance(self.of, Listed) else "[0.2, 0.8], [0.7, 0.3]"

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema."""
        return {"type": "array", "items": self.of.schema(partial), "minItems": self.least}

    def keys(self, raw: object) -> tuple[str, ...]:
        """Return the positions in the list."""
        return tuple(map(str, range(len(raw)))) if isinstance(raw, list | tuple) else ()

    def child(self, key: str, raw: object) -> Notation | None:
        """Return the notation of the values."""
        return self.of if key.isdecimal() else None

    def meaning(self, key: str, raw: object) -> str:
        """Return what a position in the list holds."""
        return f"Number {int(key) + 1} of the {self.noun}."


@dataclass(frozen=True)
class OneKey(Notation):
    """A map with one key, which says which alternative follows; or one of a few plain words."""

    members: Mapping[str, Notation]
    plain: tuple[str, ...] = ()

    def read(self, raw: object) -> Any:
        """Return a pair: the name of the alternative and what it says (None for a plain word)."""
        if isinstance(raw, str) and raw in self.plain:
            return raw, None
        if not isinstance(raw, Mapping):
            near = suggestion(raw, [*self.plain, *self.members]) if isinstance(raw, str) else ""
            raise misread(raw, "is not allowed", self.words() + near)
        key = alternative(raw, tuple(self.members), self.words())
        return key, read_all(raw.items(), self.members.__getitem__)[key]

    def words(self) -> str:
        """Return what may be written."""
        maps = [f"{{{key}: {{…}}}}" for key in self.members]
        return listing([*self.plain, *maps])

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema."""
        words: list[Schema] = [{"enum": list(self.plain)}] if self.plain else []
        return {"anyOf": words + [one_key_schema(key, member.schema(partial)) for key, member in self.members.items()]}

    def keys(self, raw: object) -> tuple[str, ...]:
        """Return the names of the alternatives."""
        return tuple(self.members)

    def child(self, key: str, raw: object) -> Notation | None:
        """Return the notation of an alternative."""
        return self.members.get(key)

    def meaning(self, key: str, raw: object) -> str:
        """Return what an alternative means."""
        return self.members[key].meaning("", raw)

    def rivals(self, key: str) -> Collection[str]:
        """Return all other alternatives: a later layer replaces one by another."""
        return self.members.keys() - {key}


def one_key_schema(key: str, schema: Schema) -> Schema:
    """Return the JSON Schema of a map with exactly this key."""
    return {"type": "object", "properties": {key: schema}, "required": [key], "additionalProperties": False}


@dataclass(frozen=True)
class Table(Notation):
    """A map from names of the user's choice to values of one notation, at least one."""

    of: Notation
    noun: str
    name: Slug = field(default_factory=Slug)

    def read(self, raw: object) -> dict[str, Any]:
        """Return the values by name; every wrong name and value is reported."""
        if not isinstance(raw, Mapping) or not raw:
            raise misread(raw, f"names no {self.noun}", self.words())
        gathering, values = Gathering(), {}
        for key, each in raw.items():
            with gathering.at(key):
                self.name.read(key)
                values[key] = self.of.read(each)
        gathering.finish()
        return values

    def write(self, value: Mapping[str, Any]) -> Any:
        """Return the explicit forms by name."""
        return {key: self.of.write(each) for key, each in value.items()}

    def words(self) -> str:
        """Return what may be written."""
        return f"a map with the name of each {self.noun} and what it is, at least one"

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema."""
        return {
            "type": "object",
            "propertyNames": {"pattern": self.name.pattern},
            "additionalProperties": self.of.schema(partial),
            "minProperties": 0 if partial else 1,
        }

    def keys(self, raw: object) -> tuple[str, ...]:
        """Return the names that are used."""
        return tuple(map(str, raw)) if isinstance(raw, Mapping) else ()

    def child(self, key: str, raw: object) -> Notation | None:
        """Return the notation of every entry."""
        return self.of

    def meaning(self, key: str, raw: object) -> str:
        """Return what a name stands for."""
        return f"The {self.noun} of this name."


@dataclass(frozen=True)
class ByWord(Notation):
    """A section whose kind is told by the word under the key ``by``."""

    by: str
    members: Mapping[str, Notation]

    def read(self, raw: object) -> Any:
        """Return the section, read as the kind that it says it is."""
        if not isinstance(raw, Mapping):
            return next(iter(self.members.values())).read(raw)
        gathering = Gathering()
        if self.by not in raw:
            gathering.problems.append(Problem("missing", (self.by,), f"is missing; write {listing(self.members)}"))
        elif raw[self.by] not in tuple(self.members):
            with gathering.at(self.by):
                raise self._misread(raw[self.by])
        gathering.finish()
        return self.members[raw[self.by]].read(raw)

    def _misread(self, kind: object) -> Exception:
        near = suggestion(kind, self.members) if isinstance(kind, str) else ""
        return misread(kind, f"is no {self.by}", listing(self.members) + near)

    def write(self, value: Any) -> Any:
        """Return the explicit form."""
        return self.members[getattr(value, self.by)].write(value)

    def words(self) -> str:
        """Return what may be written."""
        return f"a section with {self.by}: {listing(self.members)}"

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema."""
        return {"anyOf": [member.schema(partial) for member in self.members.values()]}

    def _member(self, raw: object) -> Notation:
        kind = raw.get(self.by) if isinstance(raw, Mapping) else None
        first = next(iter(self.members.values()))
        return self.members.get(kind, first) if isinstance(kind, str) else first

    def inner(self, raw: object) -> Notation:
        """Return the notation of the kind that ``raw`` says it is."""
        return self._member(raw).inner(raw)

    def keys(self, raw: object) -> tuple[str, ...]:
        """Return the keys of the kind that ``raw`` says it is."""
        return self._member(raw).keys(raw)

    def child(self, key: str, raw: object) -> Notation | None:
        """Return the notation of a key of the kind that ``raw`` says it is."""
        return self._member(raw).child(key, raw)

    def meaning(self, key: str, raw: object) -> str:
        """Return what a key of the kind that ``raw`` says it is means."""
        return self._member(raw).meaning(key, raw)

    def rivals(self, key: str) -> Collection[str]:
        """Return what ``key`` replaces in any kind."""
        return {rival for member in self.members.values() for rival in member.rivals(key)}
