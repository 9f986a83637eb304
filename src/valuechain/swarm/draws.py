"""Random numbers in blocks, drawn where they are used: three a need, and most of a need's cost if a call made each.

Words come from `xoshiro`, its states from NumPy's SeedSequence (see `randomness.lanes`).
"""

import numpy as np

from .compilation import kernel
from .xoshiro import fill_words

_1, _3, _11, _24, _40 = (np.uint64(bits) for bits in (1, 3, 11, 24, 40))
_STEP = 2.0**-53
_MANTISSA = 2**52 - 1
_HALF = 1022 << 52  # the bits of 0.5 but for its mantissa
_LN2 = 0.6931471805599453
_ROOT_HALF = 0.7071067811865476


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


@kernel
def fill_units(lanes, words, units):
    """Fill ``units`` (B) with numbers uniform on [0, 1), multiples of 2^-53; ``words`` (B) is room to work in."""
    fill_words(lanes, words)
    for k in range(words.shape[0]):
        units[k] = np.float64(words[k] >> _11) * _STEP


@kernel
def fill_waits(lanes, words, waits):
    """Fill ``waits`` (B) with exponential numbers of mean 1: -ln u by inversion, u uniform on (0, 1].

    With u = m·2^e, √½ ≤ m < √2, and s = (m - 1)/(m + 1), ln u = e·ln 2 + 2·(s + s³/3 + s⁵/5 + …); |s| < 0.172, so ten
    terms reach rounding. Written without branches and calls, so that eight numbers are worked on at a time.
    """
    fill_words(lanes, words)
    bits = words.view(np.int64)
    m = words.view(np.float64)
    for k in range(words.shape[0]):
        m[k] = 1.0 - np.float64(words[k] >> _11) * _STEP
    for k in range(words.shape[0]):
        waits[k] = np.float64((bits[k] >> 52) - 1022)
        bits[k] = (bits[k] & _MANTISSA) | _HALF
    for k in range(words.shape[0]):
        low = m[k] < _ROOT_HALF
        e = waits[k] - 1.0 if low else waits[k]
        x = 2.0 * m[k] if low else m[k]
        s = (x - 1.0) / (x + 1.0)
        z = s * s
        p = z / 19.0 + 1.0 / 17.0
        p = p * z + 1.0 / 15.0
        p = p * z + 1.0 / 13.0
        p = p * z + 1.0 / 11.0
        p = p * z + 1.0 / 9.0
        p = p * z + 1.0 / 7.0
        p = p * z + 1.0 / 5.0
        p = p * z + 1.0 / 3.0
        p = p * z + 1.0
        waits[k] = -(e * _LN2 + 2.0 * s * p)
