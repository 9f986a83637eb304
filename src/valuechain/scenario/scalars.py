"""What a plain YAML scalar means: the rules of YAML 1.2, without the traps of 1.1.

``no``, ``1:30`` and dates stay text. What different programs read differently (``010``) is a fault.
"""

from __future__ import annotations

import math
import re

LONGEST_NUMBER = 40

_WORDS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NOTHING = ("", "~", "null", "Null", "NULL")
_NUMBER = re.compile(r"[-+]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE][-+]?\d+)?", re.ASCII)
_WHOLE = re.compile(r"[-+]?\d+(?:_\d+)*", re.ASCII)
_ZERO_FIRST = re.compile(r"[-+]?0_?\d.*", re.ASCII | re.DOTALL)
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|nan)", re.IGNORECASE)


def resolve(text: str) -> str | int | float | bool | None:
    """Return what an unquoted scalar means; ValueError says what is wrong with it."""
    if text in _NOTHING:
        return None
    if text in _WORDS:
        return _WORDS[text]
    if _NOT_FINITE.fullmatch(text):
        raise ValueError(f"{text} is not a finite number; write a finite one")
    return _number(text) if _NUMBER.fullmatch(text) else text


def _number(text: str) -> int | float:
    if len(text) > LONGEST_NUMBER:
        raise ValueError(f"{text[:12]}… is a number of {len(text)} characters; write at most {LONGEST_NUMBER}")
    if _ZERO_FIRST.fullmatch(text):
        bare = re.sub(r"^([-+]?)[0_]+(?=\d)", r"\1", text)
        raise ValueError(f'{text} begins with a zero, which some read as octal; write {bare}, or "{text}" for text')
    if _WHOLE.fullmatch(text):
        return int(text)
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text} is too large for a number; write one below 1.8e308")
    return number
