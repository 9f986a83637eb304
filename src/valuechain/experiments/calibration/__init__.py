"""Calibration by simulated moments: parameters under which a scenario gives what was measured.

McFadden 1989; Lee & Ingram 1991. Every trial meets the same random numbers, so that the distance is a function of the
parameters alone, and the seed is never one of them.
"""

from .calibrating import calibrate
from .moments import Moment, read_moments
from .parameters import Parameter
from .report import Calibration

__all__ = ["Calibration", "Moment", "Parameter", "calibrate", "read_moments"]
