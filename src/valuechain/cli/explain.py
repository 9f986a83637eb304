"""``valuechain explain``."""

from __future__ import annotations

from pathlib import Path

from valuechain.scenario import explain as explain_key

from .parameters import Overrides, Settings


def explain(file: Path, key: str, /, *, settings: Settings = (), overrides: Overrides = ()) -> None:
    """Say what a key of a scenario means, what its value is, and where that comes from.

    Parameters
    ----------
    file:
        The scenario, a YAML file.
    key:
        A dotted key, such as population.needs.rate.
    settings:
        A change of the scenario, as path=value; as often as you like.
    overrides:
        A name among the scenario's own overrides to apply; as often as you like.
    """
    told = explain_key(file, key, settings, overrides)
    for each in (told, *told.children):
        print(f"{each.path}: {each.value}\n    {each.meaning}")
        unit = f"; unit: {each.unit}" if each.unit else ""
        print(f"    from {each.origin}{unit}{'; may change during a run' if each.changeable else ''}")
