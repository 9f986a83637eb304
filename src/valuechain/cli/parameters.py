"""Parameters that several commands share."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

Settings = Annotated[tuple[str, ...], Parameter("--set", negative=(), consume_multiple=False, show_default=False)]
"""``--set path=value``, any number of times."""

Overrides = Annotated[tuple[str, ...], Parameter("--override", negative=(), consume_multiple=False, show_default=False)]
"""``--override NAME``, any number of times."""

Flag = Annotated[bool, Parameter(negative=(), show_default=False)]
"""An option without a value and without a ``--no-`` twin."""

Many = Parameter(negative=(), consume_multiple=False, show_default=False)
"""An option that may be given any number of times."""
