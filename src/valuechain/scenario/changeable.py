"""The mark of a key whose value may change during a run, by an intervention."""

from __future__ import annotations


class Changeable:
    """Put into ``Annotated`` beside the notation of a field; how a change takes effect is said in the flows."""


CHANGEABLE = Changeable()
