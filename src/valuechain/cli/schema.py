"""``valuechain schema``."""

from __future__ import annotations

import json

from valuechain.scenario import json_schema


def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))
