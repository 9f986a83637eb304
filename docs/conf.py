"""Sphinx settings; before each build the reference pages are written by the code that they describe."""

import importlib
import importlib.util
from importlib.metadata import version as installed_version
from pathlib import Path

project = "valuechain"
author = "The valuechain authors"
copyright = "2026, The valuechain authors"
version = release = installed_version("valuechain")

extensions = ["myst_parser"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = f"valuechain {version}"
html_copy_source = False

GENERATED = Path(__file__).parent / "reference" / "_generated"

# page: (the room that describes itself, the function that returns the page as Markdown, the page's title)
PAGES = {
    "scenario": ("valuechain.scenario", "reference", "The scenario file"),
    "sweep": ("valuechain.scenario", "sweep_reference", "The sweep file"),
    "frames": ("valuechain.results", "reference", "The frames of a result"),
}


def page(room: str, function: str, title: str) -> str:
    """Return the reference page of a room, with its title; a room without one says so."""
    built = importlib.util.find_spec(room) is not None
    reference = getattr(importlib.import_module(room), function, None) if built else None
    if reference is None:
        return f"# {title}\n\nNot written yet: `{room}` does not describe itself so far.\n"
    text = str(reference())
    return text if text.startswith("# ") else f"# {title}\n\n{text}"


def write_reference() -> None:
    GENERATED.mkdir(exist_ok=True)
    for name, (room, function, title) in PAGES.items():
        text = page(room, function, title)
        file = GENERATED / f"{name}.md"
        if not file.exists() or file.read_text("utf-8") != text:  # an unchanged page is not built again
            file.write_text(text, "utf-8")


write_reference()
