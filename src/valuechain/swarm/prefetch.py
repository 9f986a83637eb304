"""Asking for memory before it is needed: a hint to the processor, without effect on any value."""

from __future__ import annotations

from typing import Any

import numba
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

WRITE, KEEP, DATA = 1, 3, 1


@intrinsic
def _fetch(_: Any, array: Any, index: Any) -> Any:
    """Ask for the cache line at which row ``index`` of ``array`` begins."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kind = signature.args[0]
        view = context.make_array(kind)(context, builder, args[0])
        zero = context.get_constant(types.intp, 0)
        row = context.cast(builder, args[1], signature.args[1], types.intp)
        place = [row] + [zero] * (kind.ndim - 1)
        pointer = cgutils.get_item_pointer(context, builder, kind, view, place, wraparound=False)
        pointer = builder.bitcast(pointer, cgutils.voidptr_t)
        number = ir.IntType(32)
        prefetch = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, *[number] * 3]), "llvm.prefetch.p0"
        )
        builder.call(prefetch, [pointer, number(WRITE), number(KEEP), number(DATA)])
        return context.get_dummy_value()

    return types.void(array, index), code


def _nothing(array: Any, index: Any) -> None:
    """Do nothing, as Python without compilation can."""


fetch: Any = _nothing if vars(numba.config)["DISABLE_JIT"] else _fetch
"""Ask for the beginning of a row of an array; inside kernels only."""
