"""A figure as PNG and SVG files that name its origin."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

__all__ = ["Figure", "save", "save_figure"]

DPI = 150


def save(figure: Figure, stem: Path, scenario: str, origin: Mapping[str, Any]) -> list[Path]:
    """Write ``figure`` as ``stem``.png and .svg; the metadata hold scenario, digest and version, and no date."""
    digest = str(origin.get("digest", ""))
    about = f"scenario {scenario}" + (f", digest {digest}" if digest else "")
    return save_figure(figure, stem, about, origin.get("version"))


def save_figure(figure: Figure, stem: Path, about: str, made_with: str | None = None) -> list[Path]:
    """Write a figure as ``stem``.png and .svg, with ``about`` (where it comes from) in the metadata; return the paths.

    ``made_with`` is the version of valuechain, by default today's.
    """
    made_by = f"valuechain {made_with or _version()}"
    metadata: dict[str, dict[str, Any]] = {
        "png": {"Software": made_by, "Title": stem.name, "Description": about},
        "svg": {"Creator": made_by, "Title": stem.name, "Description": about, "Date": None},
    }
    salt = hashlib.sha256(f"{about}/{stem.name}".encode()).hexdigest()
    paths = []
    for kind, entries in metadata.items():
        path = stem.with_name(f"{stem.name}.{kind}")
        with mpl.rc_context({"svg.hashsalt": salt, "svg.fonttype": "path"}):
            figure.savefig(path, dpi=DPI, metadata=entries)
        figure.set_layout_engine("none")  # the second file is laid out as the first
        paths.append(path)
    return paths


def _version() -> str:
    try:
        return version("valuechain")
    except PackageNotFoundError:
        return "unknown"
