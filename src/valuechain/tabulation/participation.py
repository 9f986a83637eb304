"""How contributions are spread over those who make them."""

from __future__ import annotations

import numpy as np

from valuechain.results.gini import gini
from valuechain.swarm.arrays import Floats

MOST_OF_THE_WORK = 0.8
"""Share of contributions that the bus factor asks for."""

TOP = 15
"""Contributors whose share is told by their number."""


def participation(made: Floats) -> dict[str, float]:
    """Return the measures of `runs` that depend on the number of contributions of each participant (N,).

    Shares of the most active 1 %, the next 9 % and the rest (the rule 90-9-1) are given twice: among contributors, and
    among all participants, as forums count that include lurkers. Ranks that are no whole number count in part. Missing
    where nobody contributed.
    """
    own = np.sort(made[made > 0])[::-1]
    nobody = {"contributors": 0.0, "no_contribution": 1.0}
    if not len(own):
        return dict.fromkeys(MEASURES, np.nan) | nobody
    share = np.append(0.0, np.cumsum(own)) / own.sum()
    ranks = np.arange(len(share))

    def most_active(part: float, people: int) -> float:
        return float(np.interp(part * people, ranks, share))

    one, ten = most_active(0.01, len(own)), most_active(0.1, len(own))
    one_of_all, ten_of_all = most_active(0.01, len(made)), most_active(0.1, len(made))
    zeros = 1 - len(own) / len(made)
    among = gini(own)
    return {
        "contributors": float(len(own)),
        "one_timers": float((own == 1).mean()),
        "gini_contributions": among,
        "gini_contributions_all": zeros + (1 - zeros) * among,
        "no_contribution": zeros,
        "top_1_percent": one,
        "next_9_percent": ten - one,
        "bottom_90_percent": 1 - ten,
        "top_1_percent_all": one_of_all,
        "next_9_percent_all": ten_of_all - one_of_all,
        "bottom_90_percent_all": 1 - ten_of_all,
        "top_15": float(share[min(TOP, len(own))]),
        "bus_factor": float(np.searchsorted(share, MOST_OF_THE_WORK * (1 - 1e-12))),
    }


MEASURES = (
    "contributors",
    "one_timers",
    "gini_contributions",
    "gini_contributions_all",
    "no_contribution",
    "top_1_percent",
    "next_9_percent",
    "bottom_90_percent",
    "top_1_percent_all",
    "next_9_percent_all",
    "bottom_90_percent_all",
    "top_15",
    "bus_factor",
)
