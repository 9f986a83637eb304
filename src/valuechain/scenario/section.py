"""A section of a scenario: a frozen pydantic model that reports all its faults at once, in plain words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from inspect import getdoc
from typing import Any, ClassVar, Self, cast

from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError, PydanticUndefined

from valuechain.scenario.changeable import Changeable
from valuechain.scenario.compound import unknown
from valuechain.scenario.memory import memory
from valuechain.scenario.notation import Notation, Schema, misread
from valuechain.scenario.problems import Gathering, Problem


class Section(BaseModel):
    """Base of all sections. The docstring below each field is its only description."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, arbitrary_types_allowed=True)

    alternatives: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """Groups of keys of which a later layer's replaces an earlier layer's."""

    outside: ClassVar[tuple[str, ...]] = ()
    """Keys that a file may hold here although they are gone when the section is read."""

    @classmethod
    def conflicts(cls, raw: Mapping[str, object]) -> Iterator[Problem]:
        """Yield what does not go together in this section, judging only what is right by itself."""
        yield from ()

    def silent(self) -> Collection[str]:
        """Return the fields that the explicit form leaves out, since another one implies them."""
        return ()

    @model_validator(mode="wrap")
    @classmethod
    def _report_all(cls, raw: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if isinstance(raw, cls):
            return raw
        if not isinstance(raw, Mapping):
            raise misread(raw, "is not a section", Block(cls).words())
        known = memory()
        if known is not None and (section := known.section(cls, raw)) is not None:
            return cast(Self, section)
        allowed = Block(cls).keys(raw)
        gathering = Gathering(unknown(raw, allowed, cls.outside))
        gathering.problems += _missing(cls, raw)
        with gathering.at():
            section = handler({key: value for key, value in raw.items() if key in allowed})
        gathering.problems += cls.conflicts(raw)
        gathering.finish()
        if known is not None:
            known.keep(cls, raw, section)
        return section


def _missing(section: type[Section], raw: Mapping[str, object]) -> Iterator[Problem]:
    for key, entry in entries(section).items():
        if entry.required and key not in raw:
            yield Problem("missing", (key,), f"is missing; write {entry.notation.words()}")


@dataclass(frozen=True)
class Entry:
    """One key of a section: the field behind it, how it is written, its meaning and its default."""

    field: str
    notation: Notation
    meaning: str
    required: bool
    default: object
    """The explicit form of the default, or the words for ``settled_later``."""
    settled_later: bool
    """Whether the default depends on other keys."""
    changeable: bool
    """Whether an intervention may set it during a run."""


@cache
def entries(section: type[Section]) -> dict[str, Entry]:
    """Return the keys that a user may write in a section, in the order of the reference."""
    fields = section.model_fields.items()
    return {info.alias or name: _entry(name, info) for name, info in fields if name != "kind"}


def _entry(name: str, info: FieldInfo) -> Entry:
    notation = _notation(info)
    return Entry(
        name,
        notation,
        info.description or "",
        info.is_required(),
        _default(info, notation),
        info.default_factory is not None,
        any(isinstance(each, Changeable) for each in info.metadata),
    )


def _notation(info: FieldInfo) -> Notation:
    given = [each for each in info.metadata if isinstance(each, Notation)]
    return given[0] if given else Block(cast(type[Section], info.annotation))


def _default(info: FieldInfo, notation: Notation) -> object:
    extra = info.json_schema_extra
    if isinstance(extra, dict) and "default" in extra:
        return extra["default"]
    return None if info.default in (PydanticUndefined, None) else notation.write(info.default)


@dataclass(frozen=True)
class Block(Notation):
    """The notation of a section: a map with the keys of the model."""

    model: type[Section]

    def read(self, raw: object) -> Section:
        """Return the section."""
        return self.model.model_validate(raw)

    def write(self, value: Section) -> dict[str, Any]:
        """Return every key in its explicit form."""
        known = memory()
        if known is not None and (form := known.written(value)) is not None:
            return cast(dict[str, Any], form)
        silent = value.silent()
        form = {
            key: entry.notation.write(getattr(value, entry.field))
            for key, entry in entries(self.model).items()
            if entry.field not in silent
        }
        if known is not None:
            known.note(value, form)
        return form

    def words(self) -> str:
        """Return what may be written."""
        return f"a section with the keys {', '.join(entries(self.model))}"

    def schema(self, partial: bool = False) -> Schema:
        """Return the JSON Schema, with the docstrings as descriptions."""
        keys = entries(self.model)
        required = [key for key, entry in keys.items() if entry.required and not partial]
        return {
            "type": "object",
            "properties": {key: _described(entry, partial) for key, entry in keys.items()},
            "additionalProperties": False,
        } | ({"required": required} if required else {})

    def keys(self, raw: object) -> tuple[str, ...]:
        """Return the keys of the model."""
        return tuple(entries(self.model))

    def child(self, key: str, raw: object) -> Notation | None:
        """Return the notation of a key."""
        entry = entries(self.model).get(key)
        return entry.notation if entry else None

    def meaning(self, key: str, raw: object) -> str:
        """Return the docstring of a key, or of the section itself for no key."""
        entry = entries(self.model).get(key)
        return entry.meaning if entry else getdoc(self.model) or ""

    def rivals(self, key: str) -> Collection[str]:
        """Return the other keys of the group of alternatives that ``key`` belongs to."""
        return {rival for group in self.model.alternatives if key in group for rival in group} - {key}


MAY_CHANGE = "May change during a run."
"""What the descriptions of a key that an intervention may set add to its meaning."""


def is_changeable(notation: Notation, key: str) -> bool:
    """Return whether an intervention may set ``key`` of what ``notation`` itself stands for (see `Notation.inner`)."""
    entry = entries(notation.model).get(key) if isinstance(notation, Block) else None
    return entry is not None and entry.changeable


def _described(entry: Entry, partial: bool) -> Schema:
    default = {"default": entry.default} if _is_value(entry) else {}
    mark = {"description": f"{entry.meaning} {MAY_CHANGE}", "x-changeable": True} if entry.changeable else {}
    return {"description": entry.meaning} | mark | entry.notation.schema(partial) | default


def _is_value(entry: Entry) -> bool:
    """Whether the default is a value that a file may hold, rather than words or nothing."""
    try:
        return entry.default is not None and bool(entry.notation.read(entry.default) or True)
    except (PydanticCustomError, ValidationError):
        return False


def said(notation: Notation, raw: object, *path: str | int) -> Any:
    """Return the resolved value under ``path``, or its default, or None when that part of the scenario is wrong."""
    for key in path:
        below = notation.child(str(key), raw)
        if below is None:
            return None
        raw, notation = _below(notation, raw, key), below
    try:
        return notation.read(raw)
    except (PydanticCustomError, ValidationError):
        return None


def _below(notation: Notation, raw: object, key: str | int) -> object:
    if isinstance(raw, list | tuple) and isinstance(key, int) and key < len(raw):
        return raw[key]
    if isinstance(raw, dict | Mapping) and key in raw:  # nearly always a dict, which is told at once
        return raw[key]
    return entries(notation.model)[str(key)].default if isinstance(notation, Block) else None
