"""How one value is written in a scenario file: read, written back, described; the plain values."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from valuechain.scenario.problems import listing, show, suggestion, wrong

Schema = dict[str, Any]
"""A piece of JSON Schema."""


class Notation:
    """How a value is written: ``read`` and ``write`` are inverse, ``words`` and ``schema`` describe it.

    Put in ``Annotated[type, notation]`` it makes pydantic read the field its way.
    """

    unit = ""
    """The unit of the resolved value ("" for a pure number, a text or a section)."""

    def read(self, raw: object) -> Any:
        """Return the resolved value; raise what ``problems.wrong`` returns, or a ValidationError."""
        raise NotImplementedError

    def write(self, value: Any) -> Any:
        """Return the fully explicit form that reads back as ``value``."""
        return value

    def told(self, value: Any) -> str:
        """Return a resolved value as a message tells it."""
        return str(self.write(value))

    def words(self) -> str:
        """Return what may be written, as a noun phrase."""
        raise NotImplementedError

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema of what may be written; a ``partial`` one leaves out what is required."""
        raise NotImplementedError

    def keys(self, raw: object) -> tuple[str, ...]:
        """Return the keys that may stand below this value, as far as ``raw`` tells."""
        return ()

    def child(self, key: str, raw: object) -> Notation | None:
        """Return the notation of what stands under ``key``, or None when nothing may."""
        return None

    def meaning(self, key: str, raw: object) -> str:
        """Return what ``key`` means here, in a sentence."""
        return ""

    def rivals(self, key: str) -> Collection[str]:
        """Return the keys that ``key`` replaces when a later layer of the scenario gives it."""
        return ()

    def inner(self, raw: object) -> Notation:
        """Return the notation of the value itself where there is one: without the ways to write that there is none."""
        return self

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the schema by which pydantic reads a field annotated with this notation."""
        return core_schema.no_info_plain_validator_function(self.read)


def misread(raw: object, problem: str, words: str) -> Exception:
    """Return the exception for a value that is not what ``words`` allow."""
    if raw is None:
        return wrong(f"is empty; write {words}")
    return wrong(f"{show(raw)} {problem}; write {words}")


@dataclass(frozen=True)
class Text(Notation):
    """Any text."""

    def read(self, raw: object) -> str:
        """Return the text as it stands."""
        if not isinstance(raw, str):
            raise misread(raw, "is not text", 'text, in quotes where it looks like a number ("1990")')
        if any("\ud800" <= letter <= "\udfff" for letter in raw):
            raise wrong("holds half a character (a lone surrogate); write whole Unicode characters")
        return raw

    def words(self) -> str:
        """Return what may be written."""
        return "text"

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema."""
        return {"type": "string"}


@dataclass(frozen=True)
class Label(Text):
    """A text short enough to stand beside every number: 1 to 12 characters on one line."""

    pattern = r"^[^\s](.{0,10}[^\s])?$"

    def read(self, raw: object) -> str:
        """Return the label as it stands."""
        label = super().read(raw)
        if not re.fullmatch(self.pattern[1:-1], label) or not label.isprintable():
            raise misread(raw, "does not fit beside every number", self.words())
        return label

    def words(self) -> str:
        """Return what may be written."""
        return 'at most 12 characters, such as "EUR"'

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema."""
        return {"type": "string", "pattern": self.pattern}


@dataclass(frozen=True)
class Slug(Text):
    """A short name: lower-case letters, digits and hyphens."""

    pattern = "^[a-z0-9][a-z0-9-]*$"
    noun = "a name"

    def read(self, raw: object) -> str:
        """Return the name as it stands."""
        name = super().read(raw)
        if not re.fullmatch(self.pattern[1:-1], name):
            raise misread(raw, f"is not {self.noun}", self.words())
        return name

    def words(self) -> str:
        """Return what may be written."""
        return 'a name of lower-case letters, digits and hyphens, such as "high-end"'

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema."""
        return {"type": "string", "pattern": self.pattern}


@dataclass(frozen=True)
class Word(Notation):
    """One of a few words."""

    allowed: tuple[str, ...]

    def read(self, raw: object) -> str:
        """Return the word."""
        if not isinstance(raw, str) or raw not in self.allowed:
            near = suggestion(raw, self.allowed) if isinstance(raw, str) else ""
            raise misread(raw, "is not allowed", self.words() + near)
        return raw

    def words(self) -> str:
        """Return what may be written."""
        return listing(self.allowed)

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema."""
        return {"enum": list(self.allowed)}


@dataclass(frozen=True)
class Switch(Notation):
    """``true`` or ``false``, and nothing that merely sounds like it."""

    def read(self, raw: object) -> bool:
        """Return the truth value."""
        if not isinstance(raw, bool):
            raise misread(raw, "is neither true nor false", self.words())
        return raw

    def words(self) -> str:
        """Return what may be written."""
        return "true or false"

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class Whole(Notation):
    """A whole number from ``least`` to ``most``."""

    least: int
    most: int

    def read(self, raw: object) -> int:
        """Return the number; 5.0 is not whole, nor is "5"."""
        if not isinstance(raw, int) or isinstance(raw, bool):
            raise misread(raw, "is not a whole number", self.words())
        if raw < self.least:
            raise misread(raw, "is too small", self.words())
        if raw > self.most:
            raise misread(raw, "is too large", self.words())
        return raw

    def words(self) -> str:
        """Return what may be written."""
        return f"a whole number from {self.least:_} to {self.most:_}"

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class Maybe(Notation):
    """What ``of`` allows, or ``null``."""

    of: Notation

    @property
    def unit(self) -> str:  # type: ignore[override]
        """The unit of the value when there is one."""
        return self.of.unit

    def read(self, raw: object) -> Any:
        """Return the value, or None."""
        return None if raw is None else self.of.read(raw)

    def write(self, value: Any) -> Any:
        """Return the explicit form, or None."""
        return None if value is None else self.of.write(value)

    def words(self) -> str:
        """Return what may be written."""
        return f"{self.of.words()}, or null"

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema."""
        return {"anyOf": [self.of.schema(partial), {"type": "null"}]}

    def keys(self, raw: object) -> tuple[str, ...]:
        """Return the keys of the value when there is one."""
        return self.of.keys(raw)

    def child(self, key: str, raw: object) -> Notation | None:
        """Return the notation below the value when there is one."""
        return self.of.child(key, raw)

    def meaning(self, key: str, raw: object) -> str:
        """Return what a key of the value means."""
        return self.of.meaning(key, raw)

    def inner(self, raw: object) -> Notation:
        """Return the notation of the value when there is one."""
        return self.of.inner(raw)

    def rivals(self, key: str) -> Collection[str]:
        """Return the rivals within the value when there is one."""
        return self.of.rivals(key)
