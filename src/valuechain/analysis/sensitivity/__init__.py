"""Global sensitivity: which factors an output's variance comes from, how sure that is, and how it settles with n.

The only room beside the experiments' design that knows SALib (Iwanaga, Usher & Herman 2022); importing it takes a
second, so `valuechain.analysis` does not do it.
"""

from .convergence import convergence
from .indices import COLUMNS, sensitivity

__all__ = ["COLUMNS", "convergence", "sensitivity"]
