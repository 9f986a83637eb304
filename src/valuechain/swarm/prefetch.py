"""Asking for memory before it is needed: a hint to the processor, without effect on any value."""

from __future__ import annotations

from typing import Any

import numba
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

WRITE, KEEP, DATA = 1, 3, 1


def _ask(context: Any, builder: Any, kind: Any, array: Any, place: list[Any]) -> None:
    """Ask for the cache line of ``array`` at ``place``, whose last indices are 0 where they are not given."""
    view = context.make_array(kind)(context, builder, array)
    zeros = [context.get_constant(types.intp, 0)] * (kind.ndim - len(place))
    pointer = cgutils.get_item_pointer(context, builder, kind, view, [*place, *zeros], wraparound=False)
    pointer = builder.bitcast(pointer, cgutils.voidptr_t)
    number = ir.IntType(32)
    prefetch = cgutils.get_or_insert_function(
        builder.module, ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, *[number] * 3]), "llvm.prefetch.p0"
    )
    builder.call(prefetch, [pointer, number(WRITE), number(KEEP), number(DATA)])


@intrinsic
def _fetch(_: Any, array: Any, index: Any) -> Any:
    """Ask for the cache line at which row ``index`` of ``array`` begins."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        row = context.cast(builder, args[1], signature.args[1], types.intp)
        _ask(context, builder, signature.args[0], args[0], [row])
        return context.get_dummy_value()

    return types.void(array, index), code


@intrinsic
def _fetch_at(_: Any, array: Any, part: Any, row: Any, column: Any) -> Any:
    """Ask for the cache line of ``array[part, row, column]``."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        casts = [
            context.cast(builder, value, kind, types.intp)
            for value, kind in zip(args[1:], signature.args[1:], strict=True)
        ]
        _ask(context, builder, signature.args[0], args[0], casts)
        return context.get_dummy_value()

    return types.void(array, part, row, column), code


def _nothing(*_: Any) -> None:
    """Do nothing, as Python without compilation can."""


_PLAIN = vars(numba.config)["DISABLE_JIT"]

fetch: Any = _nothing if _PLAIN else _fetch
"""Ask for the beginning of a row of an array; inside kernels only."""

fetch_at: Any = _nothing if _PLAIN else _fetch_at
"""Ask for one place of an array of three dimensions; inside kernels only."""
