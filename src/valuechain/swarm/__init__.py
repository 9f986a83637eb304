"""What happens too often for events: compiled kernels, arrays in and arrays out.

Needs arise as superposed Poisson clocks, participants choose, shelves are emptied, single units are made and shipped
one for one. All of it is either memoryless or has a completion time that is known when it starts, so a kernel may stop
at any instant and go on later without a trace (see `play`). Randomness comes in as blocks drawn by NumPy generators.

Every kernel is ordinary Python underneath: with ``NUMBA_DISABLE_JIT=1`` the same source runs uncompiled and gives the
same bits.
"""
