"""Sixteen neighbours in an array at once: the compiler's own vectors, in a few instructions.

LLVM also makes vectors of a loop, but adds up comparisons one vector at a time, and a draw waits for every step of
that; here a comparison gives sixteen bits, of which one instruction counts those that are set.
"""

from __future__ import annotations

from typing import Any

import numba
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

WIDTH = 16
DOUBLES = ir.VectorType(ir.DoubleType(), WIDTH)


@intrinsic
def _count_up_to(_: Any, array: Any, part: Any, first: Any, limit: Any) -> Any:
    """Count those of ``array[part, first : first + 16]`` that are at most ``limit``."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        place = [
            context.cast(builder, value, kind, types.intp)
            for value, kind in zip(args[1:3], signature.args[1:3], strict=True)
        ]
        view = context.make_array(signature.args[0])(context, builder, args[0])
        pointer = cgutils.get_item_pointer(context, builder, signature.args[0], view, place, wraparound=False)
        vector = builder.load(builder.bitcast(pointer, DOUBLES.as_pointer()))
        vector.align = 8
        lane = ir.IntType(32)
        single = builder.insert_element(ir.Constant(DOUBLES, ir.Undefined), args[3], lane(0))
        everywhere = ir.Constant(ir.VectorType(lane, WIDTH), [0] * WIDTH)
        limits = builder.shuffle_vector(single, ir.Constant(DOUBLES, ir.Undefined), everywhere)
        bits = builder.bitcast(builder.fcmp_ordered("<=", vector, limits), ir.IntType(WIDTH))
        return builder.zext(builder.ctpop(bits), context.get_value_type(types.intp))

    return types.intp(array, part, first, types.float64), code


def _counted(array: Any, part: int, first: int, limit: float) -> int:
    """Count as the compiled code does, where Python runs without compilation."""
    return sum(bool(each <= limit) for each in array[part, first : first + WIDTH])


count_up_to: Any = _counted if vars(numba.config)["DISABLE_JIT"] else _count_up_to
"""Count those of ``array[part, first : first + 16]`` that are at most ``limit``; inside kernels only."""
