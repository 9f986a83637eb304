"""What chains have asked and heard: the frame `research`, and how much information that was."""

from __future__ import annotations

import numpy as np
import pandas as pd

from valuechain.economy import Economy
from valuechain.results.columns import coded, frame
from valuechain.swarm.arrays import Floats

YEAR = 365.0


def feedback_bits(economy: Economy, days: float) -> Floats:
    """Return the bits by participant and year that each chain and, last, all chains have heard since the warm-up."""
    scenario, names = economy.scenario, economy.chain_names
    bits = np.zeros(len(names) + 1)
    for wave in economy.designs.waves:
        if wave.day > scenario.warmup:
            bits[[names.index(economy.offers[wave.offer].chain), -1]] += wave.bits
    return bits / scenario.population.size / (days / YEAR)


def research_frame(economy: Economy) -> pd.DataFrame:
    """Return the frame `research`: a row for each round of questions, in the order in which the answers came."""
    scenario, offers, waves = economy.scenario, economy.offers, economy.designs.waves
    chains, products = economy.chain_names, list(dict.fromkeys(offer.product for offer in offers))
    about = [offers[wave.offer] for wave in waves]
    days = np.array([wave.day for wave in waves])
    return frame(
        "research",
        {
            "scenario": scenario.scenario,
            "replication": economy.replication,
            "chain": coded(np.array([chains.index(each.chain) for each in about], np.int64), chains),
            "product": coded(np.array([products.index(each.product) for each in about], np.int64), products),
            "time": days,
            "warmup": days <= scenario.warmup,
            "answers": [wave.answers for wave in waves],
            "share": [wave.share for wave in waves],
            "bits": [wave.bits for wave in waves],
            "adopted": [wave.adopted for wave in waves],
            "shift": [wave.shift for wave in waves],
            "mismatch": [wave.mismatch for wave in waves],
            "floor": [wave.floor for wave in waves],
        },
    )
