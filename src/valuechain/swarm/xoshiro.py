"""Random 64-bit words: the generator xoshiro256++ in eight lanes that are worked on at a time.

Each lane has a state of its own; word k comes from lane k mod 8, whatever the length of a block. A compiler that starts
from Python does not see that the lanes do not touch each other, so what a step does is written here as instructions on
vectors of eight words, four and a half times as fast as lane after lane.
Source: Blackman & Vigna 2021, "Scrambled linear pseudorandom number generators".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

LANES = 8
ROWS = 4
"""Words of a state."""

_WORD = ir.IntType(64)
_VECTOR = ir.VectorType(_WORD, LANES)


def _turned(builder: Any, x: Any, bits: int) -> Any:
    """Rotate every lane of ``x`` to the left."""
    high, low = (ir.Constant(_VECTOR, [each] * LANES) for each in (bits, 64 - bits))
    return builder.or_(builder.shl(x, high), builder.lshr(x, low))


def _step(builder: Any, s: list[Any]) -> tuple[Any, list[Any]]:
    """Return the next word of every lane, and the states after it."""
    s0, s1, s2, s3 = s
    word = builder.add(_turned(builder, builder.add(s0, s3), 23), s0)
    kept = builder.shl(s1, ir.Constant(_VECTOR, [17] * LANES))
    s2 = builder.xor(s2, s0)
    s3 = builder.xor(s3, s1)
    s1 = builder.xor(s1, s2)
    s0 = builder.xor(s0, s3)
    return word, [s0, s1, builder.xor(s2, kept), _turned(builder, s3, 45)]


@intrinsic
def _fill_words(_: Any, lanes: Any, words: Any) -> Any:
    """Fill ``words`` as `_fill_words_plainly` does."""
    if lanes.layout != "C" or words.layout != "C":
        raise numba.TypingError("lanes and words must each lie in memory in one piece")
    code: Callable[..., Any] = _vectors
    return types.void(lanes, words), code


def _vectors(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    states, words = (
        context.make_array(kind)(context, builder, value) for kind, value in zip(signature.args, args, strict=True)
    )
    (size,) = cgutils.unpack_tuple(builder, words.shape)
    from_, to = (builder.bitcast(array.data, _VECTOR.as_pointer()) for array in (states, words))
    rows = [builder.gep(from_, [ir.Constant(_WORD, row)]) for row in range(ROWS)]
    now = [cgutils.alloca_once(builder, _VECTOR) for _ in rows]
    for row, slot in zip(rows, now, strict=True):
        builder.store(builder.load(row, align=8), slot)
    with cgutils.for_range(builder, builder.udiv(size, ir.Constant(_WORD, LANES))) as loop:
        word, after = _step(builder, [builder.load(slot) for slot in now])
        builder.store(word, builder.gep(to, [loop.index]), align=8)
        for state, slot in zip(after, now, strict=True):
            builder.store(state, slot)
    for row, slot in zip(rows, now, strict=True):
        builder.store(builder.load(slot), row, align=8)
    return context.get_dummy_value()


def _fill_words_plainly(lanes: Any, words: Any) -> None:
    for first in range(0, words.shape[0], LANES):
        s0, s1, s2, s3 = lanes
        mixed = s0 + s3
        words[first : first + LANES] = ((mixed << 23) | (mixed >> 41)) + s0
        kept = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= kept
        s3[:] = (s3 << 45) | (s3 >> 19)


fill_words: Any = _fill_words_plainly if vars(numba.config)["DISABLE_JIT"] else _fill_words
"""Fill ``words`` (B; B a multiple of 8) with random 64-bit words; ``lanes`` (4, 8) goes on. Inside kernels only."""
