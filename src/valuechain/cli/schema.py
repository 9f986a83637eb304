"""``valuechain schema``."""

from __future__ import annotations

import json

from valuechain.scenario import json_schema, sweep_schema

from .parameters import Flag


def schema(*, sweep: Flag = False) -> None:
    """Print the JSON Schema of scenario files, for editors.

    Parameters
    ----------
    sweep:
        That of sweep files instead.
    """
    print(json.dumps(sweep_schema() if sweep else json_schema(), indent=2, ensure_ascii=False))
