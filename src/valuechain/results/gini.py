"""The Gini coefficient."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def gini(values: Floats) -> float:
    """Return the Gini coefficient of ``values`` (n,); missing where their sum is not positive.

    G = Σ (2k - n - 1)·x_(k) / (n·Σ x), x_(k) ascending (Gini 1912): half the mean difference over the mean. Negative
    values, the surplus of somebody who mostly met empty shelves, can lift it to 1 and above.
    """
    total = float(values.sum())
    if not total > 0:
        return float("nan")
    n = len(values)
    weights = 2.0 * np.arange(1, n + 1) - n - 1
    return float((weights * np.sort(values)).sum()) / (n * total)
