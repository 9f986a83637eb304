"""The scenario file described from its own docstrings: JSON Schema for editors, a reference page for readers."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import getdoc
from typing import Any

from valuechain.scenario.compound import ByWord, Listed, Table
from valuechain.scenario.laws import PARAMETERS, LawOf
from valuechain.scenario.model import Scenario
from valuechain.scenario.notation import Maybe, Notation, Schema
from valuechain.scenario.quantity import NUMBER, Quantity
from valuechain.scenario.section import MAY_CHANGE, Block, Entry, entries
from valuechain.scenario.sweep import SweepBlock, SweepFile
from valuechain.scenario.writing import flow

_FILES: Schema = {"type": "string"}
_EXTENDS: Schema = {
    "description": "One or more files that this one changes, relative to it; later ones win, this one wins over all.",
    "anyOf": [_FILES, {"type": "array", "items": _FILES}],
}
_OVERRIDES: Schema = {
    "description": "Named changes; run with --override NAME to lay one over the rest.",
    "type": "object",
    "additionalProperties": {"$ref": "#/$defs/change"},
}


def sweep_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a sweep file."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "valuechain sweep"}
    return head | {"description": getdoc(SweepFile)} | Block(SweepFile).schema()


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a scenario file; a file that extends others may leave out what they give."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "valuechain scenario",
        "description": getdoc(Scenario),
        "if": {"required": ["extends"]},
        "then": {"$ref": "#/$defs/extension"},
        "else": {"$ref": "#/$defs/scenario"},
        "$defs": {"scenario": _file(False), "extension": _file(True), "change": Block(Scenario).schema(partial=True)},
    }


def _file(partial: bool) -> Schema:
    schema = Block(Scenario).schema(partial)
    sweep = Block(SweepBlock).schema(partial)
    outside = {"extends": _EXTENDS, "overrides": _OVERRIDES, "sweep": sweep}
    return schema | {"properties": outside | schema["properties"]}


def reference() -> str:
    """Return the reference page of the scenario file, in Markdown."""
    pages = [_page(path, block) for path, block in _blocks(Block(Scenario), ())]
    return "\n".join(["# The scenario file\n", *pages, _law_page()])


def sweep_reference() -> str:
    """Return the reference page of the sweep file, in Markdown."""
    pages = [_page(path, block) for path, block in _blocks(Block(SweepFile), ())]
    return "\n".join(["# The sweep file\n", *pages])


def _blocks(notation: Notation, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Block]]:
    """Yield all sections with their paths, each before the sections within it."""
    if isinstance(notation, Block):
        yield path, notation
    for key, below in _parts(notation):
        yield from _blocks(below, (*path, key) if key else path)


def _parts(notation: Notation) -> Iterator[tuple[str, Notation]]:
    match notation:
        case LawOf():
            return
        case Maybe(of=of):
            yield "", of
        case Listed(of=of):
            yield "0", of
        case Table(of=of, noun=noun):
            yield noun.upper(), of
        case ByWord(members=members):
            yield from (("", member) for member in members.values())
        case _:
            yield from ((key, below) for key in notation.keys(None) if (below := notation.child(key, None)) is not None)


def _page(path: tuple[str, ...], block: Block) -> str:
    title = f"## `{'.'.join(path)}`" if path else "## The whole"
    rows = [_row(key, entry) for key, entry in entries(block.model).items()]
    head = ["| key | write | default | unit | meaning |", "|---|---|---|---|---|"]
    return "\n".join([title, "", getdoc(block.model) or "", "", *head, *rows, ""])


def _row(key: str, entry: Entry) -> str:
    words = "a section, below" if isinstance(entry.notation, Block) else entry.notation.words()
    meaning = entry.meaning.replace("\n", " ") + (f" {MAY_CHANGE}" if entry.changeable else "")
    cells = (f"`{key}`", words, _default(entry), entry.notation.unit, meaning)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _default(entry: Entry) -> str:
    if entry.settled_later:
        return str(entry.default)
    if entry.default is None:
        return "required" if entry.required else ""
    return "its defaults" if isinstance(entry.notation, Block) else f"`{flow(entry.default)}`"


def _law_page() -> str:
    kinds = LawOf(Quantity(NUMBER)).kinds
    rows = [f"| `{{{kind}: {parameters.words()}}}` |" for kind, parameters in kinds.items()]
    meanings = [f"- `{name}`: {meaning}" for name, meaning in PARAMETERS.items()]
    intro = "A number (with the unit of its field) is a constant. Every other law is a map with one key."
    return "\n".join(["## Laws", "", intro, "", "| law |", "|---|", *rows, "", *meanings, ""])
